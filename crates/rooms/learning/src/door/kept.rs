//! A register kept on a device, to work without a connection: what the device is given, for how long, and who may open it again.
//! See decision 16 for what protects it there.

use super::register;
use crate::guards::SessionRecord;
use crate::model::{BookingState, How, LearnerId, Session, SessionId};
use crate::moment::Moment;
use crate::reading::{self, takes_place};
use crate::records::kept as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Refusal, Stop, hex};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Keys, Tx, values};

/// A device erases a register after this long, sent or not.
pub const KEPT_SECONDS: i64 = 72 * 60 * 60;

/// What the device is given, all of which it stores encrypted.
#[derive(Serialize)]
pub struct Pack {
    /// The copy's id; it says nothing and lies open on the device.
    pub id: String,
    /// The session's reference; it too lies open.
    pub reference: String,
    /// What the device proves itself with when it sends marks.
    pub token: String,
    /// The server's half of what opens the copy while its keeper is signed in.
    pub key: String,
    /// Seconds until it is erased.
    pub seconds: i64,
    /// The course.
    pub title: String,
    /// The days of the session.
    pub days: Vec<PackDay>,
    /// The people on its register.
    pub people: Vec<PackPerson>,
}

/// A day as the device knows it.
#[derive(Serialize)]
pub struct PackDay {
    /// Its id.
    pub id: String,
    /// In words.
    pub text: String,
    /// The date, to begin with the right one.
    pub date: String,
}

/// A person on the register.
#[derive(Serialize)]
pub struct PackPerson {
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: String,
    /// Whom she works for.
    pub note: String,
    /// Days on which she is marked, and how.
    pub there: BTreeMap<String, &'static str>,
}

kernel::masked!(Pack, PackPerson);

/// What opens a copy beside its code: only a session of whoever keeps it is told.
fn share(keys: &Keys, id: Id) -> String {
    hex::encode(&keys.blind("kept register key", &id.to_string()))
}

/// Keyed hash of what a device proves itself with.
pub(crate) fn token_blind(keys: &Keys, token: &str) -> Vec<u8> {
    keys.blind("kept register", token)
}

/// Takes a copy of a session's register for a device. Of each day: two statements.
pub fn keep(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    session: SessionId,
) -> Result<Done<Pack>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let session = reading::session_by_id(tx, session)?;
    let account = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody keeps a register"))?;
    if !takes_place(session.state) {
        return Err(
            Refusal::Closed("This session is cancelled, so its register is closed.".to_owned()).into(),
        );
    }
    let (id, token) = (
        moment.id(),
        format!("{}{}", moment.entropy().token(), moment.entropy().token()),
    );
    let ends = moment.now.plus_seconds(KEPT_SECONDS);
    let blind = token_blind(tx.keys(), &token);
    tx.run(
        &sql::KEPT_INSERT,
        values![id, session.id.0, account, blind, moment.now, ends],
    )?;
    let pack = Pack {
        id: id.to_string(),
        reference: session.reference.clone(),
        token,
        key: share(tx.keys(), id),
        seconds: KEPT_SECONDS,
        title: session.title.clone(),
        days: session
            .days
            .iter()
            .map(|day| PackDay {
                id: day.id.to_string(),
                text: day.text(),
                date: day.day.iso(),
            })
            .collect(),
        people: people(tx, &session)?,
    };
    Done::recorded(
        tx,
        pass,
        Change::new("register kept on a device"),
        moment.now,
        pack,
    )
}

fn people(tx: &mut Tx, session: &Session) -> Result<Vec<PackPerson>, Stop> {
    let mut people: BTreeMap<LearnerId, PackPerson> = BTreeMap::new();
    for day in &session.days {
        for line in register::named(tx, session.id, day.id)? {
            let cancelled = line.state == Some(BookingState::Cancelled);
            let person = people.entry(line.learner).or_insert_with(|| PackPerson {
                id: line.learner.to_string(),
                name: line.name.clone(),
                note: if cancelled {
                    "had cancelled".to_owned()
                } else {
                    line.organisation.clone()
                },
                there: BTreeMap::new(),
            });
            if let Some(how) = line.how {
                person.there.insert(day.id.to_string(), how.code());
            }
        }
    }
    let mut people: Vec<PackPerson> = people.into_values().collect();
    people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id.clone()));
    Ok(people)
}

/// The server's half again, for a session of whoever keeps the copy, until it has ended.
pub fn key(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
    id: Id,
    now: Instant,
) -> Result<String, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let kept = tx
        .one(&sql::KEPT_FETCH, values![id], sql::kept)?
        .filter(|kept| kept.session == session && scope.account_id() == Some(kept.account))
        .ok_or(Refusal::Unknown)?;
    if kept.ends_at < now {
        return Err(Refusal::Closed("This copy of the register has ended.".to_owned()).into());
    }
    Ok(share(tx.keys(), id))
}

/// Who is marked on the days of a session, by id: what a device learns when it has sent its marks.
pub(crate) fn there(tx: &mut Tx, session: Id) -> Result<Vec<(String, String, String)>, Fault> {
    tx.all(&sql::KEPT_THERE, values![session], |row| {
        let how = super::super::records::word(&row.get::<String>(2)?, How::parse)?;
        Ok((
            row.get::<Id>(0)?.to_string(),
            row.get::<Id>(1)?.to_string(),
            how.code().to_owned(),
        ))
    })
}
