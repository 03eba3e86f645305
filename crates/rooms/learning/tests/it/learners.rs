//! A learner as coordinators see her: found by her address or a booking, and what became of her sessions.

use crate::alike::{book, colleague, compare, join, there};
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::{ManageBookings, PlanCourses};
use http::StatusCode;
use kernel::{Clock, Day};
use learning::learners::{find, record};
use learning::model::SessionId;
use store::values;

store::statements! {
    SEARCHED = "select count(*) from audit_event where record_kind = 'learner' and change = 'searched'";
    VIEWED = "select count(*) from audit_event where record_kind = 'learner' and change = 'viewed' and record_id = ?1";
    REGISTERS = "update session_day set register_at = 1 where session_id = ?1";
    SESSION_ID = "select id from session where reference = ?1";
}

const WORK: &str = "ann.one@work.example";
const HOME: &str = "ann@gmail.com";

/// A session that counts for the west.
fn in_the_west(world: &World, date: Day) -> SessionId {
    let (course, mut draft) = (world.course(), world.session_draft(9, &[date]));
    draft.area = world.west;
    let reference = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    SessionId(
        world
            .one(&SESSION_ID, values![reference], |row| row.get(0))
            .unwrap(),
    )
}

pub(crate) fn registers(world: &World, session: SessionId) {
    world.raw(move |tx| Ok(tx.run(&REGISTERS, values![session.0])?));
}

/// An address or a booking leads to the record, and neither stands in an address; whoever is out of sight is answered as whoever is not there.
#[test]
fn a_learner_is_found_by_her_address_and_by_a_booking() {
    let world = World::new();
    let ann = book(&world, world.session(9), WORK, "Housing");
    let browser = Browser::of(&world, Some(&world.coordinator));
    assert!(browser.get("/courses").main().contains("Find a learner"));
    let ask = |browser: &Browser, words: &str| {
        browser.fill("/learners/find", "/learners/find", &[("words", words)])
    };
    let own = format!("/learners/records/{}", ann.learner);
    for words in [
        " ANN.one@work.example ",
        &ann.reference,
        &ann.reference.to_lowercase(),
    ] {
        let found = ask(&browser, words);
        assert_eq!(
            (found.status, found.location.as_str()),
            (StatusCode::SEE_OTHER, own.as_str())
        );
    }
    let westerner = Browser::of(&world, Some(&world.westerner));
    let nobody = "Nobody whose sessions you may see has this address or this booking";
    for (who, words) in [
        (&browser, "Ann One"),
        (&browser, "nobody@work.example"),
        (&browser, "B-2345678"),
        (&westerner, WORK),
        (&westerner, ann.reference.as_str()),
    ] {
        let seen = ask(who, words);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(seen.all("#words-error").concat().contains(nobody), "{words}");
        assert_eq!(
            seen.attributes("#words", "value"),
            [words],
            "what was typed stays"
        );
    }
    let searched: i64 = world.one(&SEARCHED, values![], |row| row.get(0)).unwrap();
    assert_eq!(searched, 8, "each search stands in the trail");
    assert_eq!(ask(&browser, "").status, StatusCode::UNPROCESSABLE_ENTITY);
    let trainer = Browser::of(&world, Some(&world.trainer));
    for page in ["/learners/find", &own] {
        assert_eq!(trainer.get(page).status, StatusCode::FORBIDDEN, "{page}");
    }
}

/// Either address of a person with two joined records leads to the record that stands for both, and so does the page of the other.
#[test]
fn either_address_leads_to_the_record_that_stands() {
    let world = World::new();
    let second = colleague(&world);
    let (one, two) = (world.session(9), world.session_on(9, &[day(2026, 3, 20)]));
    let work = book(&world, one, WORK, "Housing");
    let home = book(&world, two, HOME, "Housing");
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    join(&world, &second, pair, work.learner).unwrap();
    for words in [WORK, HOME, &work.reference, &home.reference] {
        let found = world
            .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
                find::by_words(tx, scope, words)
            })
            .unwrap();
        assert_eq!(found, Some(work.learner), "{words}");
    }
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = browser.get(&format!("/learners/records/{}", home.learner));
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.main().contains(WORK), "{}", page.main());
}

/// What became of each session in sight, what she needs in those to come, and nothing of sessions elsewhere.
#[test]
fn her_record_shows_what_became_of_her_sessions_in_sight() {
    let world = World::new();
    let [came, missed, owed, late, coming] =
        [12, 13, 14, 20, 30].map(|date| world.session_on(9, &[day(2026, 3, date)]));
    let west = in_the_west(&world, day(2026, 4, 16));
    let bookings =
        [came, missed, owed, late, coming, west].map(|session| book(&world, session, WORK, "Housing"));
    let bea = book(&world, coming, HOME, "Housing");
    world.on(day(2026, 3, 18), "09:00");
    there(&world, bookings[0].id, world.days(came)[0]);
    for session in [came, missed] {
        registers(&world, session);
    }
    world.cancel(bookings[3].id).unwrap();
    world.on(day(2026, 3, 19), "09:00");
    let own = format!("/learners/records/{}", bookings[0].learner);
    let page = Browser::of(&world, Some(&world.coordinator)).get(&own);
    assert_eq!(
        page.all("tbody td:nth-child(3)"),
        [
            "Booked",
            "Booked",
            "Cancelled late",
            "Register owed",
            "Did not come",
            "Came"
        ]
    );
    assert!(!page.title().contains("Ann"), "{}", page.title());
    let words = page.main();
    for shown in [
        WORK,
        "Housing",
        "Came 1",
        "Did not come 1",
        "Cancelled late 1",
        "3.5 hours",
    ] {
        assert!(words.contains(shown), "{shown}: {words}");
    }
    assert_eq!(
        words.matches("hearing loop").count(),
        2,
        "of sessions to come: {words}"
    );
    let booking = &bookings[0].reference;
    assert_eq!(
        page.all("tbody a").iter().filter(|text| *text == booking).count(),
        1
    );
    let elsewhere = Browser::of(&world, Some(&world.westerner));
    let seen = elsewhere.get(&own);
    assert_eq!(seen.all("tbody td:nth-child(3)"), ["Booked"]);
    assert!(seen.main().contains("Did not come 0"), "{}", seen.main());
    let viewed: i64 = world
        .one(&VIEWED, values![bookings[0].learner.0], |row| row.get(0))
        .unwrap();
    assert_eq!(viewed, 2, "who looked stands in the trail");
    // Of somebody without a session in sight there is no record, and no history of one.
    for below in ["", "/history"] {
        let hidden = elsewhere.get(&format!("/learners/records/{}{below}", bea.learner));
        let absent = elsewhere.get(&format!("/learners/records/{}{below}", kernel::Id::NIL));
        assert_eq!(
            (hidden.status, hidden.bytes),
            (StatusCode::NOT_FOUND, absent.bytes)
        );
    }
}

/// A record costs the same however much is in it.
#[test]
fn a_record_costs_a_fixed_number_of_statements() {
    let world = World::new();
    let ann = book(&world, world.session(9), WORK, "Housing");
    let today = world.clock.now().day();
    let queries = || {
        world
            .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
                record::one(tx, scope, ann.learner, today)?;
                Ok(tx.queries())
            })
            .unwrap()
    };
    let before = queries();
    for date in 20..26 {
        let session = world.session_on(9, &[day(2026, 3, date)]);
        book(&world, session, WORK, "Housing");
        crate::alike::certified(&world, session, ann.learner);
    }
    assert_eq!(before, queries());
}
