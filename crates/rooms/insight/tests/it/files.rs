//! The files that leave: they say what the page says, in numbers, and the log holds them.

use crate::releases::{ATTENDANCE, DELIVERY, export, log};
use crate::world::{World, raw};
use http::StatusCode;
use sha2::{Digest, Sha256};

store::statements! {
    EVENTS = "select count(*) from audit_event where record_kind = 'release'";
    RENAME = "update course set title = 'Challenging conversations' where title = 'Multi-agency'";
}

#[test]
fn a_file_holds_the_table_and_the_log_holds_the_file() {
    let world = World::new();
    let file = export(&world, "csv", "internal");
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let text = file.text();
    assert!(
        text.contains("based on 54 of 74 sessions; 20 registers outstanding"),
        "{text}"
    );
    assert!(text.contains("Disclosure profile: internal"), "{text}");
    let log = log(&world);
    assert_eq!(log.len(), 1);
    let hash = Sha256::digest(&file.bytes)
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert_eq!(
        log[0][..5],
        [
            "delivery",
            "programme=harmful-practices-pilot",
            "internal",
            "csv",
            hash.as_str()
        ]
    );
    let events = world
        .db
        .read_now(|tx| Ok(tx.one(&EVENTS, &[], |row| row.get::<i64>(0))?))
        .unwrap();
    assert_eq!(events, Some(1));
}

#[test]
fn a_workbook_opens_and_holds_the_same() {
    use calamine::{Reader, Xlsx};
    let world = World::new();
    let file = export(&world, "xlsx", "partner");
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file.bytes.clone())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(text.iter().any(|cell| cell == "Multi-agency"));
    assert!(
        text.iter()
            .any(|cell| cell.contains("Disclosure profile: partner"))
    );
    assert_eq!(log(&world)[0][2..4], ["partner", "xlsx"]);
}

/// The same rows are the same workbook on another day (evidence.md, determinism).
#[test]
fn a_workbook_is_the_same_on_another_day() {
    let world = World::new();
    let make = || {
        let file = export(&world, "xlsx", "partner");
        assert_eq!(file.status, StatusCode::OK);
        file.bytes
    };
    let first = make();
    world.clock.advance(40 * 86_400);
    assert!(first == make(), "not a byte differs");
    let log = log(&world);
    assert_eq!(log[0][4], log[1][4], "and so does its hash");
}

/// Counts are numbers in both files, and a share has a column for its n, its N and its percentage.
#[test]
fn figures_leave_as_numbers() {
    use calamine::{Data, Reader, Xlsx};
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let out = |page: &str, format: &str| {
        browser.export(page, &[("profile-of-export", "internal"), ("format", format)])
    };
    let page = "/evidence/feedback?programme=harmful-practices-pilot";
    let text = out(page, "csv").text();
    let head = text.lines().next().unwrap().trim_start_matches('\u{feff}');
    assert!(
        head.starts_with("\"Statement\",\"Agree: n\",\"Agree: N\",\"Agree: %\",\"Neither: n\""),
        "{head}"
    );
    assert!(text.contains("\",532,625,85,"), "{text}");
    assert!(!text.contains("n=532"));
    let on_page = browser.get(DELIVERY).row(&["All"]);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(out(DELIVERY, "xlsx").bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let row = sheet
        .rows()
        .find(|row| row[0] == Data::String("All".to_owned()))
        .unwrap();
    let numbers: Vec<f64> = row
        .iter()
        .filter_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        })
        .collect();
    let shown: Vec<f64> = on_page
        .iter()
        .skip(3)
        .map(|cell| {
            let digits = cell.trim_start_matches("at least ").split(' ').next().unwrap();
            digits.parse().unwrap()
        })
        .collect();
    assert_eq!(numbers, shown);
}

/// A course whose name holds the margin's word keeps its name, on the page and in the file.
#[test]
fn only_a_whole_label_is_the_margins() {
    let world = World::new();
    assert!(raw(&world.db, |tx| Ok(tx.changed(&RENAME, &[])?)) > 0);
    let browser = world.browser("evaluator", None);
    let sums = ["Challenging conversations", "All"];
    let page = browser.get(ATTENDANCE);
    assert!(!page.row(&sums).is_empty(), "{}", page.text());
    let file = browser.export(
        ATTENDANCE,
        &[("profile-of-export", "internal"), ("format", "csv")],
    );
    assert!(
        file.text().contains("\"Challenging conversations\",\"All\","),
        "{}",
        file.text()
    );
    assert!(!page.text().contains("ChAllenging") && !file.text().contains("ChAllenging"));
}
