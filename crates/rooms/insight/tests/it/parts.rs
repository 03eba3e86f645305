//! Parts of a programme: what a filter takes in, what it refuses, and that all pages take the same sessions for what took place.

use crate::world::{Browser, Seen, World, raw};
use http::StatusCode;
use kernel::Id;
use scraper::{Html, Selector};
use store::values;

store::statements! {
    ANSWERED_LATER = "update response set day = '2025-12-31' where session_id is not null";
    A_SESSION = "select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East'
        and s.first_day >= '2016-04-01' order by s.first_day, s.id limit 1";
    MUCH_LATER = "update session set first_day = '2026-04-01', last_day = '2026-04-01' where id = ?1";
    RUNNING = "update session set state = 'planned' where id = ?1";
    NO_SIGNATURES = "delete from attendance where session_id = ?1";
    NO_ANSWERS = "delete from answer where response_id in (select r.id from response r where r.session_id = ?1)";
    NO_FORMS = "delete from response where session_id = ?1";
    COURSE = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at)
        select ?1, ?2, p.id, ?3, 'multi-agency', '', 3, 1, 'room', '', null, ?4, 0 from programme p where p.slug = 'harmful-practices-pilot'";
    MULTI_AGENCY = "select c.reference from course c where c.title = 'Multi-agency'";
}

const PILOT: &str = "programme=harmful-practices-pilot";

fn page(browser: &Browser, subject: &str, query: &str) -> Seen {
    browser.get(&format!("/evidence/{subject}?{PILOT}{query}"))
}

/// The values of a select's options.
fn offered(seen: &Seen, field: &str) -> Vec<String> {
    let (page, css) = (
        Html::parse_document(&seen.text()),
        format!("select[name={field}] option"),
    );
    page.select(&Selector::parse(&css).unwrap())
        .map(|option| option.attr("value").unwrap().to_owned())
        .collect()
}

/// A filter that names nothing is a problem at its field, and the tables of everything do not stand under it.
#[test]
fn a_filter_that_names_nothing_shows_nothing() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for (query, words) in [
        ("&area=garbage", "Choose an area with sessions of this programme"),
        ("&course=zz", "Choose a course of this programme"),
        ("&year=99", "Choose a year of this programme"),
        ("&year=3", "Choose a year of this programme"),
        ("&year=two", "Choose a year of this programme"),
        ("&from=31%202%202016", "31 2 2016"),
    ] {
        for subject in ["delivery", "feedback", "use-in-practice"] {
            let seen = page(&browser, subject, query);
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{subject} {query}");
            assert!(seen.text().contains(words), "{subject} {query}");
            assert!(
                seen.rows().is_empty() && !seen.text().contains("trellis-chart"),
                "{subject} {query}"
            );
            assert!(
                !seen.text().contains("Take this out of the system"),
                "{subject} {query}"
            );
        }
    }
    for known in ["nope", "safe-and-together-2"] {
        let seen = browser.get(&format!("/evidence/delivery?programme={known}"));
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{known}");
    }
    let second = page(&browser, "delivery", "&year=2");
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(
        offered(&second, "year"),
        ["", "1", "2"],
        "the programme's own years"
    );
}

/// Years are numbers, and each that has rows can be asked for: also one long after the programme's end, by who sees its area.
#[test]
fn every_year_with_rows_can_be_asked_for() {
    let world = World::new();
    raw(&world.db, |tx| {
        let session = tx.one(&A_SESSION, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&MUCH_LATER, values![session])?)
    });
    let browser = world.browser("evaluator", None);
    let seen = page(&browser, "attendance-by-borough", "");
    let people = seen.table("Attendances by course, year and borough");
    let of_course = people.iter().filter(|row| row[0] == "Multi-agency");
    let years: Vec<&str> = of_course.map(|row| row[1].as_str()).collect();
    assert_eq!(years, ["1", "2", "12", "All"]);
    let blocks = seen.table("Blocks by course and year");
    assert!(
        blocks
            .iter()
            .any(|row| row == &["Multi-agency", "21", "18", "1", "40"]),
        "{blocks:?}"
    );
    let twelfth = page(&browser, "delivery", "&year=12");
    assert_eq!(twelfth.status, StatusCode::OK);
    assert_eq!(offered(&twelfth, "year"), ["", "1", "2", "12"]);
    assert_eq!(twelfth.row(&["East", "12", "Multi-agency"])[3], "1");
    let elsewhere = world.browser("coordinator", Some("Tri-borough"));
    let own = page(&elsewhere, "delivery", "");
    assert_eq!(offered(&own, "year"), ["", "1", "2"], "no year of another area");
}

/// A course is chosen from a list, or named where there are too many for one.
#[test]
fn many_courses_are_named_and_not_listed() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let seen = page(&browser, "delivery", "");
    let listed = offered(&seen, "course");
    assert!(listed.len() > 3, "{listed:?}");
    let reference = world
        .db
        .read_now(|tx| Ok(tx.one(&MULTI_AGENCY, &[], |row| row.get::<String>(0))?))
        .unwrap()
        .unwrap();
    let by_reference = page(&browser, "delivery", &format!("&course={reference}"));
    raw(&world.db, |tx| {
        for number in 0..120 {
            let id = Id(uuid::Uuid::from_u128(9_000 + number));
            let title = if number < 2 {
                "Twice".to_owned()
            } else {
                format!("Course {number}")
            };
            tx.run(&COURSE, values![id, format!("C-X{number}"), title, false])?;
        }
        Ok(())
    });
    let many = page(&browser, "delivery", "&course=multi-AGENCY");
    assert_eq!(many.status, StatusCode::OK);
    assert!(offered(&many, "course").is_empty());
    assert!(many.text().contains("value=\"Multi-agency\""), "named in full");
    assert_eq!(
        many.table("Sessions and people"),
        by_reference.table("Sessions and people")
    );
    assert!(many.table("Sessions and people").len() < seen.table("Sessions and people").len());
    let twice = page(&browser, "delivery", "&course=twice");
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text().contains("enter the reference of one") && twice.text().contains("value=\"twice\""));
}

/// The days of a filter are those of sessions, on every page: when a form was filled in does not matter.
#[test]
fn answers_belong_to_the_days_of_their_session() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let see = || -> Vec<Vec<Vec<String>>> {
        ["feedback", "before-and-after", "backgrounds"]
            .iter()
            .map(|subject| page(&browser, subject, "&from=1%204%202016&to=31%208%202016").rows())
            .collect()
    };
    let before = see();
    assert!(before.iter().all(|rows| !rows.is_empty()));
    assert!(raw(&world.db, |tx| Ok(tx.changed(&ANSWERED_LATER, &[])?)) > 600);
    assert_eq!(see(), before);
}

/// While a session runs, all pages count what has come of it; before anything has come, none counts it.
#[test]
fn a_running_session_counts_on_every_page_or_on_none() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let sums = || -> [String; 4] {
        let delivery = page(&browser, "delivery", "").row(&["All"]);
        let attendances = page(&browser, "attendance-by-borough", "").row(&["All", "All"]);
        let forms = page(&browser, "backgrounds", "&profile=internal").row(&["All"]);
        let digits = |text: &str| text.split(' ').next().unwrap().to_owned();
        [
            digits(&delivery[3]),
            digits(&delivery[5]),
            attendances.last().unwrap().clone(),
            forms[forms.len() - 2].clone(),
        ]
    };
    let before = sums();
    assert_eq!(before[1], before[2], "{before:?}");
    let session = world
        .db
        .read_now(|tx| Ok(tx.one(&A_SESSION, &[], |row| row.get::<Id>(0))?))
        .unwrap()
        .unwrap();
    raw(&world.db, move |tx| Ok(tx.changed(&RUNNING, values![session])?));
    assert_eq!(sums(), before, "it has begun");
    let delivery = page(&browser, "delivery", "");
    assert!(
        delivery
            .text()
            .contains("1 session is still running: what has come of it so far is counted.")
    );
    raw(&world.db, move |tx| {
        Ok(tx.changed(&NO_SIGNATURES, values![session])?)
    });
    let some = sums();
    assert_eq!(
        (&some[0], &some[1]),
        (&before[0], &some[2]),
        "forms alone show that it runs"
    );
    raw(&world.db, move |tx| {
        tx.run(&NO_ANSWERS, values![session])?;
        Ok(tx.changed(&NO_FORMS, values![session])?)
    });
    let none = sums();
    assert_eq!(
        none[0].parse::<u64>().unwrap() + 1,
        before[0].parse::<u64>().unwrap()
    );
    assert!(!page(&browser, "delivery", "").text().contains("still running"));
}

/// The later survey names no area and no course: neither is offered, and who asks for one is told so.
#[test]
fn the_later_survey_is_not_divided() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let words = "Answers to the later survey are counted for all areas and courses together";
    let whole = page(&browser, "use-in-practice", "");
    assert!(offered(&whole, "area").is_empty() && offered(&whole, "course").is_empty());
    assert!(!whole.text().contains(words));
    let area = &offered(&page(&browser, "delivery", ""), "area")[1];
    let part = page(&browser, "use-in-practice", &format!("&area={area}"));
    assert!(
        part.text().contains(words) && !part.text().contains("Nobody has answered"),
        "{}",
        part.text()
    );
    assert_eq!(offered(&part, "area").len(), 3, "to choose all again");
    let early = page(&browser, "use-in-practice", "&to=1%205%202015");
    assert!(
        early
            .text()
            .contains("Nobody answered the later survey in this time.")
    );
    let east = world.browser("coordinator", Some("East"));
    assert!(page(&east, "use-in-practice", "").text().contains(words));
}
