//! What coordinators and trainers see and do with the bookings of a session.

use super::{own, queue};
use crate::guards::{BookingRecord, SessionRecord};
use crate::letters::{self, Letter};
use crate::model::{Booking, BookingId, BookingState, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::booking as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Refusal, Stop};
use store::{Tx, Value, values};

/// The bookings of a session in sight, people with a place first. Names are sealed, so the search reads the session's
/// bookings and compares in memory: a session has hundreds of them at most.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::ReadBookings>,
    session: SessionId,
    state: Option<BookingState>,
    words: &str,
) -> Result<Vec<Booking>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let filters: &[&str] = if state.is_some() { &["state"] } else { &[] };
    let code = state.map(|state| state.code().to_owned());
    let closed = tx.list(
        &sql::BOOKING_LIST,
        filters,
        values![session.0, Value::from(code)],
        sql::booking,
    )?;
    let mut bookings = Vec::with_capacity(closed.len());
    for booking in closed {
        bookings.push(people::opened(tx.keys(), booking)?);
    }
    let words = words.trim().to_lowercase();
    if !words.is_empty() {
        bookings.retain(|booking| {
            let person = &booking.draft.person;
            [
                &person.name,
                &person.email,
                &person.organisation,
                &booking.reference,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(&words))
        });
    }
    let rank = |state: BookingState| match state {
        BookingState::Booked => 0,
        BookingState::Waiting => 1,
        BookingState::Cancelled => 2,
    };
    bookings.sort_by_cached_key(|booking| {
        (
            rank(booking.state),
            booking.queue_place,
            booking.draft.person.name.to_lowercase(),
        )
    });
    Ok(bookings)
}

/// Cancels somebody's booking for her; she is told by mail.
pub fn cancel(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    own::give_up(tx, moment, id)?;
    Done::recorded(
        tx,
        pass,
        Change::new("cancelled booking").reason(reason),
        moment.now,
        (),
    )
}

/// Gives somebody on the waiting list a place out of turn: a free one if there is one, else the next that is freed.
pub fn promote(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<BookingState>, Stop> {
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    let mut booking = reading::booking_by_id(tx, id)?;
    let mut state = booking.state;
    if booking.state == BookingState::Waiting {
        if !reading::session_by_id(tx, booking.session)?.open_for_booking(moment.now) {
            let words = "This session has begun or will not take place, so nobody is given a place any more.";
            return Err(Refusal::Closed(words.to_owned()).into());
        }
        if queue::take(tx, booking.session)? {
            queue::turn(
                tx,
                moment,
                id.0,
                BookingState::Waiting,
                BookingState::Booked,
                None,
            )?;
            booking.state = BookingState::Booked;
            booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
            letters::send(tx, moment, &booking, Letter::PlaceFreed)?;
            state = BookingState::Booked;
        } else {
            tx.run(&sql::BOOKING_FRONT, values![id.0, booking.session.0, moment.now])?;
        }
    }
    Done::recorded(tx, pass, Change::new("moved up waiting list"), moment.now, state)
}

/// Sends somebody a new link to her booking; links sent before open nothing from now on.
pub fn renew_link(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    tx.run(&sql::LINK_RENEW, values![id.0])?;
    let booking = reading::booking_by_id(tx, id)?;
    letters::send(tx, moment, &booking, Letter::NewLink)?;
    Done::recorded(
        tx,
        pass,
        Change::new("sent a new link").field("link_round"),
        moment.now,
        (),
    )
}
