//! Booking closes some days before a session: for those who book by themselves, and for nobody else.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{self, World, day, why};
use access::actions::{ManageBookings, PlanCourses};
use http::StatusCode;
use kernel::{Day, Id, Refusal, Stop};
use learning::model::{DayDraft, SessionId};
use learning::places::take;
use learning::plan::{change, series};
use store::values;

store::statements! {
    CLOSES = "select closes_day from session where id = ?1";
    OTHER = "select id from session where id <> ?1";
}

/// A session on 12 March that closes three days before, with this many places.
fn closing(world: &World, capacity: i64) -> SessionId {
    let course = world.course();
    let mut draft = world.session_draft(capacity, &[day(2026, 3, 12)]);
    draft.closes_before = Some(3);
    let reference = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    SessionId(
        world
            .one(&world::SESSION_ID, values![reference], |row| row.get(0))
            .unwrap(),
    )
}

/// Moves a session that nobody has changed.
fn moved(world: &World, session: SessionId, day: Day) {
    let days = [DayDraft {
        day,
        starts: "09:30".to_owned(),
        ends: "13:00".to_owned(),
    }];
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            change::reschedule(tx, scope, moment, session, 1, &days, &why("ill"))
        })
        .unwrap();
}

fn closes(world: &World, session: Id) -> Option<Day> {
    world
        .one(&CLOSES, values![session], |row| row.get::<Option<Day>>(0))
        .unwrap()
}

#[test]
fn after_the_closing_day_people_book_no_more_by_themselves() {
    let world = World::new();
    let session = closing(&world, 1);
    let page = own(&world, session);
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    world.on(day(2026, 3, 9), "23:59");
    let public = Browser::of(&world, None);
    assert!(
        public
            .get(&page)
            .main()
            .contains("Book by the end of Monday 9 March 2026.")
    );
    assert_eq!(public.get("/sessions").all("tbody tr").len(), 1);
    world.book(session, "Cat Three").unwrap();
    world.on(day(2026, 3, 10), "00:00");
    let public = Browser::of(&world, None);
    assert_eq!(public.get("/sessions").all("tbody tr").len(), 0);
    assert!(public.get(&page).main().contains("Booking is closed."));
    assert_eq!(public.get(&format!("{page}/book")).status, StatusCode::GONE);
    assert!(matches!(
        world.book(session, "Dee Four"),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    // Who has a place gives it back, and who waits gets it; she cannot take it again by herself.
    let first = world.booking(session, "Ann One");
    world.cancel(first).unwrap();
    let states: Vec<String> = world
        .states(session)
        .into_iter()
        .map(|(state, _, _)| state)
        .collect();
    assert_eq!(states, ["cancelled", "booked", "waiting"]);
    let token = learning::places::link::token(world.db.keys(), first, 0);
    let mine = public.get(&format!("/booking/{token}"));
    assert!(mine.main().contains("Booking is closed.") && !mine.main().contains("Book again"));
    let second = learning::places::link::token(world.db.keys(), world.booking(session, "Bea Two"), 0);
    let asks = public.get(&format!("/booking/{second}/cancel"));
    assert!(
        asks.main().contains("you cannot book again by yourself"),
        "{}",
        asks.main()
    );
    // A coordinator still adds people.
    let draft = world.person("Eve Five");
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            take::add(tx, scope, moment, session, &draft)
        })
        .unwrap();
    assert_eq!(world.states(session).len(), 4);
}

#[test]
fn the_closing_day_goes_with_its_session() {
    let world = World::new();
    let session = closing(&world, 5);
    assert_eq!(closes(&world, session.0), Some(day(2026, 3, 9)));
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            series::repeat(tx, scope, moment, session, &[day(2026, 4, 16)])
        })
        .unwrap();
    let other: Id = world.one(&OTHER, values![session.0], |row| row.get(0)).unwrap();
    assert_eq!(closes(&world, other), Some(day(2026, 4, 13)));
    moved(&world, session, day(2026, 5, 12));
    assert_eq!(closes(&world, session.0), Some(day(2026, 5, 9)));
    // On the form it is a number, which may be left out.
    let (edit, browser) = (format!("{}/edit", own(&world, session)), coordinator(&world));
    for wrong in ["soon", "-1", "0", "366", "90"] {
        let page = browser.fill(&edit, "/edit", &[("closes_before", wrong)]);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(page.attributes("[name=closes_before]", "value"), [wrong]);
    }
    let saved = browser.fill(&edit, "/edit", &[("closes_before", "")]);
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(closes(&world, session.0), None);
    let page = browser.get(&saved.location);
    assert!(
        page.main().contains("Booking closes When it begins"),
        "{}",
        page.main()
    );
}

#[test]
fn a_move_that_closes_booking_says_so() {
    let world = World::new();
    let session = closing(&world, 5);
    let plan = format!("{}/plan?done=moved&told=0", own(&world, session));
    let browser = coordinator(&world);
    let words = "people can no longer book by themselves";
    assert!(!browser.get(&plan).main().contains(words));
    moved(&world, session, day(2026, 3, 4));
    let page = browser.get(&plan);
    assert!(
        page.main().contains("closed on 1 March 2026") && page.main().contains(words),
        "{}",
        page.main()
    );
}
