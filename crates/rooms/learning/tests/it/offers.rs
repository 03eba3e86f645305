//! A place that came free is kept for a time for who waited.

use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::Instant;
use learning::model::{Rules, SessionId};
use learning::places::link;
use learning::plan::rules;
use store::values;

store::statements! {
    COURSE_OF = "select course_id from session where id = ?1";
    OFFERED = "select offer_until from booking where id = ?1";
    LETTERS = "select count(*) from mail where template = ?1";
}

fn letters(world: &World, template: &'static str) -> i64 {
    world.one(&LETTERS, values![template], |row| row.get(0)).unwrap()
}

/// A full session of one place, for which two wait; a place that comes free is kept for a day.
fn offering(world: &World) -> SessionId {
    let session = world.session(1);
    let course = learning::model::CourseId(
        world
            .one(&COURSE_OF, values![session.0], |row| row.get(0))
            .unwrap(),
    );
    let wanted = Rules {
        offer_hours: Some(24),
        ..Rules::default()
    };
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            rules::set(tx, scope, moment, course, &wanted)
        })
        .unwrap();
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    session
}

fn state(world: &World, session: SessionId, name: &str) -> String {
    let email = world.person(name).person.email;
    let all = world.states(session);
    all.into_iter().find(|(_, _, known)| *known == email).unwrap().0
}

fn until(world: &World, session: SessionId, name: &str) -> Option<Instant> {
    let booking = world.booking(session, name);
    world
        .one(&OFFERED, values![booking.0], |row| row.get::<Option<Instant>>(0))
        .unwrap()
}

/// The jobs that are due at this time.
fn work(world: &World, date: kernel::Day, time: &str) {
    world.on(date, time);
    let works: Vec<Box<dyn post::runner::Work>> =
        vec![Box::new(learning::jobs::Offers::new("http://127.0.0.1:8700"))];
    let clock: std::sync::Arc<dyn kernel::Clock> =
        std::sync::Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
}

#[test]
fn a_place_that_nobody_takes_in_time_goes_on() {
    let world = World::new();
    let session = offering(&world);
    world.on(day(2026, 3, 3), "10:00");
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(
        until(&world, session, "Bea Two"),
        Instant::on(day(2026, 3, 4), "10:00")
    );
    assert_eq!(
        (letters(&world, "offered-until"), letters(&world, "offered")),
        (1, 0)
    );
    work(&world, day(2026, 3, 4), "09:59");
    assert_eq!(
        state(&world, session, "Bea Two"),
        "booked",
        "it is still hers to take"
    );
    work(&world, day(2026, 3, 4), "10:00");
    assert_eq!(state(&world, session, "Bea Two"), "cancelled");
    assert_eq!(
        (
            letters(&world, "offer-ended"),
            letters(&world, "no-longer-waiting")
        ),
        (1, 0)
    );
    assert_eq!(
        until(&world, session, "Cat Three"),
        Instant::on(day(2026, 3, 5), "10:00")
    );
    assert_eq!(world.places(session).1, 1);
}

#[test]
fn who_takes_the_place_keeps_it() {
    let world = World::new();
    let session = offering(&world);
    world.on(day(2026, 3, 3), "10:00");
    world.cancel(world.booking(session, "Ann One")).unwrap();
    let booking = world.booking(session, "Bea Two");
    let path = format!("/booking/{}", link::token(world.db.keys(), booking, 0));
    let public = Browser::of(&world, None);
    let page = public.get(&path);
    assert!(
        page.main()
            .contains("kept for you until 10:00 on Wednesday 4 March 2026"),
        "{}",
        page.main()
    );
    assert_eq!(
        public.fill(&path, "/take", &[]).location,
        format!("{path}?done=taken")
    );
    assert!(public.get(&path).main().contains("You have a place."));
    assert_eq!(until(&world, session, "Bea Two"), None);
    work(&world, day(2026, 3, 4), "10:00");
    assert_eq!(state(&world, session, "Bea Two"), "booked");
    assert_eq!(
        (letters(&world, "confirmed"), letters(&world, "offer-ended")),
        (2, 0)
    );
}

/// Between the end of the offer and the work that passes it on, nobody takes it any more.
#[test]
fn an_offer_ends_on_the_minute() {
    let world = World::new();
    let session = offering(&world);
    world.on(day(2026, 3, 3), "10:00");
    world.cancel(world.booking(session, "Ann One")).unwrap();
    let booking = world.booking(session, "Bea Two");
    let path = format!("/booking/{}", link::token(world.db.keys(), booking, 0));
    world.on(day(2026, 3, 4), "10:00");
    let public = Browser::of(&world, None);
    assert_eq!(public.fill(&path, "/take", &[]).status, StatusCode::GONE);
}

/// Shortly before the session there is no time to ask: the place is hers at once.
#[test]
fn shortly_before_it_begins_a_place_is_not_offered_but_given() {
    let world = World::new();
    let session = offering(&world);
    world.on(day(2026, 3, 11), "10:00");
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(until(&world, session, "Bea Two"), None);
    assert_eq!(letters(&world, "offered"), 1);
}
