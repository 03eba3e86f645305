//! What a debug print may say.

use super::root;
use std::path::{Path, PathBuf};

/// Fields that say something of a person, or that somebody wrote about one.
const PERSONAL: [&str; 10] = [
    "name",
    "email",
    "address",
    "access_needs",
    "language_needs",
    "reason",
    "change_reason",
    "recipient",
    "venue",
    "words",
];

/// Fields of these names that may be printed, each with the reason.
const PLAIN: [(&str, &str); 22] = [
    ("demo::Account.email", "invented"),
    ("demo::Account.name", "invented"),
    ("directory::Area.name", "a borough"),
    ("directory::Organisation.name", "an organisation"),
    ("directory::Programme.name", "a programme"),
    ("evidence::By.name", "a column"),
    ("evidence::Group.name", "a group of a table"),
    ("evidence::Shown.name", "a group of a table"),
    ("evidence::Wave.name", "a group of a table"),
    ("govuk::Group.name", "a field of a form"),
    ("govuk::Select.name", "a field of a form"),
    ("insight::Programme.name", "a programme"),
    ("insight::Words.name", "a theme"),
    ("instrument::Language.name", "a language"),
    ("learning::CourseQuery.words", "looked for in titles of courses"),
    (
        "learning::Query.words",
        "looked for in titles of courses, references and venues",
    ),
    ("learning::SessionDraft.venue", "on the public list"),
    ("learning::SessionLine.venue", "on the public list"),
    ("responses::Asked.words", "looked for in questions"),
    (
        "responses::DraftQuery.words",
        "looked for in titles of questionnaires",
    ),
    (
        "responses::InstrumentQuery.words",
        "looked for in titles of questionnaires",
    ),
    ("store::Stmt.name", "a statement"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs")
            && path.components().any(|part| part.as_os_str() == "src")
        {
            found.push(path);
        }
    }
}

/// `Struct.field` for each personal field in plain text of a type whose `Debug` is derived.
fn printed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split("#[derive(").skip(1) {
        let (derived, rest) = rest.split_once(')').unwrap_or_default();
        if !derived.split(',').any(|one| one.trim() == "Debug") {
            continue;
        }
        let Some((before, rest)) = rest.split_once("struct ") else {
            continue;
        };
        if before.contains(['{', ';']) {
            continue;
        }
        let Some((name, body)) = rest.split_once('{') else {
            continue;
        };
        if name.contains(';') {
            continue;
        }
        let body = body.split("\n}").next().unwrap_or_default();
        for line in body.lines() {
            let line = line.trim().trim_end_matches(',');
            let Some((field, kind)) = line.split_once(": ") else {
                continue;
            };
            let field = field.rsplit(' ').next().unwrap_or_default();
            let plain = ["String", "Option<String>", "Vec<String>"].contains(&kind) || kind.ends_with("str");
            if plain && PERSONAL.contains(&field) {
                let name = name.trim().split('<').next().unwrap_or_default();
                found.push(format!("{name}.{field}"));
            }
        }
    }
    found
}

/// Proves SK4: no type prints a person's words in its debug print, unless the list says why it may.
#[test]
fn debug_prints_mask_what_is_personal() {
    assert_eq!(
        printed("#[derive(Clone, Debug)]\npub struct One {\n    /// Hers.\n    pub name: String,\n}\n"),
        ["One.name"]
    );
    assert!(printed("#[derive(Clone)]\nstruct Two {\n    name: String,\n}\n").is_empty());
    assert!(printed("#[derive(Debug)]\nstruct Three {\n    name: Personal<String>,\n}\n").is_empty());
    let mut all = Vec::new();
    files(&root().join("crates"), &mut all);
    let mut found: Vec<String> = all
        .iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "house_rules"))
        .flat_map(|path| {
            let package = path
                .components()
                .rev()
                .skip_while(|part| part.as_os_str() != "src")
                .nth(1)
                .unwrap()
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            printed(&std::fs::read_to_string(path).unwrap())
                .into_iter()
                .map(move |field| format!("{package}::{field}"))
        })
        .collect();
    found.sort();
    found.dedup();
    let listed: Vec<String> = PLAIN.iter().map(|(field, _)| (*field).to_owned()).collect();
    let unlisted: Vec<&String> = found.iter().filter(|field| !listed.contains(field)).collect();
    assert!(unlisted.is_empty(), "these print personal words: {unlisted:#?}");
    let stale: Vec<&String> = listed.iter().filter(|field| !found.contains(field)).collect();
    assert!(stale.is_empty(), "these are listed and not there: {stale:?}");
}
