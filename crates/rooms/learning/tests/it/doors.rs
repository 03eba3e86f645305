//! The door: codes, signing in, the register.

use crate::world::{self, World, day};
use access::Viewer;
use access::actions::{RunDoor, SignInAtDoor};
use kernel::{Instant, Refusal, Stop};
use learning::door::{code, register, sign_in};
use learning::model::{LearnerId, Person, SessionDayId, SessionId};
use std::fmt::Write;

/// A session of two days whose first is today, with two people booked.
pub(crate) fn open() -> (World, SessionId, SessionDayId) {
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

pub(crate) fn arrive(world: &World, today: SessionDayId, who: &str) -> bool {
    let known = world
        .see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
            sign_in::find(tx, scope, today, who)
        })
        .unwrap();
    let known = match known {
        None => return false,
        Some(sign_in::Found::Here(_)) => return true,
        Some(sign_in::Found::Booked(known)) => known,
    };
    world
        .act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
            sign_in::arrive(tx, scope, moment, today, known)
        })
        .unwrap();
    true
}

pub(crate) fn walk_in(world: &World, today: SessionDayId, name: &str, email: &str) -> LearnerId {
    try_walk_in(world, today, name, email).unwrap()
}

pub(crate) fn try_walk_in(
    world: &World,
    today: SessionDayId,
    name: &str,
    email: &str,
) -> Result<LearnerId, Stop> {
    let person = Person {
        name: name.to_owned(),
        email: email.to_owned(),
        ..world.person(name).person
    };
    world.act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
        sign_in::walk_in(tx, scope, moment, today, &person)
    })
}

/// Who signs in does not close the session, on its last day neither: until it begins places are booked and given back, and it stands on
/// Today while it runs. It was held once it is marked after its end.
#[test]
fn a_session_is_held_when_its_last_day_has_ended() {
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
    assert_eq!(state(), "planned", "the last day has not ended");
    let meets = world
        .see::<access::actions::SeeToday, _>(&world.trainer.viewer, |tx, scope| {
            learning::today(tx, scope, Instant::on(day(2026, 3, 3), "09:00").unwrap(), None)
        })
        .unwrap()
        .today;
    assert_eq!(meets.rows.len(), 1, "it stands on Today while it runs");
    world.clock.set(Instant::on(day(2026, 3, 3), "13:05").unwrap());
    walk_in(&world, days[1], "Wanda Walk", "wanda@work.example");
    assert_eq!(state(), "held");
}

/// The door opens two hours before the start; until then everything about the session stays as it was.
#[test]
fn who_signs_in_before_the_start_closes_nothing() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    world.clock.set(Instant::on(day(2026, 3, 12), "07:45").unwrap());
    assert!(arrive(&world, world.days(session)[0], "Ann One"));
    world.book(session, "Bea Two").unwrap();
    assert_eq!(world.places(session), (2, 2), "it can still be booked");
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(world.places(session), (2, 1), "and a place be given back");
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
    let wanda = walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let found = world.see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
        sign_in::find(tx, scope, today, "WANDA@work.example")
    });
    assert_eq!(
        found.unwrap(),
        Some(sign_in::Found::Here(wanda)),
        "one person, whatever she is called"
    );
    assert!(
        !arrive(&world, today, "Wanda Walk"),
        "the name of who has not booked finds nobody"
    );
    walk_in(&world, today, "Bea Two", "bea.two@work.example");
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 3, "ann, wanda and bea");
    assert_eq!(
        world.count(&world::MARKS, Some(world.days(session)[1].0)),
        0,
        "another day is another day"
    );
    assert_eq!(
        world.count(&world::LEARNERS, None),
        3,
        "people are counted as people"
    );
}

/// A telephone writes another apostrophe than the form was filled in with: it is the same name. Names that were kept before that was so
/// are found after the night's work.
#[test]
fn a_name_is_found_whatever_apostrophe_it_was_written_with() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 12)]);
    let mut draft = world.person("Mary O\u{2019}Brien");
    draft.person.email = "mary@work.example".to_owned();
    world
        .act::<access::actions::BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
        .unwrap();
    world.clock.set(Instant::on(day(2026, 3, 12), "09:20").unwrap());
    let today = world.days(session)[0];
    assert!(arrive(&world, today, "mary o'brien"));
    let old = world.db.keys().blind("learner name", "mary o\u{2019}brien");
    world.raw(move |tx| Ok(tx.run(&OLD_FORM, store::values![old.clone()])?));
    assert!(!arrive(&world, today, "mary o'brien"));
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::Tidying)];
    let clock: std::sync::Arc<dyn kernel::Clock> =
        std::sync::Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
    assert!(arrive(&world, today, "mary o'brien"));
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

store::statements! {
    OLD_FORM = "update learner set name_blind = ?1, name_form = 0";
    STATE = "select state from session where id = ?1";
    REFERENCE = "select s.reference from session s join session_day d on d.session_id = s.id where d.id = ?1";
}
