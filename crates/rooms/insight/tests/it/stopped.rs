//! What would betray something that left before is stopped, and nothing else is.

use crate::releases::{ATTENDANCE, DELIVERY, export, log, take_out};
use crate::world::{Seen, World, raw};
use http::StatusCode;
use kernel::Id;
use scraper::{Html, Selector};
use std::collections::BTreeSet;
use store::values;

store::statements! {
    SIGNATURES = "select t.id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' order by t.id limit 12";
    HOLD = "update session set state = 'held' where id in (select s.id from session s join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot' and s.state = 'cancelled' order by s.id limit 1)";
    /// Signatures of people who came once, to the multi-agency courses of East in the second year.
    ONCE = "select t.id from attendance t join learner l on l.id = t.learner_id join session s on s.id = t.session_id join course c on c.id = s.course_id
        join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' and s.first_day >= '2016-04-01' and l.email_blind is not null
        and (select count(*) from attendance o where o.learner_id = t.learner_id) = 1 order by t.id limit 5";
    /// People of the pilot who never came to these.
    ELSEWHERE = "select distinct t.learner_id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot' and s.state = 'held' and t.learner_id not in
        (select o.learner_id from attendance o join session os on os.id = o.session_id join course oc on oc.id = os.course_id join area oa on oa.id = os.area_id
        where oc.title = 'Multi-agency' and oa.name = 'East' and os.first_day >= '2016-04-01') order by t.learner_id limit 5";
    SIGNED_BY = "update attendance set learner_id = ?2 where id = ?1";
    ALL_BUT_FEW = "delete from attendance where id in (select t.id from attendance t join session s on s.id = t.session_id
        join area a on a.id = s.area_id where a.name = 'Tri-borough') and id not in (select t.id from attendance t join session s on s.id = t.session_id
        join area a on a.id = s.area_id where a.name = 'Tri-borough' order by t.id limit 2)";
    DROP_SIGNATURE = "delete from attendance where id = ?1";
}

/// The cells that stopped an export, as the page names them.
fn named(stopped: &Seen) -> Vec<String> {
    let page = Html::parse_document(&stopped.text());
    let reasons = Selector::parse(".govuk-error-summary a[href='#profile-of-export']").unwrap();
    page.select(&reasons)
        .filter_map(|reason| {
            let words: String = reason.text().collect();
            words
                .strip_prefix("Would show a small count: ")
                .map(str::to_owned)
        })
        .collect()
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
    let pages = ["delivery", "feedback", "backgrounds", "before-and-after"];
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
    assert!(named(&stopped).iter().any(|cell| cell.contains("eople")));
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

/// What partners were given and what the public is given of the same part are held against each other: of the same records, where what
/// is rounded bounds what was hidden; of others, where they differ by few.
#[test]
fn another_profile_betrays_too() {
    let world = World::new();
    assert_eq!(take_out(&world, DELIVERY, "partner").status, StatusCode::OK);
    let stopped = take_out(&world, DELIVERY, "public");
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cells = named(&stopped);
    assert!(
        !cells.is_empty()
            && cells
                .iter()
                .all(|cell| cell.starts_with("Sessions and people / ")),
        "{cells:?}"
    );
    let other = World::new();
    assert_eq!(take_out(&other, DELIVERY, "partner").status, StatusCode::OK);
    drop_signatures(&other, 4);
    let stopped = take_out(&other, DELIVERY, "public");
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.text().contains("Signed in (attendances)"));
}

/// The number of people is held against what left before, though no row's number and no signature is one less; five fewer are
/// nobody's secret.
#[test]
fn one_person_fewer_is_noticed() {
    let world = World::new();
    let figures = || {
        let browser = world.browser("evaluator", None);
        let row = |heads: &[&str]| browser.get(DELIVERY).row(heads);
        [
            row(&["All"])[5..7].to_vec(),
            row(&["East", "2", "Multi-agency"])[5..7].to_vec(),
        ]
    };
    let said = |people: u64| {
        let all = ["671 (67 of 86 returns)".to_owned(), format!("at least {people}")];
        [all.to_vec(), vec!["113".to_owned(); 2]]
    };
    assert_eq!(figures(), said(560));
    assert_eq!(take_out(&world, DELIVERY, "partner").status, StatusCode::OK);
    let (signatures, others) = world
        .db
        .read_now(|tx| {
            let id = |row: &store::Row<'_>| row.get::<Id>(0);
            Ok((tx.all(&ONCE, &[], id)?, tx.all(&ELSEWHERE, &[], id)?))
        })
        .unwrap();
    // Somebody who came once was somebody else, who is known from elsewhere.
    let swapped = signatures.into_iter().zip(others);
    assert_eq!(swapped.len(), 5);
    for (fewer, (signature, other)) in (1..).zip(swapped) {
        raw(&world.db, move |tx| {
            Ok(tx.changed(&SIGNED_BY, values![signature, other])?)
        });
        assert_eq!(figures(), said(560 - fewer));
        let file = take_out(&world, DELIVERY, "partner");
        if fewer == 5 {
            assert_eq!(file.status, StatusCode::OK, "{}", file.text());
            continue;
        }
        assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{fewer} fewer");
        assert_eq!(
            named(&file),
            ["People who signed in", "Sessions and people / All, ,  / People"],
            "{fewer} fewer"
        );
        assert_eq!(log(&world).len(), 1, "{fewer} fewer did not leave");
    }
    let kept: BTreeSet<Option<u64>> = log(&world)
        .iter()
        .map(|left| {
            serde_json::from_str::<serde_json::Value>(&left[5]).unwrap()["People who signed in"].as_u64()
        })
        .collect();
    assert_eq!(kept, BTreeSet::from([Some(560), Some(555)]));
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
    assert!(named(&stopped).len() >= 4, "{:?}", named(&stopped));
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
