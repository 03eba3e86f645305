//! Bringing the ledger up to date: what has become due since the last look, and what has come.

use crate::records;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Day, Entropy, Fault, FixedClock, Id, Instant, Stop};
use post::jobs::Job;
use post::runner::Work;
use store::{Tx, values};

/// Brings it up to date. Returns how many entries were added.
///
/// # Errors
/// A fault of the engine.
pub fn settle(
    tx: &mut Tx<'_>,
    system: &Scope<SystemJob>,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<u64, Fault> {
    let mut added = 0;
    tx.run(&records::OWED_TOO_EARLY, values![now.day()])?;
    for (kind, due) in [
        ("register", &records::REGISTER_DUE),
        ("feedback", &records::FEEDBACK_DUE),
    ] {
        for (session, since) in tx.all(due, values![now.day()], |row| {
            Ok((row.get::<Id>(0)?, row.get::<Day>(1)?))
        })? {
            owe(tx, system, entropy, now, kind, session, since)?;
            added += 1;
        }
    }
    tx.run(&records::REGISTER_CAME, values![now])?;
    tx.run(&records::FEEDBACK_CAME, values![now])?;
    Ok(added)
}

/// Adds one thing that is owed.
///
/// # Errors
/// A fault of the engine.
pub fn owe(
    tx: &mut Tx<'_>,
    _system: &Scope<SystemJob>,
    entropy: &dyn Entropy,
    now: Instant,
    kind: &str,
    session: Id,
    since: Day,
) -> Result<(), Fault> {
    let id = Id::fresh(&FixedClock::at(now), entropy);
    tx.run(&records::OWED_INSERT, values![id, kind, session, since])?;
    Ok(())
}

/// The daily job.
#[derive(Clone, Copy, Debug)]
pub struct Owing;

impl Work for Owing {
    fn kind(&self) -> &'static str {
        "bring the ledger up to date"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        _job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        settle(tx, scope, entropy, now)?;
        Ok(())
    }
}
