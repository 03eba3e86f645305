//! The way in, and what it leaves behind.

use crate::house::{CHEAP, House, PASSWORD};
use access::Role;
use identity::history;
use identity::password::{self, Cost};
use identity::sign_in::{self, Outcome};
use kernel::{Refusal, Stop};

#[test]
fn every_statement_compiles() {
    let house = House::new();
    store::testing::check_catalogue(&house.db, &identity::catalogue()).unwrap();
}

/// Proves SD1: no session without the second factor; a code works once, also for two browsers at the same moment.
#[test]
fn the_way_in_needs_both_factors_and_a_code_works_once() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    assert!(house.alive(&person.session));
    let step = |password: &str| {
        house
            .give_password("Amara@X.example ", password, "10.0.0.9", None)
            .unwrap()
    };
    assert!(step("lamp otter brick violet ").is_none(), "spaces count");
    let (one, other) = (step(PASSWORD).unwrap(), step(PASSWORD).unwrap());
    assert!(!house.alive(&one), "a step opens nothing");
    let code = person.secret.code_at(house.now());
    let (outcome, draw) = house.give_code(&one, &code, "10.0.0.9", None, None).unwrap();
    assert!(matches!(outcome, Outcome::In { .. }));
    assert!(house.alive(draw.token.reveal()));
    let (replayed, _) = house.give_code(&other, &code, "10.0.0.9", None, None).unwrap();
    assert_eq!(replayed, Outcome::Wrong, "the same code again");
    let used = house.give_code(&one, &code, "10.0.0.9", None, None);
    assert!(
        matches!(used, Err(Stop::Refusal(Refusal::SignIn))),
        "the same step again"
    );
    house.clock.advance(30);
    for (shift, right) in [(-90, false), (90, false), (30, true)] {
        let then = person.secret.code_at(house.now().plus_seconds(shift));
        let (outcome, _) = house.give_code(&other, &then, "10.0.0.9", None, None).unwrap();
        assert_eq!(matches!(outcome, Outcome::In { .. }), right, "{shift}");
        house.clock.advance(if right { 0 } else { 30 });
    }
}

/// Proves SD1: a recovery code works once, in any spelling, and for its own account only.
#[test]
fn a_recovery_code_works_once() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Trainer);
    let other = house.person("robin@x.example", Role::Trainer);
    let step = || {
        house
            .give_password("amara@x.example", PASSWORD, "10.0.0.9", None)
            .unwrap()
            .unwrap()
    };
    let typed = person.recovery[3].to_lowercase().replace('-', " ");
    let (outcome, _) = house.give_code(&step(), &typed, "10.0.0.9", None, None).unwrap();
    assert!(
        matches!(outcome, Outcome::In { recovery_left: 9, .. }),
        "{outcome:?}"
    );
    let (outcome, _) = house.give_code(&step(), &typed, "10.0.0.9", None, None).unwrap();
    assert_eq!(outcome, Outcome::Wrong);
    let (outcome, _) = house
        .give_code(&step(), &other.recovery[0], "10.0.0.9", None, None)
        .unwrap();
    assert_eq!(outcome, Outcome::Wrong);
}

/// Proves SD7: a token is new at each sign-in, and the database holds none that would open anything.
#[test]
fn the_database_holds_no_live_token() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Administrator);
    let link = house.link(house.invite("new@x.example", Role::Trainer));
    let step = house
        .give_password("amara@x.example", PASSWORD, "10.0.0.1", None)
        .unwrap()
        .unwrap();
    let code = person.secret.code_at(house.now());
    let (_, draw) = house.give_code(&step, &code, "10.0.0.1", None, None).unwrap();
    assert_ne!(
        *draw.token.reveal(),
        step,
        "the step's token does not become the session's"
    );
    assert_ne!(*draw.token.reveal(), person.session);
    let mut needles = vec![
        person.session.clone(),
        person.device.clone(),
        step,
        draw.token.reveal().clone(),
        link.reveal().clone(),
        PASSWORD.to_owned(),
        "amara@x.example".to_owned(),
        "Okafor".to_owned(),
        "10.0.0.1".to_owned(),
    ];
    needles.extend(person.recovery.iter().map(|code| code.replace('-', "")));
    needles.extend(person.recovery.clone());
    let store::Target::Sqlite(path) = house.db.target().clone() else {
        return;
    };
    let mut bytes = Vec::new();
    for ending in ["", "-wal"] {
        bytes.extend(std::fs::read(format!("{}{ending}", path.display())).unwrap_or_default());
    }
    assert!(bytes.len() > 10_000);
    for needle in needles {
        let found = bytes.windows(needle.len()).any(|part| part == needle.as_bytes());
        assert!(!found, "{needle}");
    }
    let secret = person.secret.bytes();
    assert!(!bytes.windows(secret.len()).any(|part| part == secret));
}

/// Proves SD2: a hash of an older cost is renewed at the next sign-in.
#[test]
fn a_stale_hash_is_renewed_when_its_owner_signs_in() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Trainer);
    let old = Cost { memory: 32, ..CHEAP };
    let hash = password::hash(PASSWORD, old, house.entropy.as_ref()).unwrap();
    let (account, now) = (person.account, house.now());
    house
        .write(move |tx| {
            let keep = identity::sessions::Keep::default();
            identity::accounts::set_password(tx, account, &hash, keep, now)
        })
        .unwrap();
    let stored = || {
        house
            .read(|tx| Ok(identity::accounts::stored_password(tx, account)?))
            .unwrap()
    };
    assert_eq!(password::cost_of(&stored()), Some(old));
    assert!(
        house
            .give_password("amara@x.example", "wrong wrong wrong", "10.0.0.3", None)
            .unwrap()
            .is_none()
    );
    assert_eq!(
        password::cost_of(&stored()),
        Some(old),
        "not for a wrong password"
    );
    assert!(
        house
            .give_password("amara@x.example", PASSWORD, "10.0.0.3", None)
            .unwrap()
            .is_some()
    );
    assert_eq!(password::cost_of(&stored()), Some(CHEAP));
    house.clock.advance(400);
    assert!(
        house
            .give_password("amara@x.example", PASSWORD, "10.0.0.3", None)
            .unwrap()
            .is_some()
    );
}

/// The owner sees what happened at the door, with our own words for the browser.
#[test]
fn the_history_tells_the_owner() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Trainer);
    house
        .give_password("amara@x.example", "wrong wrong wrong", "203.0.113.5", None)
        .unwrap();
    let events = house.read(|tx| Ok(history::of(tx, person.account, 20)?));
    let words: Vec<&str> = events.iter().map(|event| event.what).collect();
    assert_eq!(words, ["Wrong password", "Second factor set up or changed"]);
    assert_eq!(events[0].source.reveal(), "203.0.113.5");
    assert_eq!(events[0].device, "Firefox on Windows");
    assert_eq!(format!("{:?}", events[0].source), "***");
}

/// Nobody can set up a second factor over one that stands.
#[test]
fn a_factor_that_stands_is_not_offered_again() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Trainer);
    let (account, entropy) = (person.account, house.entropy.clone());
    let fresh = identity::factor::Secret::fresh(entropy.as_ref());
    let again = house.write(move |tx| sign_in::offer(tx, account, &fresh, entropy.as_ref()));
    assert!(matches!(again, Err(Stop::Refusal(Refusal::NotAllowed(_)))));
}

/// Proves SD5: a session ends ten hours after signing in, however much it is used.
#[test]
fn a_session_ends_after_ten_hours() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    // The sign-in was a minute ago. Whether somebody rested is another matter, so any rest is allowed here.
    let alive = || {
        let (hash, now) = (identity::token::hash(&person.session), house.now());
        house.read(|tx| Ok(access::viewer_by_session(tx, &hash, now, 100_000)?.is_some()))
    };
    house.clock.advance(36_000 - 60 - 1);
    assert!(alive(), "a second before");
    house.clock.advance(1);
    assert!(!alive());
}
