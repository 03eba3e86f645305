//! Guessing, enumerating, and shutting others out.

use crate::house::{CHEAP, House, PASSWORD, origin};
use access::Role;
use identity::accounts;
use identity::password::{self, Cost};
use identity::sessions::Keep;
use identity::sign_in::{self, Outcome, Try};
use kernel::{Clock, Personal, Refusal, Stop};
use std::collections::VecDeque;

fn refused(result: &Result<Option<String>, Stop>) -> bool {
    matches!(result, Err(Stop::Refusal(Refusal::TooMany(_))))
}

/// Proves SD3: 10,000 guesses from 500 sources within an hour: ten evaluated in any five minutes; the owner gets in
/// meanwhile from a browser that has been there before; the attack over, anybody waits seconds, not hours.
#[test]
fn guesses_are_limited_and_the_owner_is_never_shut_out() {
    let house = House::new();
    let owner = house.person("amara@x.example", Role::Coordinator);
    let mut evaluated: VecDeque<i64> = VecDeque::new();
    let mut total = 0;
    let begun = house.now();
    for guess in 0..10_000_i64 {
        let at = begun.plus_seconds(guess * 3600 / 10_000);
        house.clock.set(at);
        let source = format!("198.51.{}.{}", guess % 500 / 100, guess % 100);
        let who = Try {
            email: Personal::new("amara@x.example".to_owned()),
            origin: origin(&source),
            device: None,
        };
        // Only whether the guess is evaluated at all matters here, so nothing is hashed.
        let asked = house.write(move |tx| sign_in::ask(tx, &who, at));
        if asked.is_ok() {
            total += 1;
            evaluated.push_back(at.millis());
            while evaluated
                .front()
                .is_some_and(|first| at.millis() - first >= 300_000)
            {
                evaluated.pop_front();
            }
            assert!(evaluated.len() <= 10, "{} in five minutes", evaluated.len());
        }
        if guess == 5000 {
            let step = house
                .give_password("amara@x.example", PASSWORD, "10.0.0.1", Some(&owner.device))
                .unwrap()
                .unwrap();
            let code = owner.secret.code_at(house.now());
            let (outcome, _) = house
                .give_code(&step, &code, "10.0.0.1", Some(&owner.device), None)
                .unwrap();
            assert!(
                matches!(
                    outcome,
                    Outcome::In {
                        new_device: false,
                        ..
                    }
                ),
                "{outcome:?}"
            );
        }
    }
    assert!(total <= 120, "{total}");
    assert!(total >= 10);
    house.clock.advance(301);
    assert!(
        house
            .give_password("amara@x.example", PASSWORD, "10.0.0.77", None)
            .unwrap()
            .is_some()
    );
}

/// Proves SD3: one source does not get further by trying many addresses; a known browser has its own ten.
#[test]
fn sources_and_known_browsers_have_budgets_too() {
    let house = House::new();
    let owner = house.person("amara@x.example", Role::Coordinator);
    let mut evaluated = 0;
    for guess in 0..60 {
        house.clock.advance(2);
        let tried = house.give_password(
            &format!("p{guess}@x.example"),
            "some guess 123",
            "203.0.113.9",
            None,
        );
        evaluated += i32::from(!refused(&tried));
    }
    assert!(evaluated <= 10, "{evaluated}");
    let mut own = 0;
    for _ in 0..60 {
        house.clock.advance(2);
        let tried = house.give_password(
            "amara@x.example",
            "some guess 123",
            "10.0.0.1",
            Some(&owner.device),
        );
        own += i32::from(!refused(&tried));
    }
    assert!((5..=10).contains(&own), "{own}");
    // Another person's browser is not known for this account.
    let stranger = house.person("robin@x.example", Role::Trainer);
    let mut with_wrong_device = 0;
    for _ in 0..60 {
        house.clock.advance(2);
        let tried = house.give_password(
            "amara@x.example",
            "some guess 123",
            "10.9.9.9",
            Some(&stranger.device),
        );
        with_wrong_device += i32::from(!refused(&tried));
    }
    assert!(with_wrong_device <= 10, "{with_wrong_device}");
}

/// Proves SD3: codes are limited like passwords, and many at the same moment do not slip past.
#[test]
fn codes_are_limited_also_all_at_once() {
    let house = House::new();
    let owner = house.person("amara@x.example", Role::Coordinator);
    let step = house
        .give_password("amara@x.example", PASSWORD, "10.3.3.3", None)
        .unwrap()
        .unwrap();
    let wrong = |n: u32| format!("{:06}", (n * 7919) % 1_000_000);
    let evaluated = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for thread in 0..8_u32 {
            let (house, step, evaluated) = (&house, &step, &evaluated);
            scope.spawn(move || {
                for n in 0..10 {
                    let tried = house.give_code(step, &wrong(thread * 10 + n), "10.3.3.3", None, None);
                    if matches!(tried, Ok((Outcome::Wrong, _))) {
                        evaluated.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let evaluated = evaluated.into_inner();
    assert!((1..=3).contains(&evaluated), "{evaluated} at one moment");
    let _ = owner;
}

/// Proves SD4: a wrong password for a known and for an unknown address gets the same answers and waiting times, and costs the same
/// work: as many queries before and after, one hash of the same cost between.
#[test]
fn a_stranger_cannot_tell_who_has_an_account() {
    let house = House::new();
    house.person("amara@x.example", Role::Coordinator);
    house.invite("invited@x.example", Role::Trainer);
    let told = ["amara@x.example", "invited@x.example", "nobody@x.example"].map(|email| {
        let answers: Vec<String> = (0..14)
            .map(|_| format!("{:?}", work_of_a_guess(&house, email, &format!("of {email}"))))
            .collect();
        assert!(answers[0].starts_with("Ok"), "{}", answers[0]);
        assert!(answers[13].starts_with("Err"), "{}", answers[13]);
        answers
    });
    assert_eq!(told[0], told[2]);
    assert_eq!(told[1], told[2]);
}

/// What a wrong password costs: queries, the hashing, queries.
#[derive(Debug)]
#[expect(dead_code, reason = "compared as text")]
struct Work {
    asking: u64,
    hashing: Cost,
    answering: u64,
}

fn work_of_a_guess(house: &House, email: &str, source: &str) -> Result<Work, Stop> {
    let who = Try {
        email: Personal::new(email.to_owned()),
        origin: origin(source),
        device: None,
    };
    let now = house.now();
    let (asked, asking) = house.write(move |tx| {
        let before = tx.queries();
        let asked = sign_in::ask(tx, &who, now)?;
        Ok((asked, tx.queries() - before))
    })?;
    let hashing = password::cost_of(&asked.against(CHEAP)).unwrap();
    let checked = asked.check("some guess 123", CHEAP, house.entropy.as_ref())?;
    let (draw, entropy, origin) = (house.draw(), house.entropy.clone(), origin(source));
    let answering = house.write(move |tx| {
        let before = tx.queries();
        let found = sign_in::answer(tx, &checked, &origin, &draw, entropy.as_ref(), now)?;
        assert!(found.account().is_none());
        Ok(tx.queries() - before)
    })?;
    Ok(Work {
        asking,
        hashing,
        answering,
    })
}

/// Proves SD4: 2,000 timings of each at the real cost, compared by `cargo xtask prove timing`.
#[test]
#[ignore = "long: run by cargo xtask prove timing"]
fn a_stranger_cannot_tell_in_two_thousand_timings() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    let hash = password::hash(PASSWORD, Cost::NOW, house.entropy.as_ref()).unwrap();
    let now = house.now();
    house
        .write(move |tx| accounts::set_password(tx, person.account, &hash, Keep::default(), now))
        .unwrap();
    for n in 0..2000 {
        let mut both = [("known", "amara@x.example"), ("unknown", "nobody@x.example")];
        // Each comes as often after itself as after the other, so that what one leaves behind weighs on both.
        if n % 2 == 1 {
            both.reverse();
        }
        for (whose, email) in both {
            house.clock.advance(200);
            let begun = std::time::Instant::now();
            let tried =
                house.give_password_at(Cost::NOW, email, "some guess 123", &format!("s{n}{email}"), None);
            println!("{whose} {}", begun.elapsed().as_secs_f64() * 1000.0);
            assert!(tried.unwrap().is_none());
        }
    }
}

/// Asks for a link as its page does.
fn forget(house: &House, email: &str, source: &str, device: Option<&str>) -> Result<u64, Stop> {
    let who = Try {
        email: Personal::new(email.to_owned()),
        origin: origin(source),
        device: device.map(str::to_owned),
    };
    let now = house.clock.now();
    house.write(move |tx| {
        let before = tx.queries();
        let _counted = sign_in::forgotten(tx, &who, now)?;
        Ok(tx.queries() - before)
    })
}

/// Proves SD4: asking for a link does the same for an address with an account, with one that is not taken up, and with none: the
/// same refusals after the same tries, the same number of queries. Only the job that nobody waits for tells them apart.
#[test]
fn asking_for_a_link_tells_nothing() {
    let house = House::new();
    house.person("amara@x.example", Role::Coordinator);
    house.invite("invited@x.example", Role::Trainer);
    let everybody = ["amara@x.example", "invited@x.example", "nobody@x.example"];
    let mut asked: Vec<Vec<String>> = Vec::new();
    for email in everybody {
        let tries = (0..12).map(|_| format!("{:?}", forget(&house, email, &format!("of {email}"), None)));
        asked.push(tries.collect());
    }
    assert_eq!(asked[0], asked[1]);
    assert_eq!(asked[0], asked[2]);
    assert_eq!(
        asked[0].iter().filter(|tried| tried.starts_with("Err")).count(),
        9
    );
    let send = |email: &'static str| {
        let (draw, entropy, now) = (house.draw(), house.entropy.clone(), house.clock.now());
        house
            .write(move |tx| sign_in::send_link(tx, email, &origin("s"), &draw, entropy.as_ref(), now))
            .unwrap()
    };
    let found = everybody.map(|email| send(email).is_some());
    assert_eq!(found, [true, false, false]);
}

/// Proves SD3: who asks for links in somebody's name, from anywhere, does not use up the tries of the owner's own browser.
#[test]
fn nobody_uses_up_the_owners_tries_for_a_link() {
    let house = House::new();
    let amara = house.person("amara@x.example", Role::Coordinator);
    let badru = house.person("badru@x.example", Role::Coordinator);
    let mut refused = 0;
    for n in 0..40 {
        refused += i32::from(forget(&house, "amara@x.example", &format!("10.9.8.{n}"), None).is_err());
    }
    assert!(refused > 30, "{refused}");
    // A browser that is known for somebody else is a stranger here.
    assert!(forget(&house, "amara@x.example", "10.9.9.1", Some(&badru.device)).is_err());
    assert!(forget(&house, "amara@x.example", "10.9.9.2", Some(&amara.device)).is_ok());
}

/// Proves SD3: somebody who guesses from elsewhere does not keep the owner out, whatever becomes of her account: she gets in from the
/// browser in which she set a new password, and from one that was known before her role changed or her sessions were ended.
#[test]
fn the_owner_gets_in_after_a_new_password_or_role_while_a_stranger_guesses() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    let guess = |number: i32| {
        for n in 0..12 {
            let source = format!("203.0.{number}.{n}");
            let _ = house.give_password("amara@x.example", "some guess 123", &source, None);
        }
        refused(&house.give_password("amara@x.example", PASSWORD, "203.0.113.200", None))
    };
    assert!(guess(1), "a stranger's tries are used up");
    let draw = house.draw();
    let link = house.link(person.account);
    let new = "seventeen damp umbrellas";
    house.set_password_by(&link, new, &draw).unwrap();
    let device = draw.device.reveal().clone();
    let enter = |device: &str| {
        house
            .give_password("amara@x.example", new, "10.0.0.1", Some(device))
            .unwrap()
            .is_some()
    };
    assert!(enter(&device));
    let old = house.give_password("amara@x.example", new, "10.0.0.1", Some(&person.device));
    assert!(refused(&old), "other browsers are not known any more");
    let (account, now) = (person.account, house.now());
    let version = house.read(|tx| accounts::fetch(tx, account)).version;
    house
        .write(move |tx| {
            let reach = accounts::Reach {
                role: Role::Trainer,
                all_areas: true,
                areas: Vec::new(),
                version,
            };
            accounts::change(tx, account, &reach, now)
        })
        .unwrap();
    assert!(guess(2));
    assert!(enter(&device));
    house
        .write(move |tx| {
            identity::sessions::end_others(tx, account, Keep::BROWSERS, "ended by an administrator", now)?;
            Ok(())
        })
        .unwrap();
    assert!(enter(&device));
}

/// Proves SD3: after the wrong guesses of some, those of the same room who guess right follow each other at once.
#[test]
fn a_right_guess_makes_nobody_wait() {
    let house = House::new();
    for email in ["amara@x.example", "badru@x.example"] {
        house.person(email, Role::Trainer);
    }
    let give = |email: &str, password: &str| house.give_password(email, password, "10.1.1.1", None);
    house.clock.advance(600);
    for _ in 0..2 {
        assert!(give("amara@x.example", "wrong wrong wrong").unwrap().is_none());
    }
    for _ in 0..3 {
        assert!(give("badru@x.example", PASSWORD).unwrap().is_some());
    }
    assert!(give("amara@x.example", "wrong wrong wrong").unwrap().is_none());
    assert!(
        give("badru@x.example", PASSWORD).is_err(),
        "a wrong one still makes the next wait"
    );
}
