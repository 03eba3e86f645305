//! The list of bookings and who manages it, names, and what nobody may change any more.

use crate::world::{self, World};
use access::Viewer;
use access::actions::{BookPublicly, ManageBookings, ManageOwnBooking, ReadBookings};
use kernel::{Instant, Refusal, Stop};
use learning::model::BookingState::{Booked, Waiting};
use learning::places::manage::BookingQuery;
use learning::places::{link, manage, own, take};

/// Once a session has begun nobody changes her booking, gives it back or is moved up any more; a coordinator may still cancel one.
#[test]
fn bookings_stand_once_the_session_has_begun() {
    let world = World::new();
    let session = world.session(1);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let (ann, bea) = (
        world.booking(session, "Ann One"),
        world.booking(session, "Bea Two"),
    );
    world
        .clock
        .set(Instant::on(world::day(2026, 3, 12), "09:30").unwrap());
    let before = (world.states(session), world.mails());
    let draft = world.person("Ann One");
    let tries = [
        world.cancel(ann),
        world.cancel(bea),
        world.act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            own::change(tx, scope, moment, ann, 1, &draft)
        }),
        world
            .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                manage::promote(tx, scope, moment, bea, "comes from far away")
            })
            .map(|_| ()),
    ];
    for tried in tries {
        let Err(Stop::Refusal(Refusal::Closed(words))) = tried else {
            panic!("{tried:?}");
        };
        assert!(words.contains("has begun"), "{words}");
    }
    assert_eq!((world.states(session), world.mails()), before);
    let browser = crate::pages::Browser::of(&world, None);
    let token = link::token(world.db.keys(), ann, 0);
    for page in ["change", "cancel"] {
        let closed = browser.get(&format!("/booking/{token}/{page}"));
        assert_eq!(closed.status, http::StatusCode::GONE);
        assert!(closed.main().contains("This session has begun"), "{page}");
    }
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            manage::cancel(tx, scope, moment, ann, "asked by telephone")
        })
        .unwrap();
    let waits = world
        .states(session)
        .into_iter()
        .find(|(_, _, email)| email.starts_with("bea"));
    assert_eq!(waits.unwrap().0, "waiting");
}

/// Proves SA2.
///
/// A booking outside one's areas is as unknown as one that does not exist, and its session's list shows nothing.
#[test]
fn coordinators_and_trainers_manage_only_what_is_in_sight() {
    let world = World::new();
    let session = world.session(3);
    world.book(session, "Ann One").unwrap();
    let booking = world.booking(session, "Ann One");
    let nobody = learning::model::BookingId(session.0);
    for target in [booking, nobody] {
        let refused = world.act::<ManageBookings, _>(&world.westerner.viewer, move |tx, scope, moment| {
            manage::cancel(tx, scope, moment, target, "no reason")
        });
        assert!(
            matches!(refused, Err(Stop::Refusal(Refusal::Unknown))),
            "{refused:?}"
        );
    }
    assert_eq!(world.places(session), (3, 1));
    let trainer = world.act::<ManageBookings, ()>(&world.trainer.viewer, move |tx, scope, moment| {
        manage::cancel(tx, scope, moment, booking, "no reason")
    });
    assert!(
        matches!(trainer, Err(Stop::Refusal(Refusal::NotAllowed(_)))),
        "a trainer reads bookings and changes none"
    );
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            manage::cancel(tx, scope, moment, booking, "asked by telephone")
        })
        .unwrap();
    assert_eq!(world.places(session), (3, 0));
}

#[test]
fn the_list_of_bookings_finds_people_and_costs_one_statement() {
    let world = World::new();
    let session = world.session(2);
    for name in ["Ann One", "Bea Two", "Cat Three", "Dee Four"] {
        world.book(session, name).unwrap();
    }
    world.cancel(world.booking(session, "Bea Two")).unwrap();
    world
        .see::<ReadBookings, _>(&world.trainer.viewer, |tx, scope| {
            let before = tx.queries();
            let ask = |state, words: &str| BookingQuery {
                state,
                words: words.to_owned(),
                after: None,
            };
            let (all, next) = manage::page(tx, scope, session, &ask(None, ""))?;
            assert_eq!(tx.queries() - before, 2, "the guard and the list");
            assert_eq!(next, None);
            let names: Vec<_> = all
                .iter()
                .map(|booking| booking.draft.person.name.as_str())
                .collect();
            assert_eq!(
                names,
                ["Ann One", "Cat Three", "Dee Four", "Bea Two"],
                "places, then the waiting list, then the rest"
            );
            let found = manage::page(tx, scope, session, &ask(None, "THREE@"))?;
            assert_eq!(found.0.len(), 1);
            let cancelled = learning::model::BookingState::Cancelled;
            let found = manage::page(tx, scope, session, &ask(Some(cancelled), ""))?;
            assert_eq!(found.0.len(), 1);
            Ok(())
        })
        .unwrap();
}

/// The list is read a page at a time, each in one statement, and a search goes on over the pages of what it finds.
#[test]
fn the_list_of_bookings_has_pages() {
    let world = World::new();
    let session = world.session(60);
    for number in 0..130 {
        let kind = if number % 2 == 0 { "Even" } else { "Odd" };
        world.book(session, &format!("{kind} {number}")).unwrap();
    }
    world.cancel(world.booking(session, "Even 0")).unwrap();
    let pages = |words: &str| {
        let mut query = BookingQuery {
            words: words.to_owned(),
            ..BookingQuery::default()
        };
        let mut all = Vec::new();
        let mut lengths = Vec::new();
        loop {
            let (rows, next) = world
                .see::<ReadBookings, _>(&world.coordinator.viewer, |tx, scope| {
                    let before = tx.queries();
                    let page = manage::page(tx, scope, session, &query)?;
                    assert_eq!(tx.queries() - before, 2, "the guard and one stretch of the list");
                    Ok(page)
                })
                .unwrap();
            lengths.push(rows.len());
            all.extend(
                rows.into_iter()
                    .map(|booking| (booking.state, booking.draft.person.name)),
            );
            query.after = next;
            if query.after.is_none() {
                return (all, lengths);
            }
        }
    };
    let (all, lengths) = pages("");
    assert_eq!(lengths, [50, 50, 30]);
    let mut names: Vec<_> = all.iter().map(|(_, name)| name.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 130, "each once");
    assert_eq!(all.iter().filter(|(state, _)| *state == Booked).count(), 60);
    assert!(all[..60].iter().all(|(state, _)| *state == Booked));
    assert!(all[60..129].iter().all(|(state, _)| *state == Waiting));
    assert_eq!(all[129].1, "Even 0");
    assert_eq!(all[60].1, "Odd 61", "the waiting list in its order");
    let (even, lengths) = pages("EVEN");
    assert_eq!(lengths, [50, 15]);
    assert!(even.iter().all(|(_, name)| name.starts_with("Even")));
}

/// A name is corrected in capitals and spaces too, by its owner and, with a reason, by a coordinator; a coordinator who typed another name
/// for a known address is told that the known one stands.
#[test]
fn a_name_is_corrected() {
    let world = World::new();
    let session = world.session(3);
    let west = world.session(3);
    world.book(session, "ann one").unwrap();
    let booking = world.booking(session, "ann one");
    let name = || {
        let list = world.see::<ReadBookings, _>(&world.coordinator.viewer, |tx, scope| {
            manage::list(tx, scope, session)
        });
        list.unwrap()[0].draft.person.name.clone()
    };
    let mut draft = world.person("ann one");
    draft.person.name = " Ann One ".to_owned();
    world
        .act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            own::change(tx, scope, moment, booking, 1, &draft)
        })
        .unwrap();
    assert_eq!(name(), "Ann One");
    let rename = |new: &'static str, reason: &'static str| {
        world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            manage::rename(tx, scope, moment, booking, new, reason)
        })
    };
    let Err(Stop::Problems(problems)) = rename(" ", "") else {
        panic!("a correction without name and reason");
    };
    assert!(problems.of("name").is_some() && problems.of("reason").is_some());
    let mails = world.mails();
    rename("Anne O'Ne", "she showed her badge").unwrap();
    assert_eq!(name(), "Anne O'Ne");
    assert_eq!(world.mails(), mails, "nobody is written to");
    let mut other = world.person("ann one");
    other.person.name = "Someone Else".to_owned();
    let added = world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            take::add(tx, scope, moment, west, &other)
        })
        .unwrap();
    assert!(added.name_kept);
    assert_eq!(name(), "Anne O'Ne");
}

/// Proves SA11.
///
/// What the public form cannot say is not read from it: a booking made in public is a public booking, and a known
/// person's name is not changed by somebody who types her address.
#[test]
fn nobody_is_renamed_by_somebody_elses_form() {
    let world = World::new();
    let (first, second) = (world.session(3), world.session(3));
    world.book(first, "Ann One").unwrap();
    let mut draft = world.person("Ann One");
    draft.person.name = "Somebody Else".to_owned();
    world
        .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            take::book(tx, scope, moment, second, &draft)
        })
        .unwrap();
    let names = world
        .see::<ReadBookings, _>(&world.coordinator.viewer, |tx, scope| {
            manage::list(tx, scope, second)
        })
        .unwrap();
    assert_eq!(names[0].draft.person.name, "Ann One");
}
