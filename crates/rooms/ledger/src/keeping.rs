//! Keeping the ledger: entries are made when a day is over, ticked off when what they ask for has come.

use crate::model::{Kind, OwedId};
use crate::records;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Clock, Day, Entropy, Fault, FixedClock, Id, Instant, Stop};
use learning::model::{SessionDayId, SessionId};
use post::jobs::{Job, NewJob};
use post::runner::Work;
use store::{Tx, values};

/// The kind of the nightly job.
pub const JOB: &str = "ledger.keep";
/// Entries made in one unit of work.
const BATCH: i64 = 2000;

/// What a round of keeping did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// Entries made.
    pub made: u64,
    /// Entries ticked off.
    pub received: u64,
    /// There was more to do than one unit of work takes.
    pub more: bool,
}

/// Brings the ledger up to date. May be run at any time and any number of times.
///
/// # Errors
/// A fault of the engine.
pub fn keep(tx: &mut Tx<'_>, entropy: &dyn Entropy, now: Instant) -> Result<Kept, Fault> {
    let today = now.day();
    let mut kept = Kept::default();
    tx.run(&records::OWED_TOO_EARLY, values![today])?;
    for (kind, statement) in [
        (Kind::Register, &records::DAYS_WITHOUT_REGISTER_ENTRY),
        (Kind::Feedback, &records::DAYS_WITHOUT_FEEDBACK_ENTRY),
    ] {
        let days = tx.all(statement, values![today, BATCH], |row| {
            Ok((SessionDayId(row.get(0)?), SessionId(row.get(1)?), row.get::<Day>(2)?))
        })?;
        kept.more |= i64::try_from(days.len()).is_ok_and(|count| count >= BATCH);
        for (day, session, date) in days {
            let id = OwedId(Id::fresh(&FixedClock::at(now), entropy));
            kept.made += owe(tx, id, kind, session, day, date.plus(1))?;
        }
    }
    kept.received += tx.run(&records::REGISTERS_CAME, values![now])?;
    kept.received += tx.run(&records::FEEDBACK_CAME, values![now])?;
    Ok(kept)
}

/// Makes one entry, unless it is there. Also for paperwork that is owed although no day was held.
///
/// # Errors
/// A fault of the engine.
pub fn owe(
    tx: &mut Tx<'_>,
    id: OwedId,
    kind: Kind,
    session: SessionId,
    day: SessionDayId,
    since: Day,
) -> Result<u64, Fault> {
    tx.run(
        &records::OWED_INSERT,
        values![id.0, kind.code(), session.0, day.0, since],
    )
}

/// The nightly job. It queues itself for the next night.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keeper;

impl Keeper {
    /// Queues the job for its next run, once per day.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn queue(tx: &mut Tx<'_>, entropy: &dyn Entropy, run_after: Instant, now: Instant) -> Result<(), Fault> {
        let job = NewJob {
            id: Id::fresh(&FixedClock::at(now) as &dyn Clock, entropy),
            kind: JOB,
            payload: serde_json::Value::Null,
            key: format!("{JOB} {}", run_after.iso()),
            run_after,
        };
        post::jobs::enqueue(tx, &job, now)
    }
}

impl Work for Keeper {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        _job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let kept = keep(tx, entropy, now)?;
        let next = if kept.more {
            now.plus_seconds(1)
        } else {
            Instant::on(now.day().plus(1), "02:00").unwrap_or_else(|| now.plus_seconds(86_400))
        };
        Self::queue(tx, entropy, next, now)?;
        Ok(())
    }
}
