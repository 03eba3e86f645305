//! Who may import what.

use super::root;

/// What each crate may import of ours (docs/architecture.md); rooms and the program are below.
const MAY: [(&str, &[&str]); 12] = [
    ("kernel", &[]),
    ("ticket", &[]),
    ("evidence", &["kernel"]),
    ("instrument", &["kernel"]),
    ("govuk", &["kernel"]),
    ("store", &["kernel"]),
    ("access", &["kernel", "store", "ticket"]),
    ("audit", &["kernel", "access", "store"]),
    ("identity", &["kernel", "access", "store", "audit"]),
    ("post", &["kernel", "access", "store", "audit", "ticket"]),
    ("paper", &["kernel", "access", "store", "audit"]),
    (
        "front",
        &["kernel", "access", "store", "audit", "govuk", "identity"],
    ),
];

#[test]
fn crates_import_only_what_they_may() {
    let ours: Vec<&str> = MAY
        .iter()
        .map(|(name, _)| *name)
        .chain([
            "directory",
            "learning",
            "responses",
            "ledger",
            "insight",
            "demo",
            "trellis",
        ])
        .collect();
    let imports = |folder: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join("crates").join(folder).join("Cargo.toml")).unwrap();
        let used = text
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default()
            .to_owned();
        used.lines()
            .filter_map(|line| {
                line.split_once(".workspace")
                    .map(|(name, _)| name.trim().to_owned())
            })
            .filter(|name| ours.contains(&name.as_str()))
            .collect()
    };
    for (name, allowed) in MAY {
        for import in imports(name) {
            assert!(allowed.contains(&import.as_str()), "{name} imports {import}");
        }
    }
    for room in ["directory", "learning", "responses", "ledger", "insight"] {
        for import in imports(&format!("rooms/{room}")) {
            assert!(
                !["demo", "trellis", "ticket"].contains(&import.as_str()),
                "{room} imports {import}"
            );
        }
    }
}
