//! People with two records, for the tests that join them: the same name booked under two addresses.

use crate::world::{Account, World};
use access::Viewer;
use access::actions::{BookPublicly, JoinLearners};
use kernel::{Clock, Entropy, Id, Stop};
use learning::model::{BookingId, LearnerId, PairId, SessionId};
use learning::pairs::{decide, find, part, reading};
use std::sync::Arc;
use store::{Row, values};

store::statements! {
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, 'Second council', 'council', false)";
    WORKER = "insert into worker (id, organisation_id, left_at) values (?1, ?2, null)";
    ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) \
        values (?1, ?2, ?3, ?4, ?5, 'coordinator', true, 'active', 0)";
    TOKEN = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, ?4, ?4, ?5, ?4, 'test')";
    BOOKED = "select b.id, b.reference, b.learner_id from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 and l.email_blind = ?2";
    THERE = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, at) select ?1, ?2, b.session_id, b.id, b.learner_id, 'phone', ?4 from booking b where b.id = ?3";
    NAMELESS = "insert into learner (id, name_sealed, name_blind, email_sealed, email_blind, made_at, name_form) values (?1, ?2, ?3, null, null, ?4, 1)";
    WALKED_IN = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at) values (?1, ?2, ?3, null, ?4, 'walk-in', 'Housing', 'housing', ?5, ?6)";
    CERTIFIED = "insert into certificate (id, session_id, learner_id, content_sealed, code_blind, issued_at, issued_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    RECOGNISED = "insert into recognised_learning (learner_id, course_id, made_by, made_at) select ?1, s.course_id, ?3, ?4 from session s where s.id = ?2 on conflict (learner_id, course_id) do nothing";
    BOOKINGS = "select id, learner_id, booked_by_sealed, state, queue_place, version from booking order by id";
    ATTENDANCES = "select id, learner_id, booking_id, how, organisation, area_id from attendance order by id";
    CERTIFICATES = "select id, learner_id from certificate order by id";
    RECOGNITIONS = "select learner_id, course_id from recognised_learning order by learner_id, course_id";
    LEARNERS = "select id, joined_to, email_blind from learner order by id";
    LEFT = "select (select count(*) from learner_pair_row) + (select count(*) from attendance_aside)";
}

/// Another coordinator who works in every area: the second person.
pub(crate) fn colleague(world: &World) -> Account {
    let fresh = || Id::fresh(&world.clock, world.entropy.as_ref());
    let (organisation, worker, account, session) = (fresh(), fresh(), fresh(), fresh());
    let token = world.entropy.token() + &world.entropy.token();
    let (hash, now) = (identity::token::hash(&token), world.clock.now());
    let (sealed, entropy) = (hash.clone(), Arc::clone(&world.entropy));
    world.raw(move |tx| {
        tx.run(&ORGANISATION, values![organisation])?;
        tx.run(&WORKER, values![worker, organisation])?;
        let address = format!("{account}@second.example");
        let blind = tx.keys().blind("account email", &address);
        let email = tx.keys().seal(
            "account",
            "email_sealed",
            account,
            address.as_bytes(),
            entropy.as_ref(),
        );
        let name = tx.keys().seal(
            "account",
            "name_sealed",
            account,
            b"Cora Colleague",
            entropy.as_ref(),
        );
        tx.run(&ACCOUNT, values![account, worker, blind, email, name])?;
        Ok(tx.run(
            &TOKEN,
            values![
                session,
                account,
                sealed.clone(),
                now,
                now.plus_seconds(86_400 * 300)
            ],
        )?)
    });
    let viewer = world
        .db
        .read_now(|tx| Ok(access::viewer_by_session(tx, &hash, now, 3600)?))
        .unwrap()
        .unwrap()
        .viewer;
    Account {
        id: account,
        viewer,
        token,
    }
}

/// A booking of somebody who is told apart by her address.
#[derive(Clone, Debug)]
pub(crate) struct Booked {
    pub(crate) id: BookingId,
    pub(crate) reference: String,
    pub(crate) learner: LearnerId,
}

/// Books a place for Ann One under this address.
pub(crate) fn book(world: &World, session: SessionId, email: &str, organisation: &str) -> Booked {
    let mut draft = world.person("Ann One");
    email.clone_into(&mut draft.person.email);
    organisation.clone_into(&mut draft.person.organisation);
    world
        .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
        .unwrap();
    booked(world, session, email)
}

/// The booking under an address.
pub(crate) fn booked(world: &World, session: SessionId, email: &str) -> Booked {
    let blind = world.db.keys().blind("learner email", email);
    let read = |row: &Row<'_>| {
        Ok(Booked {
            id: BookingId(row.get(0)?),
            reference: row.get(1)?,
            learner: LearnerId(row.get(2)?),
        })
    };
    world.one(&BOOKED, values![session.0, blind], read).unwrap()
}

/// She was there on a day.
pub(crate) fn there(world: &World, booking: BookingId, day: learning::model::SessionDayId) {
    let (id, now) = (Id::fresh(&world.clock, world.entropy.as_ref()), world.clock.now());
    world.raw(move |tx| Ok(tx.run(&THERE, values![id, day.0, booking.0, now])?));
}

/// Ann One came without booking and gave no address.
pub(crate) fn walked_in(world: &World, session: SessionId) -> LearnerId {
    let fresh = || Id::fresh(&world.clock, world.entropy.as_ref());
    let (person, mark, day, now) = (fresh(), fresh(), world.days(session)[0], world.clock.now());
    let (area, entropy) = (world.east.0, Arc::clone(&world.entropy));
    world.raw(move |tx| {
        let keys = tx.keys();
        let name = keys.seal("learner", "name_sealed", person, b"Ann One", entropy.as_ref());
        let blind = keys.blind("learner name", "ann one");
        tx.run(&NAMELESS, values![person, name, blind, now])?;
        Ok(tx.run(&WALKED_IN, values![mark, day.0, session.0, person, area, now])?)
    });
    LearnerId(person)
}

/// She has a certificate of a session, and the course is recognised for her.
pub(crate) fn certified(world: &World, session: SessionId, learner: LearnerId) {
    let (id, now, by) = (
        Id::fresh(&world.clock, world.entropy.as_ref()),
        world.clock.now(),
        world.coordinator.id,
    );
    world.raw(move |tx| {
        let blind = tx.keys().blind("certificate code", &id.to_string());
        tx.run(
            &CERTIFIED,
            values![id, session.0, learner.0, blind.clone(), blind, now, by],
        )?;
        Ok(tx.run(&RECOGNISED, values![learner.0, session.0, by, now])?)
    });
}

/// Holds two bookings against each other.
pub(crate) fn compare(world: &World, who: &Account, one: &str, other: &str) -> Result<PairId, Stop> {
    let (one, other) = (one.to_owned(), other.to_owned());
    world.act::<JoinLearners, _>(&who.viewer, move |tx, scope, moment| {
        find::by_hand(tx, scope, moment, [&one, &other])
    })
}

pub(crate) fn opened(world: &World, who: &Account, pair: PairId) -> Result<reading::Opened, Stop> {
    let today = world.clock.now().day();
    world.see::<JoinLearners, _>(&who.viewer, |tx, scope| reading::one(tx, scope, pair, today))
}

fn version(world: &World, pair: PairId) -> i64 {
    opened(world, &world.coordinator, pair).unwrap().pair.version
}

pub(crate) fn propose(world: &World, pair: PairId, kept: LearnerId) -> Result<(), Stop> {
    let version = version(world, pair);
    world.act::<JoinLearners, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        decide::propose(tx, scope, moment, pair, version, Some(kept), "she told me so")
    })
}

pub(crate) fn agree(world: &World, who: &Account, pair: PairId) -> Result<(), Stop> {
    let version = version(world, pair);
    world.act::<JoinLearners, _>(&who.viewer, move |tx, scope, moment| {
        decide::agree(tx, scope, moment, pair, version)
    })
}

/// Two people say that a pair is one person.
pub(crate) fn join(world: &World, second: &Account, pair: PairId, kept: LearnerId) -> Result<(), Stop> {
    propose(world, pair, kept)?;
    agree(world, second, pair)
}

pub(crate) fn refuse(world: &World, pair: PairId) -> Result<(), Stop> {
    let version = version(world, pair);
    world.act::<JoinLearners, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        decide::refuse(tx, scope, moment, pair, version)
    })
}

pub(crate) fn take_apart(world: &World, pair: PairId) -> Result<(), Stop> {
    let version = version(world, pair);
    world.act::<JoinLearners, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        part::part(tx, scope, moment, pair, version, "she says she is somebody else")
    })
}

/// Every row that names a learner, as text, and how many rows are noted or put aside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rows {
    pub(crate) bookings: Vec<String>,
    pub(crate) attendance: Vec<String>,
    pub(crate) certificates: Vec<String>,
    pub(crate) recognised: Vec<String>,
    pub(crate) learners: Vec<String>,
    pub(crate) left: i64,
}

impl Rows {
    pub(crate) fn of(world: &World) -> Self {
        let ids = |row: &Row<'_>| Ok(format!("{:?} {:?}", row.get::<Id>(0)?, row.get::<Id>(1)?));
        Self {
            bookings: world.all(&BOOKINGS, values![], |row| {
                Ok(format!(
                    "{:?} {:?} {} {:?} {}",
                    row.get::<Id>(0)?,
                    row.get::<Id>(1)?,
                    row.get::<String>(3)?,
                    row.get::<Option<i64>>(4)?,
                    row.get::<i64>(5)?
                ))
            }),
            attendance: world.all(&ATTENDANCES, values![], |row| {
                Ok(format!(
                    "{:?} {:?} {:?} {} {:?} {:?}",
                    row.get::<Id>(0)?,
                    row.get::<Id>(1)?,
                    row.get::<Option<Id>>(2)?,
                    row.get::<String>(3)?,
                    row.get::<Option<String>>(4)?,
                    row.get::<Option<Id>>(5)?
                ))
            }),
            certificates: world.all(&CERTIFICATES, values![], ids),
            recognised: world.all(&RECOGNITIONS, values![], ids),
            learners: world.all(&LEARNERS, values![], |row| {
                Ok(format!("{:?} {:?}", row.get::<Id>(0)?, row.get::<Option<Id>>(1)?))
            }),
            left: world.one(&LEFT, values![], |row| row.get(0)).unwrap(),
        }
    }
}
