//! The waiting list fills by itself: whenever a place is free, the first who waits gets it, in the same transaction.

use crate::letters::{self, Letter};
use crate::model::{Booking, BookingState, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::booking as sql;
use kernel::Stop;
use store::{Tx, Value, values};

/// Gives free places to those who wait, first come first served, and tells them. Returns who got one. Nobody is given a place
/// in a session that has begun.
pub(crate) fn fill(tx: &mut Tx, moment: &Moment, session: SessionId) -> Result<Vec<Booking>, Stop> {
    let mut placed = Vec::new();
    if !reading::session_by_id(tx, session)?.open_for_booking(moment.now) {
        return Ok(placed);
    }
    while let Some(closed) = tx.one(&sql::BOOKING_FIRST_WAITING, values![session.0], sql::booking)? {
        if !take(tx, session)? {
            break;
        }
        turn(
            tx,
            moment,
            closed.id.0,
            BookingState::Waiting,
            BookingState::Booked,
            None,
        )?;
        let mut booking = people::opened(tx.keys(), closed)?;
        booking.state = BookingState::Booked;
        booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
        letters::send(tx, moment, &booking, Letter::PlaceFreed)?;
        placed.push(booking);
    }
    Ok(placed)
}

/// Takes one place by one conditional update. `false`: there is none.
pub(crate) fn take(tx: &mut Tx, session: SessionId) -> Result<bool, Stop> {
    Ok(tx.changed(&sql::PLACE_TAKE, values![session.0])? == 1)
}

/// Gives one place back.
pub(crate) fn free(tx: &mut Tx, session: SessionId) -> Result<(), Stop> {
    tx.run(&sql::PLACE_FREE, values![session.0])?;
    Ok(())
}

/// The next number on the waiting list; `None` when the session takes nobody any more.
pub(crate) fn number(tx: &mut Tx, session: SessionId) -> Result<Option<i64>, Stop> {
    Ok(tx.one(&sql::QUEUE_NEXT, values![session.0], |row| row.get(0))?)
}

/// Moves a booking from one state to another, if it still stands in the first.
pub(crate) fn turn(
    tx: &mut Tx,
    moment: &Moment,
    booking: kernel::Id,
    from: BookingState,
    to: BookingState,
    place: Option<i64>,
) -> Result<bool, Stop> {
    let rows = tx.changed(
        &sql::BOOKING_TURN,
        values![booking, from.code(), to.code(), Value::from(place), moment.now],
    )?;
    Ok(rows == 1)
}
