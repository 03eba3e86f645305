//! What people are told by mail: one neutral text to one person, with her link and a calendar file, queued in the same
//! transaction as the change it tells of.

use crate::model::{Booking, BookingId, BookingState, Session, SessionId};
use crate::moment::Moment;
use crate::places::link;
use crate::reading;
use crate::records::booking as sql;
use kernel::{Fault, Instant, Stop};
use paper::calendar::{self, Meeting, Method};
use post::address::Address;
use post::template::Template;
use post::{jobs, outbox};
use store::{Tx, values};

/// Why somebody hears from us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Letter {
    /// She booked.
    Confirmation,
    /// She booked what she had booked before.
    Again,
    /// It was agreed that she may come.
    Agreed,
    /// It was not.
    NotAgreed,
    /// A place became hers.
    PlaceFreed,
    /// A place is kept for her for a time, to take or to leave.
    Offer,
    /// She took it.
    Taken,
    /// She did not take it in time.
    OfferEnded,
    /// She gave her place up.
    Cancelled,
    /// A coordinator cancelled her place.
    CancelledForHer,
    /// A number on the waiting list is given up, by her or for her: there is no calendar entry to take away.
    StoppedWaiting,
    /// Venue or access notes of the session changed.
    DetailsChanged,
    /// The session moved.
    Moved,
    /// The session will not take place.
    SessionCancelled,
    /// It will take place after all.
    SessionRestored,
    /// It is soon.
    Reminder,
    /// She asked for the link again, or the old one went astray.
    NewLink,
}

/// Kind of the job that reminds everybody of a session.
pub(crate) const REMINDER_JOB: &str = "learning.reminder";
/// Reminders go out this long before the start.
pub(crate) const REMINDER_SECONDS: i64 = 2 * 86_400;

/// To whom, about which booking.
pub(crate) struct Addressee<'b> {
    /// The booking.
    pub(crate) id: BookingId,
    /// Her address; may be empty.
    pub(crate) email: &'b str,
    /// How the booking stands now.
    pub(crate) state: BookingState,
    /// Which of her links is the living one.
    pub(crate) link_round: i64,
    /// Name of the calendar entry.
    pub(crate) calendar_uid: &'b str,
    /// Which version of the calendar entry this is.
    pub(crate) calendar_sequence: i64,
    /// The most days that were ever sent to her calendar.
    pub(crate) calendar_days: i64,
    /// Somebody has to agree first.
    pub(crate) awaits: bool,
}

impl<'b> From<&'b Booking> for Addressee<'b> {
    fn from(booking: &'b Booking) -> Self {
        Self {
            id: booking.id,
            email: &booking.draft.person.email,
            state: booking.state,
            link_round: booking.link_round,
            calendar_uid: &booking.calendar_uid,
            calendar_sequence: booking.calendar_sequence,
            calendar_days: booking.calendar_days,
            awaits: booking.awaits.is_some(),
        }
    }
}

/// Queues the letter. A person without an address hears nothing; an address that no mail goes to is not taken in any form.
pub(crate) fn send(tx: &mut Tx, moment: &Moment, booking: &Booking, letter: Letter) -> Result<(), Stop> {
    let session = reading::session_by_id(tx, booking.session)?;
    send_about(tx, moment, &session, booking, letter)
}

/// [`send`] for callers that have the session at hand.
pub(crate) fn send_about<'b>(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    booking: impl Into<Addressee<'b>>,
    letter: Letter,
) -> Result<(), Stop> {
    let booking = booking.into();
    if booking.email.trim().is_empty() {
        return Ok(());
    }
    let to = Address::parse(booking.email)
        .ok_or_else(|| Fault::new("a booking's address is none that mail goes to"))?;
    let token = link::token(tx.keys(), booking.id, booking.link_round);
    let mut message = outbox::Letter::new(
        to,
        template(letter, &booking, session.takes_bookings(moment.now)),
        &moment.address(&format!("/booking/{token}")),
    );
    let days = days(session);
    let meeting = Meeting {
        uid: booking.calendar_uid.to_owned(),
        sequence: u32::try_from(booking.calendar_sequence).unwrap_or(0),
        stamp: moment.now,
        days: days.clone(),
    };
    let most = usize::try_from(booking.calendar_days).unwrap_or(0);
    match method(letter, booking.state).filter(|_| !days.is_empty()) {
        Some(Method::Publish) => {
            message.calendar = Some(calendar::write(&meeting, Method::Publish)?);
            if letter == Letter::Moved {
                message.dropped = calendar::dropped(&meeting, most)?;
            }
            if most < days.len() {
                let now = i64::try_from(days.len()).unwrap_or(i64::MAX);
                tx.run(&sql::BOOKING_CALENDAR_DAYS, values![booking.id.0, now])?;
            }
        }
        Some(Method::Cancel) => message.calendar = Some(calendar::cancel(&meeting, most)?),
        None => {}
    }
    message.days = days;
    let key = key(letter, &booking, moment.now);
    outbox::enqueue(
        tx,
        &message,
        moment.id(),
        &key,
        moment.now,
        moment.entropy(),
        moment.now,
    )?;
    Ok(())
}

/// Asks the manager whom somebody named whether she may come. Neither of them, nor what it is about, is named.
pub(crate) fn ask_manager(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    booking: BookingId,
    (round, sequence): (i64, i64),
    manager: &str,
) -> Result<(), Stop> {
    let token = link::token_for_manager(tx.keys(), booking, round, manager);
    let link = moment.address(&format!("/agreement/{token}"));
    let key = format!("agreement {booking} {round} {sequence}");
    beside(
        tx,
        moment,
        session,
        (manager, Template::AgreementAsked),
        &link,
        &key,
    )
}

/// Tells who booked for a colleague that it is done: what it came to, only the colleague hears. Once an hour at most.
pub(crate) fn tell_colleague(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    booking: BookingId,
    colleague: &str,
) -> Result<(), Stop> {
    let hour = moment.now.millis().div_euclid(3_600_000);
    let key = format!("booked for {booking} {hour}");
    beside(
        tx,
        moment,
        session,
        (colleague, Template::BookedForColleague),
        "",
        &key,
    )
}

/// A letter to somebody whose booking it is not.
fn beside(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    (address, template): (&str, Template),
    link: &str,
    key: &str,
) -> Result<(), Stop> {
    let to = Address::parse(address).ok_or_else(|| Fault::new("an address is none that mail goes to"))?;
    let mut message = outbox::Letter::new(to, template, link);
    message.days = days(session);
    let (id, now) = (moment.id(), moment.now);
    outbox::enqueue(tx, &message, id, key, now, moment.entropy(), now)?;
    Ok(())
}

/// The job that reminds everybody two days before; none when the session is sooner than that.
pub(crate) fn plan_reminder(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<(), Stop> {
    let session = reading::session_by_id(tx, id)?;
    let Some(due) = session
        .starts_at()
        .map(|start| start.plus_seconds(-REMINDER_SECONDS))
    else {
        return Ok(());
    };
    let key = format!("reminder {id}");
    if due <= moment.now {
        jobs::withdraw(tx, &key, moment.now)?;
        return Ok(());
    }
    let job = jobs::NewJob {
        id: moment.id(),
        kind: REMINDER_JOB,
        payload: serde_json::json!({ "session": id.to_string() }),
        key: key.clone(),
        run_after: due,
    };
    jobs::enqueue(tx, &job, moment.now)?;
    jobs::move_to(tx, &key, due)?;
    Ok(())
}

/// The session will not take place: nobody is to be reminded.
pub(crate) fn drop_reminder(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<(), Stop> {
    jobs::withdraw(tx, &format!("reminder {id}"), moment.now)?;
    Ok(())
}

fn days(session: &Session) -> Vec<(Instant, Instant)> {
    session
        .days
        .iter()
        .filter_map(|day| Some((day.starts_at()?, day.ends_at()?)))
        .collect()
}

/// The text that is true of its reader; `open`: she may book again.
const fn template(letter: Letter, booking: &Addressee<'_>, open: bool) -> Template {
    match (letter, booking.state) {
        (Letter::PlaceFreed, _) => Template::Offered,
        (Letter::Offer, _) => Template::OfferedUntil,
        (Letter::OfferEnded, _) => Template::OfferEnded,
        (Letter::NotAgreed, _) => Template::NotAgreed,
        (Letter::Confirmation | Letter::NewLink, BookingState::Waiting) if booking.awaits => {
            Template::AwaitsAgreement
        }
        (Letter::Cancelled, _) => Template::GivenBack,
        (Letter::CancelledForHer, _)
        | (Letter::Confirmation | Letter::Again | Letter::NewLink, BookingState::Cancelled) => {
            if open {
                Template::CancelledForYou
            } else {
                Template::CancelledForYouClosed
            }
        }
        (Letter::StoppedWaiting, _) => Template::NoLongerWaiting,
        (Letter::Moved, BookingState::Waiting) => Template::MovedWaiting,
        (Letter::Moved, _) => Template::Moved,
        (Letter::SessionRestored, BookingState::Waiting) => Template::OnAgainWaiting,
        (Letter::SessionRestored, _) => Template::OnAgain,
        (Letter::DetailsChanged, _) => Template::DetailsChanged,
        (Letter::SessionCancelled, _) => Template::CalledOff,
        (Letter::Reminder, _) => Template::Reminder,
        (Letter::Again, BookingState::Booked) => Template::Stands,
        (Letter::Again, BookingState::Waiting) => Template::StandsWaiting,
        (Letter::Confirmation | Letter::NewLink | Letter::Agreed | Letter::Taken, BookingState::Waiting) => {
            Template::Waiting
        }
        (Letter::Confirmation | Letter::NewLink | Letter::Agreed | Letter::Taken, _) => Template::Confirmed,
    }
}

/// What the calendar is to do; nothing for those who only wait.
const fn method(letter: Letter, state: BookingState) -> Option<Method> {
    match (letter, state) {
        (Letter::Cancelled | Letter::CancelledForHer | Letter::OfferEnded, _)
        | (Letter::SessionCancelled, BookingState::Booked) => Some(Method::Cancel),
        (_, BookingState::Booked) => Some(Method::Publish),
        (_, BookingState::Waiting | BookingState::Cancelled) => None,
    }
}

/// Each version of a booking is told once for each reason; who books again and again is told once an hour.
fn key(letter: Letter, booking: &Addressee<'_>, now: Instant) -> String {
    match letter {
        Letter::Again => format!(
            "booking {} again {}",
            booking.id,
            now.millis().div_euclid(3_600_000)
        ),
        Letter::NewLink => format!("booking {} link {}", booking.id, booking.link_round),
        other => format!("booking {} {} {other:?}", booking.id, booking.calendar_sequence),
    }
}
