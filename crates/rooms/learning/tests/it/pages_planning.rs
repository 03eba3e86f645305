//! The pages that plan: two people at once, forms that keep what was typed, what the history says, what is said before and after.

use crate::pages::{Browser, Seen};
use crate::pages_days::{borrowed, coordinator, date, own};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use learning::plan::session::Reach;
use store::values;

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
        fields.extend([("cause".to_owned(), "other"), ("asked_by".to_owned(), "us")]);
        fields
    };
    for path in ["/reschedule", "/cancel"] {
        let mine = if path == "/cancel" {
            vec![
                ("reason".to_owned(), ""),
                ("cause".to_owned(), "other"),
                ("asked_by".to_owned(), "us"),
            ]
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
        "Questionnaire: feedback at the end None How was today? (end-of-session)",
        "Questionnaire: before the course None Before the course (before)",
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
        "Who can book Nobody: you add people yourself Everybody, on the public list",
        "Trainers Coral Coordinator Tess Trainer",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row} in {rows:?}");
    }
}

/// A session that is over and of which nothing is recorded: its page offers to say that it did not take place, and to put that
/// right. Nobody is written to.
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
    assert!(ask.main().contains("nobody is written to"));
    let done = browser.fill(
        &format!("{own}/cancel"),
        "/cancel",
        &[
            ("cause", "trainer"),
            ("asked_by", "us"),
            ("reason", "trainer ill"),
        ],
    );
    let page = browser.get(&done.location);
    assert!(page.main().contains("it did not take place") && page.main().contains("trainer ill"));
    assert!(!page.main().contains("Take the cancellation back"));
    let mails = world.mails().len();
    let right = browser.fill(&format!("{own}/restore"), "/restore", &[]);
    let page = browser.get(&right.location);
    assert!(page.main().contains("it took place"), "{}", page.main());
    assert!(page.main().contains("It did not take place"), "as before");
    assert_eq!(world.mails().len(), mails);
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
        fields.extend([
            ("reason".to_owned(), "room lost"),
            ("cause".to_owned(), "venue"),
            ("asked_by".to_owned(), "venue"),
        ]);
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
                learning::plan::session::update(tx, scope, moment, session, version, &draft, Reach::One)
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
    browser.fill(
        &format!("{own}/cancel"),
        "/cancel",
        &[("cause", "trainer"), ("asked_by", "us"), ("reason", "snow")],
    );
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
    COURSE = "select reference from course order by made_at, id limit 1";
}
