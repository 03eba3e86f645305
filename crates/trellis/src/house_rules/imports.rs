//! Who may import what, where SQL stands, and who touches files.

use super::{root, sources};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// What each crate below the rooms may import of ours (docs/architecture.md).
const MAY: [(&str, &[&str]); 14] = [
    ("kernel", &[]),
    ("ticket", &[]),
    ("evidence", &["kernel"]),
    ("instrument", &["kernel"]),
    ("lens", &[]),
    ("govuk", &["kernel"]),
    ("store", &["kernel"]),
    ("access", &["kernel", "store", "ticket"]),
    ("audit", &["kernel", "access", "store", "ticket"]),
    ("identity", &["kernel", "access", "store", "audit", "ticket"]),
    ("post", &["kernel", "access", "store", "audit", "ticket"]),
    ("paper", &["kernel", "access", "store", "audit"]),
    ("certificate", &["kernel", "paper"]),
    (
        "front",
        &[
            "kernel", "access", "store", "audit", "govuk", "identity", "paper", "ticket",
        ],
    ),
];

/// The rooms: each may import those before it (decision 8).
const ROOMS: [&str; 5] = ["directory", "learning", "responses", "ledger", "insight"];

/// What every room may import besides. The ticket of jobs is none of it.
const SHARED: [&str; 10] = [
    "kernel",
    "access",
    "store",
    "audit",
    "govuk",
    "front",
    "post",
    "paper",
    "evidence",
    "instrument",
];

/// Crates of others that only some of ours may know.
const KEPT: [(&str, &[&str]); 10] = [
    ("rusqlite", &["store"]),
    ("tokio-postgres", &["store"]),
    ("chacha20poly1305", &["store"]),
    (
        "axum",
        &[
            "front",
            "directory",
            "learning",
            "responses",
            "ledger",
            "insight",
            "trellis",
        ],
    ),
    ("lettre", &["post"]),
    ("argon2", &["identity"]),
    ("totp-rs", &["identity"]),
    ("age", &["trellis"]),
    ("typst", &["certificate"]),
    ("getrandom", &["kernel"]),
];

/// Where statements stand although the file is not called records, and why.
const SQL_ELSEWHERE: [(&str, &str); 9] = [
    (
        "crates/access/src/session.rs",
        "one statement, which everything else rests on",
    ),
    (
        "crates/rooms/insight/src/comments/mod.rs",
        "its tests write rows of their own",
    ),
    (
        "crates/rooms/insight/src/mentored.rs",
        "one statement of its tests",
    ),
    (
        "crates/rooms/insight/src/subjects/mentoring.rs",
        "one statement of its tests",
    ),
    (
        "crates/rooms/responses/src/few.rs",
        "statements of a few words, beside the sums that they are read with",
    ),
    (
        "crates/rooms/responses/src/pairs.rs",
        "one statement of what makes a pair, beside its sums",
    ),
    (
        "crates/rooms/responses/src/tallies.rs",
        "sums over any filter, beside the code that lays the filters on",
    ),
    (
        "crates/trellis/src/backups.rs",
        "its tests write rows of their own",
    ),
    ("crates/trellis/src/scanner/tests.rs", "in a test"),
];

/// What each of our crates imports outside its tests: ours and others'.
fn imports() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--locked",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value, name: &str| value.get(name).unwrap().as_str().map(str::to_owned);
    metadata
        .get("packages")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let used = package.get("dependencies").unwrap().as_array().unwrap().iter();
            let used = used.filter(|one| text(one, "kind").as_deref() != Some("dev"));
            (
                text(package, "name").unwrap(),
                used.map(|one| text(one, "name").unwrap()).collect(),
            )
        })
        .collect()
}

/// What a crate of ours may import of ours; `None` for the programs, which put everything together.
fn may(name: &str) -> Option<Vec<&'static str>> {
    if let Some((_, allowed)) = MAY.iter().find(|(known, _)| *known == name) {
        return Some(allowed.to_vec());
    }
    let place = ROOMS.iter().position(|room| *room == name)?;
    let mut allowed = SHARED.to_vec();
    allowed.extend(ROOMS.iter().take(place));
    // Accounts have their pages here.
    if name == "directory" {
        allowed.push("identity");
    }
    Some(allowed)
}

#[test]
fn crates_import_only_what_they_may() {
    let imports = imports();
    let mut wrong = Vec::new();
    for (name, used) in &imports {
        for import in used {
            if imports.contains_key(import) && may(name).is_some_and(|may| !may.contains(&import.as_str())) {
                wrong.push(format!("{name} imports {import}"));
            }
            let kept = KEPT.iter().find(|(kept, _)| kept == import);
            let task = ["xtask", "benches"].contains(&name.as_str());
            if !task && kept.is_some_and(|(_, by)| !by.contains(&name.as_str())) {
                wrong.push(format!("{name} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    for name in MAY.iter().map(|(name, _)| *name).chain(ROOMS) {
        assert!(imports.contains_key(name), "{name} is no crate of ours");
    }
    // The file that the list is read from names rooms by the other way of writing it as well.
    assert!(imports.get("insight").unwrap().contains(&"responses".to_owned()));
}

/// The path of a source from the workspace's folder, with its text before its own tests.
fn texts() -> Vec<(String, String)> {
    let root = root().canonicalize().unwrap();
    sources(&root.join("crates"))
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let inside = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let own = inside.contains("/src/") && !inside.contains("house_rules");
            own.then_some((inside, text))
        })
        .collect()
}

/// Statements stand where they are looked for.
#[test]
fn statements_stand_in_records() {
    let mut seen = Vec::new();
    for (path, text) in texts() {
        let written = ["statements! {", "\"select ", "\"insert into ", "\"delete from "]
            .iter()
            .any(|words| text.contains(words));
        let place = path.ends_with("/records.rs") || path.contains("/records/");
        if !written || place || path.starts_with("crates/store/") {
            continue;
        }
        assert!(
            SQL_ELSEWHERE.iter().any(|(known, _)| *known == path),
            "{path} holds SQL: it belongs into the crate's records"
        );
        seen.push(path);
    }
    for (known, _) in SQL_ELSEWHERE {
        assert!(
            seen.iter().any(|path| path == known),
            "{known} holds no SQL any more"
        );
    }
}

/// Files are touched by the program, by what makes files, and by the store.
#[test]
fn files_are_touched_by_few() {
    let mut seen = 0;
    for (path, text) in texts() {
        if !["std::fs", "tokio::fs", "File::open", "File::create"]
            .iter()
            .any(|words| text.contains(words))
        {
            continue;
        }
        seen += 1;
        assert!(
            [
                "crates/trellis/",
                "crates/paper/",
                "crates/store/",
                // A demonstration without a mail server keeps its messages as files.
                "crates/post/src/mailer.rs",
            ]
            .iter()
            .any(|place| path.starts_with(place)),
            "{path} touches files"
        );
    }
    assert!(seen > 5, "{seen} sources touch files");
}
