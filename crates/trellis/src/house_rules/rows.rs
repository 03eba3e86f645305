//! What stands in the tables, row by row: what changes only when somebody changes something.

#![expect(
    clippy::disallowed_types,
    reason = "the copy that is read here is a file of the test's own"
)]

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use store::Db;

/// How many rows each table has, with a hash over the content of all of them, in whatever order they lie. The trail is left out: it
/// grows with every look. Both engines are read as the file of a copy.
pub(super) fn contents(db: &Db) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    db.snapshot_to(&path).unwrap();
    let copy = rusqlite::Connection::open(&path).unwrap();
    let mut asked = copy
        .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name <> 'audit_event'")
        .unwrap();
    let names: Vec<String> = asked
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(names.len() > 30, "{names:?}");
    names
        .into_iter()
        .map(|name| {
            let told = content(&copy, &name);
            (name, told)
        })
        .collect()
}

fn content(copy: &rusqlite::Connection, table: &str) -> String {
    let mut asked = copy.prepare(&format!("select * from \"{table}\"")).unwrap();
    let width = asked.column_count();
    let mut rows = asked.query([]).unwrap();
    let mut hashes = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let mut hash = Sha256::new();
        for place in 0..width {
            let (sort, bytes) = match row.get_ref(place).unwrap() {
                ValueRef::Null => (0_u8, Cow::Borrowed(&[][..])),
                ValueRef::Integer(number) => (1, Cow::Owned(number.to_le_bytes().to_vec())),
                ValueRef::Real(number) => (2, Cow::Owned(number.to_le_bytes().to_vec())),
                ValueRef::Text(text) => (3, Cow::Borrowed(text)),
                ValueRef::Blob(bytes) => (4, Cow::Borrowed(bytes)),
            };
            hash.update([sort]);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        hashes.push(hash.finalize().to_vec());
    }
    hashes.sort();
    let mut whole = Sha256::new();
    for hash in &hashes {
        whole.update(hash);
    }
    let whole = whole.finalize();
    format!("{} rows, {:02x?}", hashes.len(), whole.get(..8).unwrap())
}

/// Fails with the tables that are not as they were.
pub(super) fn unchanged(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, what: &str) {
    let changed: Vec<String> = after
        .iter()
        .filter(|(table, told)| before.get(*table) != Some(told))
        .map(|(table, told)| format!("{table}: {:?}, now {told}", before.get(table)))
        .collect();
    assert!(changed.is_empty(), "{what}: {changed:?}");
}
