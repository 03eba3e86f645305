//! Who comes without a booking, and who comes twice: on the register and in the trail.

use crate::doors::{arrive, open, try_walk_in, walk_in};
use crate::world;
use access::Viewer;
use access::actions::{RunDoor, SignInAtDoor};
use kernel::{Refusal, Stop};
use learning::door::{register, sign_in};
use learning::model::{LearnerId, Person};

/// Two people of one name who give no address are two people, at the door and on the register, whatever else they have in common: better one
/// line too many, which the trainer can take away, than somebody who was there and is not on it.
#[test]
fn two_walk_ins_of_one_name_are_two_people() {
    let (world, session, today) = open();
    let first = walk_in(&world, today, "Nell Noaddress", "");
    assert_ne!(walk_in(&world, today, "nell  noaddress", ""), first);
    let mut person = world.person("Nell Noaddress").person;
    person.email = String::new();
    world
        .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            register::walk_in(tx, scope, moment, today, &person)
        })
        .unwrap();
    let lines = world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            register::lines(tx, scope, session, today)
        })
        .unwrap();
    let nells = lines
        .iter()
        .filter(|line| line.name.to_lowercase().starts_with("nell"))
        .count();
    assert_eq!(nells, 3);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 3);
    assert!(
        !arrive(&world, today, "Nell Noaddress"),
        "a name alone leads nowhere"
    );
}

/// Who is there already is not written down again, neither on the register nor in the trail.
#[test]
fn nothing_is_recorded_of_who_was_there_before() {
    let (world, session, today) = open();
    let known = world
        .see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
            sign_in::find(tx, scope, today, "Ann One")
        })
        .unwrap();
    let Some(sign_in::Found::Booked(known)) = known else {
        panic!("{known:?}")
    };
    assert!(arrive(&world, today, "Ann One"));
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let before = (
        world.count(&world::EVENTS, None),
        world.count(&world::LEARNERS, None),
    );
    let again = world.act::<SignInAtDoor, _>(&Viewer::public(), move |tx, scope, moment| {
        sign_in::arrive(tx, scope, moment, today, known)
    });
    assert!(
        matches!(again, Err(Stop::Refusal(Refusal::Closed(_)))),
        "{again:?}"
    );
    for (name, email) in [("W. Walk", "wanda@work.example"), ("Ann", "ann.one@work.example")] {
        let again = try_walk_in(&world, today, name, email);
        assert!(
            matches!(again, Err(Stop::Refusal(Refusal::Closed(_)))),
            "{again:?}"
        );
        let person = Person {
            email: email.to_owned(),
            ..world.person(name).person
        };
        let added = world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            register::walk_in(tx, scope, moment, today, &person)
        });
        assert!(matches!(added, Err(Stop::Problems(_))), "{added:?}");
    }
    assert_eq!(
        before,
        (
            world.count(&world::EVENTS, None),
            world.count(&world::LEARNERS, None)
        )
    );
    // Bea was marked by the trainer: signing in herself is something new, once.
    let bea = world.booking(session, "Bea Two");
    let learner = world
        .one(&BOOKED, store::values![bea.0], |row| row.get(0).map(LearnerId))
        .unwrap();
    let marks = register::Marks {
        present: [learner].into(),
        ..register::Marks::default()
    };
    world
        .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            register::save(tx, scope, moment, today, &marks)
        })
        .unwrap();
    let marked = world.count(&world::EVENTS, None);
    for _ in 0..2 {
        assert!(arrive(&world, today, "Bea Two"));
    }
    assert_eq!(world.count(&world::EVENTS, None), marked + 1);
}

store::statements! {
    BOOKED = "select learner_id from booking where id = ?1";
}
