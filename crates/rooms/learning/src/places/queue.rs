//! The waiting list fills by itself: whenever a place is free, the first who waits gets it, in the same transaction.

use super::offer;
use crate::letters::{self, Letter};
use crate::model::{Booking, BookingId, BookingState, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::{booking as sql, held};
use kernel::{Id, Refusal, Stop};
use store::{Tx, Value, values};

/// Gives free places to those who wait, first come first served, and tells them. Returns who got one. Nobody is given a place
/// in a session that has begun.
pub(crate) fn fill(tx: &mut Tx, moment: &Moment, session: SessionId) -> Result<Vec<Booking>, Stop> {
    give(tx, moment, session, None)
}

/// The same once a booking has been agreed to. Returns whether it was given a place.
pub(crate) fn fill_agreed(
    tx: &mut Tx,
    moment: &Moment,
    session: SessionId,
    agreed: BookingId,
) -> Result<bool, Stop> {
    let placed = give(tx, moment, session, Some(agreed))?;
    Ok(placed.iter().any(|booking| booking.id == agreed))
}

fn give(
    tx: &mut Tx,
    moment: &Moment,
    session: SessionId,
    agreed: Option<BookingId>,
) -> Result<Vec<Booking>, Stop> {
    let mut placed = Vec::new();
    let session_facts = reading::session_by_id(tx, session)?;
    if !session_facts.open_for_booking(moment.now) {
        return Ok(placed);
    }
    let mut until = None;
    while let Some((closed, place)) = next(tx, session)? {
        turn(
            tx,
            moment,
            closed.id.0,
            BookingState::Waiting,
            BookingState::Booked,
            None,
        )?;
        let mut booking = people::opened(tx.keys(), closed)?;
        note(tx, &booking, place)?;
        booking.state = BookingState::Booked;
        booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
        let letter = if agreed == Some(booking.id) {
            Letter::Agreed
        } else {
            let until = match until {
                Some(until) => until,
                None => *until.insert(offer::until(tx, moment, &session_facts)?),
            };
            offer::make(tx, moment, &booking, until)?
        };
        letters::send(tx, moment, &booking, letter)?;
        placed.push(booking);
    }
    Ok(placed)
}

/// The first who waits and can be given a place, with the place she was given.
fn next(tx: &mut Tx, session: SessionId) -> Result<Option<(sql::Closed, Place)>, Stop> {
    let Some(first) = tx.one(&sql::BOOKING_FIRST_WAITING, values![session.0], sql::booking)? else {
        return Ok(None);
    };
    if let Some(place) = take(tx, session, first.held_places)? {
        return Ok(Some((first, place)));
    }
    let Some(first) = tx.one(&sql::BOOKING_FIRST_HELD, values![session.0], sql::booking)? else {
        return Ok(None);
    };
    let place = take(tx, session, first.held_places)?;
    Ok(place.map(|place| (first, place)))
}

/// What kind of place somebody was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// One that is anybody's.
    Open,
    /// One that was kept back for her.
    Held,
}

/// Takes one place by conditional updates: one of those kept back for her, else one that is anybody's. `None`: there is none.
pub(crate) fn take(tx: &mut Tx, session: SessionId, held: Option<Id>) -> Result<Option<Place>, Stop> {
    if let Some(held) = held
        && tx.changed(&held::HELD_TAKE, values![held])? == 1
    {
        if tx.changed(&held::SESSION_TAKE_HELD, values![session.0])? == 1 {
            return Ok(Some(Place::Held));
        }
        return Err(Refusal::Busy.into());
    }
    let open = tx.changed(&sql::PLACE_TAKE, values![session.0])? == 1;
    Ok(open.then_some(Place::Open))
}

/// Writes down whether a booking's place is one of those kept back for her.
pub(crate) fn note(tx: &mut Tx, booking: &Booking, place: Place) -> Result<(), Stop> {
    let on_held = place == Place::Held;
    if on_held != booking.on_held {
        let held = Value::from(booking.held_places);
        tx.run(&held::BOOKING_HELD, values![booking.id.0, held, on_held])?;
    }
    Ok(())
}

/// Gives the place of a booking back: to those it was kept back for, while it is, else to everybody.
pub(crate) fn free(tx: &mut Tx, booking: &Booking) -> Result<(), Stop> {
    if let Some(held) = booking.held_places.filter(|_| booking.on_held) {
        let kept: Option<bool> = tx.one(&held::HELD_FREE, values![held], |row| row.get(0))?;
        note(tx, booking, Place::Open)?;
        if kept == Some(true) {
            tx.run(&held::SESSION_FREE_HELD, values![booking.session.0])?;
            return Ok(());
        }
    }
    tx.run(&sql::PLACE_FREE, values![booking.session.0])?;
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
    booking: Id,
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
