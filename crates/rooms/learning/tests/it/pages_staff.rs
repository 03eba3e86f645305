//! What staff see: courses, sessions, bookings, register; two people editing; who may not.

use crate::pages::{Browser, Seen};
use crate::world::{self, World, day};
use http::StatusCode;
use store::values;

fn reference(world: &World, statement: &'static store::Stmt) -> String {
    world.one(statement, values![], |row| row.get(0)).unwrap()
}

fn new_course(browser: &Browser, world: &World, title: &str) -> Seen {
    let programme = world.programme.to_string();
    browser.fill(
        "/courses/new",
        "/courses/new",
        &[
            ("programme", &programme),
            ("title", title),
            ("kind", "specialist"),
            ("aims", "Aims"),
            ("hours", "7,5"),
            ("days", "2"),
            ("mode", "room"),
            ("audience", "Midwives"),
            ("target", "6"),
            ("feedback", "end-of-session"),
        ],
    )
}

#[test]
fn a_coordinator_plans_a_course_and_a_session_of_two_days() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let empty = browser.fill("/courses/new", "/courses/new", &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.all(".govuk-error-summary__list li").len() >= 5);
    let made = new_course(&browser, &world, "Specialist <script>alert(1)</script>");
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let page = browser.get(&made.location);
    assert!(page.main().contains("The course is created."));
    assert!(!page.text().contains("<script>alert"), "typed text is text");
    let home = made.location.split('?').next().unwrap().to_owned();
    let (area, trainer) = (world.east.to_string(), world.trainer.id.to_string());
    let mut session = vec![
        ("area", area.as_str()),
        ("venue", "Town hall"),
        ("capacity", "12"),
        ("listed", "yes"),
        ("trainer", &trainer),
    ];
    session.extend([
        ("day-1-day", "3"),
        ("day-1-month", "4"),
        ("day-1-year", "2026"),
        ("starts-1", "9.30"),
        ("ends-1", "16:30"),
    ]);
    let mut wrong = session.clone();
    wrong.extend([
        ("day-2-day", "1"),
        ("day-2-month", "4"),
        ("day-2-year", "2026"),
        ("starts-2", "9:30"),
        ("ends-2", "16:30"),
    ]);
    let refused = browser.fill(&format!("{home}/sessions/new"), "/sessions/new", &wrong);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .main()
            .contains("Each day must be later than the one before")
    );
    session.extend([
        ("day-2-day", "4"),
        ("day-2-month", "April"),
        ("day-2-year", "26"),
        ("starts-2", "9:30"),
        ("ends-2", "16:30"),
    ]);
    let made = browser.fill(&format!("{home}/sessions/new"), "/sessions/new", &session);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let plan = browser.get(&made.location);
    assert!(
        plan.main().contains("Friday 3 April 2026, 09:30 to 16:30")
            && plan.main().contains("Saturday 4 April 2026")
    );
    assert!(plan.main().contains("Tess Trainer") && plan.main().contains("0 of 12 taken"));
    let trainers = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainers.get(&made.location).status, StatusCode::OK);
    let history = browser.get(&format!("{home}/history"));
    assert!(
        history.main().contains("Coral Coordinator Created"),
        "{}",
        history.main()
    );
}

#[test]
fn the_list_of_courses_is_filtered_paged_and_counted() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    for _ in 0..27 {
        world.course();
    }
    new_course(&browser, &world, "50% special");
    let list = browser.get("/courses");
    assert_eq!(list.all("tbody tr").len(), 25);
    assert!(list.main().contains("28 courses"));
    let next = list.attributes("a[rel=next]", "href").concat();
    assert_eq!(browser.get(&next).all("tbody tr").len(), 3);
    assert_eq!(browser.get("/courses?title=50%25+SP").all("tbody tr").len(), 1);
    assert_eq!(
        browser.get("/courses?title=%25").all("tbody tr").len(),
        1,
        "a search word is no pattern"
    );
    assert_eq!(browser.get("/courses?mode=online").all("tbody tr").len(), 0);
    assert_eq!(browser.get("/courses?state=archived").all("tbody tr").len(), 0);
    let archived = browser
        .get("/courses?title=special")
        .attributes("tbody a", "href")
        .concat();
    browser.fill(&archived, "/archive", &[]);
    assert_eq!(browser.get("/courses?state=archived").all("tbody tr").len(), 1);
    assert!(browser.get("/courses").main().contains("27 courses"));
}

#[test]
fn the_list_of_courses_costs_two_statements() {
    let world = World::new();
    let count = || {
        world
            .see::<access::actions::ReadCourses, _>(&world.coordinator.viewer, |tx, scope| {
                learning::lists::courses(
                    tx,
                    scope,
                    &learning::lists::CourseQuery::default(),
                    day(2026, 3, 2),
                )?;
                Ok(tx.queries())
            })
            .unwrap()
    };
    let before = count();
    for _ in 0..30 {
        world.session(2);
    }
    assert_eq!((before, count()), (2, 2));
}

#[test]
fn the_sessions_of_a_course_cost_one_statement() {
    let world = World::new();
    let course = world.course();
    let draft = world.session_draft(2, &[day(2026, 4, 1)]);
    let count = || {
        world
            .see::<access::actions::ReadCourses, _>(&world.coordinator.viewer, |tx, scope| {
                let page = learning::lists::sessions_of(tx, scope, course, None)?;
                Ok((tx.queries(), page.rows.len(), page.next.is_some()))
            })
            .unwrap()
    };
    assert_eq!(count(), (1, 0, false));
    for _ in 0..30 {
        let draft = draft.clone();
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::session::create(tx, scope, moment, course, &draft)
            })
            .unwrap();
    }
    assert_eq!(count(), (1, 25, true));
}

/// Proves SR8.
///
/// Two people edit one course in two browsers: the second sees both texts field by field, her own still in the form, and
/// may save it knowingly.
#[test]
fn a_conflict_shows_both_texts_and_loses_neither() {
    let world = World::new();
    world.course();
    let home = format!("/courses/{}", reference(&world, &COURSE));
    let (one, two) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.westerner)),
    );
    let edit = format!("{home}/edit");
    let (target, late) = two
        .get(&edit)
        .form("/edit", &[("title", "Second title"), ("aims", "Second aims")]);
    assert_eq!(
        one.fill(&edit, "/edit", &[("title", "First title")]).status,
        StatusCode::SEE_OTHER
    );
    let conflict = two.post(&target, &late);
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.main().contains("Coral Coordinator saved a change"),
        "{}",
        conflict.main()
    );
    assert!(
        conflict
            .all("tbody tr")
            .iter()
            .any(|row| row == "Title First title Second title"),
        "{:?}",
        conflict.all("tbody tr")
    );
    assert_eq!(conflict.attributes("#title", "value"), ["Second title"]);
    assert!(
        one.get(&home).heading().contains("First title"),
        "nothing is overwritten unseen"
    );
    let (target, fields) = conflict.form("/edit", &[]);
    assert_eq!(two.post(&target, &fields).status, StatusCode::SEE_OTHER);
    assert!(one.get(&home).heading().contains("Second title"));
}

#[test]
fn cancelling_asks_first_and_says_who_will_be_told() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let own = format!("/sessions/{}", reference(&world, &SESSION));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let ask = browser.get(&format!("{own}/cancel"));
    assert!(
        ask.main()
            .contains("2 people who booked or wait will be written to.")
    );
    let silent = browser.fill(&format!("{own}/cancel"), "/cancel", &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = browser.fill(&format!("{own}/cancel"), "/cancel", &[("reason", "burst pipe")]);
    let plan = browser.get(&done.location);
    assert!(plan.main().contains("Cancelled") && plan.main().contains("burst pipe"));
    let public = Browser::of(&world, None).get(&own);
    assert!(
        public.main().contains("will not take place") && !public.main().contains("burst pipe"),
        "reasons are for staff"
    );
    let back = browser.fill(&format!("{own}/restore"), "/restore", &[]);
    assert!(
        browser
            .get(&back.location)
            .main()
            .contains("The cancellation is taken back.")
    );
    let moved = browser.fill(
        &format!("{own}/reschedule"),
        "/reschedule",
        &[
            ("day-1-day", "20"),
            ("day-1-month", "5"),
            ("day-1-year", "2026"),
            ("reason", "room was taken"),
        ],
    );
    assert!(
        browser
            .get(&moved.location)
            .main()
            .contains("First planned for Thursday 12 March 2026")
    );
}

/// Proves SA2.
///
/// A session in another area answers with the same bytes as one that does not exist, on every page there is of it.
#[test]
fn out_of_sight_is_the_same_as_not_there() {
    let world = World::new();
    world.session(5);
    let hidden = reference(&world, &SESSION);
    let absent = "S-2345678";
    let browser = Browser::of(&world, Some(&world.westerner));
    let events = world.count(&world::EVENTS, None);
    let mut asked = 0;
    for path in [
        "plan",
        "edit",
        "reschedule",
        "cancel",
        "history",
        "bookings",
        "bookings/new",
        "bookings/export",
        "door",
        "register",
    ] {
        let (one, other) = (
            browser.get(&format!("/sessions/{hidden}/{path}")),
            browser.get(&format!("/sessions/{absent}/{path}")),
        );
        assert_eq!(
            (one.status, other.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{path}"
        );
        assert_eq!(one.bytes, other.bytes, "{path}");
        asked += 1;
    }
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + asked,
        "each try at the hidden one stands in the trail"
    );
    let nobody = Browser::of(&world, None).get(&format!("/sessions/{hidden}/plan"));
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    assert!(nobody.location.starts_with("/sign-in"));
    let trainer = Browser::of(&world, Some(&world.trainer)).get(&format!("/sessions/{hidden}/edit"));
    assert_eq!(trainer.status, StatusCode::FORBIDDEN);
}

#[test]
fn bookings_are_searched_added_cancelled_and_taken_away_as_a_file() {
    let world = World::new();
    let session = world.session(1);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let own = format!("/sessions/{}/bookings", reference(&world, &SESSION));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let list = browser.get(&own);
    assert_eq!(list.all("tbody tr").len(), 2);
    assert!(list.main().contains("hearing loop"));
    let events = world.count(&world::EVENTS, None);
    for _ in 0..2 {
        let found = browser.fill(&own, "/search", &[("words", "bea")]);
        assert_eq!((found.status, found.all("tbody tr").len()), (StatusCode::OK, 1));
    }
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 2,
        "each search stands in the trail"
    );
    let events = world.count(&world::EVENTS, None);
    let csv = browser.get(&format!("{own}/export?format=csv"));
    assert_eq!(
        csv.headers["content-disposition"],
        "attachment; filename=\"list.csv\""
    );
    assert!(csv.text().contains("bea.two@work.example"));
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 1,
        "who took the list stands in the trail"
    );
    let xlsx = browser.get(&format!("{own}/export?format=xlsx"));
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 2,
        "also the second time"
    );
    let ann = list.attributes("tbody a", "href")[0].clone();
    let one = browser.get(&ann);
    assert_eq!(one.heading(), "Ann One");
    assert!(one.main().contains("One message goes to ann.one@work.example."));
    let gone = browser.send(&ann, "cancel", &[]);
    assert!(
        browser
            .get(&gone.location)
            .main()
            .contains("The booking is cancelled.")
    );
    assert_eq!(world.places(session), (1, 1), "the place went to who waited");
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert!(
        trainer.get(&own).main().contains("bea.two@work.example"),
        "a trainer reads who comes"
    );
    assert_eq!(trainer.get(&ann).status, StatusCode::FORBIDDEN);
    let area = world.east.to_string();
    let added = browser.fill(
        &format!("{own}/new"),
        "/new",
        &[
            ("name", "Cat Three"),
            ("email", "cat@work.example"),
            ("organisation", "Police"),
            ("background", "police-justice"),
            ("area", &area),
        ],
    );
    assert!(added.location.ends_with("?done=waits"), "{}", added.main());
}

#[test]
fn a_new_link_replaces_the_old_one() {
    let world = World::new();
    let session = world.session(2);
    world.book(session, "Ann One").unwrap();
    let booking = world.booking(session, "Ann One");
    let link = |round| {
        let token = learning::places::link::token(world.db.keys(), booking, round);
        format!("/booking/{token}")
    };
    let nobody = Browser::of(&world, None);
    assert_eq!(nobody.get(&link(0)).status, StatusCode::OK);
    let mails = || world.mails().iter().map(|(_, count)| count).sum::<i64>();
    let before = mails();
    let list = format!("/sessions/{}/bookings", reference(&world, &SESSION));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let one = browser.get(&list).attributes("tbody a", "href")[0].clone();
    let page = browser.get(&one);
    assert!(page.main().contains("Send a new link"));
    let sent = browser.send(&one, "link", &[]);
    assert!(sent.location.ends_with("?done=link"), "{}", sent.main());
    assert!(
        browser
            .get(&sent.location)
            .main()
            .contains("A new link is on its way.")
    );
    assert_eq!(mails(), before + 1);
    assert_eq!(
        nobody.get(&link(0)).status,
        StatusCode::NOT_FOUND,
        "the old link opens nothing"
    );
    assert_eq!(nobody.get(&link(1)).status, StatusCode::OK);
}

store::statements! {
    COURSE = "select reference from course";
    SESSION = "select reference from session";
}
