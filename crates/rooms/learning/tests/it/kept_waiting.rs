//! Marks from a device that wait for a person: a walk-in whose name is known, and what nobody may simply take in.

use crate::doors::open;
use crate::kept::{Device, LEFT, STORED, held, questions, settle, there};
use crate::world::{World, day, why};
use access::actions::{ManageBookings, PlanCourses, RunDoor};
use kernel::{Id, Instant, Refusal, Stop};
use learning::door::settle::{self, About, Settled};
use learning::model::{DayDraft, LearnerId, SessionDayId, SessionId};
use store::values;

store::statements! {
    CANCELLED = "update session set state = 'cancelled' where id = ?1";
    NO_DAY = "delete from session_day where id = ?1";
    VERSION = "select version from session where id = ?1";
}

/// A walk-in with the address of a booking is that booking; one with a name of the session is nobody until the trainer says who.
#[test]
fn a_walk_in_with_a_booked_name_waits_for_the_trainer() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let ann = LearnerId(Id::parse(&device.id("Ann One")).unwrap());
    device.walk_in(&world, today, "A. One", "Ann.One@work.example");
    device.walk_in(&world, today, "bea  TWO", "");
    device.walk_in(&world, today, "Bea Two", "bea@elsewhere.example");
    device.walk_in(&world, today, "Zed New", "no address at all");
    let told = device.send_all(&world);
    assert_eq!(told.waiting, 2);
    let marked = there(&world, today);
    assert_eq!(marked.len(), 2, "Ann by her address, and Zed");
    assert_eq!(marked[&ann], "register");
    let asked = questions(&world, session);
    let bea = LearnerId(Id::parse(&device.id("Bea Two")).unwrap());
    for one in &asked {
        let About::Who(same) = &one.about else {
            panic!("a walk-in is asked about");
        };
        assert_eq!(same.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [bea]);
    }
    settle(&world, session, asked[0].mark, Settled::Is(bea)).unwrap();
    assert_eq!(there(&world, today)[&bea], "register");
    settle(&world, session, asked[1].mark, Settled::Other).unwrap();
    assert_eq!(there(&world, today).len(), 4, "another Bea Two");
    // The same name once more, on another device: somebody says that it was a mistake.
    let mut other = Device::of(&world, session);
    other.walk_in(&world, today, "Zed New", "");
    other.send_all(&world);
    let asked = questions(&world, session);
    assert_eq!(asked.len(), 1);
    settle(&world, session, asked[0].mark, Settled::Mistake).unwrap();
    assert_eq!(there(&world, today).len(), 4);
    let names: Vec<bool> = world.all(&STORED, &[], |row| Ok(row.get::<Option<Vec<u8>>>(1)?.is_some()));
    assert!(!names.contains(&true), "no name is left where it is not needed");
}

/// A walk-in who is taken out again is out, in whichever order that arrives; put back in she is the same person.
#[test]
fn a_walk_in_comes_and_goes_as_one_person() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let first = device.walk_in(&world, today, "Zed New", "");
    let out = device.mark(&world, today, &first.who, false);
    device.send(&world, std::slice::from_ref(&out));
    device.send(&world, std::slice::from_ref(&first));
    assert!(there(&world, today).is_empty());
    let mut back = device.walk_in(&world, today, "Zed New", "");
    back.who.clone_from(&first.who);
    device.send(&world, std::slice::from_ref(&back));
    let zed = there(&world, today);
    assert_eq!(zed.len(), 1);
    let out = device.mark(&world, today, &first.who, false);
    device.send(&world, &[out]);
    assert!(there(&world, today).is_empty());
    let mut again = device.walk_in(&world, today, "Zed New", "");
    again.who.clone_from(&first.who);
    device.send(&world, &[again]);
    assert_eq!(there(&world, today), zed, "no second Zed");
}

/// Proves SR9: marks of somebody whose access has ended are held for the coordinator of the area, who takes them in or rejects them.
#[test]
fn marks_of_somebody_who_left_are_held_for_the_coordinator() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let ann = device.id("Ann One");
    device.mark(&world, today, &ann, true);
    device.walk_in(&world, today, "Zed New", "");
    let (id, elsewhere) = (world.trainer.id, world.westerner.viewer.clone());
    world.raw(move |tx| Ok(tx.run(&LEFT, values![id])?));
    let told = device.send_all(&world);
    assert_eq!(told.taken.len(), 2, "the device may forget them");
    assert!(
        told.ends && told.there.is_empty() && told.waiting == 0,
        "and is told nothing"
    );
    assert!(there(&world, today).is_empty());
    assert!(matches!(
        held(&world, &elsewhere, session),
        Err(Stop::Refusal(Refusal::Unknown))
    ));
    let coordinator = world.coordinator.viewer.clone();
    let all = held(&world, &coordinator, session).unwrap();
    let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Ann One", "Zed New (walk-in)"]);
    let take = || {
        world.act::<ManageBookings, _>(&coordinator, move |tx, scope, moment| {
            settle::take_in(tx, scope, moment, session)
        })
    };
    take().unwrap();
    assert_eq!(there(&world, today).len(), 2);
    take().unwrap();
    device.send_all(&world);
    assert_eq!(there(&world, today).len(), 2, "once");
    assert!(held(&world, &coordinator, session).unwrap().is_empty());
    let bea = device.id("Bea Two");
    let late = device.mark(&world, today, &bea, true);
    device.send(&world, &[late]);
    let shown: Vec<Id> = held(&world, &coordinator, session)
        .unwrap()
        .iter()
        .map(|mark| mark.id)
        .collect();
    let reject = |shown: Vec<Id>, reason: &'static str| {
        world.act::<ManageBookings, _>(&coordinator, move |tx, scope, moment| {
            settle::reject(tx, scope, moment, session, &shown, reason)
        })
    };
    // What she was not shown stays.
    reject(Vec::new(), "Nobody of this name came").unwrap();
    assert_eq!(held(&world, &coordinator, session).unwrap().len(), shown.len());
    assert!(matches!(reject(shown.clone(), " "), Err(Stop::Problems(_))));
    reject(shown, "Nobody of this name came").unwrap();
    assert!(held(&world, &coordinator, session).unwrap().is_empty());
    assert_eq!(there(&world, today).len(), 2);
}

/// Proves SR9: marks for a day that is gone, of a cancelled session, of a stranger to the register, or much too late, are held too.
#[test]
fn marks_that_cannot_be_taken_are_held() {
    let why = |spoil: &dyn Fn(&World, SessionId, SessionDayId), who: Option<&str>| {
        let (world, session, _) = open();
        let second = world.days(session)[1];
        let mut device = Device::of(&world, session);
        let ann = device.id("Ann One");
        world.clock.set(Instant::on(day(2026, 3, 13), "09:00").unwrap());
        device.mark(&world, second, who.unwrap_or(&ann), true);
        spoil(&world, session, second);
        assert_eq!(device.send_all(&world).taken.len(), 1);
        assert!(there(&world, second).is_empty());
        let coordinator = world.coordinator.viewer.clone();
        let held = held(&world, &coordinator, session).unwrap();
        assert_eq!(held.len(), 1);
        world
            .act::<ManageBookings, _>(&coordinator, move |tx, scope, moment| {
                settle::take_in(tx, scope, moment, session)
            })
            .unwrap();
        (held[0].why, there(&world, second).len())
    };
    let (words, taken) = why(
        &|world, _, day| world.raw(move |tx| Ok(tx.run(&NO_DAY, values![day.0])?)),
        None,
    );
    assert!(words.contains("no longer a day"), "{words}");
    assert_eq!(taken, 0);
    let (words, _) = why(
        &|world, id, _| world.raw(move |tx| Ok(tx.run(&CANCELLED, values![id.0])?)),
        None,
    );
    assert!(words.contains("cancelled"), "{words}");
    let stranger = Id::NIL.to_string();
    let (words, _) = why(&|_, _, _| {}, Some(&stranger));
    assert!(words.contains("not on the register"), "{words}");
    let (words, taken) = why(&|world, _, _| world.clock.advance(5 * 86_400), None);
    assert!(words.contains("more than a day"), "{words}");
    assert_eq!(taken, 1, "what only came late can be taken in");
    // A day that has not begun.
    let (world, session, _) = open();
    let second = world.days(session)[1];
    let mut device = Device::of(&world, session);
    let ann = device.id("Ann One");
    device.mark(&world, second, &ann, true);
    device.send_all(&world);
    assert!(there(&world, second).is_empty());
}

/// However many marks wait, the pages that show them ask the same few statements.
#[test]
fn what_waits_is_read_in_few_statements() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let ask = |world: &World| {
        world
            .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                let many = settle::questions(tx, scope, session)?.len();
                let questions = tx.queries() - before;
                let (sessions, _) = settle::sessions(tx, scope, None)?;
                Ok((many, questions, sessions.len(), tx.queries() - before - questions))
            })
            .unwrap()
    };
    assert_eq!(ask(&world), (0, 3, 0, 1));
    for _ in 0..7 {
        device.walk_in(&world, today, "Ann One", "");
    }
    device.send_all(&world);
    assert_eq!(ask(&world), (7, 4, 1, 1));
    let elsewhere = world
        .see::<RunDoor, _>(&world.westerner.viewer, |tx, scope| {
            settle::sessions(tx, scope, None)
        })
        .unwrap();
    assert!(elsewhere.0.is_empty(), "sessions of other areas are not named");
}

/// Proves SR9: when the day for which somebody waits is moved out of the session, she waits for the coordinator, and for nobody else.
#[test]
fn whoever_waits_for_a_day_that_is_taken_away_waits_for_the_coordinator() {
    let world = World::new();
    let [first, second, third] = [12, 13, 14].map(|date| day(2026, 3, date));
    let session = world.session_on(5, &[first, second, third]);
    world.book(session, "Bea Two").unwrap();
    world.clock.set(Instant::on(second, "09:00").unwrap());
    let mut device = Device::of(&world, session);
    device.walk_in(&world, world.days(session)[1], "Bea Two", "");
    device.send_all(&world);
    assert_eq!(questions(&world, session).len(), 1);
    let version = world
        .one(&VERSION, values![session.0], |row| row.get::<i64>(0))
        .unwrap();
    let left: Vec<DayDraft> = [first, third]
        .iter()
        .map(|day| DayDraft {
            day: *day,
            starts: "09:30".to_owned(),
            ends: "13:00".to_owned(),
        })
        .collect();
    let coordinator = world.coordinator.viewer.clone();
    world
        .act::<PlanCourses, _>(&coordinator, move |tx, scope, moment| {
            learning::plan::change::reschedule(
                tx,
                scope,
                moment,
                session,
                version,
                &left,
                &why("The room is gone"),
            )
        })
        .unwrap();
    assert!(questions(&world, session).is_empty());
    let waits = held(&world, &coordinator, session).unwrap();
    assert_eq!(waits.len(), 1);
    assert!(waits[0].why.contains("no longer a day"), "{}", waits[0].why);
}
