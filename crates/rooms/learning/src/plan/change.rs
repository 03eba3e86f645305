//! Moving and cancelling sessions, with a reason; everybody who booked is told.

use super::course::stale;
use super::days::{ends, replace_days, same_dates, unchanged};
use crate::guards::SessionRecord;
use crate::letters::{self, Letter};
use crate::model::{
    BookingId, BookingState, DayDraft, Session, SessionDay, SessionId, SessionState, Why, closing,
    day_problems, days_out_of_reach,
};
use crate::moment::Moment;
use crate::people;
use crate::places::queue;
use crate::reading;
use crate::records::{booking, session as sql};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// People whom a change of a session concerns, as far as we have an address of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Concerned {
    /// With a place.
    pub booked: i64,
    /// On the waiting list.
    pub waiting: i64,
}

impl Concerned {
    /// All of them.
    pub const fn all(self) -> i64 {
        self.booked.saturating_add(self.waiting)
    }
}

/// Whom a change of this session concerns.
pub(crate) fn concerned(tx: &mut Tx, id: SessionId) -> Result<Concerned, Stop> {
    let found = tx.one(&booking::BOOKING_TOLD, values![id.0], |row| {
        Ok(Concerned {
            booked: row.get(0)?,
            waiting: row.get(1)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// Somebody is recorded as there, or gave feedback: it took place.
pub(crate) fn recorded(tx: &mut Tx, id: SessionId) -> Result<bool, Stop> {
    let count: Option<i64> = tx.one(&sql::SESSION_RECORDED, values![id.0], |row| row.get(0))?;
    Ok(count.is_some_and(|count| count > 0))
}

/// Leave to move or cancel: what is still to come, and what counts as held although nothing of it is recorded.
pub(crate) fn refuse_settled(tx: &mut Tx, session: &Session, now: Instant) -> Result<(), Stop> {
    let words = if session.state == SessionState::Cancelled {
        "This session is cancelled."
    } else if session.counts_as_held(now) && recorded(tx, session.id)? {
        "This session took place: people are recorded as there or gave feedback. It cannot be moved or cancelled."
    } else {
        return Ok(());
    };
    Err(Refusal::Closed(words.to_owned()).into())
}

/// Moves a session to other days, or corrects its times. The day first announced is kept.
pub fn reschedule(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    days: &[DayDraft],
    why: &Why,
) -> Result<Done<u64>, Stop> {
    why.problems().check()?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    refuse_settled(tx, &before, moment.now)?;
    day_problems(days).check()?;
    days_out_of_reach(days, &before.days, moment.now.day()).check()?;
    if unchanged(&before.days, days) {
        let words = "These are the days and times that it has. Change one of them";
        return Err(Problems::one("day-1", words).into());
    }
    let (first, last) = ends(days)?;
    let moved = !same_dates(&before.days, days);
    let kept = Value::from(moved.then_some(why.reason.trim()));
    let cause = Value::from(moved.then_some(why.cause.code()));
    let asked_by = Value::from(moved.then_some(why.asked_by.code()));
    let closes = Value::from(closing(first, before.closes_before));
    if tx.changed(
        &sql::SESSION_MOVE,
        values![id.0, version, first, last, kept, closes, cause, asked_by],
    )? == 0
    {
        return Err(stale(moment));
    }
    replace_days(tx, moment, id, &before.days, days)?;
    letters::plan_reminder(tx, moment, id)?;
    let count = fill_and_tell(tx, moment, id, Letter::Moved)?;
    let after = reading::session_by_id(tx, id)?;
    let change = Change::new(if moved { "rescheduled" } else { "times changed" });
    let words = format!(
        "Was {}; is now {}. Reason: {}",
        listed(&before.days),
        listed(&after.days),
        why.text()
    );
    Done::recorded(tx, pass, change.reason(words), moment.now, count)
}

/// Days in one line, for the trail.
fn listed(days: &[SessionDay]) -> String {
    let days: Vec<String> = days.iter().map(SessionDay::text).collect();
    days.join(" and ")
}

/// Cancels a session. Bookings stay as they are, so that it can be taken back. Of a session that is over, nobody is told: it is
/// put on record that it did not take place.
pub fn cancel(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    why: &Why,
) -> Result<Done<u64>, Stop> {
    why.problems().check()?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    refuse_settled(tx, &before, moment.now)?;
    if tx.changed(
        &sql::SESSION_CANCEL,
        values![
            id.0,
            version,
            why.reason.trim(),
            why.cause.code(),
            why.asked_by.code()
        ],
    )? == 0
    {
        return Err(stale(moment));
    }
    letters::drop_reminder(tx, moment, id)?;
    let (word, count) = if before.over(moment.now) {
        ("did not take place", 0)
    } else {
        ("cancelled", tell(tx, moment, id, Letter::SessionCancelled, &[])?)
    };
    Done::recorded(tx, pass, Change::new(word).reason(why.text()), moment.now, count)
}

/// Leave to take a cancellation back: before the session would have begun, so that everybody can be told, and once it is over, to
/// put the record right.
pub(crate) fn refuse_restoring(session: &Session, now: Instant) -> Result<(), Stop> {
    let words = if session.state != SessionState::Cancelled {
        "This session is not cancelled.".to_owned()
    } else if session.begun(now) && !session.over(now) {
        "This session was to have begun, so nobody could be told in time. If it takes place after all, put that on record once its last day is over."
            .to_owned()
    } else {
        return Ok(());
    };
    Err(Refusal::Closed(words).into())
}

/// Takes a cancellation back; everybody is told again. Of a session that is over, nobody is told: it is put on record that it took
/// place after all.
pub fn restore(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
) -> Result<Done<u64>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    refuse_restoring(&before, moment.now)?;
    if tx.changed(&sql::SESSION_RESTORE, values![id.0, version])? == 0 {
        return Err(stale(moment));
    }
    let (word, count) = if before.over(moment.now) {
        ("took place after all", 0)
    } else {
        letters::plan_reminder(tx, moment, id)?;
        (
            "cancellation taken back",
            fill_and_tell(tx, moment, id, Letter::SessionRestored)?,
        )
    };
    Done::recorded(tx, pass, Change::new(word), moment.now, count)
}

/// Gives free places to those who wait and tells everybody, each in one message: who is given a place hears of that, with the days as
/// they are now. Returns how many were written to.
fn fill_and_tell(tx: &mut Tx, moment: &Moment, id: SessionId, letter: Letter) -> Result<u64, Stop> {
    let placed: Vec<BookingId> = queue::fill(tx, moment, id)?
        .iter()
        .map(|booking| booking.id)
        .collect();
    let told = tell(tx, moment, id, letter, &placed)?;
    Ok(told.saturating_add(u64::try_from(placed.len()).unwrap_or(0)))
}

/// One message to each person who has a place or waits for one, but not to those who `know`; changed details concern only those with a
/// place. Returns how many were written to.
pub(crate) fn tell(
    tx: &mut Tx,
    moment: &Moment,
    id: SessionId,
    letter: Letter,
    know: &[BookingId],
) -> Result<u64, Stop> {
    tx.run(&booking::BOOKING_CALENDARS, values![id.0])?;
    let session = reading::session_by_id(tx, id)?;
    let mut count = 0;
    for closed in tx.all(&booking::BOOKING_LIST, values![id.0], booking::booking)? {
        let concerns = match closed.state {
            BookingState::Booked => true,
            BookingState::Waiting => letter != Letter::DetailsChanged,
            BookingState::Cancelled => false,
        };
        if !concerns || closed.email.is_none() || know.contains(&closed.id) {
            continue;
        }
        let booking = people::opened(tx.keys(), closed)?;
        letters::send_about(tx, moment, &session, &booking, letter)?;
        count += 1;
    }
    Ok(count)
}

/// A reason as it is kept: there must be one, and not too long.
pub(crate) fn required(reason: &str) -> Result<&str, Stop> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problems::one("reason", "Enter the reason").into());
    }
    if reason.chars().count() > 500 {
        return Err(Problems::one("reason", "Use 500 characters or fewer").into());
    }
    Ok(reason)
}
