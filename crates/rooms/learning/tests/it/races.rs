//! Many people at once.

use crate::world::{self, World};
use kernel::{Refusal, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Proves SR15.
///
/// 1,000 people ask for the last places at once, in rounds: never more places than there are, and everybody else waits.
#[test]
fn the_last_place_is_never_given_twice() {
    const RACERS: usize = 1000;
    const THREADS: usize = 16;
    for capacity in [1, 2, 37] {
        let world = Arc::new(World::new());
        let session = world.session(capacity);
        let next = Arc::new(AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                let (world, next) = (Arc::clone(&world), Arc::clone(&next));
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= RACERS {
                            break;
                        }
                        loop {
                            match world.book(session, &format!("Racer {number}")) {
                                Ok(()) => break,
                                Err(Stop::Refusal(Refusal::Busy)) => std::thread::yield_now(),
                                Err(stop) => panic!("{stop:?}"),
                            }
                        }
                    }
                });
            }
        });
        let states = world.states(session);
        let count = |wanted: &str| states.iter().filter(|(state, ..)| state == wanted).count();
        assert_eq!(world.places(session), (capacity, capacity));
        assert_eq!(i64::try_from(count("booked")).unwrap(), capacity);
        assert_eq!(count("waiting"), RACERS - usize::try_from(capacity).unwrap());
        let mut numbers: Vec<_> = states.iter().filter_map(|(_, place, _)| *place).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count("waiting"), "no two people have one number");
    }
}

/// Rounds of two people after one place, both orders, many times over: the same double submit cannot take two.
#[test]
fn a_double_submit_takes_one_place() {
    let world = Arc::new(World::new());
    let session = world.session(1000);
    for round in 0..100 {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let world = Arc::clone(&world);
                scope.spawn(move || world.book(session, &format!("Twice {round}")).unwrap());
            }
        });
    }
    assert_eq!(world.places(session), (1000, 100));
    assert_eq!(world.count(&world::LEARNERS, None), 100);
}

/// Proves SR15: 1,000 rounds of eight people after one last place (`cargo xtask prove races`).
#[test]
#[ignore = "minutes"]
fn a_thousand_rounds_for_the_last_place() {
    const ROUNDS: usize = 1000;
    const RIVALS: usize = 8;
    let world = World::new();
    let mut given = 0;
    for round in 0..ROUNDS {
        let session = world.session(1);
        let start = std::sync::Barrier::new(RIVALS);
        std::thread::scope(|scope| {
            for rival in 0..RIVALS {
                let (world, start) = (&world, &start);
                scope.spawn(move || {
                    start.wait();
                    loop {
                        match world.book(session, &format!("Rival {round} {rival}")) {
                            Ok(()) => break,
                            Err(Stop::Refusal(Refusal::Busy)) => std::thread::yield_now(),
                            Err(stop) => panic!("{stop:?}"),
                        }
                    }
                });
            }
        });
        let states = world.states(session);
        let booked = states.iter().filter(|(state, ..)| state == "booked").count();
        let waiting = states.iter().filter(|(state, ..)| state == "waiting").count();
        assert_eq!((booked, waiting), (1, RIVALS - 1), "round {round}");
        assert_eq!(world.places(session), (1, 1), "round {round}");
        given += booked;
    }
    println!(
        "races: {ROUNDS} rounds of {RIVALS} people after one last place; {given} places given, 0 given twice"
    );
}
