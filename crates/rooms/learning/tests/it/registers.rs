//! The trainer's register: saved whole, taken back without harm, open with its door.

use crate::doors::{arrive, open, walk_in};
use crate::pages::Browser;
use crate::world::{self, World, day};
use access::Viewer;
use access::actions::RunDoor;
use http::StatusCode;
use kernel::{Id, Instant, Refusal, Stop};
use learning::door::{register, undo};
use learning::model::{How, LearnerId, SessionDayId, SessionId};
use std::collections::BTreeSet;
use store::values;

fn save(
    world: &World,
    viewer: &Viewer,
    today: SessionDayId,
    shown: &[LearnerId],
    present: &[LearnerId],
) -> Result<(u64, u64), Stop> {
    let marks = register::Marks {
        shown: shown.iter().copied().collect::<BTreeSet<_>>(),
        present: present.iter().copied().collect(),
    };
    let saved = world.act::<RunDoor, _>(viewer, move |tx, scope, moment| {
        register::save(tx, scope, moment, today, &marks)
    })?;
    Ok((saved.made, saved.taken))
}

/// Proves SA7.
///
/// A register with one line that does not belong on it is refused whole; so is one saved by a stranger.
#[test]
fn a_register_is_saved_whole_or_not_at_all() {
    let (world, session, today) = open();
    let people = |world: &World| -> Vec<LearnerId> {
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
    let stranger = LearnerId(session.0);
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

/// Name, mark and organisation of everybody on the register.
fn register_of(world: &World, session: SessionId, today: SessionDayId) -> Vec<register::Line> {
    world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            register::lines(tx, scope, session, today)
        })
        .unwrap()
}

fn how(lines: &[register::Line], name: &str) -> Option<How> {
    lines
        .iter()
        .find(|line| line.name == name)
        .and_then(|line| line.how)
}

fn learner(lines: &[register::Line], name: &str) -> LearnerId {
    lines.iter().find(|line| line.name == name).unwrap().learner
}

fn offered(world: &World, viewer: &Viewer, today: SessionDayId) -> Option<Id> {
    let now = kernel::Clock::now(&world.clock);
    world
        .see::<RunDoor, _>(viewer, |tx, scope| undo::offered(tx, scope, today, now))
        .unwrap()
}

fn take_back(world: &World, today: SessionDayId, saved: Id) -> Result<(u64, u64), Stop> {
    let done = world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
        undo::undo(tx, scope, moment, today, saved)
    })?;
    Ok((done.made, done.taken))
}

fn saved_at(world: &World, today: SessionDayId) -> Option<Instant> {
    world
        .one(&REGISTER_AT, values![today.0], |row| row.get(0))
        .unwrap()
}

/// Taking a save back takes the trainer's own marks and nobody's signature, whenever that was made.
#[test]
fn undoing_a_save_leaves_alone_who_signed_in_herself() {
    let (world, session, today) = open();
    let people = register_of(&world, session, today);
    let (ann, bea) = (learner(&people, "Ann One"), learner(&people, "Bea Two"));
    // The page was made before Ann signed in; Bea signs in after the trainer has marked her.
    assert!(arrive(&world, today, "Ann One"));
    let trainer = world.trainer.viewer.clone();
    assert_eq!(save(&world, &trainer, today, &[], &[ann, bea]).unwrap(), (1, 0));
    assert!(saved_at(&world, today).is_some());
    let saved = offered(&world, &trainer, today).unwrap();
    assert_eq!(
        offered(&world, &world.coordinator.viewer, today),
        None,
        "hers alone"
    );
    assert!(arrive(&world, today, "Bea Two"));
    assert_eq!(take_back(&world, today, saved).unwrap(), (0, 0));
    let lines = register_of(&world, session, today);
    assert_eq!(how(&lines, "Ann One"), Some(How::Phone));
    assert_eq!(how(&lines, "Bea Two"), Some(How::Phone));
    assert_eq!(saved_at(&world, today), None, "it was not saved before");
    assert_eq!(offered(&world, &trainer, today), None);
    assert!(matches!(
        take_back(&world, today, saved),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
}

#[test]
fn undoing_a_save_brings_marks_back_as_they_were() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "Ann One"));
    walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let before = register_of(&world, session, today);
    let (ann, bea, wanda) = (
        learner(&before, "Ann One"),
        learner(&before, "Bea Two"),
        learner(&before, "Wanda Walk"),
    );
    let trainer = world.trainer.viewer.clone();
    assert_eq!(
        save(&world, &trainer, today, &[ann, wanda], &[bea]).unwrap(),
        (1, 2)
    );
    let first = offered(&world, &trainer, today).unwrap();
    assert_eq!(take_back(&world, today, first).unwrap(), (2, 1));
    assert!(
        register_of(&world, session, today) == before,
        "and a walk-in with all she wrote"
    );
    // A later save ends the offer of the one before, and an offer ends by itself.
    save(&world, &trainer, today, &[], &[bea]).unwrap();
    let second = offered(&world, &trainer, today).unwrap();
    save(&world, &trainer, today, &[bea], &[]).unwrap();
    assert!(take_back(&world, today, second).is_err());
    let third = offered(&world, &trainer, today).unwrap();
    world.clock.advance(undo::UNDO_SECONDS + 1);
    assert_eq!(offered(&world, &trainer, today), None);
    assert!(take_back(&world, today, third).is_err());
    assert_eq!(how(&register_of(&world, session, today), "Bea Two"), None);
}

/// A register is kept from the moment its door opens, and of no session that is cancelled; also by its bare address.
#[test]
fn a_register_opens_with_its_door() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 2)]);
    world.book(session, "Ann One").ok();
    let (today, own) = (
        world.days(session)[0],
        format!(
            "/sessions/{}/register",
            world
                .one(&REFERENCE, values![session.0], |row| row.get::<String>(0))
                .unwrap()
        ),
    );
    let trainer = world.trainer.viewer.clone();
    let closed = |words: &str| {
        let told = match save(&world, &trainer, today, &[], &[]) {
            Err(Stop::Refusal(Refusal::Closed(told))) => told,
            other => panic!("not refused: {other:?}"),
        };
        assert!(told.contains(words), "{told}");
        let person = world.person("Wanda Walk").person;
        let added = world.act::<RunDoor, _>(&trainer, move |tx, scope, moment| {
            register::walk_in(tx, scope, moment, today, &person)
        });
        assert!(
            matches!(added, Err(Stop::Refusal(Refusal::Closed(_)))),
            "{added:?}"
        );
        let page = Browser::of(&world, Some(&world.trainer)).get(&own);
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.main().contains(words), "{}", page.main());
        assert!(!page.main().contains("Save the register"));
        assert_eq!(saved_at(&world, today), None);
    };
    world.clock.set(Instant::on(day(2026, 3, 2), "07:29").unwrap());
    closed("2 March 2026 at 07:30");
    world.clock.set(Instant::on(day(2026, 3, 2), "07:30").unwrap());
    world.raw(move |tx| Ok(tx.run(&CANCEL, values![session.0])?));
    closed("This session is cancelled");
    world.raw(move |tx| Ok(tx.run(&PLAN, values![session.0])?));
    assert_eq!(save(&world, &trainer, today, &[], &[]).unwrap(), (0, 0));
    assert!(saved_at(&world, today).is_some());
}

store::statements! {
    REGISTER_AT = "select register_at from session_day where id = ?1";
    REFERENCE = "select reference from session where id = ?1";
    CANCEL = "update session set state = 'cancelled' where id = ?1";
    PLAN = "update session set state = 'planned' where id = ?1";
}
