//! Links to set a password.

use crate::house::{House, PASSWORD};
use access::Role;
use identity::{links, token};
use kernel::{Personal, Refusal, Stop};

fn closed<T: std::fmt::Debug>(result: Result<T, Stop>) -> String {
    match result {
        Err(Stop::Refusal(Refusal::Closed(words))) => words,
        other => panic!("{other:?}"),
    }
}

/// Proves SD11: looking at a link, however often, does not use it up; sending the form does, once; an hour ends it.
#[test]
fn a_link_works_once_and_only_when_it_is_sent() {
    let house = House::new();
    let account = house.invite("amara@x.example", Role::Trainer);
    let link = house.link(account);
    let look = |link: &token::Token| {
        let (text, now) = (link.reveal().clone(), house.now());
        house
            .db
            .read_now(|tx| links::find(tx, &text, now).map(|link| link.account))
    };
    for _ in 0..5 {
        assert_eq!(look(&link).unwrap(), account);
    }
    house.set_password(&link, PASSWORD).unwrap();
    let used = closed(house.set_password(&link, "another lamp otter brick"));
    let gone = closed(look(&link));
    let never = closed(look(&Personal::new("0".repeat(64))));
    let bent = closed(look(&Personal::new("../../etc".to_owned())));
    assert!(used == gone && gone == never && never == bent, "all alike");
    assert!(
        house
            .give_password("amara@x.example", PASSWORD, "s", None)
            .unwrap()
            .is_some()
    );

    let late = house.link(account);
    house.clock.advance(3599);
    assert!(look(&late).is_ok());
    house.clock.advance(1);
    assert!(look(&late).is_err());
    assert!(house.set_password(&late, "another lamp otter brick").is_err());

    let first = house.link(account);
    let second = house.link(account);
    assert!(look(&first).is_err(), "a newer link takes the older one's place");
    assert!(look(&second).is_ok());
}

/// Proves SD11: two sends at the same moment set one password.
#[test]
fn a_link_is_used_once_also_in_a_race() {
    let house = House::new();
    let account = house.invite("amara@x.example", Role::Trainer);
    let link = house.link(account);
    let won: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|n| {
                let (house, link) = (&house, &link);
                scope.spawn(move || {
                    usize::from(house.set_password(link, &format!("lamp otter brick {n}")).is_ok())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(won, 1);
}
