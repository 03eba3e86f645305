//! Workbooks in a process of their own, as the server starts it: what is read, what is refused, and how little it may use.

use crate::house::trellis;
use paper::sheet::{TOO_LARGE, UNREADABLE};
use std::io::{Cursor, Write};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The process under a limit of so many bytes, as the shell sets one from outside.
fn read_within(kibibytes: u64, file: &[u8]) -> (Output, Duration) {
    let program = trellis().get_program().to_owned();
    let limited = format!("ulimit -d {kibibytes}; exec \"$0\" read-workbook");
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).arg(program);
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|threads| {
        threads.spawn(move || drop(stdin.write_all(file)));
        child.wait_with_output().unwrap()
    });
    (output, begun.elapsed())
}

fn refused(output: &Output) -> String {
    let answer: Result<serde_json::Value, String> = serde_json::from_slice(&output.stdout).unwrap();
    answer.unwrap_err()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet with this text for its cells.
fn workbook(shared: &str, sheet: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let package = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn cell(head: &str, attributes: &str, text: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str"{attributes}><v>{text}</v></c></row></sheetData></worksheet>"#
    )
}

const NO_STRINGS: &str =
    r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>"#;

/// Proves SG3: a file of under half a megabyte that opens to five hundred is refused within a second and 64 megabytes.
#[test]
fn a_bomb_is_refused_at_once_and_in_little_memory() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
        .unwrap();
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..500 {
        writer.write_all(&piece).unwrap();
    }
    let bomb = writer.finish().unwrap().into_inner();
    assert!(bomb.len() < 600_000, "{}", bomb.len());
    let (output, took) = read_within(64 * 1024, &bomb);
    assert_eq!(refused(&output), TOO_LARGE);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

/// Proves SG3: entities are not opened, and attributes without end are read or refused, within the limits of the process.
#[test]
fn floods_inside_the_text_do_no_harm() {
    let mut entities = "<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">".to_owned();
    for step in 1..30 {
        let before = format!("&a{};", step - 1).repeat(10);
        entities = format!("{entities}<!ENTITY a{step} \"{before}\">");
    }
    entities.push_str("]>");
    let attributes = (0..200_000).fold(String::new(), |all, number| all + &format!(" a{number}=\"x\""));
    for sheet in [cell(&entities, "", "&a29;"), cell("", &attributes, "x")] {
        let (output, took) = read_within(256 * 1024, &workbook(NO_STRINGS, &sheet));
        assert!(output.stdout.len() < 10_000, "{}", output.stdout.len());
        assert!(took < Duration::from_secs(11), "{took:?}");
    }
    let many = format!("<si><t>{}</t></si>", "x".repeat(1000)).repeat(45_000);
    let strings = NO_STRINGS.replace("/>", &format!(">{many}</sst>"));
    let (output, took) = read_within(64 * 1024, &workbook(&strings, &cell("", "", "x")));
    assert_eq!(refused(&output), TOO_LARGE);
    assert!(took < Duration::from_secs(11), "{took:?}");
}

/// Proves SG3: the process that reads may use little and make nothing, and an ordinary workbook is read by it.
#[test]
fn the_process_reads_and_can_do_nothing_else() {
    let book = workbook(NO_STRINGS, &cell("", "", "Name"));
    let (output, _) = read_within(256 * 1024, &book);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer, serde_json::json!({ "Ok": [["One", [["Name"]]]] }));
    let (output, _) = read_within(256 * 1024, b"PK\x03\x04 and nothing behind it");
    assert_eq!(refused(&output), UNREADABLE);
    // While it waits for its file, it can be asked what it may do.
    let mut child = trellis()
        .arg("read-workbook")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let mut stands = String::new();
    for _ in 0..200 {
        stands = std::fs::read_to_string(&limits).unwrap();
        let bounded = |name: &str, value: &str| {
            stands
                .lines()
                .any(|line| line.starts_with(name) && line.split_whitespace().any(|word| word == value))
        };
        if bounded("Max data size", "268435456")
            && bounded("Max cpu time", "10")
            && bounded("Max file size", "0")
            && bounded("Max open files", "3")
            && bounded("Max processes", "0")
        {
            stands.clear();
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(stands, "", "these limits stand instead");
}
