//! `trellis lens` through the real binary.

use crate::house::trellis;
use serde_json::Value;
use std::io::Write;

const NOTE: &str = "Caf\u{e9} visit.\nShe refuses to engage with us.\n\nHe said she provoked him.\n";

/// Runs it in a folder with these files; what it prints, what it says, and its status.
fn lens(arguments: &[&str], files: &[(&str, &[u8])]) -> (String, String, i32) {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(place.path().join(name), bytes).unwrap();
    }
    let output = trellis()
        .arg("lens")
        .args(arguments)
        .current_dir(place.path())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

/// Files are read for people and for programs, Word documents too; who is who may be said; his account is left alone.
#[test]
fn notes_are_read_from_files() {
    let (told, _, status) = lens(&["note.md"], &[("note.md", NOTE.as_bytes())]);
    assert_eq!(status, 0, "what is found is no fault");
    assert!(told.starts_with("note.md:2:5: \"refuses to engage"), "{told}");
    assert_eq!(told.lines().count(), 3, "{told}");

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    let xml =
        "<w:document><w:p><w:t>Caf\u{e9}. She refuses to</w:t><w:t> engage with us.</w:t></w:p></w:document>";
    archive.write_all(xml.as_bytes()).unwrap();
    let word = archive.finish().unwrap().into_inner();
    let (json, _, status) = lens(&["--format", "json", "a.docx"], &[("a.docx", &word)]);
    let found: Value = serde_json::from_str(&json).unwrap();
    let one = &found["findings"][0];
    assert_eq!((status, found["findings"].as_array().map(Vec::len)), (0, Some(1)));
    let text = "Caf\u{e9}. She refuses to engage with us.\n";
    let at = |name: &str| usize::try_from(one[name].as_u64().unwrap()).unwrap();
    assert_eq!(one["text"], text[at("start")..at("end")]);
    assert_eq!((at("line"), at("column")), (1, 11));

    let (told, _, _) = lens(
        &["--harming", "she", "--harmed", "he", "note.md"],
        &[("note.md", NOTE.as_bytes())],
    );
    assert!(!told.contains("refuses"), "{told}");
}

/// Words that others wrote before are known by the day; of a longer note it is asked what it does not say.
#[test]
fn words_of_others_and_what_is_not_said_are_told() {
    let (old, note) = (
        "On Monday she refuses to engage with us again.",
        "As before: on Monday she refuses to engage with us again. ",
    );
    let long = format!(
        "{note}{}",
        "Her husband punched her in the hall and went to bed. ".repeat(6)
    );
    let files: [(&str, &[u8]); 2] = [("old.txt", old.as_bytes()), ("note.md", long.as_bytes())];
    let (told, _, _) = lens(&["--earlier", "2026-05-03=old.txt", "note.md"], &files);
    assert!(told.contains("carried over since"), "{told}");
    assert!(
        told.lines()
            .last()
            .unwrap()
            .starts_with("note.md: not said, perhaps: "),
        "{told}"
    );
    let (json, _, _) = lens(
        &["--format", "json", "--earlier", "2026-05-03=old.txt", "note.md"],
        &files,
    );
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["findings"][0]["carried_over_since"], "2026-05-03");
    assert!(found["prompts"].as_array().unwrap().len() > 2, "{json}");
    let (_, told, status) = lens(&["--earlier", "May=old.txt", "note.md"], &files);
    assert_eq!((status, told.contains("May is no date")), (2, true), "{told}");
}

/// A rule is explained, a name that is none is answered with those alike; what cannot be read is named, and nothing else is printed.
#[test]
fn rules_are_explained_and_bad_files_named() {
    let (_, told, status) = lens(&["explain", "engage"], &[]);
    assert_eq!(status, 2);
    let known = told.split("did you mean ").nth(1).unwrap();
    let name = known.split([',', '?']).next().unwrap();
    let (page, _, status) = lens(&["explain", name], &[]);
    assert_eq!(status, 0);
    for part in ["Phrases:", "Marked:", "Left alone:", "From: "] {
        assert!(page.contains(part), "{page}");
    }
    let missing = lens(&["note.md", "gone.md"], &[("note.md", NOTE.as_bytes())]);
    assert_eq!((missing.0.as_str(), missing.2), ("", 2));
    assert!(missing.1.starts_with("gone.md: "), "{}", missing.1);
    let binary = lens(&["x.md"], &[("x.md", &[0xff, 0xfe, 0])]);
    assert_eq!(
        (binary.2, binary.1.contains("neither text")),
        (2, true),
        "{}",
        binary.1
    );
    let rules = lens(
        &["--rules", "own.toml", "note.md"],
        &[("own.toml", b"version = 1"), ("note.md", b"")],
    );
    assert_eq!(
        (rules.2, rules.1.starts_with("own.toml: ")),
        (2, true),
        "{}",
        rules.1
    );
}
