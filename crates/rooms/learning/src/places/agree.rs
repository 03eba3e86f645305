//! Agreement to a booking: by the manager whom somebody named, by a coordinator, and by what she did before. Until then she waits, with
//! her number, and no place is given to her.

use super::own::{self, refuse_begun};
use super::{link, queue};
use crate::commitments::make;
use crate::guards::{BookingRecord, LearnerInSight, OwnBookingRecord};
use crate::learners::recognise::{self, Seen};
use crate::letters::{self, Letter};
use crate::model::{
    Awaits, Booking, BookingId, BookingState, CommitmentDraft, CourseId, LearnerId, Rules, Session, limit,
};
use crate::moment::Moment;
use crate::people;
use crate::plan::rules;
use crate::reading;
use crate::records::{booking, rules as sql};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Courses asked for before the one of a session that a person has not done, and for which nothing that she learned elsewhere counts on its
/// first day.
pub(crate) fn missing(
    tx: &mut Tx,
    session: &Session,
    learner: LearnerId,
) -> Result<Vec<(CourseId, String)>, Stop> {
    let values = values![session.course.0, learner.0, session.first_day];
    Ok(tx.all(&sql::PREREQUISITE_MISSING, values, sql::titled)?)
}

/// Whose agreement a new booking waits for first.
pub(crate) fn first(
    tx: &mut Tx,
    rules: &Rules,
    session: &Session,
    learner: LearnerId,
) -> Result<Option<Awaits>, Stop> {
    if rules.manager {
        return Ok(Some(Awaits::Manager));
    }
    after_manager(tx, rules, session, learner)
}

/// Whose agreement it waits for once the manager has agreed.
fn after_manager(
    tx: &mut Tx,
    rules: &Rules,
    session: &Session,
    learner: LearnerId,
) -> Result<Option<Awaits>, Stop> {
    let asks = rules.approval || (!rules.needs.is_empty() && !missing(tx, session, learner)?.is_empty());
    Ok(asks.then_some(Awaits::Coordinator))
}

/// A booking as the manager sees it whom the person named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The booking.
    pub booking: Booking,
    /// The session it is for.
    pub session: Session,
}

/// The booking behind a manager's link. A link that is wrong in any way is an unknown page; a right one ends when the session begins or the
/// booking is over.
pub fn by_token(
    tx: &mut Tx,
    _scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    token: &str,
) -> Result<Asked, Stop> {
    let id = link::named(token).ok_or(Refusal::Unknown)?;
    let closed = tx
        .one(&booking::BOOKING_FETCH, values![id.0], booking::booking)?
        .ok_or(Refusal::Unknown)?;
    let booking = people::opened(tx.keys(), closed)?;
    if !link::genuine_for_manager(tx.keys(), token, &booking) {
        return Err(Refusal::Unknown.into());
    }
    let session = reading::session_by_id(tx, booking.session)?;
    refuse_begun(&session, moment.now)?;
    if booking.awaits != Some(Awaits::Manager) {
        let words = "Your answer is not asked for any more: you have answered, or the booking was cancelled.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(Asked { booking, session })
}

/// What somebody who was asked says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// She may come.
    Yes,
    /// She may not.
    No,
}

/// The manager whom the person named answers.
pub fn manager_says(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
    says: Says,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, id)?;
    let booking = awaiting(tx, id, Some(Awaits::Manager))?;
    refuse_begun(&reading::session_by_id(tx, booking.session)?, moment.now)?;
    let word = match says {
        Says::Yes => {
            go_on(tx, moment, &booking)?;
            "manager agreed"
        }
        Says::No => {
            own::give_up(tx, moment, id, Letter::NotAgreed)?;
            "manager did not agree"
        }
    };
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

/// The manager agrees, and says what her organisation will review.
pub fn manager_commits(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
    promise: &CommitmentDraft,
) -> Result<Done<()>, Stop> {
    let booking = awaiting(tx, id, Some(Awaits::Manager))?;
    make::make(tx, scope, moment, &booking, promise)?;
    manager_says(tx, scope, moment, id, Says::Yes)
}

/// How a coordinator answers a booking.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether the person may come.
    pub says: Says,
    /// Why; must be there unless she has all that is asked for and may come.
    pub reason: String,
    /// What she learned elsewhere is recognised for her later bookings, too.
    pub recognise: bool,
}

kernel::masked!(Answer);

/// A coordinator answers, also for a manager who does not. Returns where the booking stands then.
pub fn coordinator_says(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
    answer: &Answer,
) -> Result<Done<BookingState>, Stop> {
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    let booking = awaiting(tx, id, None)?;
    let session = reading::session_by_id(tx, booking.session)?;
    refuse_begun(&session, moment.now)?;
    let lacks = missing(tx, &session, booking.learner)?;
    let mut problems = Problems::none();
    let reason = answer.reason.trim();
    limit(&mut problems, "reason", reason, 500);
    let for_manager = booking.awaits == Some(Awaits::Manager);
    if reason.is_empty() && (answer.says == Says::No || for_manager || !lacks.is_empty()) {
        problems.add("reason", "Enter the reason");
    }
    problems.check()?;
    let word = match answer.says {
        Says::Yes => {
            if answer.recognise {
                let by = scope
                    .account_id()
                    .ok_or_else(|| Fault::new("nobody recognises what somebody learned"))?;
                for (course, _) in &lacks {
                    let seen = Seen {
                        course: *course,
                        evidence: reason,
                        holds_until: None,
                        on: session.first_day,
                    };
                    recognise::write(tx, moment, by, booking.learner, &seen)?;
                }
                if !lacks.is_empty() {
                    recognise::recount(tx, booking.learner, moment.now.day())?;
                    let titles: Vec<&str> = lacks.iter().map(|(_, title)| title.as_str()).collect();
                    let change = Change::new("earlier learning recognised")
                        .reason(format!("{}. {reason}", titles.join(", ")));
                    let of_her = scope.pass::<LearnerInSight>(tx, booking.learner)?;
                    audit::also(tx, &of_her, change, moment.now)?;
                }
            }
            settle(tx, moment, &booking, None)?;
            if answer.recognise && !lacks.is_empty() {
                "approved booking and recognised earlier learning"
            } else {
                "approved booking"
            }
        }
        Says::No => {
            own::give_up(tx, moment, id, Letter::NotAgreed)?;
            "declined booking"
        }
    };
    let state = reading::booking_by_id(tx, id)?.state;
    Done::recorded(tx, pass, Change::new(word).reason(reason), moment.now, state)
}

/// The manager agreed: a coordinator is next, or nobody.
fn go_on(tx: &mut Tx, moment: &Moment, booking: &Booking) -> Result<(), Stop> {
    let session = reading::session_by_id(tx, booking.session)?;
    let rules = rules::of(tx, session.course)?;
    let next = after_manager(tx, &rules, &session, booking.learner)?;
    settle(tx, moment, booking, next)
}

/// Writes down whose agreement is waited for now. Nobody's: she is given a place if there is one, and told where she stands.
fn settle(tx: &mut Tx, moment: &Moment, booking: &Booking, awaits: Option<Awaits>) -> Result<(), Stop> {
    let code = Value::from(awaits.map(Awaits::code));
    if tx.changed(&sql::BOOKING_AWAITS, values![booking.id.0, code, moment.now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    if awaits.is_some() {
        return Ok(());
    }
    let placed = queue::fill_agreed(tx, moment, booking.session, booking.id)?;
    if !placed {
        let now = reading::booking_by_id(tx, booking.id)?;
        letters::send(tx, moment, &now, Letter::Agreed)?;
    }
    Ok(())
}

/// A booking that waits for agreement: `whose`, or anybody's.
fn awaiting(tx: &mut Tx, id: BookingId, whose: Option<Awaits>) -> Result<Booking, Stop> {
    let booking = reading::booking_by_id(tx, id)?;
    let waits = match whose {
        Some(whose) => booking.awaits == Some(whose),
        None => booking.awaits.is_some(),
    };
    if booking.state == BookingState::Waiting && waits {
        return Ok(booking);
    }
    let words = "This booking does not wait for an answer any more.";
    Err(Refusal::Closed(words.to_owned()).into())
}
