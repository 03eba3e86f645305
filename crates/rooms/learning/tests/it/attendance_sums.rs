//! What evidence pages read of who booked and who came: the same from the rows that are packed as from bookings and attendances, whatever changes.

use crate::alike::{Booked, book, colleague, compare, join, take_apart, there, walked_in};
use crate::world::{World, day};
use access::Viewer;
use access::actions::ReadEvidence;
use kernel::{Clock, Id};
use learning::attendance_sums::{Borough, Meeting, read, work};
use learning::model::{SessionId, SessionState};
use std::sync::Arc;
use store::{Stmt, values};

store::statements! {
    PACKED = "select count(*) from attendance_sum";
    PACKED_OF = "select count(*) from attendance_sum where session_id = ?1";
    BOOKED = "select count(*) from booking where session_id = ?1 and state = 'booked'";
    CAME = "select count(*) from attendance where session_id = ?1";
    PEOPLE = "select count(distinct t.learner_id) from attendance t where t.session_id = ?1";
    STATE = "update booking set state = 'cancelled' where id = ?1";
    AREA = "update booking set area_id = null, area_answer = 'elsewhere' where id = ?1";
    ANSWER = "update booking set area_answer = 'not-said' where id = ?1";
    OTHER = "update booking set learner_id = ?2 where id = ?1";
    LATER = "update booking set session_id = ?2 where id = ?1";
    NEEDS = "update booking set version = version + 1 where id = ?1";
    WALKED = "update attendance set area_id = ?2 where learner_id = ?1";
    ANSWERED = "update attendance set area_id = null, area_answer = 'elsewhere' where learner_id = ?1";
    CANCELLED = "update session set state = 'cancelled' where id = ?1";
    GONE = "delete from attendance where learner_id = ?1";
    ADDRESS = "update learner set email_blind = ?2 where id = ?1";
}

/// Every session of the programme.
fn whole(world: &World) -> Vec<Meeting> {
    let programme = world.programme.0;
    let mut all = world
        .see::<ReadEvidence, _>(&world.coordinator.viewer, |tx, scope| {
            Ok(read(tx, scope, programme)?)
        })
        .unwrap();
    for meeting in &mut all {
        meeting.entries.sort_by_key(|entry| entry.learner);
    }
    all
}

fn pack(world: &World) -> i64 {
    work::fill(&world.db, &Viewer::system(ticket::Ticket::of("test"))).unwrap()
}

fn number(world: &World, statement: &'static Stmt, session: SessionId) -> i64 {
    world
        .one(statement, values![session.0], |row| row.get(0))
        .unwrap()
}

/// Holds what is read against what is counted, before and after packing; nothing is left to pack then.
fn same(world: &World, when: &str) -> Vec<Meeting> {
    let found = whole(world);
    for meeting in &found {
        let count = |of: usize| i64::try_from(of).unwrap();
        let entries = &meeting.entries;
        let session = meeting.session;
        let booked = entries.iter().filter(|entry| entry.booked).count();
        assert_eq!(count(booked), number(world, &BOOKED, session), "{when}: booked");
        let came = entries.iter().map(|entry| entry.came.len()).sum();
        assert_eq!(count(came), number(world, &CAME, session), "{when}: came");
        let people = entries.iter().filter(|entry| !entry.came.is_empty()).count();
        assert_eq!(count(people), number(world, &PEOPLE, session), "{when}: people");
    }
    pack(world);
    assert_eq!(whole(world), found, "{when}: packed");
    assert_eq!(pack(world), 0, "{when}: nothing is left");
    found
}

struct Two {
    world: World,
    sessions: [SessionId; 2],
    ann: Booked,
    bea: Booked,
}

fn two() -> Two {
    let world = World::new();
    let sessions = [
        world.session_on(9, &[day(2026, 3, 12), day(2026, 3, 13)]),
        world.session_on(9, &[day(2026, 3, 20)]),
    ];
    let ann = book(&world, sessions[0], "ann.one@work.example", "Housing");
    let bea = book(&world, sessions[1], "ann@other.example", "Housing");
    world.on(day(2026, 3, 20), "18:00");
    for day in world.days(sessions[0]) {
        there(&world, ann.id, day);
    }
    Two {
        world,
        sessions,
        ann,
        bea,
    }
}

fn change(world: &World, statement: &'static Stmt, id: Id, to: Option<Id>) {
    world.raw(move |tx| {
        let values = [values![id].to_vec(), to.into_iter().map(Into::into).collect()].concat();
        Ok(tx.run(statement, &values)?)
    });
}

/// However a booking, an attendance or a person changes, the row of its session is thrown away and the other stays.
#[test]
fn whatever_changes_is_read_anew() {
    let Two {
        world,
        sessions: [first, second],
        ann,
        bea,
    } = two();
    same(&world, "at first");
    let west = world.west.0;
    let stranger = walked_in(&world, second);
    assert_eq!(number(&world, &PACKED_OF, first), 1);
    let found = same(&world, "somebody without an address");
    let entry = &found[1]
        .entries
        .iter()
        .find(|entry| entry.learner == stranger)
        .unwrap();
    assert!(!entry.known && entry.came.len() == 1);
    let steps: [(&'static Stmt, Id, Option<Id>, SessionId); 8] = [
        (&AREA, ann.id.0, None, first),
        (&ANSWER, ann.id.0, None, first),
        (&WALKED, stranger.0, Some(west), second),
        (&ANSWERED, stranger.0, None, second),
        (&OTHER, bea.id.0, Some(ann.learner.0), second),
        (&STATE, bea.id.0, None, second),
        (&GONE, stranger.0, None, second),
        (&GONE, ann.learner.0, None, first),
    ];
    for (statement, id, to, session) in steps {
        let before = whole(&world);
        change(&world, statement, id, to);
        let when = statement.name;
        assert_eq!(number(&world, &PACKED_OF, session), 0, "{when}");
        assert_eq!(
            world.one(&PACKED, &[], |row| row.get::<i64>(0)),
            Some(1),
            "{when}: the other stays"
        );
        assert_ne!(same(&world, when), before, "{when}");
    }
    change(&world, &NEEDS, ann.id.0, None);
    assert_eq!(
        world.one(&PACKED, &[], |row| row.get::<i64>(0)),
        Some(2),
        "what is not read"
    );
    change(&world, &OTHER, bea.id.0, Some(bea.learner.0));
    same(&world, "given back");
    change(&world, &LATER, ann.id.0, Some(second.0));
    assert_eq!(
        world.one(&PACKED, &[], |row| row.get::<i64>(0)),
        Some(0),
        "from one to the other"
    );
    same(&world, "moved");
}

/// An address that is given later makes a person known, wherever she was.
#[test]
fn an_address_makes_somebody_known() {
    let Two {
        world, sessions, ann, ..
    } = two();
    same(&world, "at first");
    let learner = ann.learner.0;
    world.raw(move |tx| Ok(tx.run(&ADDRESS, values![learner, None::<Vec<u8>>])?));
    assert_eq!(number(&world, &PACKED_OF, sessions[0]), 0);
    assert_eq!(number(&world, &PACKED_OF, sessions[1]), 1);
    assert!(!same(&world, "without an address")[0].entries[0].known);
}

/// Two records of one person are one person here too, until they are taken apart.
#[test]
fn joined_records_are_one_person() {
    let Two {
        world,
        ann,
        bea,
        sessions,
    } = two();
    there(&world, bea.id, world.days(sessions[1])[0]);
    let second = colleague(&world);
    let before = same(&world, "at first");
    let pair = compare(&world, &world.coordinator, &ann.reference, &bea.reference).unwrap();
    join(&world, &second, pair, ann.learner).unwrap();
    let joined = same(&world, "joined");
    assert!(
        joined
            .iter()
            .all(|meeting| meeting.entries[0].learner == ann.learner)
    );
    take_apart(&world, pair).unwrap();
    assert_eq!(same(&world, "taken apart"), before);
}

/// Boroughs are what the booking says, or else the attendance.
#[test]
fn a_booking_says_the_borough_first() {
    let Two {
        world, ann, sessions, ..
    } = two();
    let of = |found: &[Meeting]| found[0].entries[0].came.to_vec();
    let given = of(&same(&world, "given"));
    assert_eq!(given.len(), 2, "two days");
    assert!(matches!(given[0], Borough::Area(_)), "{given:?}");
    change(&world, &AREA, ann.id.0, None);
    assert_eq!(of(&same(&world, "elsewhere")), [Borough::Elsewhere; 2]);
    change(&world, &ANSWER, ann.id.0, None);
    assert_eq!(of(&same(&world, "not said")), [Borough::NotSaid; 2]);
    assert_eq!(number(&world, &PACKED_OF, sessions[0]), 1);
}

/// The work of every ten minutes packs what changed, and comes again by itself.
#[test]
fn work_packs_what_changed() {
    let Two { world, .. } = two();
    let round = || {
        let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(work::Packing)];
        let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
        post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
            .round()
            .unwrap();
    };
    let packed = || world.one(&PACKED, &[], |row| row.get::<i64>(0)).unwrap();
    round();
    assert_eq!(packed(), 2);
    walked_in(&world, whole(&world)[1].session);
    round();
    assert_eq!(packed(), 1, "not yet");
    world.on(day(2026, 3, 20), "18:11");
    round();
    assert_eq!(packed(), 2);
}

/// All sessions are read in eight statements at most, however many they are; a cancelled one says so.
#[test]
fn sessions_are_read_in_a_fixed_number_of_statements() {
    let Two { world, sessions, .. } = two();
    let programme = world.programme.0;
    let costs = || {
        world
            .see::<ReadEvidence, _>(&world.coordinator.viewer, |tx, scope| {
                let before = tx.queries();
                let found = read(tx, scope, programme)?;
                Ok((found.len(), tx.queries() - before))
            })
            .unwrap()
    };
    // What is not packed is asked for where there is any.
    let [few, more] = [4, 6];
    assert_eq!(costs(), (2, more));
    for date in 20..28 {
        world.session_on(9, &[day(2026, 4, date)]);
    }
    assert_eq!(costs(), (10, more));
    pack(&world);
    assert_eq!(costs(), (10, few));
    change(&world, &CANCELLED, sessions[1].0, None);
    let found = whole(&world);
    assert_eq!(found[0].state, SessionState::Planned);
    assert_eq!(
        (found[1].state, found[1].counts),
        (SessionState::Cancelled, false)
    );
}
