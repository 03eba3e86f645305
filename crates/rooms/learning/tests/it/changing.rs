//! Changing what is planned: sessions that did not take place, signatures, reasons, waiting lists that are over.

use crate::world::{self, World, day, why};
use access::actions::PlanCourses;
use kernel::{Clock, Day, Id, Instant, Problems, Refusal, Stop};
use learning::model::{DayDraft, SessionId};
use learning::plan;
use learning::plan::session::Reach;
use store::values;

fn at(world: &World, date: Day, time: &str) {
    world.clock.set(Instant::on(date, time).unwrap());
}

fn version(world: &World, session: SessionId) -> i64 {
    world.one(&VERSION, values![session.0], |row| row.get(0)).unwrap()
}

fn entered(days: &[Day], starts: &str) -> Vec<DayDraft> {
    days.iter()
        .map(|day| DayDraft {
            day: *day,
            starts: starts.to_owned(),
            ends: "13:00".to_owned(),
        })
        .collect()
}

fn shift(
    world: &World,
    session: SessionId,
    days: &[Day],
    starts: &str,
    reason: &'static str,
) -> Result<u64, Stop> {
    let (version, days) = (version(world, session), entered(days, starts));
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        plan::change::reschedule(tx, scope, moment, session, version, &days, &why(reason))
    })
}

fn cancel(world: &World, session: SessionId, reason: &'static str) -> Result<u64, Stop> {
    let version = version(world, session);
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        plan::change::cancel(tx, scope, moment, session, version, &why(reason))
    })
}

fn restore(world: &World, session: SessionId) -> Result<u64, Stop> {
    let version = version(world, session);
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        plan::change::restore(tx, scope, moment, session, version)
    })
}

/// State, day first announced, why it was moved, why it was cancelled.
fn kept(world: &World, session: SessionId) -> (String, Option<Day>, Option<String>, Option<String>) {
    world
        .one(&KEPT, values![session.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
}

fn dates(world: &World, session: SessionId) -> Vec<Day> {
    world.all(&DATES, values![session.0], |row| row.get(0))
}

fn count_as_held(world: &World) {
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::HeldSessions)];
    let clock: std::sync::Arc<dyn Clock> = std::sync::Arc::new(kernel::FixedClock::at(world.clock.now()));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
}

fn save_register(world: &World, session: SessionId, place: usize, present: &[&str]) {
    let today = world.days(session)[place];
    let marks = learning::door::register::Marks {
        shown: std::collections::BTreeSet::new(),
        present: present
            .iter()
            .map(|name| {
                let booking = world.booking(session, name);
                let learner = world.one(&LEARNER, values![booking.0], |row| row.get::<Id>(0));
                learning::model::LearnerId(learner.unwrap())
            })
            .collect(),
    };
    world
        .act::<access::actions::RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            learning::door::register::save(tx, scope, moment, today, &marks)
        })
        .unwrap();
}

fn problems<T: std::fmt::Debug>(result: Result<T, Stop>) -> Problems {
    match result {
        Err(Stop::Problems(problems)) => problems,
        other => panic!("no problem: {other:?}"),
    }
}

fn closed<T: std::fmt::Debug>(result: Result<T, Stop>) -> String {
    match result {
        Err(Stop::Refusal(Refusal::Closed(words))) => words,
        other => panic!("not refused: {other:?}"),
    }
}

/// The trainer was ill: a session that counts as held because its day is over is put on record as cancelled, and nobody is
/// written to about a day that is over. One at which somebody was there stays held.
#[test]
fn what_did_not_take_place_is_put_on_record() {
    let world = World::new();
    let (ill, held, answered) = (world.session(5), world.session(5), world.session(5));
    for session in [ill, held, answered] {
        world.book(session, "Ann One").unwrap();
    }
    at(&world, day(2026, 3, 12), "09:20");
    save_register(&world, held, 0, &["Ann One"]);
    at(&world, day(2026, 3, 13), "09:00");
    count_as_held(&world);
    assert_eq!(kept(&world, ill).0, "held");
    let mails: i64 = world.mails().iter().map(|(_, count)| count).sum();
    assert_eq!(cancel(&world, ill, "trainer ill").unwrap(), 0);
    assert_eq!(
        kept(&world, ill),
        ("cancelled".to_owned(), None, None, Some("trainer ill".to_owned()))
    );
    assert_eq!(world.mails().iter().map(|(_, count)| count).sum::<i64>(), mails);
    assert_eq!(
        restore(&world, ill).unwrap(),
        0,
        "and put right, without a word to anybody"
    );
    assert_eq!(kept(&world, ill).0, "planned");
    assert_eq!(world.mails().iter().map(|(_, count)| count).sum::<i64>(), mails);
    let id = Id::fresh(&world.clock, world.entropy.as_ref());
    let programme = world.programme;
    world.raw(move |tx| {
        tx.run(&INSTRUMENT, values![id])?;
        tx.run(&RESPONSE, values![id, answered.0, programme.0])?;
        Ok(())
    });
    for session in [held, answered] {
        assert!(closed(cancel(&world, session, "mistake")).contains("took place"));
        assert!(
            closed(shift(&world, session, &[day(2026, 4, 1)], "09:30", "mistake")).contains("took place")
        );
        assert_eq!(kept(&world, session).0, "held");
    }
}

/// A register saved by mistake does not nail a session down: it moves to a day to come, and takes bookings there.
#[test]
fn a_register_saved_by_mistake_can_be_put_right() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    at(&world, day(2026, 3, 12), "09:20");
    save_register(&world, session, 0, &[]);
    at(&world, day(2026, 3, 13), "09:00");
    count_as_held(&world);
    assert_eq!(kept(&world, session).0, "held");
    let before = world.days(session);
    assert_eq!(
        shift(&world, session, &[day(2026, 4, 2)], "09:30", "saved by mistake").unwrap(),
        2
    );
    assert_eq!(kept(&world, session).0, "planned");
    assert_ne!(
        world.days(session),
        before,
        "the register stays with the day it was saved for"
    );
    assert_eq!(
        world.one(&REGISTERS, values![session.0], |row| row.get::<i64>(0)),
        Some(0)
    );
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(world.places(session), (1, 1), "who waited got the place");
}

#[test]
fn no_day_that_is_over_is_planned() {
    let world = World::new();
    let course = world.course();
    let create = |days: &[Day]| {
        let draft = world.session_draft(5, days);
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::session::create(tx, scope, moment, course, &draft)
        })
    };
    assert!(problems(create(&[day(2025, 3, 12)])).of("day-1").is_some());
    create(&[day(2026, 3, 2)]).unwrap();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    let typo = problems(shift(&world, session, &[day(2025, 3, 19)], "09:30", "room"));
    assert!(typo.of("day-1").is_some());
    assert!(!world.mails().iter().any(|(template, _)| template == "moved"));
    assert_eq!(dates(&world, session), [day(2026, 3, 12)]);
}

/// Three days, the first signed, the second over: the first stays where it is, and its signature with it.
#[test]
fn a_signature_stays_on_its_date() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 3), day(2026, 3, 10), day(2026, 3, 17)]);
    world.book(session, "Ann One").unwrap();
    at(&world, day(2026, 3, 3), "09:20");
    save_register(&world, session, 0, &["Ann One"]);
    let signed = world.days(session)[0];
    at(&world, day(2026, 3, 4), "09:00");
    let moved = shift(
        &world,
        session,
        &[day(2026, 3, 10), day(2026, 3, 17), day(2026, 3, 24)],
        "09:30",
        "room",
    );
    let found = problems(moved);
    assert!(
        found
            .of("has-1")
            .is_some_and(|words| words.contains("3 March 2026")),
        "{found:?}"
    );
    assert_eq!(
        dates(&world, session),
        [day(2026, 3, 3), day(2026, 3, 10), day(2026, 3, 17)]
    );
    shift(
        &world,
        session,
        &[day(2026, 3, 3), day(2026, 3, 17), day(2026, 3, 24)],
        "09:30",
        "room",
    )
    .unwrap();
    assert_eq!(world.days(session)[0], signed);
    assert_eq!(world.count(&world::MARKS, Some(signed.0)), 1);
    assert_eq!(
        dates(&world, session),
        [day(2026, 3, 3), day(2026, 3, 17), day(2026, 3, 24)]
    );
}

/// A corrected time is told to people and does not count as rescheduled; nothing changed is a problem; a session that begins on
/// its first day again was not rescheduled; the reasons of a move and of a cancellation stand apart.
#[test]
fn a_move_is_another_date_and_keeps_its_reason() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    let (first, second) = (day(2026, 3, 12), day(2026, 3, 19));
    assert!(
        problems(shift(&world, session, &[first], "09:30", "none"))
            .of("day-1")
            .is_some()
    );
    assert_eq!(
        shift(&world, session, &[first], "10:00", "typed wrong").unwrap(),
        1
    );
    assert_eq!(kept(&world, session), ("planned".to_owned(), None, None, None));
    shift(&world, session, &[second], "10:00", "room lost").unwrap();
    let moved = Some("room lost".to_owned());
    assert_eq!(
        kept(&world, session),
        ("planned".to_owned(), Some(first), moved.clone(), None)
    );
    shift(&world, session, &[second], "10:30", "typed wrong").unwrap();
    cancel(&world, session, "snow").unwrap();
    assert_eq!(
        kept(&world, session),
        (
            "cancelled".to_owned(),
            Some(first),
            moved.clone(),
            Some("snow".to_owned())
        )
    );
    restore(&world, session).unwrap();
    assert_eq!(
        kept(&world, session),
        ("planned".to_owned(), Some(first), moved, None)
    );
    shift(&world, session, &[first], "10:30", "room found").unwrap();
    assert_eq!(kept(&world, session).1, None);
}

/// Once a session has begun nobody is given a place any more, whoever gives one up or adds some; and its cancellation stays.
#[test]
fn nobody_is_given_a_place_in_what_has_begun() {
    let world = World::new();
    let session = world.session_on(1, &[day(2026, 3, 12), day(2026, 3, 13)]);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    at(&world, day(2026, 3, 12), "09:30");
    let (ann, bea) = (
        world.booking(session, "Ann One"),
        world.booking(session, "Bea Two"),
    );
    world
        .act::<access::actions::ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::places::manage::cancel(tx, scope, moment, ann, "did not come")
        })
        .unwrap();
    assert_eq!(world.places(session), (1, 0));
    let promoted = world.act::<access::actions::ManageBookings, _>(
        &world.coordinator.viewer,
        move |tx, scope, moment| {
            learning::places::manage::promote(tx, scope, moment, bea, "She travels furthest")
        },
    );
    assert!(closed(promoted).contains("has begun"));
    let mut draft = world.session_draft(9, &[day(2026, 3, 12), day(2026, 3, 13)]);
    draft.venue = "Town hall".to_owned();
    let version = version(&world, session);
    let saved = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::session::update(tx, scope, moment, session, version, &draft, Reach::One)
        })
        .unwrap();
    assert_eq!((saved.told, saved.placed), (0, 0));
    assert_eq!(world.places(session), (9, 0));
    assert!(!world.mails().iter().any(|(template, _)| template == "offered"));
    cancel(&world, session, "second day lost").unwrap();
    assert!(closed(restore(&world, session)).contains("once its last day is over"));
}

#[test]
fn saving_says_who_was_told_and_who_got_a_place() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let mut draft = world.session_draft(2, &[day(2026, 3, 12)]);
    draft.venue = "Town hall".to_owned();
    let saved = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::session::update(tx, scope, moment, session, 1, &draft, Reach::One)
        })
        .unwrap();
    assert_eq!((saved.told, saved.placed), (1, 1));
}

store::statements! {
    VERSION = "select version from session where id = ?1";
    KEPT = "select state, original_day, change_reason, cancel_reason from session where id = ?1";
    DATES = "select day from session_day where session_id = ?1 order by day";
    REGISTERS = "select count(*) from session_day where session_id = ?1 and register_at is not null";
    LEARNER = "select learner_id from booking where id = ?1";
    INSTRUMENT = "insert into instrument_version (id, key, version, title, definition, hash, published_at) values (?1, 'end-of-session', 2, 'Feedback', '', '', 0)";
    RESPONSE = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, source) values (?1, ?1, ?2, ?3, 'feedback', '2026-03-12', 'paper')";
}
