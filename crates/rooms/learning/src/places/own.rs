//! What the holder of a signed link may do with her own booking, and nothing else.

use super::{link, queue};
use crate::guards::OwnBookingRecord;
use crate::letters::{self, Letter};
use crate::model::{Booking, BookingDraft, BookingId, BookingState, OwnBooking, Session, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::{booking as sql, join};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Instant, Refusal, Stop};
use store::{Tx, Value, values};

/// A link to a booking opens it up to this many days after the last day of its session.
pub const LINK_DAYS: i64 = 30;

/// The booking behind a token. A token that is wrong in any way is an unknown page; a right one ends [`LINK_DAYS`] after
/// the session.
pub fn by_token(
    tx: &mut Tx,
    _scope: &Scope<actions::ManageOwnBooking>,
    now: Instant,
    token: &str,
) -> Result<OwnBooking, Stop> {
    let id = link::named(token).ok_or(Refusal::Unknown)?;
    let closed = tx
        .one(&sql::BOOKING_FETCH, values![id.0], sql::booking)?
        .ok_or(Refusal::Unknown)?;
    if !link::genuine(tx.keys(), token, id, closed.link_round) {
        return Err(Refusal::Unknown.into());
    }
    let closed = standing(tx, closed)?;
    let booking = people::opened(tx.keys(), closed)?;
    let session = reading::session_by_id(tx, booking.session)?;
    if ended(&session, now) {
        return Err(Refusal::Closed(format!(
            "The link to your booking ended {LINK_DAYS} days after the last day of the session. To see or correct what is \
             kept about you, ask the coordinator of your borough. To take part again, choose a session from the list."
        ))
        .into());
    }
    let ahead = match booking.queue_place {
        Some(place) => tx.one(&sql::BOOKING_AHEAD, values![booking.session.0, place], |row| {
            row.get(0)
        })?,
        None => None,
    };
    Ok(OwnBooking {
        booking,
        session,
        ahead,
    })
}

/// The booking that stands where somebody had two of one session under two records that were joined since.
fn standing(tx: &mut Tx, closed: sql::Closed) -> Result<sql::Closed, Stop> {
    if closed.state != BookingState::Cancelled {
        return Ok(closed);
    }
    let stands = tx.one(&join::BOOKING_STANDING, values![closed.id.0], |row| {
        row.get::<kernel::Id>(0)
    })?;
    let Some(stands) = stands else {
        return Ok(closed);
    };
    let found = tx.one(&sql::BOOKING_FETCH, values![stands], sql::booking)?;
    Ok(found.unwrap_or(closed))
}

/// The days in which the link opens the booking are over.
fn ended(session: &Session, now: Instant) -> bool {
    session.last_day.plus(LINK_DAYS) < now.day()
}

/// Bookings of a session that has begun, or will not take place, are changed by its coordinators only.
pub(crate) fn refuse_begun(session: &Session, now: Instant) -> Result<(), Stop> {
    if session.open_for_booking(now) {
        return Ok(());
    }
    let words = if session.state == SessionState::Cancelled {
        "This session will not take place, so nothing can be changed in its bookings."
    } else {
        "This session has begun, so its bookings can no longer be changed here. If something in yours is wrong, tell the coordinator."
    };
    Err(Refusal::Closed(words.to_owned()).into())
}

/// Changes what she filled in. Her address stays: it is how she is known.
pub fn change(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
    version: i64,
    draft: &BookingDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<OwnBookingRecord>(tx, id)?;
    let booking = reading::booking_by_id(tx, id)?;
    refuse_begun(&reading::session_by_id(tx, booking.session)?, moment.now)?;
    let access = people::seal(
        tx,
        moment,
        "booking",
        "access_needs_sealed",
        id.0,
        &draft.access_needs,
    );
    let language = people::seal(
        tx,
        moment,
        "booking",
        "language_needs_sealed",
        id.0,
        &draft.language_needs,
    );
    let rows = tx.changed(
        &sql::BOOKING_UPDATE,
        values![
            id.0,
            version,
            draft.person.organisation.trim(),
            draft.person.background.as_str(),
            Value::from(draft.person.area.borough()),
            access,
            language,
            moment.now,
            Value::from(draft.person.area.answer())
        ],
    )?;
    if rows == 0 {
        return Err(Refusal::Changed {
            by: "someone".to_owned(),
            when: moment.now,
        }
        .into());
    }
    people::rename(tx, moment, &booking, &draft.person.name)?;
    Done::recorded(tx, pass, Change::new("changed own booking"), moment.now, ())
}

/// Gives the place, or the number on the waiting list, back; whoever waits gets the place at once.
pub fn cancel(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, id)?;
    let booking = reading::booking_by_id(tx, id)?;
    refuse_begun(&reading::session_by_id(tx, booking.session)?, moment.now)?;
    give_up(tx, moment, id, Letter::Cancelled)?;
    Done::recorded(tx, pass, Change::new("cancelled own booking"), moment.now, ())
}

/// Ends a booking and passes its place on; `told` is what somebody with a place hears. Ending it twice is ending it once.
pub(crate) fn give_up(tx: &mut Tx, moment: &Moment, id: BookingId, told: Letter) -> Result<(), Stop> {
    let mut booking = reading::booking_by_id(tx, id)?;
    let before = booking.state;
    if before == BookingState::Cancelled {
        return Ok(());
    }
    if !queue::turn(tx, moment, id.0, before, BookingState::Cancelled, None)? {
        return Err(Refusal::Busy.into());
    }
    if before == BookingState::Booked {
        note_given_up(tx, moment, &booking, told)?;
        queue::free(tx, &booking)?;
    }
    booking.state = BookingState::Cancelled;
    booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
    let says_more = matches!(told, Letter::NotAgreed | Letter::OfferEnded);
    let letter = if before == BookingState::Booked || says_more {
        told
    } else {
        Letter::StoppedWaiting
    };
    letters::send(tx, moment, &booking, letter)?;
    queue::fill(tx, moment, booking.session)?;
    Ok(())
}

/// Writes down how many days before its session a place was given back. One that was only offered, or that the house ended, was not hers to give.
fn note_given_up(tx: &mut Tx, moment: &Moment, booking: &Booking, told: Letter) -> Result<(), Stop> {
    if booking.offer_until.is_some() || !matches!(told, Letter::Cancelled | Letter::CancelledForHer) {
        return Ok(());
    }
    let first = tx.one(&sql::SESSION_FIRST_DAY, values![booking.session.0], |row| {
        row.get::<Day>(0)
    })?;
    if let Some(first) = first {
        let days = first.days_since(moment.now.day());
        tx.run(&sql::BOOKING_GIVEN_UP, values![booking.id.0, days])?;
    }
    Ok(())
}
