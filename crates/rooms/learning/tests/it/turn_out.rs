//! Booked and did not come: counted by organisation and course, of sessions in sight that are over and have their registers.

use crate::agreements::set;
use crate::alike::{book, booked, there};
use crate::learners::registers;
use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::Viewer;
use access::actions::{BookPublicly, ManageBookings};
use http::StatusCode;
use kernel::Clock;
use learning::attendance_sums::work;
use learning::model::{BookingId, SessionId, TurnOut, TurnOutQuery, TurnOutTime};
use learning::turn_out::{self, Tables};
use store::values;

store::statements! {
    GIVEN_UP = "select given_up_days from booking where id = ?1";
    RENAMED = "update booking set organisation = 'Renamed' where id = ?1";
}

const WORK: &str = "ann.one@work.example";
const HOME: &str = "ann@gmail.com";

fn pack(world: &World) {
    work::fill(&world.db, &Viewer::system(ticket::Ticket::of("test"))).unwrap();
}

fn read(world: &World, viewer: &Viewer, query: TurnOutQuery) -> Tables {
    let today = world.clock.now().day();
    world
        .see::<ManageBookings, _>(viewer, |tx, scope| {
            let before = tx.queries();
            let tables = turn_out::read(tx, scope, query, today)?;
            assert_eq!(tx.queries() - before, 2, "where the trail ends, and one answer");
            Ok(tables)
        })
        .unwrap()
}

/// Every row by name: with a place, came, given back late.
fn rows(tables: &Tables) -> Vec<(&str, i64, i64, i64)> {
    let all = tables.organisations.iter();
    all.map(|line| {
        let TurnOut { places, came, late } = line.turn_out;
        (line.called.as_str(), places, came, late)
    })
    .collect()
}

/// Counted before and after packing alike, and at once when a mark or an organisation is corrected; a session whose register is owed counts nobody.
#[test]
fn who_did_not_come_is_counted_by_organisation_and_course() {
    let world = World::new();
    let session = world.session_on(9, &[day(2026, 3, 12)]);
    let owed = world.session_on(9, &[day(2026, 3, 13)]);
    let ann = book(&world, session, WORK, "Housing");
    let bea = book(&world, session, HOME, "housing ");
    let cat = book(&world, session, "cat@work.example", "Health");
    book(&world, owed, WORK, "Housing");
    world.on(day(2026, 3, 10), "09:00");
    world.cancel(cat.id).unwrap();
    world.on(day(2026, 3, 12), "14:00");
    there(&world, ann.id, world.days(session)[0]);
    registers(&world, session);
    let viewer = &world.coordinator.viewer;
    let now = || read(&world, viewer, TurnOutQuery::default());
    assert_eq!(now().whole, TurnOut::default(), "today is not over");
    world.on(day(2026, 3, 16), "09:00");
    let found = now();
    assert_eq!(rows(&found), [("Housing", 2, 1, 0), ("Health", 0, 0, 1)]);
    assert_eq!((found.courses.len(), found.whole.missed()), (1, 1));
    pack(&world);
    assert_eq!(now(), found, "packed");
    let page = coordinator(&world).get(&format!("{}/bookings", own(&world, session)));
    let words = page.main();
    assert!(
        words.contains(
            "Of 2 people with a place 1 came and 1 did not. 1 place was given back fewer than 3 days before."
        ),
        "{words}"
    );
    assert!(words.contains("Cancelled late"), "{words}");
    there(&world, bea.id, world.days(session)[0]);
    assert_eq!(rows(&now()), [("Health", 0, 0, 1), ("Housing", 2, 2, 0)]);
    pack(&world);
    world.raw(move |tx| Ok(tx.run(&RENAMED, values![bea.id.0])?));
    assert_eq!(now().organisations.len(), 3, "under its new name at once");
}

/// Of sessions out of sight nothing is counted, and the filters narrow.
#[test]
fn the_turn_out_is_of_sessions_in_sight() {
    let world = World::new();
    let session = world.session_on(9, &[day(2026, 3, 12)]);
    book(&world, session, WORK, "Housing");
    registers(&world, session);
    world.on(day(2026, 3, 16), "09:00");
    let elsewhere = read(&world, &world.westerner.viewer, TurnOutQuery::default());
    assert_eq!(elsewhere, Tables::default());
    let of = |time, area| {
        let query = TurnOutQuery { time, area };
        read(&world, &world.coordinator.viewer, query).whole.places
    };
    assert_eq!(of(TurnOutTime::Quarter, Some(world.east.0)), 1);
    assert_eq!(of(TurnOutTime::Quarter, Some(world.west.0)), 0);
    assert_eq!(of(TurnOutTime::YearBefore, None), 0);
    let browser = coordinator(&world);
    let page = browser.get("/planning/turn-out");
    assert!(
        page.main().contains("Of 1 booking with a place 0 came"),
        "{}",
        page.main()
    );
    assert_eq!(page.all("tbody tr").len(), 2, "an organisation and a course");
    let wrong = browser.get("/planning/turn-out?time=whenever");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let trainer = Browser::of(&world, Some(&world.trainer)).get("/planning/turn-out");
    assert_eq!(trainer.status, StatusCode::FORBIDDEN);
}

/// A place that was only offered is not given back late; one that is booked again is not given back at all.
#[test]
fn only_a_place_that_was_hers_is_given_back() {
    let world = World::new();
    let session = world.session(1);
    set(&world, session, |rules| rules.offer_hours = Some(24));
    let ann = book(&world, session, WORK, "Housing");
    let bea = book(&world, session, HOME, "Housing");
    let given = |booking: BookingId| {
        world
            .one(&GIVEN_UP, values![booking.0], |row| row.get::<Option<i64>>(0))
            .unwrap()
    };
    world.on(day(2026, 3, 10), "09:00");
    world.cancel(ann.id).unwrap();
    assert_eq!(given(ann.id), Some(2));
    world.cancel(bea.id).unwrap();
    assert_eq!(given(bea.id), None, "she never took it");
    again(&world, session);
    assert_eq!(booked(&world, session, WORK).id, ann.id);
    assert_eq!(given(ann.id), None, "she has it again");
}

/// Ann books again under her address.
fn again(world: &World, session: SessionId) {
    let draft = world.person("Ann One");
    world
        .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
        .unwrap();
}
