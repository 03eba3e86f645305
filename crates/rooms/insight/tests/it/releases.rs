//! What leaves is logged with its purpose, and stopped where it would betray what left before.

use crate::world::{World, raw};
use http::StatusCode;
use kernel::Id;
use scraper::{Html, Selector};
use store::values;

store::statements! {
    PURPOSES = "select recipient_sealed, reason_sealed from release where recipient_sealed is not null";
    LOG = "select page, query, profile, format, hash, cells from release order by at, id";
    SIGNATURES = "select t.id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' order by t.id limit 12";
    HOLD = "update session set state = 'held' where id in (select s.id from session s join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot' and s.state = 'cancelled' order by s.id limit 1)";
    ONCE = "select t.id, t.session_id, t.learner_id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot'
        and (select count(*) from attendance o where o.learner_id = t.learner_id) = 1 order by t.id limit 1";
    SOMEBODY = "select t.learner_id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot'
        and not exists (select 1 from attendance o where o.learner_id = t.learner_id and o.session_id = ?1) order by t.id limit 1";
    SIGNED_BY = "update attendance set learner_id = ?2 where id = ?1";
    ALL_BUT_FEW = "delete from attendance where id in (select t.id from attendance t join session s on s.id = t.session_id
        join area a on a.id = s.area_id where a.name = 'Tri-borough') and id not in (select t.id from attendance t join session s on s.id = t.session_id
        join area a on a.id = s.area_id where a.name = 'Tri-borough' order by t.id limit 2)";
    DROP_SIGNATURE = "delete from attendance where id = ?1";
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

fn drop_signatures(world: &World, count: usize) {
    let gone: Vec<Id> = world
        .db
        .read_now(|tx| Ok(tx.all(&SIGNATURES, &[], |row| row.get::<Id>(0))?))
        .unwrap();
    raw(&world.db, move |tx| {
        for id in gone.iter().take(count) {
            tx.run(&DROP_SIGNATURE, values![*id])?;
        }
        Ok(())
    });
}

pub(crate) fn take_out(world: &World, page: &str, profile: &str) -> crate::world::Seen {
    let browser = world.browser("evaluator", None);
    browser.export(page, &[("profile-of-export", profile), ("format", "csv")])
}

#[test]
fn a_release_that_betrays_an_earlier_one_is_stopped() {
    let world = World::new();
    assert_eq!(export(&world, "csv", "partner").status, StatusCode::OK);
    // The same figures again are no news.
    assert_eq!(export(&world, "csv", "partner").status, StatusCode::OK);
    drop_signatures(&world, 2);
    let stopped = export(&world, "csv", "partner");
    assert_eq!(
        stopped.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        stopped.text()
    );
    assert!(!stopped.text().contains("attachment"));
    for cell in [
        "Sessions and people / East, 1, Multi-agency / Signed in (attendances)",
        "Sessions and people / All, ,  / Signed in (attendances)",
        "Attendances / East, 1, Multi-agency",
        "Attendances / all",
    ] {
        assert!(stopped.text().contains(cell), "all are named, also {cell}");
    }
    assert_eq!(log(&world).len(), 2, "what is stopped is not logged as released");
    // For ourselves nothing is hidden, so nothing can be betrayed.
    assert_eq!(export(&world, "csv", "internal").status, StatusCode::OK);
    assert_eq!(export(&world, "csv", "nonsense").status, StatusCode::BAD_REQUEST);
}

/// Two areas share nobody, so neither stops the other, however close their counts are; the whole and nearly the whole do.
#[test]
fn parts_that_share_no_session_are_not_compared() {
    let world = World::new();
    let pages = [
        "delivery",
        "feedback",
        "backgrounds",
        "before-and-after",
        "attendance-by-borough",
    ];
    let out = |area: Option<&'static str>, page: &str| {
        let browser = world.browser("coordinator", area);
        browser.export(
            &format!("/evidence/{page}?programme=harmful-practices-pilot"),
            &[("profile-of-export", "partner"), ("format", "csv")],
        )
    };
    for area in ["East", "Tri-borough"] {
        for page in pages {
            let left = out(Some(area), page);
            assert_eq!(left.status, StatusCode::OK, "{area} {page}: {}", left.text());
        }
    }
    let other = World::new();
    raw(&other.db, |tx| Ok(tx.changed(&ALL_BUT_FEW, &[])?));
    assert_eq!(take_out(&other, DELIVERY, "partner").status, StatusCode::OK);
    let stopped = other
        .browser("coordinator", Some("East"))
        .export(DELIVERY, &[("profile-of-export", "partner"), ("format", "csv")]);
    assert_eq!(
        stopped.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "all less East is two"
    );
    assert!(stopped.text().contains("All, ,  / Signed in (attendances)"));
}

/// One more session shows nobody: nothing that only counts the work stops a release.
#[test]
fn one_more_session_held_stops_nothing() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let pages = [DELIVERY, ATTENDANCE];
    let out = || -> Vec<String> {
        pages
            .iter()
            .map(|page| {
                let file = browser.export(page, &[("profile-of-export", "partner"), ("format", "csv")]);
                assert_eq!(file.status, StatusCode::OK, "{page}: {}", file.text());
                file.text()
            })
            .collect()
    };
    let before = out();
    assert_eq!(raw(&world.db, |tx| Ok(tx.changed(&HOLD, &[])?)), 1);
    let after = out();
    assert!(
        before.iter().zip(&after).all(|(before, after)| before != after),
        "the session is counted on both pages"
    );
}

/// Two pages that print the same count are held against each other.
#[test]
fn another_page_betrays_too() {
    let world = World::new();
    for page in [DELIVERY, ATTENDANCE] {
        assert_eq!(take_out(&world, page, "partner").status, StatusCode::OK, "{page}");
    }
    let other = World::new();
    assert_eq!(take_out(&other, DELIVERY, "partner").status, StatusCode::OK);
    drop_signatures(&other, 2);
    let stopped = take_out(&other, ATTENDANCE, "partner");
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.text().contains("Attendances / all"), "{}", stopped.text());
}

/// What partners were given and what the public is given of the same part are held against each other; of the same records both may leave.
#[test]
fn another_profile_betrays_too() {
    let world = World::new();
    for profile in ["partner", "public"] {
        assert_eq!(
            take_out(&world, DELIVERY, profile).status,
            StatusCode::OK,
            "{profile}"
        );
    }
    let other = World::new();
    assert_eq!(take_out(&other, DELIVERY, "partner").status, StatusCode::OK);
    drop_signatures(&other, 4);
    let stopped = take_out(&other, DELIVERY, "public");
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.text().contains("Signed in (attendances)"));
}

/// The number of people stands in a note and not in a cell: one person fewer is noticed all the same.
#[test]
fn one_person_fewer_is_noticed() {
    let world = World::new();
    assert_eq!(take_out(&world, DELIVERY, "partner").status, StatusCode::OK);
    raw(&world.db, |tx| {
        let id = |row: &store::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?));
        let (signature, session) = tx.one(&ONCE, &[], id)?.unwrap();
        let other = tx
            .one(&SOMEBODY, values![session], |row| row.get::<Id>(0))?
            .unwrap();
        assert_eq!(tx.changed(&SIGNED_BY, values![signature, other])?, 1);
        Ok(())
    });
    let stopped = take_out(&world, DELIVERY, "partner");
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.text().contains("People who signed in"));
    assert!(
        !stopped.text().contains("Attendances"),
        "no count of signatures moved"
    );
}

/// What stops a release stands at its field, with everything that was chosen (interface.md, forms).
#[test]
fn a_stopped_export_keeps_what_was_chosen() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = format!("{DELIVERY}&year=1&from=1%204%202015&profile=partner");
    let choice = [
        ("profile-of-export", "partner"),
        ("format", "xlsx"),
        ("recipient", "The city council"),
        ("reason", "Report to the board"),
    ];
    assert_eq!(browser.export(&page, &choice).status, StatusCode::OK);
    drop_signatures(&world, 2);
    let stopped = browser.export(&page, &choice);
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = Html::parse_document(&stopped.text());
    let all = |css: &str| -> Vec<String> {
        shown
            .select(&Selector::parse(css).unwrap())
            .map(|found| found.text().collect::<String>())
            .collect()
    };
    let chosen = |field: &str| -> Option<String> {
        let css = format!("select#{field} option[selected]");
        shown
            .select(&Selector::parse(&css).unwrap())
            .next()
            .and_then(|option| option.attr("value"))
            .map(str::to_owned)
    };
    let reasons = all(".govuk-error-summary a[href='#profile-of-export']");
    let cells = reasons
        .iter()
        .filter(|words| words.starts_with("Would show a small count: "));
    assert!(cells.count() >= 4, "{reasons:?}");
    assert_eq!(
        all("#profile-of-export-error").len(),
        1,
        "the message stands at the field too"
    );
    assert_eq!(chosen("profile-of-export").as_deref(), Some("partner"));
    assert_eq!(chosen("format").as_deref(), Some("xlsx"));
    assert_eq!(chosen("year").as_deref(), Some("1"));
    assert_eq!(chosen("profile").as_deref(), Some("partner"), "shown as it was");
    let from = shown
        .select(&Selector::parse("input#from").unwrap())
        .next()
        .unwrap();
    assert_eq!(from.attr("value"), Some("2015-04-01"));
    for (field, value) in &choice[2..] {
        let css = format!("input#{field}");
        let input = shown.select(&Selector::parse(&css).unwrap()).next().unwrap();
        assert_eq!(input.attr("value"), Some(*value));
    }
    assert!(!all("table").is_empty(), "the tables are still there");
    let wrong = browser.export(
        &page,
        &[
            ("from", "31 2 2016"),
            ("profile-of-export", "public"),
            ("format", "csv"),
        ],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("31 2 2016") && wrong.text().contains("#from"));
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
