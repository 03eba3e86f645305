//! One person with two records: what joins them, what that moves, and that all of it can be taken back.

use crate::alike::{
    Booked, Rows, agree, book, booked, certified, colleague, compare, join, opened, propose, refuse,
    take_apart, there, walked_in,
};
use crate::world::{World, day};
use access::Viewer;
use access::actions::{JoinLearners, SignInAtDoor};
use kernel::{Clock, Refusal, Stop};
use learning::door::sign_in::{self, Found};
use learning::model::{PairId, PairList, PairState};
use learning::pairs::{find, reading};
use std::sync::Arc;
use store::values;

store::statements! {
    PEOPLE = "select count(distinct learner_id) from attendance";
    MARKS = "select count(*) from attendance";
    EVENTS_OF = "select change from audit_event where record_kind = 'learner' and record_id = ?1";
    COUNT_PAIRS = "select count(*) from learner_pair";
}

fn count(world: &World, statement: &'static store::Stmt) -> i64 {
    world.one(statement, values![], |row| row.get(0)).unwrap()
}

/// The night's work.
fn night(world: &World) {
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(find::Alike)];
    let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
}

fn listed(world: &World, list: PairList) -> Vec<PairId> {
    let (lines, _) = world
        .see::<JoinLearners, _>(&world.coordinator.viewer, |tx, scope| {
            reading::page(tx, scope, list, None)
        })
        .unwrap();
    lines.into_iter().map(|line| line.id).collect()
}

/// Ann One twice: with her work address on one session, with another address on a second, where both were there on one of the days.
struct Twice {
    world: World,
    second: crate::world::Account,
    work: Booked,
    home: Booked,
    pair: PairId,
}

const WORK: &str = "ann.one@work.example";
const HOME: &str = "ann@gmail.com";

fn twice() -> Twice {
    let world = World::new();
    let second = colleague(&world);
    let sessions = [
        world.session_on(9, &[day(2026, 3, 12), day(2026, 3, 13)]),
        world.session_on(9, &[day(2026, 3, 20)]),
    ];
    let work = book(&world, sessions[0], WORK, "Housing");
    let home = book(&world, sessions[1], HOME, "housing ");
    let double = book(&world, sessions[0], HOME, "Housing");
    world.on(day(2026, 3, 20), "18:00");
    let days = world.days(sessions[0]);
    there(&world, work.id, days[0]);
    there(&world, double.id, days[0]);
    there(&world, double.id, days[1]);
    there(&world, home.id, world.days(sessions[1])[0]);
    certified(&world, sessions[0], work.learner);
    certified(&world, sessions[0], home.learner);
    certified(&world, sessions[1], home.learner);
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    Twice {
        world,
        second,
        work,
        home,
        pair,
    }
}

/// Proves SI8: a name alone joins nobody, and one thing more is not enough.
#[test]
fn a_name_alone_joins_nobody() {
    let world = World::new();
    let session = world.session(9);
    let mut drafts = [world.person("Ann One"), world.person("Ann One")];
    drafts[1].person.email = HOME.to_owned();
    drafts[1].person.organisation = "Another".to_owned();
    drafts[1].person.background = "education".to_owned();
    let other = world.session_on(9, &[day(2026, 3, 19)]);
    for (session, draft) in [session, other].into_iter().zip(drafts) {
        world
            .act::<access::actions::BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
                learning::places::take::book(tx, scope, moment, session, &draft)
            })
            .unwrap();
    }
    night(&world);
    assert_eq!(count(&world, &COUNT_PAIRS), 0, "nothing is even suggested");
    let (one, two) = (booked(&world, session, WORK), booked(&world, other, HOME));
    let pair = compare(&world, &world.coordinator, &one.reference, &two.reference).unwrap();
    let refused = propose(&world, pair, one.learner);
    assert!(
        matches!(&refused, Err(Stop::Refusal(Refusal::Closed(words))) if words.contains("name alone")),
        "{refused:?}"
    );
}

/// Proves SI8: joining takes two people, and stands in the history of both records.
#[test]
fn joining_takes_two_people() {
    let all = twice();
    propose(&all.world, all.pair, all.work.learner).unwrap();
    assert!(matches!(
        agree(&all.world, &all.world.coordinator, all.pair),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    agree(&all.world, &all.second, all.pair).unwrap();
    for (learner, words) in [
        (all.work.learner, "joined with another record"),
        (all.home.learner, "joined to another record"),
    ] {
        let changes: Vec<String> = all.world.all(&EVENTS_OF, values![learner.0], |row| row.get(0));
        assert!(changes.iter().any(|change| change == words), "{changes:?}");
    }
}

/// Proves SI8: joined records count as one person, days count as before but for the day that both signed, and taken apart every row is what it was.
#[test]
fn what_was_joined_is_taken_apart_as_it_was() {
    let all = twice();
    let world = &all.world;
    let before = Rows::of(world);
    assert_eq!((count(world, &PEOPLE), count(world, &MARKS)), (2, 4));
    join(world, &all.second, all.pair, all.work.learner).unwrap();
    assert_eq!((count(world, &PEOPLE), count(world, &MARKS)), (1, 3));
    assert_ne!(Rows::of(world), before);
    let side = opened(world, &all.second, all.pair).unwrap().sides;
    let kept = if side.0.learner == all.work.learner {
        side.0
    } else {
        side.1
    };
    // The second booking of the first session stays behind, cancelled; so does the second certificate and the second recognition.
    assert_eq!(kept.counts, [2, 3, 2, 2]);
    take_apart(world, all.pair).unwrap();
    assert_eq!(Rows::of(world), before);
    assert_eq!(
        opened(world, &all.second, all.pair).unwrap().pair.state,
        PairState::Parted
    );
    // And once more.
    join(world, &all.second, all.pair, all.home.learner).unwrap();
    assert_eq!((count(world, &PEOPLE), count(world, &MARKS)), (1, 3));
    take_apart(world, all.pair).unwrap();
    assert_eq!(Rows::of(world), before);
}

/// What came after two records were joined stays with the one that stood for both, and is listed before they are taken apart.
#[test]
fn what_came_since_stays() {
    let all = twice();
    let world = &all.world;
    join(world, &all.second, all.pair, all.work.learner).unwrap();
    world.on(day(2026, 3, 21), "09:00");
    let later = world.session_on(5, &[day(2026, 4, 9)]);
    // With either address it is the one person who books.
    let new = {
        let mut draft = world.person("Ann One");
        draft.person.email = HOME.to_owned();
        world
            .act::<access::actions::BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
                learning::places::take::book(tx, scope, moment, later, &draft)
            })
            .unwrap();
        booked(world, later, WORK)
    };
    assert_eq!(new.learner, all.work.learner);
    let pair = opened(world, &all.second, all.pair).unwrap().pair;
    let since = world
        .see::<JoinLearners, _>(&all.second.viewer, |tx, scope| reading::since(tx, scope, &pair))
        .unwrap();
    assert_eq!(
        since
            .iter()
            .map(|one| (one.kind.as_str(), one.day))
            .collect::<Vec<_>>(),
        [("booking", day(2026, 4, 9))]
    );
    take_apart(world, all.pair).unwrap();
    assert_eq!(booked(world, later, WORK).learner, all.work.learner);
}

/// Of two bookings of a session the one that got further is hers, whichever record it was of.
#[test]
fn the_booking_that_got_further_stays() {
    let world = World::new();
    let second = colleague(&world);
    let session = world.session(9);
    let work = book(&world, session, WORK, "Housing");
    let home = book(&world, session, HOME, "Housing");
    world.cancel(work.id).unwrap();
    world.on(day(2026, 3, 12), "18:00");
    there(&world, home.id, world.days(session)[0]);
    let before = Rows::of(&world);
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    join(&world, &second, pair, work.learner).unwrap();
    let hers = booked(&world, session, WORK);
    assert_eq!(hers.id, home.id);
    take_apart(&world, pair).unwrap();
    assert_eq!(Rows::of(&world), before);
}

/// Two places in a session that is still to come are not made one behind its waiting list: one is cancelled first.
#[test]
fn two_places_to_come_stand_in_the_way() {
    let world = World::new();
    let second = colleague(&world);
    let session = world.session(9);
    let work = book(&world, session, WORK, "Housing");
    let home = book(&world, session, HOME, "Housing");
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    assert!(matches!(
        propose(&world, pair, work.learner),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    world.cancel(home.id).unwrap();
    join(&world, &second, pair, work.learner).unwrap();
    assert_eq!(world.places(session), (9, 1));
}

/// Who gave no address and who gave one: the record with the address stays, and the night finds them by the session to which she came unbooked.
#[test]
fn the_night_finds_who_came_without_an_address() {
    let world = World::new();
    let second = colleague(&world);
    let session = world.session(9);
    let work = book(&world, session, WORK, "Housing");
    world.on(day(2026, 3, 12), "18:00");
    let nameless = walked_in(&world, session);
    night(&world);
    let found = listed(&world, PairList::Open);
    assert_eq!(found.len(), 1);
    assert!(matches!(
        propose(&world, found[0], nameless),
        Err(Stop::Problems(_))
    ));
    join(&world, &second, found[0], work.learner).unwrap();
    assert_eq!(count(&world, &PEOPLE), 1);
    assert_eq!(listed(&world, PairList::Open), []);
    assert_eq!(listed(&world, PairList::Joined), found);
}

/// Proves SI8: that they are two people is remembered.
#[test]
fn a_rejected_pair_is_not_asked_about_again() {
    let all = twice();
    let world = &all.world;
    assert_eq!(listed(world, PairList::Open), [all.pair]);
    refuse(world, all.pair).unwrap();
    night(world);
    assert_eq!(count(world, &COUNT_PAIRS), 1);
    assert_eq!(listed(world, PairList::Open), []);
    assert_eq!(listed(world, PairList::Apart), [all.pair]);
}

/// Proves SI8: of people who have a session out of sight nothing is told, not even that there is a pair.
#[test]
fn pairs_out_of_sight_are_not_there() {
    let all = twice();
    let westerner = &all.world.westerner;
    assert!(matches!(
        opened(&all.world, westerner, all.pair),
        Err(Stop::Refusal(Refusal::Unknown))
    ));
    let (lines, _) = all
        .world
        .see::<JoinLearners, _>(&westerner.viewer, |tx, scope| {
            reading::page(tx, scope, PairList::Open, None)
        })
        .unwrap();
    assert_eq!(lines.len(), 0);
    let compared = compare(&all.world, westerner, &all.work.reference, &all.home.reference);
    let absent = compare(&all.world, westerner, "B-2345678", "B-2345679");
    assert_eq!(format!("{compared:?}"), format!("{absent:?}"));
}

/// With either address she is known at the door.
#[test]
fn either_address_signs_in() {
    let all = twice();
    let world = &all.world;
    join(world, &all.second, all.pair, all.work.learner).unwrap();
    world.on(day(2026, 3, 21), "09:00");
    let later = world.session_on(5, &[day(2026, 4, 9)]);
    book(world, later, WORK, "Housing");
    let day = world.days(later)[0];
    for email in [WORK, HOME] {
        let found = world
            .see::<SignInAtDoor, _>(&Viewer::public(), |tx, scope| {
                sign_in::find_by_address(tx, scope, day, email)
            })
            .unwrap();
        assert!(
            matches!(found, Some(Found::Booked(known)) if known.learner == all.work.learner),
            "{email}: {found:?}"
        );
    }
}

/// Of three records joined one after another the last is taken apart first, whichever stands for all.
#[test]
fn what_was_joined_last_is_taken_apart_first() {
    let all = twice();
    let world = &all.world;
    world.on(day(2026, 3, 21), "09:00");
    let later = world.session_on(5, &[day(2026, 4, 9)]);
    let third = book(world, later, "ann@elsewhere.example", "Housing");
    let start = Rows::of(world);
    for stays in [third.learner, all.work.learner] {
        join(world, &all.second, all.pair, all.work.learner).unwrap();
        let between = Rows::of(world);
        let next = compare(world, &world.coordinator, &all.work.reference, &third.reference).unwrap();
        world.clock.advance(60);
        join(world, &all.second, next, stays).unwrap();
        assert!(matches!(
            take_apart(world, all.pair),
            Err(Stop::Refusal(Refusal::Closed(_)))
        ));
        take_apart(world, next).unwrap();
        assert_eq!(Rows::of(world), between);
        take_apart(world, all.pair).unwrap();
        assert_eq!(Rows::of(world), start);
    }
}

/// The pages cost the same however many sessions two people have.
#[test]
fn a_pair_costs_a_fixed_number_of_statements() {
    let all = twice();
    let world = &all.world;
    let queries = || {
        let today = world.clock.now().day();
        world
            .see::<JoinLearners, _>(&world.coordinator.viewer, |tx, scope| {
                reading::page(tx, scope, PairList::Open, None)?;
                let list = tx.queries();
                reading::one(tx, scope, all.pair, today)?;
                Ok((list, tx.queries()))
            })
            .unwrap()
    };
    let before = queries();
    world.on(day(2026, 3, 21), "09:00");
    for number in 0..4 {
        let session = world.session_on(5, &[day(2026, 4, 9).plus(number)]);
        book(world, session, WORK, "Housing");
    }
    assert_eq!(before, queries());
    assert_eq!(before.0, 1);
}
