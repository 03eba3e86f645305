//! What each column is worth to somebody who should not have it (security.md 2.1).

#![expect(
    clippy::disallowed_types,
    reason = "the copy that is read here is a file of the test's own"
)]

use super::root;
use kernel::Tier;
use std::collections::{BTreeMap, BTreeSet};
use store::testing::database;

/// Columns of tier 2 or 3 that lie open, and why.
const OPEN: [(&str, &str); 0] = [];

fn tier(text: &str) -> Option<Tier> {
    match text {
        "0" => Some(Tier::Open),
        "1" => Some(Tier::Staff),
        "2" => Some(Tier::Case),
        "3" => Some(Tier::Danger),
        _ => None,
    }
}

/// The dictionary lines of the migrations: tables, and columns with their tiers.
fn dictionary() -> (BTreeSet<String>, BTreeMap<String, Tier>) {
    let (mut tables, mut columns) = (BTreeSet::new(), BTreeMap::new());
    for entry in std::fs::read_dir(root().join("migrations")).unwrap() {
        for line in std::fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let Some(rest) = line.trim().strip_prefix("--|") else {
                continue;
            };
            let parts: Vec<&str> = rest.splitn(3, '|').map(str::trim).collect();
            let [name, worth, meaning] = parts.as_slice() else {
                panic!("{line}")
            };
            assert!(!meaning.is_empty(), "{name} says nothing");
            if name.contains('.') {
                let worth = tier(worth).unwrap_or_else(|| panic!("{name} has no tier"));
                assert!(
                    columns.insert((*name).to_owned(), worth).is_none(),
                    "{name} twice"
                );
            } else {
                assert!(tables.insert((*name).to_owned()), "{name} twice");
            }
        }
    }
    (tables, columns)
}

/// The columns of the migrated database, whichever engine it is on.
fn schema() -> BTreeSet<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    database().db.snapshot_to(&path).unwrap();
    let copy = rusqlite::Connection::open(&path).unwrap();
    let mut asked = copy
        .prepare("select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite%'")
        .unwrap();
    asked
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// Each table and column is in the dictionary with its tier, and what would harm somebody is sealed, hashed or blind.
#[test]
fn every_column_carries_its_tier() {
    // The steps themselves, which the store keeps.
    const OWN: [&str; 2] = ["schema_step", "schema_lock"];
    let (tables, columns) = dictionary();
    let schema: BTreeSet<(String, String)> = schema()
        .into_iter()
        .filter(|(table, _)| !OWN.contains(&table.as_str()))
        .collect();
    let named: BTreeSet<String> = schema
        .iter()
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let known: BTreeSet<String> = columns.keys().cloned().collect();
    assert!(named.len() > 200, "{} columns", named.len());
    assert_eq!(named, known, "columns and lines of the dictionary");
    let held: BTreeSet<String> = schema.into_iter().map(|(table, _)| table).collect();
    assert_eq!(held, tables, "tables and lines of the dictionary");
    let mut hidden = 0;
    for (name, tier) in columns {
        if tier < Tier::Case || OPEN.iter().any(|(open, _)| *open == name) {
            continue;
        }
        hidden += 1;
        assert!(
            ["_sealed", "_hash", "_blind"]
                .iter()
                .any(|ending| name.ends_with(ending)),
            "{name} is of tier {tier:?} and lies open"
        );
    }
    assert!(hidden > 8, "{hidden} columns of tier 2 and 3");
}
