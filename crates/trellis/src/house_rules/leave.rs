//! Leave to touch records.

use super::{root, sources};

/// What a room's public function may read without leave: lists that every page offers, questionnaires, and what a session says
/// of itself to the public. No name of a person is in any of them.
const OPEN: [&str; 13] = [
    "areas::check",
    "areas::list",
    "areas::names_of",
    "books::version_by_key",
    "books::versions_of",
    "lists::public",
    "organisations::fetch",
    "organisations::list",
    "programmes::fetch",
    "programmes::list",
    "reading::day_facts",
    "reading::instruments_of",
    "wordings::in_own_words",
];

/// The parameters of each public function of a source text, with its name.
fn functions(text: &str) -> Vec<(String, String)> {
    text.split("pub fn ")
        .skip(1)
        .filter_map(|rest| {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let head = rest.split_once('{')?.0;
            let parameters = head.split_once('(')?.1.rsplit_once(')')?.0;
            Some((name, parameters.split_whitespace().collect::<Vec<_>>().join(" ")))
        })
        .collect()
}

/// A room's public function that is given the storage is given leave as well: forgetting does not compile, because there is no
/// function without it.
///
/// Proves SA4: records of a room are neither read nor written from outside without proof of access.
#[test]
fn storage_is_not_reached_without_leave() {
    let rooms = std::fs::read_dir(root().join("crates/rooms")).unwrap();
    let all = rooms.flat_map(|room| sources(&room.unwrap().path().join("src")));
    let (mut seen, mut open, mut bare) = (0, Vec::new(), Vec::new());
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        for (name, parameters) in functions(&text) {
            if !parameters.contains("Tx") {
                continue;
            }
            seen += 1;
            if ["Scope<", "Pass<"].iter().any(|leave| parameters.contains(leave)) {
                continue;
            }
            let place = format!("{}::{name}", path.file_stem().unwrap().to_string_lossy());
            if OPEN.contains(&place.as_str()) {
                open.push(place);
            } else {
                bare.push(format!("{}: {name}({parameters})", path.display()));
            }
        }
    }
    assert!(seen > 40, "{seen} functions");
    assert!(bare.is_empty(), "without leave:\n{}", bare.join("\n"));
    for place in OPEN {
        assert!(open.iter().any(|known| known == place), "{place} is not there");
    }
}
