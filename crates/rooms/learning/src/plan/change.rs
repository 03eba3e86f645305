//! Moving and cancelling sessions, with a reason; everybody who booked is told.

use super::course::stale;
use super::session::{ends, replace_days};
use crate::guards::SessionRecord;
use crate::letters::{self, Letter};
use crate::model::{BookingState, DayDraft, SessionId, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::places::queue;
use crate::reading;
use crate::records::{booking, session as sql};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Refusal, Stop};
use store::{Tx, values};

/// How many people a change of this session tells.
pub(crate) fn told(tx: &mut Tx, id: SessionId) -> Result<i64, Stop> {
    Ok(tx
        .one(&booking::BOOKING_COUNT, values![id.0], |row| row.get(0))?
        .unwrap_or(0))
}

/// Moves a session to other days. The day first announced is kept.
pub fn reschedule(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    days: &[DayDraft],
    reason: &str,
) -> Result<Done<u64>, Stop> {
    let reason = required(reason)?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    let (first, last) = ends(days)?;
    if before.state != SessionState::Planned {
        return Err(Refusal::Closed("Only a planned session can be moved.".to_owned()).into());
    }
    if tx.changed(&sql::SESSION_MOVE, values![id.0, version, first, last, reason])? == 0 {
        return Err(stale(moment));
    }
    replace_days(tx, moment, id, &before.days, days)?;
    letters::plan_reminder(tx, moment, id)?;
    let count = tell(tx, moment, id, Letter::Moved)?;
    Done::recorded(
        tx,
        pass,
        Change::new("rescheduled").reason(reason),
        moment.now,
        count,
    )
}

/// Cancels a session. Bookings stay as they are, so that it can be taken back.
pub fn cancel(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    reason: &str,
) -> Result<Done<u64>, Stop> {
    let reason = required(reason)?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    if tx.changed(&sql::SESSION_CANCEL, values![id.0, version, reason])? == 0 {
        return Err(stale(moment));
    }
    letters::drop_reminder(tx, moment, id)?;
    let count = tell(tx, moment, id, Letter::SessionCancelled)?;
    Done::recorded(
        tx,
        pass,
        Change::new("cancelled").reason(reason),
        moment.now,
        count,
    )
}

/// Takes a cancellation back; everybody is told again.
pub fn restore(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
) -> Result<Done<u64>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    if tx.changed(&sql::SESSION_RESTORE, values![id.0, version])? == 0 {
        return Err(stale(moment));
    }
    letters::plan_reminder(tx, moment, id)?;
    queue::fill(tx, moment, id)?;
    let count = tell(tx, moment, id, Letter::SessionRestored)?;
    Done::recorded(
        tx,
        pass,
        Change::new("cancellation taken back"),
        moment.now,
        count,
    )
}

/// One message to each person who has a place or waits for one; changed details concern only those with a place.
pub(crate) fn tell(tx: &mut Tx, moment: &Moment, id: SessionId, letter: Letter) -> Result<u64, Stop> {
    tx.run(&booking::BOOKING_CALENDARS, values![id.0])?;
    let session = reading::session_by_id(tx, id)?;
    let mut count = 0;
    for closed in tx.all(&booking::BOOKING_LIST, values![id.0], booking::booking)? {
        let concerns = match closed.state {
            BookingState::Booked => true,
            BookingState::Waiting => letter != Letter::DetailsChanged,
            BookingState::Cancelled => false,
        };
        if !concerns {
            continue;
        }
        let booking = people::opened(tx.keys(), closed)?;
        letters::send_about(tx, moment, &session, &booking, letter)?;
        count += 1;
    }
    Ok(count)
}

fn required(reason: &str) -> Result<&str, Stop> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problems::one("reason", "Enter the reason").into());
    }
    if reason.chars().count() > 500 {
        return Err(Problems::one("reason", "Use 500 characters or fewer").into());
    }
    Ok(reason)
}
