//! Writes without an event.

use super::root;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a write is committed without an event of its own, how often, and why that is no act of a person on a record.
const WITHOUT_EVENT: [(&str, usize, &str); 21] = [
    ("crates/demo/src/load.rs", 2, "the demonstration is made"),
    (
        "crates/rooms/learning/src/attendance_sums/work.rs",
        1,
        "who came is packed again from what stands",
    ),
    ("crates/demo/src/places.rs", 2, "the demonstration is made"),
    ("crates/demo/src/testing.rs", 1, "for tests"),
    ("crates/front/src/desk.rs", 1, "when a session was last used"),
    (
        "crates/front/src/drafts.rs",
        2,
        "what was typed is kept for its owner, or let go by her",
    ),
    (
        "crates/front/src/work.rs",
        3,
        "a look, with an event that changes nothing",
    ),
    (
        "crates/identity/src/sign_in.rs",
        3,
        "a try at the door of an account is counted",
    ),
    (
        "crates/identity/src/sign_in/code_step.rs",
        1,
        "a try at the door of an account is counted",
    ),
    (
        "crates/post/src/upkeep.rs",
        1,
        "a job or a message is taken and settled; what a job keeps up is known by its end",
    ),
    ("crates/rooms/insight/src/coding/mod.rs", 1, "in a test"),
    ("crates/rooms/insight/src/comments/mod.rs", 1, "in a test"),
    ("crates/rooms/insight/src/mentored.rs", 1, "in a test"),
    ("crates/rooms/insight/src/quotes/mod.rs", 1, "in a test"),
    (
        "crates/rooms/responses/src/books.rs",
        2,
        "a questionnaire is there already: nothing is written; questions of earlier versions come into the bank",
    ),
    (
        "crates/rooms/responses/src/sums/anew.rs",
        1,
        "answers that are there are added up",
    ),
    ("crates/trellis/src/backup.rs", 1, "that a backup counts"),
    ("crates/trellis/src/backups.rs", 1, "in a test"),
    ("crates/trellis/src/house_rules/today.rs", 1, "in a test"),
    ("crates/trellis/src/house_rules/world.rs", 1, "in a test"),
    ("crates/trellis/src/scanner/tests.rs", 1, "in a test"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// Proves SB1: nothing is committed without an event in the trail, but at the places that are named here with their reason.
#[test]
fn every_write_without_an_event_is_named() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.ends_with("rooms") {
            for room in std::fs::read_dir(folder).unwrap() {
                sources(&room.unwrap().path().join("src"), &mut files);
            }
        } else {
            sources(&folder.join("src"), &mut files);
        }
    }
    let mut found = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let calls: usize = [
            "Done::upkeep(",
            "Done::minor(",
            "audit::looked(",
            "audit::refused(",
        ]
        .iter()
        .map(|call| text.matches(call).count())
        .sum();
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if calls > 0 && !name.ends_with("house_rules/upkeep.rs") {
            found.insert(name, calls);
        }
    }
    let named: BTreeMap<String, usize> = WITHOUT_EVENT
        .iter()
        .map(|(place, calls, _)| ((*place).to_owned(), *calls))
        .collect();
    assert_eq!(found, named);
}
