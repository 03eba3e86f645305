//! Makes the rows that are not there.

use super::{entries, packed};
use crate::model::SessionId;
use crate::moment::Moment;
use crate::records::{attendance_sum as sql, turn_out};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use kernel::{Entropy, Fault, Instant, Stop};
use post::jobs::{self, Job, NewJob};
use post::runner::Work;
use store::{Db, Tx, values};

/// Sessions packed in one unit of work.
const LOT: i64 = 200;
/// Seconds until what changed is looked for again.
const EVERY: i64 = 10 * 60;

/// Every ten minutes: packs the sessions whose attendances or bookings have changed.
#[derive(Clone, Copy, Debug)]
pub struct Packing;

impl Work for Packing {
    fn kind(&self) -> &'static str {
        "learning.attendance-sums"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        _job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let moment = Moment::new(now, entropy, "");
        let (wait, turn) = if some(tx)? < LOT {
            // Whoever else queues one for the same ten minutes queues this one.
            let next = now.plus_seconds(EVERY);
            (EVERY, (next.millis() / (EVERY * 1000)).to_string())
        } else {
            (0, moment.entropy().token())
        };
        let again = NewJob {
            id: moment.id(),
            kind: self.kind(),
            payload: serde_json::json!({}),
            key: format!("{} {turn}", self.kind()),
            run_after: now.plus_seconds(wait),
        };
        Ok(jobs::enqueue(tx, &again, now)?)
    }
}

/// Packs everything that is not. Returns how many sessions.
///
/// # Errors
/// A fault of the engine.
pub fn fill(db: &Db, system: &Viewer) -> Result<i64, Stop> {
    let mut all = 0_i64;
    loop {
        let system = system.clone();
        let made = db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&system)?;
            let made = some(tx)?;
            Ok(Done::upkeep(&scope, made))
        })?;
        all = all.saturating_add(made);
        if made < LOT {
            return Ok(all);
        }
    }
}

/// Packs some; how many.
fn some(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    let missing = tx.all(&sql::SUM_MISSING, values![LOT], |row| Ok(SessionId(row.get(0)?)))?;
    let Some(last) = missing.last() else { return Ok(0) };
    let of = values![last.0];
    let mut found = entries(tx, (&sql::MISSING_ATTENDED, &sql::MISSING_BOOKED), of)?;
    for session in &missing {
        let packed = packed::pack(&found.remove(session).unwrap_or_default());
        tx.run(&sql::SUM_INSERT, values![session.0, packed])?;
        tx.run(&turn_out::TURN_OUT_INSERT, values![session.0])?;
    }
    Ok(i64::try_from(missing.len()).unwrap_or(LOT))
}
