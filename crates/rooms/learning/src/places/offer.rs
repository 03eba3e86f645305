//! A place that came free, kept for a time for who waited: she says whether she takes it, else it goes on to the next.

use super::own::{self, refuse_begun};
use crate::guards::OwnBookingRecord;
use crate::letters::{self, Letter};
use crate::model::{Booking, BookingId, BookingState, Session};
use crate::moment::Moment;
use crate::plan::rules;
use crate::reading;
use crate::records::rules as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Instant, Refusal, Stop};
use post::jobs;
use store::{Tx, values};

/// Kind of the job that ends an offer.
pub(crate) const OFFER_JOB: &str = "learning.offer";

/// Until when a place that comes free now is kept for who waited; `None`: it is hers at once, because the course says so, or because the
/// session begins before the time would be over.
pub(crate) fn until(tx: &mut Tx, moment: &Moment, session: &Session) -> Result<Option<Instant>, Stop> {
    let hours = rules::of(tx, session.course)?.offer_hours;
    let until = hours.map(|hours| moment.now.plus_seconds(hours.saturating_mul(3600)));
    Ok(until.filter(|until| session.starts_at().is_some_and(|start| *until < start)))
}

/// Offers a place that a booking was given, until then; the letter that says so.
pub(crate) fn make(
    tx: &mut Tx,
    moment: &Moment,
    booking: &Booking,
    until: Option<Instant>,
) -> Result<Letter, Stop> {
    let Some(until) = until else {
        return Ok(Letter::PlaceFreed);
    };
    tx.run(&sql::BOOKING_OFFER, values![booking.id.0, until])?;
    let job = jobs::NewJob {
        id: moment.id(),
        kind: OFFER_JOB,
        payload: serde_json::json!({ "booking": booking.id.to_string() }),
        key: format!("offer {} {}", booking.id, booking.calendar_sequence),
        run_after: until,
    };
    jobs::enqueue(tx, &job, moment.now)?;
    Ok(Letter::Offer)
}

/// She takes the place that is kept for her. Taking it twice is taking it once.
pub fn take(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, id)?;
    let booking = reading::booking_by_id(tx, id)?;
    refuse_begun(&reading::session_by_id(tx, booking.session)?, moment.now)?;
    let ended = booking.offer_until.is_some_and(|until| until <= moment.now);
    if booking.state != BookingState::Booked || ended {
        let words = "The time in which you could take the place is over, so it went on to the next.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    if tx.changed(&sql::BOOKING_TAKEN, values![id.0, moment.now])? == 1 {
        letters::send(tx, moment, &booking, Letter::Taken)?;
    }
    Done::recorded(tx, pass, Change::new("took the place"), moment.now, ())
}

/// Ends an offer whose time is over and that nobody took. Returns whether there was one.
pub(crate) fn end(tx: &mut Tx, moment: &Moment, id: BookingId) -> Result<bool, Stop> {
    let booking = reading::booking_by_id(tx, id)?;
    let session = reading::session_by_id(tx, booking.session)?;
    let over = booking.offer_until.is_some_and(|until| until <= moment.now);
    if booking.state != BookingState::Booked || !over || !session.open_for_booking(moment.now) {
        return Ok(false);
    }
    own::give_up(tx, moment, id, Letter::OfferEnded)?;
    Ok(true)
}
