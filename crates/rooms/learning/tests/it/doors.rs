//! The door: codes, signing in, the register.

use crate::world::{self, World, day};
use access::Viewer;
use access::actions::{RunDoor, SignInAtDoor};
use kernel::{Instant, Refusal, Stop};
use learning::door::{code, register, sign_in};
use learning::model::{Person, SessionDayId, SessionId};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A session of two days whose first is today, with two people booked.
fn open() -> (World, SessionId, SessionDayId) {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 12), day(2026, 3, 13)]);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    world.clock.set(Instant::on(day(2026, 3, 12), "09:20").unwrap());
    let today = world.days(session)[0];
    (world, session, today)
}

fn enter(world: &World, text: &str) -> Result<sign_in::OpenDoor, Stop> {
    let now = kernel::Clock::now(&world.clock);
    world.see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
        sign_in::by_code(tx, scope, text, now)
    })
}

fn arrive(world: &World, today: SessionDayId, who: &str) -> bool {
    let known = world
        .see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
            sign_in::find(tx, scope, today, who)
        })
        .unwrap();
    let Some(known) = known else { return false };
    world
        .act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
            sign_in::arrive(tx, scope, moment, today, known)
        })
        .unwrap();
    true
}

fn walk_in(world: &World, today: SessionDayId, name: &str, email: &str) {
    let person = Person {
        name: name.to_owned(),
        email: email.to_owned(),
        ..world.person(name).person
    };
    world
        .act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
            sign_in::walk_in(tx, scope, moment, today, &person)
        })
        .unwrap();
}

/// Who signs in on the first of two days does not close the session: it can still be moved, and a freed place still finds who waits. It
/// was held once somebody came on its last day.
#[test]
fn a_session_is_held_by_its_last_day() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2), day(2026, 3, 3)]);
    world.book(session, "Ann One").unwrap();
    let days = world.days(session);
    let state = || {
        world
            .one(&STATE, store::values![session.0], |row| row.get::<String>(0))
            .unwrap()
    };
    world.clock.set(Instant::on(day(2026, 3, 2), "09:20").unwrap());
    assert!(arrive(&world, days[0], "Ann One"));
    assert_eq!(state(), "planned", "the second day is still to come");
    world.clock.set(Instant::on(day(2026, 3, 3), "09:20").unwrap());
    assert!(arrive(&world, days[1], "Ann One"));
    assert_eq!(state(), "held");
}

/// Proves SH10.
///
/// The code on the screen is good for its step and the next; then it is as good as any other text.
#[test]
fn a_code_on_the_screen_lives_for_two_steps() {
    let (world, _, today) = open();
    let keys = world.db.keys().clone();
    let shown = code::rotating(&keys, today, kernel::Clock::now(&world.clock));
    assert_eq!(enter(&world, &shown).unwrap().day, today);
    world.clock.advance(30);
    assert_eq!(enter(&world, &shown).unwrap().day, today);
    assert_ne!(
        shown,
        code::rotating(&keys, today, kernel::Clock::now(&world.clock))
    );
    world.clock.advance(30);
    assert!(matches!(
        enter(&world, &shown),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
}

/// Proves SH10.
///
/// A million guesses at codes open nothing; so do codes of another day, and the right code outside its hours.
#[test]
fn codes_are_not_guessed_and_open_one_day_in_its_hours() {
    let (world, session, today) = open();
    let keys = world.db.keys().clone();
    let now = kernel::Clock::now(&world.clock);
    let genuine = code::rotating(&keys, today, now);
    // The day a guess names is no secret; its keyed hash is.
    let guess = |number: u64| {
        let mut guess = genuine[..33].to_owned();
        write!(
            guess,
            "{:032x}",
            u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
        )
        .unwrap();
        guess
    };
    let hits = |numbers: std::ops::Range<u64>| {
        numbers
            .filter(|number| code::read(&keys, &guess(*number), now).is_some())
            .count()
    };
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| hits(0..500_000));
        (hits(500_000..1_000_000), first.join().unwrap())
    });
    assert_eq!((first, second), (0, 0));
    for number in (0..1_000_000).step_by(10_000) {
        assert!(enter(&world, &guess(number)).is_err(), "{number}");
    }
    assert!(code::read(&keys, &genuine, now).is_some());
    let tomorrow = world.days(session)[1];
    let early = code::rotating(&keys, tomorrow, now);
    assert!(enter(&world, &early).is_err(), "tomorrow's door is shut today");
    let ticket = code::ticket(&keys, today, now);
    assert!(enter(&world, &ticket).is_ok());
    world.clock.advance(code::TICKET_SECONDS + 1);
    assert!(enter(&world, &ticket).is_err());
    world.clock.set(Instant::on(day(2026, 3, 12), "16:01").unwrap());
    let late = code::rotating(&keys, today, kernel::Clock::now(&world.clock));
    assert!(
        enter(&world, &late).is_err(),
        "three hours after the end the door is shut"
    );
    for odd in [
        "",
        "q",
        "t",
        "é",
        &"q".repeat(65),
        &"é".repeat(40),
        "x00000000000000000000000000000000",
    ] {
        assert!(enter(&world, odd).is_err(), "{odd}");
    }
}

#[test]
fn the_spoken_code_is_typed_anyhow_and_belongs_to_one_session() {
    let (world, _, today) = open();
    let spoken = code::spoken(world.db.keys(), today);
    assert_eq!(spoken.len(), 7);
    let reference: String = world
        .one(&REFERENCE, store::values![today.0], |row| row.get(0))
        .unwrap();
    let now = kernel::Clock::now(&world.clock);
    let try_it = |reference: &str, spoken: &str| {
        world.see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
            sign_in::by_spoken(tx, scope, reference, spoken, now)
        })
    };
    let sloppy = (
        reference.to_lowercase().replace('-', " "),
        spoken.to_lowercase().replace(' ', "-"),
    );
    assert_eq!(try_it(&sloppy.0, &sloppy.1).unwrap().day, today);
    assert!(try_it(&reference, "AAAAAA").is_err());
    assert!(try_it(&reference, "").is_err());
    assert!(try_it("S-2222222", &spoken).is_err());
}

#[test]
fn signing_in_is_by_address_or_name_and_counts_once() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, " ANN.one@work.example "));
    assert!(arrive(&world, today, "ann  one"));
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    assert!(!arrive(&world, today, "nobody@work.example"));
    assert!(!arrive(&world, today, "Ann"));
    assert!(!arrive(&world, today, ""));
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    walk_in(&world, today, "Wanda Walk", "WANDA@work.example");
    walk_in(&world, today, "Nell Noaddress", "");
    walk_in(&world, today, "nell noaddress", "");
    walk_in(&world, today, "Bea Two", "bea.two@work.example");
    assert_eq!(
        world.count(&world::MARKS, Some(today.0)),
        4,
        "ann, wanda, nell and bea"
    );
    assert_eq!(
        world.count(&world::MARKS, Some(world.days(session)[1].0)),
        0,
        "another day is another day"
    );
    assert_eq!(
        world.count(&world::LEARNERS, None),
        4,
        "people are counted as people"
    );
}

#[test]
fn two_of_one_name_are_nobody() {
    let (world, session, today) = open();
    let mut draft = world.person("Ann One");
    draft.person.email = "another.ann@work.example".to_owned();
    world
        .act::<access::actions::BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
        .ok();
    // Booking is over once the session has begun to be signed in to; before that both names stand on the list.
    let lines = world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            register::lines(tx, scope, session, today)
        })
        .unwrap();
    let same = lines.iter().filter(|line| line.name == "Ann One").count();
    assert_eq!(same, 2);
    assert!(!arrive(&world, today, "Ann One"));
    assert!(arrive(&world, today, "another.ann@work.example"));
}

fn save(
    world: &World,
    viewer: &Viewer,
    today: SessionDayId,
    shown: &[learning::model::LearnerId],
    present: &[learning::model::LearnerId],
) -> Result<(usize, usize), Stop> {
    let marks = register::Marks {
        shown: shown.iter().copied().collect::<BTreeSet<_>>(),
        present: present.iter().copied().collect(),
    };
    world.act::<RunDoor, _>(viewer, move |tx, scope, moment| {
        register::save(tx, scope, moment, today, &marks)
    })
}

/// Proves SA7.
///
/// A register with one line that does not belong on it is refused whole; so is one saved by a stranger.
#[test]
fn a_register_is_saved_whole_or_not_at_all() {
    let (world, session, today) = open();
    let people = |world: &World| -> Vec<learning::model::LearnerId> {
        world
            .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
                register::lines(tx, scope, session, today)
            })
            .unwrap()
            .iter()
            .map(|line| line.learner)
            .collect()
    };
    let on_it = people(&world);
    let stranger = learning::model::LearnerId(session.0);
    let mixed = [on_it[0], on_it[1], stranger];
    assert!(matches!(
        save(&world, &world.trainer.viewer, today, &[], &mixed),
        Err(Stop::Refusal(Refusal::Unknown))
    ));
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0, "nothing was marked");
    let elsewhere = save(&world, &world.westerner.viewer, today, &[], &on_it);
    assert!(matches!(elsewhere, Err(Stop::Refusal(Refusal::Unknown))));
    assert_eq!(
        save(&world, &world.trainer.viewer, today, &[], &on_it).unwrap(),
        (2, 0)
    );
    assert_eq!(
        save(&world, &world.trainer.viewer, today, &[], &on_it).unwrap(),
        (0, 0),
        "saving twice is saving once"
    );
    assert_eq!(
        save(&world, &world.trainer.viewer, today, &on_it, &on_it[..1]).unwrap(),
        (0, 1),
        "a mark is taken back"
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
}

#[test]
fn a_saved_register_leaves_alone_who_signed_in_meanwhile() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "ann.one@work.example"));
    let lines = world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            register::lines(tx, scope, session, today)
        })
        .unwrap();
    let bea = lines.iter().find(|line| line.name == "Bea Two").unwrap().learner;
    // The trainer's page was made before Ann signed in: it showed nobody as there.
    assert_eq!(
        save(&world, &world.trainer.viewer, today, &[], &[bea]).unwrap(),
        (1, 0)
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
}

#[test]
fn a_register_costs_its_guard_and_two_statements() {
    let (world, session, today) = open();
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            let before = tx.queries();
            let lines = register::lines(tx, scope, session, today)?;
            assert_eq!(tx.queries() - before, 3);
            let names: Vec<_> = lines.iter().map(|line| line.name.as_str()).collect();
            assert_eq!(names, ["Ann One", "Bea Two", "Wanda Walk"]);
            Ok(())
        })
        .unwrap();
}

store::statements! {
    STATE = "select state from session where id = ?1";
    REFERENCE = "select s.reference from session s join session_day d on d.session_id = s.id where d.id = ?1";
}
