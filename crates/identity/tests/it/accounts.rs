//! Accounts change and end, and everything that could act for them ends with it.

use crate::house::{House, PASSWORD, Person};
use access::Role;
use identity::accounts::{self, Filter, Reach, State};
use identity::sessions::{self, Keep};
use identity::{links, sign_in, token};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Stmt, Tx, values};

static KNOWN: Stmt = Stmt {
    name: "KNOWN",
    sql: "select made_at from known_device where token_hash = ?1",
    optional: &[],
};

/// Every kind of credential a person can hold: session, half-finished sign-in, link, known browser. True for each that still works.
fn works(house: &House, person: &Person, step: &str, link: &str) -> [bool; 4] {
    let (now, device) = (house.now(), token::hash(&person.device));
    [
        house.alive(&person.session),
        house.db.read_now(|tx| sign_in::step(tx, step, now)).is_ok(),
        house.db.read_now(|tx| links::find(tx, link, now)).is_ok(),
        house.read(|tx| {
            Ok(tx
                .one(&KNOWN, values![device], |row| row.get::<Instant>(0))?
                .is_some())
        }),
    ]
}

/// Proves SD8: whatever changes about an account, every credential it had before is refused afterwards.
#[test]
fn every_change_ends_every_credential() {
    type Change = fn(&mut Tx<'_>, &Person, Instant) -> Result<(), Stop>;
    let changes: [(&str, bool, Change); 6] = [
        ("role", true, |tx, person, now| {
            let version = accounts::fetch(tx, person.account)?.version;
            let reach = Reach {
                role: Role::Evaluator,
                all_areas: true,
                areas: Vec::new(),
                version,
            };
            accounts::change(tx, person.account, &reach, now)
        }),
        ("suspended", false, |tx, person, now| {
            accounts::suspend(tx, person.account, true, now)
        }),
        ("left", false, |tx, person, now| {
            accounts::leave(tx, person.account, now)
        }),
        ("started again", true, |tx, person, now| {
            accounts::start_again(tx, person.account, now)
        }),
        ("password", false, |tx, person, now| {
            accounts::set_password(tx, person.account, "$argon2id$", Keep::default(), now)
        }),
        ("all ended", false, |tx, person, now| {
            sessions::end_others(tx, person.account, Keep::default(), "by an administrator", now)?;
            Ok(())
        }),
    ];
    for (name, known, change) in changes {
        let house = House::new();
        let person = house.person("amara@x.example", Role::Coordinator);
        let bystander = house.person("robin@x.example", Role::Coordinator);
        let step = house
            .give_password(&person.email, PASSWORD, "s", None)
            .unwrap()
            .unwrap();
        let link = house.link(person.account).reveal().clone();
        assert_eq!(works(&house, &person, &step, &link), [true; 4], "{name}");
        let (now, whom) = (house.now(), person.clone());
        house.write(move |tx| change(tx, &whom, now)).unwrap();
        // Being known signs nobody in: it gives guesses of one's own to come back with (SD3).
        assert_eq!(
            works(&house, &person, &step, &link),
            [false, false, false, known],
            "{name}"
        );
        assert!(
            house.alive(&bystander.session),
            "{name}: somebody else's session goes on"
        );
    }
}

/// Proves SD8: one's own change keeps one's own browser and ends the others.
#[test]
fn ones_own_change_keeps_ones_own_browser() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    let step = house
        .give_password(&person.email, PASSWORD, "s", None)
        .unwrap()
        .unwrap();
    let (_, other) = house
        .give_code(&step, &person.secret.code_at(house.now()), "s", None, None)
        .unwrap();
    let (now, account) = (house.now(), person.account);
    let list = house.read(|tx| Ok(sessions::of(tx, account, None, now)?));
    assert_eq!(list.len(), 2);
    let own = list[1].id;
    assert!(house.read(|tx| Ok(sessions::of(tx, account, Some(own), now)?))[1].this);
    house
        .write(move |tx| {
            let keep = Keep {
                session: Some(own),
                browsers: sessions::Known::None,
            };
            accounts::set_password(tx, account, "$argon2id$", keep, now)
        })
        .unwrap();
    assert!(house.alive(&person.session));
    assert!(!house.alive(other.token.reveal()));
    let robin = house.person("robin@x.example", Role::Trainer);
    let mine = house
        .write(move |tx| Ok(sessions::end_one(tx, robin.account, own, "ended", now)?))
        .unwrap();
    assert!(!mine, "nobody ends another person's session by its id");
    assert!(
        house
            .write(move |tx| Ok(sessions::end_one(tx, account, own, "ended", now)?))
            .unwrap()
    );
    assert!(!house.alive(&person.session));
}

/// The leaver in one step: no way in is left, what was written stays.
#[test]
fn a_leaver_leaves_in_one_step() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    let (now, account) = (house.now(), person.account);
    house.write(move |tx| accounts::leave(tx, account, now)).unwrap();
    let left = house.read(|tx| accounts::fetch(tx, account));
    assert_eq!(left.state, State::Left);
    assert_eq!(left.name.reveal(), "Amara Okafor");
    assert!(left.factor_at.is_none());
    assert!(house.read(|tx| Ok(accounts::areas(tx, account)?)).is_empty());
    assert!(
        house
            .give_password(&person.email, PASSWORD, "s", Some(&person.device))
            .unwrap()
            .is_none()
    );
    let refused = house.set_password(&house.link(account), PASSWORD);
    assert!(refused.is_err(), "no link brings a leaver back");
    let names = |left: bool| {
        let filter = Filter {
            left,
            ..Filter::default()
        };
        house.read(|tx| accounts::list(tx, &filter)).accounts.len()
    };
    assert_eq!((names(false), names(true)), (0, 1));
}

#[test]
fn accounts_are_found_by_part_of_a_name_and_by_role() {
    let house = House::new();
    house.invite("amara@x.example", Role::Trainer);
    house.invite("robin@y.example", Role::Evaluator);
    let find = |words: &str, role: Option<Role>| {
        let filter = Filter {
            words: words.to_owned(),
            role,
            ..Filter::default()
        };
        house.read(|tx| accounts::list(tx, &filter)).accounts.len()
    };
    assert_eq!(find("", None), 2);
    assert_eq!(find("OKAF", None), 2);
    assert_eq!(find("y.exam", None), 1);
    assert_eq!(find("", Some(Role::Trainer)), 1);
    assert_eq!(find("nobody", None), 0);
}

/// More accounts than a list holds: the list says so and goes on with the older ones; a search looks through all of them.
#[test]
fn the_oldest_of_many_accounts_is_listed_and_found() {
    let house = House::new();
    let oldest = house.invite("oldest@x.example", Role::Trainer);
    house.clock.advance(1);
    let many: Vec<accounts::Invitation> = (0..5000)
        .map(|number| {
            let (clock, entropy) = (house.clock.as_ref(), house.entropy.as_ref());
            let mut one = accounts::Invitation::new(clock, entropy, house.organisation, Role::Adviser);
            one.name = format!("Person {number}").into();
            one.email = format!("p{number}@x.example").into();
            one.all_areas = true;
            one
        })
        .collect();
    let (entropy, now) = (house.entropy.clone(), house.now());
    house
        .write(move |tx| {
            for one in &many {
                accounts::invite(tx, one, entropy.as_ref(), now)?;
            }
            Ok(())
        })
        .unwrap();
    let find = |words: &str, older: Option<kernel::Id>| {
        let filter = Filter {
            words: words.to_owned(),
            older,
            ..Filter::default()
        };
        house.read(|tx| accounts::list(tx, &filter))
    };
    let newest = find("", None);
    assert_eq!(newest.accounts.len(), 5000);
    assert!(newest.accounts.iter().all(|account| account.id != oldest));
    let rest = find("", newest.older);
    assert_eq!((rest.accounts.len(), rest.older), (1, None));
    assert_eq!(rest.accounts[0].id, oldest);
    for words in ["okafor", "oldest@", " Oldest@X.example "] {
        let found = find(words, None).accounts;
        assert_eq!((found.len(), found[0].id), (1, oldest), "{words}");
    }
    let some = find("person 1", None);
    assert!(some.accounts.len() > accounts::ENOUGH && some.older.is_some());
}

/// Proves SA5: a form that changes neither role nor areas is a problem, and ends nothing.
#[test]
fn an_unchanged_reach_is_a_problem_and_touches_nothing() {
    let house = House::new();
    let person = house.person("amara@x.example", Role::Coordinator);
    let step = house
        .give_password(&person.email, PASSWORD, "s", None)
        .unwrap()
        .unwrap();
    let link = house.link(person.account).reveal().clone();
    let version = house.read(|tx| accounts::fetch(tx, person.account)).version;
    let change = |areas: Vec<kernel::Id>, version: i64| {
        let reach = Reach {
            role: Role::Coordinator,
            all_areas: false,
            areas,
            version,
        };
        let (account, now) = (person.account, house.now());
        house.write(move |tx| accounts::change(tx, account, &reach, now))
    };
    match change(vec![house.area], version) {
        Err(Stop::Problems(Problems(list))) => assert!(list[0].message.contains("Nothing was changed")),
        other => panic!("{other:?}"),
    }
    assert_eq!(works(&house, &person, &step, &link), [true; 4]);
    assert_eq!(
        house.read(|tx| accounts::fetch(tx, person.account)).version,
        version
    );
    assert!(
        matches!(
            change(vec![house.area], version - 1),
            Err(Stop::Refusal(Refusal::Changed { .. }))
        ),
        "who comes second is told so first"
    );
    change(Vec::new(), version).unwrap();
    assert!(!house.alive(&person.session));
}

/// Proves SD2: the name of every area is known to everybody, whichever an account works in.
#[test]
fn no_areas_name_makes_a_password() {
    let house = House::new();
    let account = house.invite("amara@x.example", Role::Coordinator);
    let (now, id) = (
        house.now(),
        kernel::Id::fresh(house.clock.as_ref(), house.entropy.as_ref()),
    );
    house
        .write(move |tx| {
            tx.run(&AREA, values![id])?;
            let reach = Reach {
                role: Role::Coordinator,
                all_areas: true,
                areas: Vec::new(),
                version: 1,
            };
            accounts::change(tx, account, &reach, now)
        })
        .unwrap();
    let words = house.read(|tx| accounts::own_words(tx, account));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for bad in ["Hackney2026Newham", "NewhamNewham26"] {
        assert!(identity::rules::check("password", bad, &words).is_err(), "{bad}");
    }
}

static AREA: Stmt = Stmt {
    name: "AREA",
    sql: "insert into area (id, name, kind) values (?1, 'Newham', 'borough')",
    optional: &[],
};

/// Two administrators: the second is told, nothing is overwritten. The same address makes one account.
#[test]
fn changes_are_not_lost_and_addresses_are_single() {
    let house = House::new();
    let account = house.invite("amara@x.example", Role::Trainer);
    let now = house.now();
    let change = |role: Role| {
        let reach = Reach {
            role,
            all_areas: true,
            areas: Vec::new(),
            version: 1,
        };
        house.write(move |tx| accounts::change(tx, account, &reach, now))
    };
    change(Role::Evaluator).unwrap();
    assert!(matches!(
        change(Role::Adviser),
        Err(Stop::Refusal(Refusal::Changed { .. }))
    ));
    assert_eq!(
        house.read(|tx| accounts::fetch(tx, account)).role,
        Role::Evaluator
    );
    let mut twice = accounts::Invitation::new(
        house.clock.as_ref(),
        house.entropy.as_ref(),
        house.organisation,
        Role::Trainer,
    );
    twice.name = "Somebody".to_owned().into();
    twice.email = " AMARA@x.example".to_owned().into();
    twice.all_areas = true;
    let entropy = house.entropy.clone();
    let refused = house.write(move |tx| accounts::invite(tx, &twice, entropy.as_ref(), now));
    match refused {
        Err(Stop::Problems(Problems(list))) => assert_eq!(list[0].field, "email"),
        other => panic!("{other:?}"),
    }
}
