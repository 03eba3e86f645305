//! Bringing the ledger up to date: what has become due since the last look, and what has come.

use crate::{Kind, owners, records};
use access::Scope;
use access::actions::SystemJob;
use kernel::{Day, Entropy, Fault, FixedClock, Id, Instant, Stop};
use post::jobs::Job;
use post::runner::Work;
use store::{Tx, values};

/// Brings it up to date: what is owed, what came, and who owes the rest. Returns how many entries were added.
///
/// # Errors
/// A fault of the engine.
pub fn settle(
    tx: &mut Tx<'_>,
    system: &Scope<SystemJob>,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<u64, Stop> {
    let mut added = 0;
    tx.run(&records::OWNERS_TOO_EARLY, values![now.day()])?;
    tx.run(&records::OWED_TOO_EARLY, values![now.day()])?;
    for again in [&records::COMMITMENT_AGAIN, &records::REGISTER_AGAIN] {
        tx.run(again, &[])?;
    }
    for kind in Kind::ALL {
        let due = match kind {
            Kind::Register => &records::REGISTER_DUE,
            Kind::Feedback => &records::FEEDBACK_DUE,
            Kind::FollowUp => &records::FOLLOW_UP_DUE,
            Kind::Commitment => &records::COMMITMENT_DUE,
        };
        let promised = kind == Kind::Commitment;
        for (session, since, commitment) in tx.all(due, values![now.day()], |row| {
            let commitment = promised.then(|| row.get::<Id>(2)).transpose()?;
            Ok((row.get::<Id>(0)?, row.get::<Day>(1)?, commitment))
        })? {
            add(tx, entropy, now, kind, (session, commitment), since)?;
            added += 1;
        }
    }
    for kind in Kind::ALL {
        let came = match kind {
            Kind::Register => &records::REGISTER_CAME,
            Kind::Feedback => &records::FEEDBACK_CAME,
            Kind::FollowUp => &records::FOLLOW_UP_CAME,
            Kind::Commitment => &records::COMMITMENT_CAME,
        };
        tx.run(came, values![now])?;
    }
    waive_earlier(tx, entropy, now)?;
    owners::find(tx, system, now)?;
    Ok(added)
}

/// Why what a session of earlier years lacks is not asked for.
const EARLIER: &str =
    "It came from a file of earlier years, and what is missing there was not to be asked for";

/// What sessions from files of earlier years lack is missing and not asked for, unless who sent the file wanted it.
fn waive_earlier(tx: &mut Tx<'_>, entropy: &dyn Entropy, now: Instant) -> Result<(), Fault> {
    let found = tx.all(&records::OWED_OF_EARLIER, &[], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Id>(1)?))
    })?;
    for (id, by) in found {
        let sealed = tx
            .keys()
            .seal("owed", "reason_sealed", id, EARLIER.as_bytes(), entropy);
        tx.run(&records::OWED_WAIVE, values![id, now, by, sealed])?;
    }
    Ok(())
}

/// Adds one thing that is owed. Who owes it is found when the ledger is brought up to date.
///
/// # Errors
/// A fault of the engine.
pub fn owe(
    tx: &mut Tx<'_>,
    _system: &Scope<SystemJob>,
    entropy: &dyn Entropy,
    now: Instant,
    kind: Kind,
    session: Id,
    since: Day,
) -> Result<(), Fault> {
    add(tx, entropy, now, kind, (session, None), since)
}

fn add(
    tx: &mut Tx<'_>,
    entropy: &dyn Entropy,
    now: Instant,
    kind: Kind,
    (session, commitment): (Id, Option<Id>),
    since: Day,
) -> Result<(), Fault> {
    let id = Id::fresh(&FixedClock::at(now), entropy);
    let row = values![id, kind.code(), session, since, commitment];
    tx.run(&records::OWED_INSERT, row)
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
