//! The files that leave: they say what the page says, in numbers, and the log holds them.

use crate::releases::{ATTENDANCE, DELIVERY, export, log};
use crate::world::{World, raw};
use http::StatusCode;
use kernel::Instant;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

store::statements! {
    EVENTS = "select count(*) from audit_event where record_kind = 'release'";
    LEFT_AT = "select at from release order by at, id";
    DROP_ONE = "delete from attendance where id in (select t.id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id
        join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' and s.state = 'held' order by t.id limit 1)";
    RENAME = "update course set title = 'Challenging conversations' where title = 'Multi-agency'";
}

#[test]
fn a_file_holds_the_table_and_the_log_holds_the_file() {
    let world = World::new();
    let file = export(&world, "csv", "internal");
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let text = file.text();
    assert!(
        text.contains("based on 55 of 74 sessions; 20 registers outstanding"),
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

/// The workbook of each page.
fn workbooks(world: &World) -> Vec<(&'static str, Vec<u8>)> {
    let browser = world.browser("evaluator", None);
    let pages = [
        "delivery",
        "feedback",
        "before-and-after",
        "backgrounds",
        "use-in-practice",
        "attendance-by-borough",
    ];
    pages
        .into_iter()
        .map(|page| {
            let file = browser.export(
                &format!("/evidence/{page}?programme=harmful-practices-pilot"),
                &[("profile-of-export", "internal"), ("format", "xlsx")],
            );
            assert_eq!(file.status, StatusCode::OK, "{page}: {}", file.text());
            (page, file.bytes)
        })
        .collect()
}

/// The pages whose workbooks are not the same.
fn differing(one: &[(&'static str, Vec<u8>)], two: &[(&'static str, Vec<u8>)]) -> Vec<&'static str> {
    assert_eq!(one.len(), two.len());
    let pairs = one.iter().zip(two);
    pairs
        .filter(|(one, two)| one != two)
        .map(|(one, _)| one.0)
        .collect()
}

/// The numbers of a workbook's row that begins with this word.
fn numbers(file: &[u8], head: &str) -> Vec<f64> {
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let row = sheet
        .rows()
        .find(|row| row[0] == Data::String(head.to_owned()))
        .unwrap();
    row.iter()
        .filter_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        })
        .collect()
}

/// The same rows are the same workbook on another day (evidence.md, determinism), and other rows are another workbook.
#[test]
fn a_workbook_is_the_same_on_another_day() {
    const LATER: i64 = 40 * 86_400;
    // The coarsest clock in a workbook, that of its archive, counts two seconds.
    const TICK: Duration = Duration::from_secs(2);
    let world = World::new();
    let first = workbooks(&world);
    let made = std::time::Instant::now();
    assert_eq!(numbers(&first[0].1, "All"), [86.0, 857.0, 671.0, 560.0, 660.0]);
    world.clock.advance(LATER);
    // The same rows brought in on that later day, into another database.
    let other = World::empty();
    other.clock.advance(LATER);
    demo::load(&other.db, &other.clock, false).unwrap();
    std::thread::sleep(TICK.saturating_sub(made.elapsed()));
    assert_eq!(differing(&first, &workbooks(&world)), [""; 0], "not a byte");
    assert_eq!(
        differing(&first, &workbooks(&other)),
        [""; 0],
        "in no other database either"
    );
    let left = log(&world);
    let days = world
        .db
        .read_now(|tx| Ok(tx.all(&LEFT_AT, &[], |row| row.get::<Instant>(0))?));
    let days = days.unwrap();
    assert_eq!((left.len(), days.len()), (12, 12));
    assert_eq!(days[6], days[5].plus_seconds(LATER));
    let hashes = |left: &[[String; 6]]| -> BTreeMap<String, String> {
        left.iter()
            .map(|left| (left[0].clone(), left[4].clone()))
            .collect()
    };
    assert_eq!(hashes(&left[..6]), hashes(&left[6..]), "and so do their hashes");
    assert_eq!(hashes(&left).len(), 6);
    // One signature less is another workbook where signatures are counted, and only there.
    assert_eq!(raw(&world.db, |tx| Ok(tx.changed(&DROP_ONE, &[])?)), 1);
    let fewer = workbooks(&world);
    assert_eq!(differing(&first, &fewer), ["delivery", "attendance-by-borough"]);
    assert_eq!(numbers(&fewer[0].1, "All")[..3], [86.0, 857.0, 670.0]);
}

/// Counts are numbers in both files, and a share has a column for its n, its N and its percentage.
#[test]
fn figures_leave_as_numbers() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let out = |page: &str, format: &str| {
        browser.export(page, &[("profile-of-export", "internal"), ("format", format)])
    };
    let page = "/evidence/feedback?programme=harmful-practices-pilot";
    let text = out(page, "csv").text();
    let head = text.lines().nth(1).unwrap();
    assert!(
        head.starts_with("\"Statement\",\"Agree: n\",\"Agree: N\",\"Agree: %\",\"Neither: n\""),
        "{head}"
    );
    assert!(text.contains("\",532,625,85,"), "{text}");
    assert!(!text.contains("n=532"));
    let on_page = browser.get(DELIVERY).row(&["All"]);
    let shown: Vec<f64> = on_page
        .iter()
        .skip(3)
        .map(|cell| {
            let digits = cell.trim_start_matches("at least ").split(' ').next().unwrap();
            digits.parse().unwrap()
        })
        .collect();
    assert_eq!(numbers(&out(DELIVERY, "xlsx").bytes, "All"), shown);
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
