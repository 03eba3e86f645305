//! The rows of days in the forms of a session: errors at their row, another day, days that are over or signed.

use crate::pages::{Browser, Seen};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use learning::model::SessionId;
use store::values;

pub(crate) fn own(world: &World, session: SessionId) -> String {
    let reference: String = world
        .one(&REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}")
}

pub(crate) fn coordinator(world: &World) -> Browser {
    Browser::of(world, Some(&world.coordinator))
}

pub(crate) fn date<'v>(n: &str, day: &'v str, month: &'v str) -> Vec<(String, &'v str)> {
    vec![
        (format!("day-{n}-day"), day),
        (format!("day-{n}-month"), month),
        (format!("day-{n}-year"), "2026"),
        (format!("starts-{n}"), "9:30"),
        (format!("ends-{n}"), "13:00"),
    ]
}

pub(crate) fn borrowed<'v>(fields: &'v [(String, &'v str)]) -> Vec<(&'v str, &'v str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect()
}

/// What stands next to the field of a problem.
fn error_at(page: &Seen, field: &str) -> String {
    page.all(&format!("[id='{field}-error']")).concat()
}

/// An error stands at the row that was typed, rows that were left out or not; nothing typed is hidden.
#[test]
fn a_day_keeps_its_row_and_another_day_can_be_added() {
    let world = World::new();
    let course = world.course();
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let path = format!("/courses/{reference}/sessions/new");
    let browser = coordinator(&world);
    let empty = browser.get(&path);
    assert_eq!(empty.attributes("[name='day-1-day']", "name").len(), 1);
    assert_eq!(
        empty.attributes("[name='day-2-day']", "name").len(),
        0,
        "the course has one day"
    );
    let add = |page: &Seen, fields: &[(String, &str)]| {
        let (target, mut fields) = page.form("/sessions/new", &borrowed(fields));
        fields.push(("what".to_owned(), "add".to_owned()));
        browser.post(&target, &fields)
    };
    let mut fields = date("1", "12", "3");
    fields.push(("venue".to_owned(), "Town hall"));
    let mut page = add(&empty, &fields);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attributes("#venue", "value"), ["Town hall"]);
    assert_eq!(page.attributes("[name='day-1-day']", "value"), ["12"]);
    for _ in 0..7 {
        page = add(&page, &[]);
    }
    assert_eq!(page.attributes("[name='day-9-day']", "name").len(), 1);
    let area = world.east.to_string();
    let mut fields = date("5", "11", "3");
    fields.extend(date("9", "14", "3"));
    fields.extend([
        ("area".to_owned(), area.as_str()),
        ("capacity".to_owned(), "5"),
        ("listed".to_owned(), "yes"),
    ]);
    let (target, sent) = page.form("/sessions/new", &borrowed(&fields));
    let wrong = browser.post(&target, &sent);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        error_at(&wrong, "day-5").contains("later than the one before"),
        "{}",
        wrong.main()
    );
    assert!(error_at(&wrong, "day-2").is_empty());
    assert_eq!(wrong.attributes("[name='day-9-day']", "value"), ["14"]);
    assert!(
        wrong.attributes("details", "class").is_empty(),
        "nothing is hidden"
    );
    let (target, sent) = wrong.form("/sessions/new", &[("day-5-day", "13")]);
    let made = browser.post(&target, &sent);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let plan = browser.get(&made.location);
    assert!(
        plan.main().contains("Day 3 Saturday 14 March 2026"),
        "{}",
        plan.main()
    );
    let (target, mut sent) = browser.get(&path).form("/sessions/new", &[]);
    sent.push(("what".to_owned(), "other".to_owned()));
    assert_eq!(browser.post(&target, &sent).status, StatusCode::BAD_REQUEST);
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::course::archive(tx, scope, moment, course, 1, true)
        })
        .unwrap();
    let archived = browser.get(&format!("/courses/{reference}"));
    assert!(!archived.main().contains("Create a session"));
    let refused = browser.get(&path);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(
        refused.main().contains("This course is archived"),
        "{}",
        refused.main()
    );
}

/// What is wrong is listed in the order in which the page asks for it, days first.
#[test]
fn the_summary_follows_the_page() {
    let world = World::new();
    world.course();
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let wrong = coordinator(&world).fill(
        &format!("/courses/{reference}/sessions/new"),
        "/new",
        &[("day-1-day", "32"), ("listed", "")],
    );
    let text = wrong.text();
    let (summary, page) = text
        .split_once("govuk-error-summary__list")
        .unwrap()
        .1
        .split_once("</ul>")
        .unwrap();
    let named: Vec<&str> = summary
        .split("href=\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let places: Vec<usize> = named
        .iter()
        .map(|field| page.find(&format!("id=\"{field}\"")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{named:?}");
    for field in ["day-1", "area", "venue", "capacity", "listed"] {
        assert!(named.contains(&field), "{field} in {named:?}");
    }
}

/// Last year's date is a problem at its field, and so is the place of a day on which somebody signed.
#[test]
fn a_move_shows_its_problems_at_their_days() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 3), day(2026, 3, 10), day(2026, 3, 17)]);
    world.book(session, "Ann One").unwrap();
    let own = own(&world, session);
    world.on(day(2026, 3, 3), "09:20");
    let (today, booking) = (world.days(session)[0], world.booking(session, "Ann One"));
    let learner = world
        .one(&LEARNER, values![booking.0], |row| row.get::<kernel::Id>(0))
        .unwrap();
    world
        .act::<access::actions::RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            let marks = learning::door::register::Marks {
                shown: std::collections::BTreeSet::new(),
                present: [learning::model::LearnerId(learner)].into(),
            };
            learning::door::register::save(tx, scope, moment, today, &marks)
        })
        .unwrap();
    let browser = coordinator(&world);
    let send = |days: [(&'static str, &'static str); 3], year: &'static str| {
        let mut fields = vec![
            ("reason".to_owned(), "room"),
            ("cause".to_owned(), "venue"),
            ("asked_by".to_owned(), "venue"),
        ];
        for (n, (day, month)) in ["1", "2", "3"].into_iter().zip(days) {
            fields.extend(date(n, day, month));
        }
        fields.retain(|(name, _)| name != "day-3-year");
        fields.push(("day-3-year".to_owned(), year));
        browser.fill(&format!("{own}/reschedule"), "/reschedule", &borrowed(&fields))
    };
    let signed = send([("10", "3"), ("17", "3"), ("24", "3")], "2026");
    assert_eq!(signed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        error_at(&signed, "day-1").contains("recorded as there on 3 March 2026"),
        "{}",
        signed.main()
    );
    let typo = send([("3", "3"), ("17", "3"), ("24", "3")], "2025");
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(error_at(&typo, "day-3").contains("later") || error_at(&typo, "day-3").contains("over"));
    let moved = send([("3", "3"), ("17", "3"), ("24", "3")], "2026");
    let page = browser.get(&moved.location);
    assert!(
        page.main()
            .contains("new days and times. 1 person was written to."),
        "{}",
        page.main()
    );
}

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    COURSE = "select reference from course order by made_at, id limit 1";
    LEARNER = "select learner_id from booking where id = ?1";
}
