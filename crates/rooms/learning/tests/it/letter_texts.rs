//! Which text each reader gets, and the day it is about.

use crate::letters::{change_days, outgoing};
use crate::world::{World, day, why};
use kernel::Id;
use store::values;

/// Template of each message so far after the first `seen`, by recipient's first name.
fn templates(world: &World, seen: usize) -> Vec<(String, String)> {
    let rows = world.all(&TEMPLATES, values![], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?, row.get::<String>(2)?))
    });
    let mut all: Vec<(String, String)> = rows
        .into_iter()
        .skip(seen)
        .map(|(id, recipient, template)| {
            let recipient = world
                .db
                .keys()
                .open_text("mail", "recipient_sealed", id, &recipient)
                .unwrap();
            (recipient.split('.').next().unwrap().to_owned(), template)
        })
        .collect();
    all.sort();
    all
}

/// Each person is told what is true of her: who only waits is told of no place, and nobody is told that she gave back what somebody else
/// cancelled.
#[test]
fn each_text_fits_its_reader() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let told = |seen: usize, expected: &[(&str, &str)]| {
        let expected: Vec<_> = expected
            .iter()
            .map(|(who, what)| ((*who).to_owned(), (*what).to_owned()))
            .collect();
        assert_eq!(templates(&world, seen), expected);
        seen + expected.len()
    };
    let seen = told(0, &[("ann", "confirmed"), ("bea", "waiting"), ("cat", "waiting")]);
    change_days(&world, session, 1, &[day(2026, 4, 1)]);
    let seen = told(
        seen,
        &[
            ("ann", "moved"),
            ("bea", "moved-waiting"),
            ("cat", "moved-waiting"),
        ],
    );
    for (version, cancels) in [(2, true), (3, false)] {
        world.clock.advance(60);
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                if cancels {
                    learning::plan::change::cancel(tx, scope, moment, session, version, &why("snow"))
                } else {
                    learning::plan::change::restore(tx, scope, moment, session, version)
                }
            })
            .unwrap();
    }
    let again = [
        ("ann", "called-off"),
        ("ann", "on-again"),
        ("bea", "called-off"),
        ("bea", "on-again-waiting"),
        ("cat", "called-off"),
        ("cat", "on-again-waiting"),
    ];
    let seen = told(seen, &again);
    // The same address again: what stands is told to its holder only.
    world.clock.advance(60);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let seen = told(seen, &[("ann", "stands"), ("bea", "stands-waiting")]);
    world.clock.advance(60);
    world.cancel(world.booking(session, "Cat Three")).unwrap();
    let seen = told(seen, &[("cat", "no-longer-waiting")]);
    world.clock.advance(60);
    for name in ["Ann One", "Bea Two"] {
        let booking = world.booking(session, name);
        world
            .act::<access::actions::ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::places::manage::cancel(tx, scope, moment, booking, "asked by telephone")
            })
            .unwrap();
    }
    told(
        seen,
        &[
            ("ann", "cancelled-for-you"),
            ("bea", "cancelled-for-you"),
            ("bea", "offered"),
        ],
    );
}

/// Who is given a place because a session takes place after all, or moves, hears of it in one message; and who is cancelled when nothing
/// can be booked is not told to book again.
#[test]
fn one_message_tells_of_a_place_and_of_the_change_that_gave_it() {
    let world = World::new();
    let cancel = |session, name: &str| {
        world.clock.advance(60);
        let booking = world.booking(session, name);
        world
            .act::<access::actions::ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::places::manage::cancel(tx, scope, moment, booking, "ill")
            })
            .unwrap();
    };
    let called_off = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(called_off, name).unwrap();
    }
    let plan = |version: i64, cancels: bool| {
        world.clock.advance(60);
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                if cancels {
                    learning::plan::change::cancel(tx, scope, moment, called_off, version, &why("snow"))
                } else {
                    learning::plan::change::restore(tx, scope, moment, called_off, version)
                }
            })
            .unwrap()
    };
    plan(1, true);
    let seen = templates(&world, 0).len();
    cancel(called_off, "Ann One");
    let told = |who: &str, what: &str| (who.to_owned(), what.to_owned());
    assert_eq!(templates(&world, seen), [told("ann", "cancelled-for-you-closed")]);
    assert_eq!(plan(2, false), 2);
    assert_eq!(
        templates(&world, seen + 1),
        [told("bea", "offered"), told("cat", "on-again-waiting")]
    );
    let moved = world.session_on(1, &[day(2026, 3, 12), day(2026, 3, 13)]);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(moved, name).unwrap();
    }
    world
        .clock
        .set(kernel::Instant::on(day(2026, 3, 12), "10:00").unwrap());
    cancel(moved, "Ann One");
    let seen = templates(&world, 0).len();
    change_days(&world, moved, 1, &[day(2026, 4, 1), day(2026, 4, 2)]);
    assert_eq!(
        templates(&world, seen),
        [told("bea", "offered"), told("cat", "moved-waiting")]
    );
}

/// A letter about an end says of which meeting, too: somebody may have booked several.
#[test]
fn each_letter_says_which_day_it_is_about() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three", "Dan Four"] {
        world.book(session, name).unwrap();
    }
    let by = |name: &str, herself: bool| {
        world.clock.advance(60);
        let booking = world.booking(session, name);
        if herself {
            return world.cancel(booking).unwrap();
        }
        world
            .act::<access::actions::ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::places::manage::cancel(tx, scope, moment, booking, "ill")
            })
            .unwrap();
    };
    by("Cat Three", true);
    by("Ann One", false);
    by("Bea Two", true);
    world.clock.advance(60);
    world
        .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 1, &why("snow"))
        })
        .unwrap();
    let told: std::collections::BTreeSet<String> =
        templates(&world, 0).into_iter().map(|(_, what)| what).collect();
    for ends in [
        "no-longer-waiting",
        "cancelled-for-you",
        "given-back",
        "called-off",
    ] {
        assert!(told.contains(ends), "{ends} in {told:?}");
    }
    let starts = kernel::Instant::on(day(2026, 3, 12), "09:30").unwrap();
    for (recipient, content) in outgoing(&world) {
        assert_eq!(
            content["days"][0][0].as_i64(),
            Some(starts.millis()),
            "{recipient}: {content}"
        );
    }
}

store::statements! {
    TEMPLATES = "select id, recipient_sealed, template from mail order by made_at, id";
}
