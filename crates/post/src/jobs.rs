//! Jobs: work for later, queued in the transaction that causes it, once per key.

use crate::records;
use kernel::{Fault, Id, Instant};
use store::{Tx, values};

/// A piece of work to queue. The payload holds ids, never a name or an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: Id,
    /// Which [`crate::runner::Work`] does it.
    pub kind: &'static str,
    /// What that needs, as JSON.
    pub payload: serde_json::Value,
    /// The same key is queued once.
    pub key: String,
    /// Earliest moment.
    pub run_after: Instant,
}

/// Work that the runner took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// What it needs.
    pub payload: serde_json::Value,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// When it was queued.
    pub made_at: Instant,
    /// Its key.
    pub key: String,
}

/// Queues work.
pub fn enqueue(tx: &mut Tx, job: &NewJob, now: Instant) -> Result<(), Fault> {
    tx.run(
        &records::JOB_INSERT,
        values![
            job.id,
            job.kind,
            job.payload.to_string(),
            job.key.clone(),
            now,
            job.run_after
        ],
    )?;
    Ok(())
}

/// Goes on at once with the rest of a work that takes so many at a time. `id` is fresh, and the key is made of it.
pub fn go_on(
    tx: &mut Tx,
    kind: &'static str,
    payload: serde_json::Value,
    id: Id,
    now: Instant,
) -> Result<(), Fault> {
    let rest = NewJob {
        id,
        kind,
        payload,
        key: format!("{kind} {id}"),
        run_after: now,
    };
    enqueue(tx, &rest, now)
}

/// Takes queued work back.
pub fn withdraw(tx: &mut Tx, key: &str, now: Instant) -> Result<(), Fault> {
    tx.run(&records::JOB_WITHDRAW, values![key, now])?;
    Ok(())
}

/// Moves work to another time, also work that was done: after a meeting has moved, its reminder is due again.
pub fn move_to(tx: &mut Tx, key: &str, run_after: Instant) -> Result<(), Fault> {
    tx.run(&records::JOB_MOVE, values![key, run_after])?;
    Ok(())
}

pub(crate) fn due(tx: &mut Tx, now: Instant) -> Result<bool, Fault> {
    let found = tx.one(&records::JOB_DUE, values![now], |row| row.get::<Instant>(0))?;
    Ok(found.is_some())
}

/// Takes one piece of work on a lease. Work whose payload is not readable is given up at once: it must not keep the rest waiting.
pub(crate) fn claim(tx: &mut Tx, now: Instant, lease: Instant) -> Result<Option<Job>, Fault> {
    loop {
        let row = tx.one(&records::JOB_CLAIM, values![now, lease], |row| {
            Ok((
                row.get::<Id>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<i64>(3)?,
                row.get::<Instant>(4)?,
                row.get::<String>(5)?,
            ))
        })?;
        let Some((id, kind, payload, attempt, made_at, key)) = row else {
            return Ok(None);
        };
        if let Ok(payload) = serde_json::from_str(&payload) {
            return Ok(Some(Job {
                id,
                kind,
                payload,
                attempt,
                made_at,
                key,
            }));
        }
        tracing::error!(job = %id, kind = %kind, "a job's payload could not be read: it is given up");
        failed(tx, id, None, "its payload could not be read", now)?;
    }
}

pub(crate) fn done(tx: &mut Tx, id: Id, now: Instant) -> Result<bool, Fault> {
    Ok(tx.changed(&records::JOB_DONE, values![id, now])? == 1)
}

pub(crate) fn failed(
    tx: &mut Tx,
    id: Id,
    again: Option<Instant>,
    why: &str,
    now: Instant,
) -> Result<(), Fault> {
    let state = if again.is_some() { "queued" } else { "dead" };
    let ended = again.is_none().then_some(now);
    tx.run(
        &records::JOB_FAILED,
        values![id, state, again.unwrap_or(now), why, ended],
    )?;
    Ok(())
}

/// A row of the administrator's page: something given up, or waiting after a failure. Holds no personal value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stuck {
    /// Its id.
    pub id: Id,
    /// Kind of work, or text of the message.
    pub what: String,
    /// `queued` or `dead`.
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// When it was queued.
    pub made_at: Instant,
    /// The next try.
    pub run_after: Instant,
    /// Why the last one failed.
    pub last_error: Option<String>,
}

/// How the queues stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Jobs by state.
    pub jobs: Vec<(String, i64)>,
    /// Messages by state.
    pub mails: Vec<(String, i64)>,
    /// Jobs in trouble.
    pub stuck_jobs: Vec<Stuck>,
    /// Messages in trouble.
    pub stuck_mails: Vec<Stuck>,
}

/// How the queues stand, with up to `most` of each kind in trouble.
pub fn standing(tx: &mut Tx, most: i64) -> Result<Standing, Fault> {
    let count = |row: &store::Row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?));
    let stuck = |row: &store::Row| {
        Ok(Stuck {
            id: row.get(0)?,
            what: row.get(1)?,
            state: row.get(2)?,
            attempts: row.get(3)?,
            made_at: row.get(4)?,
            run_after: row.get(5)?,
            last_error: row.get(6)?,
        })
    };
    Ok(Standing {
        jobs: tx.all(&records::JOB_COUNT, values![], count)?,
        mails: tx.all(&records::MAIL_COUNT, values![], count)?,
        stuck_jobs: tx.all(&records::JOB_STUCK, values![most], stuck)?,
        stuck_mails: tx.all(&records::MAIL_STUCK, values![most], stuck)?,
    })
}

/// Tries something given up once more; false when it is not given up.
pub fn try_again(tx: &mut Tx, id: Id, now: Instant) -> Result<bool, Fault> {
    let jobs = tx.changed(&records::JOB_AGAIN, values![id, now])?;
    let mails = tx.changed(&records::MAIL_AGAIN, values![id, now])?;
    Ok(jobs.saturating_add(mails) == 1)
}

/// Drops what ended more than 30 days ago.
pub fn sweep(tx: &mut Tx, now: Instant) -> Result<(), Fault> {
    let old = now.plus_seconds(-30 * 86_400);
    tx.run(&records::JOB_SWEEP, values![old])?;
    tx.run(&records::MAIL_SWEEP, values![old])?;
    Ok(())
}
