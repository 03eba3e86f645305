//! Work that nobody has to remember: reminders two days before a session, sessions that are over count as held, names are found again
//! after the way of reading them has changed.

use crate::door::undo;
use crate::earlier::{aside, forms_aside};
use crate::guards::{BookingRecord, SessionRecord};
use crate::letters::{self, Letter, REMINDER_JOB};
use crate::model::{BookingId, BookingState, LearnerId, SessionId, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::places;
use crate::reading;
use crate::records::{
    booking, door, earlier, held, import, kept, photograph, refresher, session as sql, staged,
};
use access::Scope;
use access::actions::SystemJob;
use audit::Change;
use kernel::{Entropy, Fault, Id, Instant, Stop};
use post::jobs::{self, Job};
use post::runner::Work;
use std::collections::BTreeSet;
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
        let id = named(job, "session")?;
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

/// Ends the offer of a place that nobody took in time: it goes on to the next who waits.
#[derive(Clone, Debug)]
pub struct Offers {
    base: String,
}

impl Offers {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for Offers {
    fn kind(&self) -> &'static str {
        places::offer::OFFER_JOB
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let id = BookingId(named(job, "booking")?);
        if places::offer::end(tx, &Moment::new(now, entropy, &self.base), id)? {
            let pass = scope.pass::<BookingRecord>(tx, id)?;
            audit::also(tx, &pass, Change::new("place was not taken in time"), now)?;
        }
        Ok(())
    }
}

/// The record that a job is about.
fn named(job: &Job, what: &str) -> Result<Id, Fault> {
    job.payload
        .get(what)
        .and_then(serde_json::Value::as_str)
        .and_then(Id::parse)
        .ok_or_else(|| Fault::new("a job names no record"))
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

/// Once a day: places that were kept back until yesterday are anybody's, and who waits gets them.
#[derive(Clone, Debug)]
pub struct ReleasedPlaces {
    base: String,
}

/// Groups of places released at a time; the rest is a job of its own.
const GROUPS: i64 = 200;

impl ReleasedPlaces {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for ReleasedPlaces {
    fn kind(&self) -> &'static str {
        "learning.released-places"
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
        let moment = Moment::new(now, entropy, &self.base);
        let due = tx.all(&held::HELD_DUE, values![now.day(), GROUPS], |row| {
            Ok(SessionId(row.get(0)?))
        })?;
        for id in due.iter().copied().collect::<BTreeSet<_>>() {
            let pass = scope.pass::<SessionRecord>(tx, id)?;
            if places::held::release_due(tx, &moment, id)? {
                places::queue::fill(tx, &moment, id)?;
            }
            audit::also(tx, &pass, Change::new("released places kept back"), now)?;
        }
        if i64::try_from(due.len()).unwrap_or(GROUPS) == GROUPS {
            jobs::go_on(tx, self.kind(), serde_json::Value::Null, moment.id(), now)?;
        }
        Ok(())
    }
}

/// Once a day: names are found at the door by a hash of the way in which all are read now, and what could be taken back of a register no
/// longer can.
#[derive(Clone, Copy, Debug)]
pub struct Tidying;

/// What came from a register on a device is kept for so many days after it ended: as long as it could be sent once more.
const KEPT_DAYS: i64 = 30;
/// When somebody was told that a course is due again is known for so many days.
const TOLD_DAYS: i64 = 365;
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
        tx.run(
            &import::IMPORT_SWEEP,
            values![now.plus_seconds(-crate::door::import::KEPT_SECONDS)],
        )?;
        tx.run(
            &photograph::PHOTOGRAPH_SWEEP,
            values![now.plus_seconds(-crate::photographs::KEPT_SECONDS)],
        )?;
        tx.run(
            &refresher::REFRESHER_SWEEP,
            values![now.plus_seconds(-TOLD_DAYS * 24 * 60 * 60)],
        )?;
        let ended = now.plus_seconds(-KEPT_DAYS * 24 * 60 * 60);
        tx.run(&kept::KEPT_MARK_SWEEP, values![ended])?;
        tx.run(&kept::KEPT_SWEEP, values![ended])?;
        tx.run(&earlier::EARLIER_SWEEP, values![ended])?;
        let old = tx.all(&booking::LEARNER_LIST_OLD_FORM, values![NAMES], |row| {
            Ok((LearnerId(row.get(0)?), row.get::<Vec<u8>>(1)?))
        })?;
        for (learner, sealed) in &old {
            let name = people::learner_name(tx.keys(), *learner, sealed)?;
            let blind = people::name_blind(tx.keys(), &name);
            tx.run(&booking::LEARNER_REFORM, values![learner.0, blind])?;
        }
        let rows = tx.changed(&staged::STAGED_SWEEP, values![aside::most()])?;
        let forms = forms_aside::sweep(tx)?;
        if i64::try_from(old.len()).unwrap_or(NAMES) == NAMES || rows == aside::CLEARED || forms {
            jobs::go_on(
                tx,
                self.kind(),
                serde_json::Value::Null,
                Moment::new(now, entropy, "").id(),
                now,
            )?;
        }
        Ok(())
    }
}
