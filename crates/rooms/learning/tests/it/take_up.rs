//! What is done about empty places: few bookings are told of in time, there is a message to send, other dates are offered.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day, why};
use access::actions::{PlanCourses, SeeToday};
use http::StatusCode;
use kernel::Day;
use learning::model::{SessionDraft, SessionId, TodayList};

/// The first days of the sessions with few bookings, as on *Today*.
fn few(world: &World) -> Vec<Day> {
    world
        .see::<SeeToday, _>(&world.coordinator.viewer, |tx, scope| {
            learning::today(tx, scope, kernel::Clock::now(&world.clock), Some(TodayList::Few))
        })
        .unwrap()
        .few_bookings
        .rows
        .into_iter()
        .map(|line| line.session.first_day)
        .collect()
}

fn cancel(world: &World, session: SessionId) {
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 1, &why("ill"))
        })
        .unwrap();
}

fn create(world: &World, course: learning::model::CourseId, draft: SessionDraft) {
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
}

#[test]
fn few_bookings_are_told_of_two_weeks_ahead() {
    let world = World::new();
    let course = world.course();
    let near = world.session_of(course, 4, &[day(2026, 3, 17)]);
    world.session_of(course, 4, &[day(2026, 3, 18)]);
    let off = world.session_of(course, 4, &[day(2026, 3, 10)]);
    cancel(&world, off);
    // What people work through alone needs nobody.
    let mut alone = world.course_draft();
    (alone.mode, alone.title) = (learning::model::Mode::SelfStudy, "Alone".to_owned());
    let alone = world.course_from(alone);
    world.session_of(alone, 4, &[day(2026, 3, 11)]);
    world.on(day(2026, 3, 3), "09:00");
    assert_eq!(
        few(&world),
        [day(2026, 3, 17)],
        "not what is further off, or is off"
    );
    world.book(near, "Ann One").unwrap();
    assert_eq!(few(&world).len(), 1, "one of four");
    world.book(near, "Bea Two").unwrap();
    assert!(few(&world).is_empty(), "half of the places are taken");
}

/// Whoever may book it and whether she still may, a coordinator has to decide until it begins.
#[test]
fn few_bookings_are_told_of_whatever_is_listed_or_closed_until_it_begins() {
    let world = World::new();
    let course = world.course();
    let draft = |date: i8| SessionDraft {
        listed: false,
        ..world.session_draft(4, &[day(2026, 3, date)])
    };
    create(&world, course, draft(3));
    let closed = SessionDraft {
        listed: true,
        closes_before: Some(3),
        ..draft(5)
    };
    create(&world, course, closed);
    let in_house = SessionDraft {
        in_house: Some("Rosebank Refuge".to_owned()),
        ..draft(6)
    };
    create(&world, course, in_house);
    let all = [day(2026, 3, 3), day(2026, 3, 5), day(2026, 3, 6)];
    for (time, told) in [("09:29", &all[..]), ("09:30", &all[1..])] {
        world.on(day(2026, 3, 3), time);
        assert_eq!(few(&world), told, "{time}");
    }
}

/// Where nobody can book by themselves they answer the message. Whoever sends it says so, and a second who had opened the page before is told.
#[test]
fn a_message_that_was_sent_is_sent_once() {
    let world = World::new();
    let session = world.session(4);
    let plan = own(&world, session);
    let path = format!("{plan}/message");
    let (one, two) = (coordinator(&world), coordinator(&world));
    let edit = one.fill(&format!("{plan}/edit"), "/edit", &[("listed", "no")]);
    assert_eq!(edit.status, StatusCode::SEE_OTHER, "{}", edit.main());
    let page = one.get(&path);
    let message = page.all("#message").concat();
    assert!(
        message.contains("answer this message") && !message.contains(&plan),
        "{message}"
    );
    let (target, early) = two.get(&path).form("/message", &[]);
    let sent = one.fill(&path, "/message", &[]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let words = "You sent the message on 2 March 2026.";
    assert!(one.get(&path).main().contains(words));
    assert!(
        one.get(&format!("{plan}/plan"))
            .main()
            .contains("Sent on 2 March 2026")
    );
    let late = two.post(&target, &early);
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.main());
    assert!(late.main().contains(words), "{}", late.main());
    let history = one.get(&format!("{plan}/history")).main();
    assert_eq!(history.matches("Message sent").count(), 1, "{history}");
    // It named the days before: for new ones nobody has been asked.
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            let days = [learning::model::DayDraft {
                day: day(2026, 3, 13),
                starts: "09:30".to_owned(),
                ends: "13:00".to_owned(),
            }];
            learning::plan::change::reschedule(tx, scope, moment, session, 2, &days, &why("ill"))
        })
        .unwrap();
    assert!(!one.get(&path).main().contains("sent the message"));
}

/// Proves SH1: what leaves for other people's mail names neither the course nor what the service is for.
#[test]
fn the_message_that_asks_people_names_neither_course_nor_service() {
    let world = World::new();
    let session = world.session(4);
    let (plan, browser) = (own(&world, session), coordinator(&world));
    let path = format!("{plan}/message");
    assert!(
        browser
            .get(&format!("{plan}/plan"))
            .attributes("main a", "href")
            .contains(&path)
    );
    let page = browser.get(&path);
    let message = page.all("#message").concat();
    let subject = page.attributes("#subject", "value").concat();
    for told in [
        "Thursday 12 March 2026, 09:30 to 13:00",
        "East",
        "4 places left",
        plan.as_str(),
    ] {
        assert!(message.contains(told), "{told}: {message}");
    }
    for kept in ["Responding well", "Trellis", "Know what to do next"] {
        assert!(!message.contains(kept) && !subject.contains(kept), "{kept}");
    }
    // Who only trains asks nobody, and to a session that is off nobody is asked.
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainer.get(&path).status, StatusCode::FORBIDDEN);
    cancel(&world, session);
    assert_eq!(coordinator(&world).get(&path).status, StatusCode::GONE);
}

/// Who had booked what is called off, and who finds it full, is led to the other dates, those of the same area first.
#[test]
fn other_dates_are_offered_where_there_is_no_place() {
    let world = World::new();
    let course = world.course();
    let session = world.session_of(course, 1, &[day(2026, 3, 12)]);
    let mut west = world.session_draft(3, &[day(2026, 3, 20)]);
    west.area = world.west;
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &west)
        })
        .unwrap();
    world.session_of(course, 3, &[day(2026, 4, 9)]);
    world.session_of(course, 3, &[day(2026, 3, 2)]);
    world.session(9);
    let public = Browser::of(&world, None);
    let page = own(&world, session);
    let others = |path: &str| {
        public
            .get(path)
            .all("main ul.govuk-list a")
            .into_iter()
            .filter(|text| text.contains("left"))
            .collect::<Vec<_>>()
    };
    assert!(others(&page).is_empty(), "there is a place");
    world.book(session, "Ann One").unwrap();
    let offered = [
        "Monday 2 March 2026, East: 3 places left",
        "Thursday 9 April 2026, East: 3 places left",
        "Friday 20 March 2026, West: 3 places left",
    ];
    assert_eq!(others(&page), offered, "it is full");
    let booking = world.booking(session, "Ann One");
    let token = learning::places::link::token(world.db.keys(), booking, 0);
    let mine = format!("/booking/{token}");
    assert!(others(&mine).is_empty(), "she has a place");
    cancel(&world, session);
    assert_eq!(others(&mine), offered);
    assert_eq!(others(&page), offered);
}

#[test]
fn a_course_shows_how_it_is_taken_up_in_each_area() {
    let world = World::new();
    let session = world.session(4);
    let browser = coordinator(&world);
    let plan = browser.get(&format!("{}/plan", own(&world, session)));
    let course = plan.attributes(".govuk-breadcrumbs a", "href")[1].clone();
    world.book(session, "Ann One").unwrap();
    let row = |browser: &Browser| {
        browser
            .get(&course)
            .all("table")
            .last()
            .cloned()
            .unwrap_or_default()
    };
    assert!(
        row(&browser).ends_with("East 1 0 0 1 of 4 0 0"),
        "{}",
        row(&browser)
    );
    cancel(&world, session);
    assert!(
        row(&coordinator(&world)).ends_with("East 0 0 1 0 of 0 0 0"),
        "{}",
        row(&coordinator(&world))
    );
    // Who sees only the west sees none of the east.
    let west = Browser::of(&world, Some(&world.westerner)).get(&course);
    assert!(!west.main().contains("Take-up"), "{}", west.main());
}
