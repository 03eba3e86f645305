//! What coordinators and trainers see and do with the bookings of a session.

use super::{own, queue};
use crate::guards::{BookingRecord, SessionRecord};
use crate::letters::{self, Letter};
use crate::model::{Awaits, Booking, BookingId, BookingState, SessionId, limit, text};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::{booking as sql, certificate, feed};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Of whatever is done to somebody's booking.
const LONGEST_REASON: usize = 500;

/// Bookings on a page.
pub const PAGE: usize = 50;
/// Bookings read at a time while a search looks for a page of those that fit.
const STRETCH: usize = 250;

/// What the bookings of a session are asked for.
#[derive(Clone, Default)]
pub struct BookingQuery {
    /// Where they stand.
    pub state: Option<BookingState>,
    /// Part of a name, an address, an organisation or a reference.
    pub words: String,
    /// Go on after this reference.
    pub after: Option<String>,
}

kernel::masked!(BookingQuery);

/// A page of the bookings of a session in sight, people with a place first, and the reference to go on after. Names are sealed, so a search
/// opens one stretch of the list after another until it has a page of what fits.
pub fn page(
    tx: &mut Tx,
    scope: &Scope<actions::ReadBookings>,
    session: SessionId,
    query: &BookingQuery,
) -> Result<(Vec<Booking>, Option<String>), Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let words = query.words.trim().to_lowercase();
    let stretch = if words.is_empty() { PAGE + 1 } else { STRETCH };
    let limit = i64::try_from(stretch).unwrap_or(50);
    let mut after = query.after.clone();
    let mut found: Vec<Booking> = Vec::new();
    loop {
        let mut filters = Vec::new();
        if query.state.is_some() {
            filters.push("state");
        }
        if after.is_some() {
            filters.push("after");
        }
        let values = values![
            session.0,
            Value::from(query.state.map(BookingState::code)),
            Value::from(after.clone()),
            limit
        ];
        let closed = tx.list(&sql::BOOKING_PAGE, &filters, values, sql::booking)?;
        let more = closed.len() == stretch;
        after = closed.last().map(|booking| booking.reference.clone());
        for booking in closed {
            let booking = people::opened(tx.keys(), booking)?;
            if fits(&booking, &words) {
                found.push(booking);
            }
        }
        if found.len() > PAGE || !more {
            break;
        }
    }
    let next = found
        .get(PAGE)
        .and_then(|_| found.get(PAGE - 1))
        .map(|last| last.reference.clone());
    found.truncate(PAGE);
    Ok((found, next))
}

/// The words stand in what a booking says of its person; no words stand in every one.
fn fits(booking: &Booking, words: &str) -> bool {
    let person = &booking.draft.person;
    [
        &person.name,
        &person.email,
        &person.organisation,
        &booking.reference,
    ]
    .iter()
    .any(|text| text.to_lowercase().contains(words))
}

/// All bookings of a session in sight, people with a place first: for a file.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::ReadBookings>,
    session: SessionId,
) -> Result<Vec<Booking>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let closed = tx.all(&sql::BOOKING_LIST, values![session.0], sql::booking)?;
    let mut bookings = Vec::with_capacity(closed.len());
    for booking in closed {
        bookings.push(people::opened(tx.keys(), booking)?);
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
    let mut problems = Problems::none();
    limit(&mut problems, "reason", reason.trim(), LONGEST_REASON);
    problems.check()?;
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    own::give_up(tx, moment, id, Letter::CancelledForHer)?;
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
    reason: &str,
) -> Result<Done<BookingState>, Stop> {
    let reason = required(reason)?;
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    let mut booking = reading::booking_by_id(tx, id)?;
    let mut state = booking.state;
    if booking.awaits.is_some() {
        let words = "This booking waits for agreement. Answer it first; then it can be given a place.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    if booking.state == BookingState::Waiting {
        if !reading::session_by_id(tx, booking.session)?.open_for_booking(moment.now) {
            let words = "This session has begun or will not take place, so nobody is given a place any more.";
            return Err(Refusal::Closed(words.to_owned()).into());
        }
        if let Some(place) = queue::take(tx, booking.session, booking.held_places)? {
            queue::turn(
                tx,
                moment,
                id.0,
                BookingState::Waiting,
                BookingState::Booked,
                None,
            )?;
            queue::note(tx, &booking, place)?;
            booking.state = BookingState::Booked;
            booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
            letters::send(tx, moment, &booking, Letter::PlaceFreed)?;
            state = BookingState::Booked;
        } else {
            tx.run(&sql::BOOKING_FRONT, values![id.0, booking.session.0, moment.now])?;
        }
    }
    let change = Change::new("moved up waiting list").reason(reason);
    Done::recorded(tx, pass, change, moment.now, state)
}

/// Corrects the name of the person behind a booking. Nobody is written to.
pub fn rename(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
    name: &str,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    crate::model::name(&mut problems, name, "Enter the name");
    if let Err(Stop::Problems(more)) = required(reason) {
        problems.0.extend(more.0);
    }
    problems.check()?;
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    let booking = reading::booking_by_id(tx, id)?;
    people::rename(tx, moment, &booking, name)?;
    let change = Change::new("corrected name").reason(reason.trim()).field("name");
    Done::recorded(tx, pass, change, moment.now, ())
}

/// A reason that was given.
fn required(reason: &str) -> Result<&str, Stop> {
    let reason = reason.trim();
    let mut problems = Problems::none();
    text(
        &mut problems,
        "reason",
        reason,
        "Enter the reason",
        LONGEST_REASON,
    );
    problems.check()?;
    Ok(reason)
}

/// Sends somebody a new link to her booking; links sent before open nothing from now on.
pub fn renew_link(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: BookingId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<BookingRecord>(tx, id)?;
    let before = reading::booking_by_id(tx, id)?;
    if before.state == BookingState::Cancelled || before.draft.person.email.is_empty() {
        let words = "There is nobody to send a link to: the booking is cancelled, or has no address.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    tx.run(&sql::LINK_RENEW, values![id.0])?;
    tx.run(&certificate::RECORD_ROUND, values![before.learner.0])?;
    // Whoever held the old link may have read the calendar by it.
    tx.run(&feed::FEED_OFF, values![before.learner.0])?;
    let booking = reading::booking_by_id(tx, id)?;
    letters::send(tx, moment, &booking, Letter::NewLink)?;
    if booking.awaits == Some(Awaits::Manager) {
        let session = reading::session_by_id(tx, booking.session)?;
        let rounds = (booking.link_round, booking.calendar_sequence);
        letters::ask_manager(tx, moment, &session, id, rounds, &booking.draft.manager)?;
    }
    Done::recorded(
        tx,
        pass,
        Change::new("sent a new link")
            .field("link_round")
            .field("record_round"),
        moment.now,
        (),
    )
}
