//! What stands in the tables, row by row: what changes only when somebody changes something.

#![expect(
    clippy::disallowed_types,
    reason = "the copy that is read here is a file of the test's own"
)]

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
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
        let mut text = String::new();
        for place in 0..width {
            write!(text, "{:?};", row.get_ref(place).unwrap()).unwrap();
        }
        hashes.push(Sha256::digest(text.as_bytes()).to_vec());
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
