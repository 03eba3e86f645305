//! What leaves is logged with its purpose.

use crate::world::World;
use http::StatusCode;

store::statements! {
    PURPOSES = "select recipient_sealed, reason_sealed from release where recipient_sealed is not null";
    LOG = "select page, query, profile, format, hash, cells from release order by at, id";
}

pub(crate) const ATTENDANCE: &str = "/evidence/attendance-by-borough?programme=harmful-practices-pilot";
pub(crate) const DELIVERY: &str = "/evidence/delivery?programme=harmful-practices-pilot";

pub(crate) fn log(world: &World) -> Vec<[String; 6]> {
    world
        .db
        .read_now(|tx| {
            Ok(tx.all(&LOG, &[], |row| {
                Ok([
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                ])
            })?)
        })
        .unwrap()
}

pub(crate) fn export(world: &World, format: &str, profile: &str) -> crate::world::Seen {
    let browser = world.browser("evaluator", None);
    browser.export(DELIVERY, &[("profile-of-export", profile), ("format", format)])
}

pub(crate) fn take_out(world: &World, page: &str, profile: &str) -> crate::world::Seen {
    let browser = world.browser("evaluator", None);
    browser.export(page, &[("profile-of-export", profile), ("format", "csv")])
}

/// Proves SB1: an export says for whom it is and why, sealed in the log and in the trail; what leaves the partnership does not leave
/// without either.
#[test]
fn an_export_says_for_whom_and_why() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for profile in ["partner", "public", "nhs"] {
        let fields = [
            ("profile-of-export", profile),
            ("format", "csv"),
            ("recipient", ""),
            ("reason", " "),
        ];
        let stopped = browser.export(DELIVERY, &fields);
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{profile}");
        let text = stopped.text();
        assert!(
            text.contains("href=\"#recipient\"") && text.contains("href=\"#reason\""),
            "{text}"
        );
    }
    let long = "a".repeat(201);
    let fields = [
        ("profile-of-export", "internal"),
        ("format", "csv"),
        ("reason", &long),
    ];
    assert_eq!(
        browser.export(DELIVERY, &fields).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(log(&world).is_empty());
    let fields = [
        ("profile-of-export", "partner"),
        ("format", "csv"),
        ("recipient", "Quillfeather Trust"),
        ("reason", "Zebra review"),
    ];
    assert_eq!(
        browser.export(&format!("{DELIVERY}&year=2"), &fields).status,
        StatusCode::OK
    );
    let fields = [
        ("profile-of-export", "internal"),
        ("format", "csv"),
        ("recipient", ""),
        ("reason", ""),
    ];
    assert_eq!(
        browser.export(DELIVERY, &fields).status,
        StatusCode::OK,
        "our own use needs neither"
    );
    let sealed = world
        .db
        .read_now(|tx| {
            Ok(tx.all(&PURPOSES, &[], |row| {
                Ok((row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?))
            })?)
        })
        .unwrap();
    assert_eq!(sealed.len(), 1);
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(
        !holds(&sealed[0].0, "Quillfeather") && !holds(&sealed[0].1, "Zebra"),
        "sealed"
    );
    let reasons: Vec<String> = world
        .db
        .read_now(|tx| {
            let entries = audit::latest(tx, None, 10, None, Some("export evidence"))?;
            Ok(entries
                .into_iter()
                .filter_map(|entry| entry.reason.map(kernel::Personal::into_inner))
                .collect())
        })
        .unwrap();
    let said = "delivery as partner; for: Quillfeather Trust; why: Zebra review";
    assert!(reasons.iter().any(|reason| reason == said), "{reasons:?}");
    let row = browser.get("/evidence/releases").rows_with("Quillfeather Trust");
    assert_eq!(
        row[0][2..],
        [
            "Delivery",
            "Harmful Practices Pilot, year 2",
            "partner, csv",
            "Quillfeather Trust",
            "Zebra review"
        ]
    );
    // Who works in one area sees her own exports only.
    let east = world.browser("coordinator", Some("East"));
    let seen = east.get("/evidence/releases");
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.text().contains("Quillfeather") && seen.text().contains("Nothing has left"));
    for role in ["trainer", "adviser", "practitioner", "administrator"] {
        assert_eq!(
            world.browser(role, None).get("/evidence/releases").status,
            StatusCode::FORBIDDEN,
            "{role}"
        );
    }
}

/// The log is read page by page.
#[test]
fn a_long_log_has_pages() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for _ in 0..52 {
        assert_eq!(take_out(&world, DELIVERY, "internal").status, StatusCode::OK);
    }
    let first = browser.get("/evidence/releases");
    assert_eq!(first.rows_with("Delivery").len(), 50);
    let next = first
        .text()
        .split("href=\"")
        .find_map(|part| part.strip_prefix("/evidence/releases?before="))
        .and_then(|part| part.split('"').next())
        .unwrap()
        .to_owned();
    let second = browser.get(&format!("/evidence/releases?before={next}"));
    assert_eq!(second.rows_with("Delivery").len(), 2);
}
