//! The pages that plan: two people at once, forms that keep what was typed, what the history says, what is said before and after.

use crate::pages::{Browser, Seen};
use crate::world::{self, World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use learning::model::SessionId;
use store::values;

fn own(world: &World, session: SessionId) -> String {
    let reference: String = world
        .one(&REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}")
}

fn coordinator(world: &World) -> Browser {
    Browser::of(world, Some(&world.coordinator))
}

fn date<'v>(n: &str, day: &'v str, month: &'v str) -> Vec<(String, &'v str)> {
    vec![
        (format!("day-{n}-day"), day),
        (format!("day-{n}-month"), month),
        (format!("day-{n}-year"), "2026"),
        (format!("starts-{n}"), "9:30"),
        (format!("ends-{n}"), "13:00"),
    ]
}

fn borrowed<'v>(fields: &'v [(String, &'v str)]) -> Vec<(&'v str, &'v str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect()
}

/// What stands next to the field of a problem.
fn error_at(page: &Seen, field: &str) -> String {
    page.all(&format!("[id='{field}-error']")).concat()
}

/// Proves SR8.
///
/// A opens *Move*, B moves, A sends without a reason and then with one: she is told of B's change, and not before she has seen it
/// does her own go in. The same with *Cancel*.
#[test]
fn an_error_on_the_way_hides_no_conflict() {
    let world = World::new();
    let session = world.session(5);
    let own = own(&world, session);
    let (one, two) = (coordinator(&world), coordinator(&world));
    let change = |day: &'static str, reason: &'static str| {
        let mut fields = date("1", day, "5");
        fields.push(("reason".to_owned(), reason));
        fields
    };
    for path in ["/reschedule", "/cancel"] {
        let mine = if path == "/cancel" {
            vec![("reason".to_owned(), "")]
        } else {
            change("21", "")
        };
        let (target, early) = one.get(&format!("{own}{path}")).form(path, &borrowed(&mine));
        let theirs = if path == "/cancel" { "23" } else { "22" };
        let moved = two.fill(
            &format!("{own}/reschedule"),
            "/reschedule",
            &borrowed(&change(theirs, "theirs")),
        );
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.main());
        let silent = one.post(&target, &early);
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (target, fixed) = silent.form(path, &[("reason", "mine")]);
        let told = one.post(&target, &fixed);
        assert_eq!(told.status, StatusCode::CONFLICT, "{path}: {}", told.main());
        assert!(
            told.main().contains("Coral Coordinator saved a change"),
            "{}",
            told.main()
        );
        let (target, again) = told.form(path, &[]);
        assert_eq!(one.post(&target, &again).status, StatusCode::SEE_OTHER, "{path}");
    }
}

/// Proves SR8.
///
/// The page that shows what somebody else changed names every field in words, also areas, trainers and questionnaires.
#[test]
fn a_conflict_shows_every_field_in_words() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.areas = vec![world.east, world.west];
    world.course_from(draft);
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let edit = format!("/courses/{reference}/edit");
    let (one, two) = (coordinator(&world), Browser::of(&world, Some(&world.westerner)));
    let form = two.get(&edit);
    assert!(form.main().contains("Also offered in East."), "{}", form.main());
    let (target, late) = form.form(
        "/edit",
        &[("kind", "core"), ("mode", "online"), ("pre", "before")],
    );
    let west = world.west.to_string();
    one.fill(&edit, "/edit", &[("area", &west), ("feedback", "")]);
    let seen = two.post(&target, &late);
    assert_eq!(seen.status, StatusCode::CONFLICT);
    let rows = seen.all("tbody tr");
    for row in [
        "Kind Multi-agency Core",
        "How it is given In a room Online",
        "Questionnaire: feedback at the end None End-of-session feedback",
        "Questionnaire: before the course None Before the course",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row} in {rows:?}");
    }
    let session = world.session(5);
    let edit = format!("{}/edit", own(&world, session));
    let (target, late) = one.get(&edit).form("/edit", &[("venue", "Town hall")]);
    let trainer = world.coordinator.id.to_string();
    coordinator(&world).fill(
        &edit,
        "/edit",
        &[("area", &west), ("trainer", &trainer), ("listed", "no")],
    );
    let seen = one.post(&target, &late);
    assert_eq!(seen.status, StatusCode::CONFLICT);
    let rows = seen.all("tbody tr");
    for row in [
        "Area it counts for West East",
        "Venue Library Town hall",
        "On the public list No Yes",
        "Trainers Coral Coordinator Tess Trainer",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row} in {rows:?}");
    }
}

/// A form of one area's coordinator offers her own area and says which others stay; what she saves leaves them.
#[test]
fn a_form_says_which_areas_stay() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.areas = vec![world.east, world.west];
    world.course_from(draft);
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let browser = Browser::of(&world, Some(&world.westerner));
    let saved = browser.fill(
        &format!("/courses/{reference}/edit"),
        "/edit",
        &[("title", "New title")],
    );
    let page = browser.get(&saved.location);
    assert!(page.main().contains("East, West"), "{}", page.main());
    let gone = browser.fill(&format!("/courses/{reference}/edit"), "/edit", &[("area", "")]);
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.get(&format!("/courses/{reference}")).status,
        StatusCode::NOT_FOUND,
        "she took her own area off, so it is no longer hers to see"
    );
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
        let mut fields = vec![("reason".to_owned(), "room")];
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

/// A session that is over and of which nothing is recorded: its page offers to say that it did not take place.
#[test]
fn a_session_that_is_over_can_be_said_not_to_have_been_held() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    let own = own(&world, session);
    world.on(day(2026, 3, 13), "09:00");
    let browser = coordinator(&world);
    let plan = browser.get(&format!("{own}/plan"));
    assert!(plan.main().contains("It did not take place"), "{}", plan.main());
    let ask = browser.get(&format!("{own}/cancel"));
    assert!(ask.main().contains("nobody is written to") && ask.main().contains("cannot be taken back"));
    let done = browser.fill(&format!("{own}/cancel"), "/cancel", &[("reason", "trainer ill")]);
    let page = browser.get(&done.location);
    assert!(page.main().contains("it did not take place") && page.main().contains("trainer ill"));
    assert!(!page.main().contains("Take the cancellation back"));
    assert_eq!(browser.get(&format!("{own}/restore")).status, StatusCode::GONE);
}

/// Looks stand on a page of their own; the rest is paged; after two moves the day in between is still there.
#[test]
fn the_history_says_what_moved_where_and_is_not_drowned() {
    let world = World::new();
    let session = world.session(5);
    let own = own(&world, session);
    let browser = coordinator(&world);
    browser.get(&format!("{own}/plan"));
    for month in ["5", "6"] {
        let mut fields = date("1", "20", month);
        fields.push(("reason".to_owned(), "room lost"));
        let moved = browser.fill(&format!("{own}/reschedule"), "/reschedule", &borrowed(&fields));
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.main());
    }
    let history = browser.get(&format!("{own}/history"));
    let text = history.main();
    for words in [
        "12 March 2026",
        "20 May 2026",
        "20 June 2026",
        "room lost",
        "Rescheduled",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Viewed"), "{text}");
    let link = |page: &Seen, words: &str| {
        let place = page.all("main a").iter().position(|found| found == words)?;
        Some(page.attributes("main a", "href")[place].clone())
    };
    let looks = browser.get(&link(&history, "Who looked").unwrap());
    assert!(looks.main().contains("Coral Coordinator Viewed") && !looks.main().contains("Rescheduled"));
    assert_eq!(link(&history, "Older events"), None);
    for version in 3..63 {
        let venue = format!("Room {version}");
        let mut draft = world.session_draft(5, &[day(2026, 6, 20)]);
        draft.venue = venue;
        world
            .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::session::update(tx, scope, moment, session, version, &draft)
            })
            .unwrap();
    }
    let mut page = browser.get(&format!("{own}/history"));
    let mut rows = page.all("tbody tr").len();
    assert_eq!(rows, 50);
    while let Some(older) = link(&page, "Older events") {
        page = browser.get(&older);
        rows += page.all("tbody tr").len();
    }
    assert_eq!(rows, 63, "made, moved twice, changed sixty times, each once");
    assert!(link(&page, "Latest events").is_some());
}

/// A coordinator of one area sees the number of sessions that she sees.
#[test]
fn the_list_of_courses_counts_what_is_in_sight() {
    let world = World::new();
    let course = world.course();
    world.session_of(course, 5, &[day(2026, 3, 12)]);
    world.session_of(course, 5, &[day(2026, 3, 13)]);
    let mut draft = world.session_draft(5, &[day(2026, 3, 14)]);
    draft.area = world.west;
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    let coming = |account: &world::Account| {
        world
            .see::<access::actions::ReadCourses, _>(&account.viewer, |tx, scope| {
                let query = learning::lists::CourseQuery::default();
                learning::lists::courses(tx, scope, &query, day(2026, 3, 2))
            })
            .unwrap()
            .rows[0]
            .coming
    };
    assert_eq!(coming(&world.coordinator), 3);
    assert_eq!(coming(&world.westerner), 1);
}

/// Pages say first whom they will write to, and afterwards whom they wrote to.
#[test]
fn what_is_sent_is_said_before_and_after() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let own = own(&world, session);
    let browser = coordinator(&world);
    let edit = browser.get(&format!("{own}/edit"));
    assert!(
        edit.main().contains("the 1 person with a place is written to")
            && edit.main().contains("2 people wait: if you add places"),
        "{}",
        edit.main()
    );
    let saved = browser.fill(
        &format!("{own}/edit"),
        "/edit",
        &[("venue", "Town hall"), ("capacity", "2")],
    );
    let page = browser.get(&saved.location);
    assert!(
        page.main()
            .contains("The session is changed. 1 person was written to. 1 person who waited has a place now"),
        "{}",
        page.main()
    );
    let saved = browser.fill(&format!("{own}/edit"), "/edit", &[("listed", "no")]);
    let page = browser.get(&saved.location);
    assert!(!page.main().contains("written to") && !page.main().contains("place now"));
    browser.fill(&format!("{own}/cancel"), "/cancel", &[("reason", "snow")]);
    let plan = browser.get(&format!("{own}/plan"));
    assert!(plan.attributes("main form", "action").is_empty(), "it asks first");
    let ask = browser.get(&format!("{own}/restore"));
    assert!(
        ask.main()
            .contains("3 people who booked or wait will be written to.")
    );
    let before: i64 = world.mails().iter().map(|(_, count)| count).sum();
    let back = browser.fill(&format!("{own}/restore"), "/restore", &[]);
    let page = browser.get(&back.location);
    assert!(
        page.main().contains("taken back. 3 people were written to."),
        "{}",
        page.main()
    );
    assert_eq!(
        world.mails().iter().map(|(_, count)| count).sum::<i64>(),
        before + 3
    );
}

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    COURSE = "select reference from course order by made_at, id limit 1";
    LEARNER = "select learner_id from booking where id = ?1";
}
