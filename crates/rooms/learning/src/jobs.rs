//! Work that nobody has to remember: reminders two days before a session, sessions that are over count as held, names are found again
//! after the way of reading them has changed.

use crate::door::undo;
use crate::guards::SessionRecord;
use crate::letters::{self, Letter, REMINDER_JOB};
use crate::model::{BookingState, LearnerId, SessionId, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::{booking, door, session as sql};
use access::Scope;
use access::actions::SystemJob;
use audit::Change;
use kernel::{Entropy, Fault, Id, Instant, Stop};
use post::jobs::{self, Job, NewJob};
use post::runner::Work;
use store::{Tx, values};

/// Reminds everybody who has a place in one session.
#[derive(Clone, Debug)]
pub struct Reminders {
    base: String,
}

impl Reminders {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for Reminders {
    fn kind(&self) -> &'static str {
        REMINDER_JOB
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let id = job
            .payload
            .get("session")
            .and_then(serde_json::Value::as_str)
            .and_then(Id::parse)
            .ok_or_else(|| Fault::new("a reminder names no session"))?;
        remind(tx, &Moment::new(now, entropy, &self.base), SessionId(id))
    }
}

/// Queues a reminder for each place of a session that is still to come.
pub(crate) fn remind(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<(), Stop> {
    let session = reading::session_by_id(tx, id)?;
    let over = session.starts_at().is_none_or(|start| start <= moment.now);
    if session.state != SessionState::Planned || over {
        return Ok(());
    }
    for closed in tx.all(&booking::BOOKING_LIST, values![id.0], booking::booking)? {
        if closed.state == BookingState::Booked {
            let booking = people::opened(tx.keys(), closed)?;
            letters::send_about(tx, moment, &session, &booking, Letter::Reminder)?;
        }
    }
    Ok(())
}

/// Once a day: sessions whose last day is over were held, unless they were cancelled.
#[derive(Clone, Copy, Debug)]
pub struct HeldSessions;

impl Work for HeldSessions {
    fn kind(&self) -> &'static str {
        "learning.held"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        _job: &Job,
        _entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        for id in tx.all(&sql::SESSION_LIST_OVER, values![now.day()], |row| {
            row.get::<Id>(0)
        })? {
            let pass = scope.pass::<SessionRecord>(tx, SessionId(id))?;
            tx.run(&sql::SESSION_HELD, values![id, now.day(), now.time_text()])?;
            audit::also(tx, &pass, Change::new("counted as held"), now)?;
        }
        Ok(())
    }
}

/// Once a day: names are found at the door by a hash of the way in which all are read now, and what could be taken back of a register no
/// longer can.
#[derive(Clone, Copy, Debug)]
pub struct Tidying;

/// Names made anew at a time.
const NAMES: i64 = 500;

impl Work for Tidying {
    fn kind(&self) -> &'static str {
        "learning.tidying"
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
        let since = now.plus_seconds(-undo::UNDO_SECONDS);
        tx.run(&door::UNDO_SWEEP, values![since])?;
        let old = tx.all(&booking::LEARNER_LIST_OLD_FORM, values![NAMES], |row| {
            Ok((LearnerId(row.get(0)?), row.get::<Vec<u8>>(1)?))
        })?;
        for (learner, sealed) in &old {
            let name = people::learner_name(tx.keys(), *learner, sealed)?;
            let blind = people::name_blind(tx.keys(), &name);
            tx.run(&booking::LEARNER_REFORM, values![learner.0, blind])?;
        }
        if i64::try_from(old.len()).unwrap_or(NAMES) == NAMES {
            let rest = NewJob {
                id: Moment::new(now, entropy, "").id(),
                kind: self.kind(),
                payload: serde_json::Value::Null,
                key: format!("{} {}", self.kind(), entropy.token()),
                run_after: now,
            };
            jobs::enqueue(tx, &rest, now)?;
        }
        Ok(())
    }
}
