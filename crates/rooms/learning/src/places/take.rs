//! Booking: a place if there is one, else a number on the waiting list. Whoever books twice under one address gets the
//! same answer and her link again; nobody can find out here who else has booked.

use super::queue;
use crate::guards::{BookingRecord, OwnBookingRecord, PublicSession, SessionRecord};
use crate::letters::{self, Addressee, Letter};
use crate::model::{
    Booking, BookingDraft, BookingId, BookingState, LearnerId, Session, SessionId, Source, normal_name,
};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::booking as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Books a place as a member of the public. The answer is the same whatever happened; the mail says it.
pub fn book(
    tx: &mut Tx,
    scope: &Scope<actions::BookPublicly>,
    moment: &Moment,
    session: SessionId,
    draft: &BookingDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let _seen = scope.pass::<PublicSession>(tx, session)?;
    let session = reading::session_by_id(tx, session)?;
    refuse_closed(&session, moment.now)?;
    let (entered, booking) = enter(tx, moment, &session, draft, Source::Public)?;
    let word = match entered {
        Entered::New(BookingState::Booked) => "booked",
        Entered::New(_) => "joined waiting list",
        Entered::Again => "booked again",
    };
    let pass = scope.pass_new::<OwnBookingRecord>(booking);
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

/// What became of a booking that a coordinator added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Added {
    /// Whether there was a place.
    pub state: BookingState,
    /// The address was known under another name, which stays.
    pub name_kept: bool,
}

/// Adds a booking as a coordinator.
pub fn add(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    session: SessionId,
    draft: &BookingDraft,
) -> Result<Done<Added>, Stop> {
    draft.problems().check()?;
    let _seen = scope.pass::<SessionRecord>(tx, session)?;
    let session = reading::session_by_id(tx, session)?;
    refuse_unless_open(&session, moment)?;
    match enter(tx, moment, &session, draft, Source::Staff)? {
        (Entered::New(state), booking) => {
            let kept = reading::booking_by_id(tx, booking)?.draft.person.name;
            let added = Added {
                state,
                name_kept: normal_name(&kept) != normal_name(&draft.person.name),
            };
            let pass = scope.pass_new::<BookingRecord>(booking);
            Done::recorded(tx, pass, Change::new("booking added"), moment.now, added)
        }
        (Entered::Again, _) => {
            Err(Problems::one("email", "This person already has a booking for this session").into())
        }
    }
}

/// Books again from a signed link after a cancellation.
pub fn rebook(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    booking: BookingId,
) -> Result<Done<BookingState>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, booking)?;
    let booking = reading::booking_by_id(tx, booking)?;
    let session = reading::session_by_id(tx, booking.session)?;
    refuse_closed(&session, moment.now)?;
    let state = match booking.state {
        BookingState::Cancelled => revive(tx, moment, &session, booking)?,
        BookingState::Booked | BookingState::Waiting => booking.state,
    };
    Done::recorded(tx, pass, Change::new("booked again"), moment.now, state)
}

/// What entering a booking came to.
enum Entered {
    New(BookingState),
    Again,
}

/// People book by themselves until booking closes.
pub(crate) fn refuse_closed(session: &Session, now: Instant) -> Result<(), Stop> {
    if session.takes_bookings(now) {
        Ok(())
    } else {
        Err(Refusal::Closed("This session no longer takes bookings.".to_owned()).into())
    }
}

/// A coordinator adds people until it begins.
fn refuse_unless_open(session: &Session, moment: &Moment) -> Result<(), Stop> {
    if session.open_for_booking(moment.now) {
        Ok(())
    } else {
        Err(Refusal::Closed("This session no longer takes bookings.".to_owned()).into())
    }
}

fn enter(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    draft: &BookingDraft,
    source: Source,
) -> Result<(Entered, BookingId), Stop> {
    let learner = people::learner(tx, moment, &draft.person)?;
    let known = tx.one(
        &sql::BOOKING_BY_PERSON,
        values![session.id.0, learner.0],
        sql::booking,
    )?;
    if let Some(closed) = known {
        let booking = people::opened(tx.keys(), closed)?;
        return match booking.state {
            BookingState::Cancelled => {
                let id = booking.id;
                renew(tx, moment, id, draft)?;
                Ok((Entered::New(revive(tx, moment, session, booking)?), id))
            }
            BookingState::Booked | BookingState::Waiting => {
                letters::send_about(tx, moment, session, &booking, Letter::Again)?;
                Ok((Entered::Again, booking.id))
            }
        };
    }
    let (state, place) = place_or_number(tx, session.id)?;
    // Who has a place gets every day into her calendar; who waits gets none yet.
    let sent = if state == BookingState::Booked {
        i64::try_from(session.days.len()).unwrap_or(0)
    } else {
        0
    };
    let (id, uid) = insert(
        tx,
        moment,
        session.id,
        learner,
        draft,
        source,
        (state, place, sent),
    )?;
    let addressee = Addressee {
        id,
        email: &draft.person.email,
        state,
        link_round: 0,
        calendar_uid: &uid,
        calendar_sequence: 0,
        calendar_days: sent,
    };
    letters::send_about(tx, moment, session, addressee, Letter::Confirmation)?;
    Ok((Entered::New(state), id))
}

/// What the new form says takes the place of what the cancelled booking said. The name stays: only the holder of the link
/// may change it.
fn renew(tx: &mut Tx, moment: &Moment, id: BookingId, draft: &BookingDraft) -> Result<(), Stop> {
    let (access, language) = needs(tx, moment, id, draft);
    let rows = tx.changed(
        &sql::BOOKING_RENEW,
        values![
            id.0,
            draft.person.organisation.trim(),
            draft.person.background.as_str(),
            Value::from(draft.person.area.borough()),
            access,
            language,
            Value::from(draft.person.area.answer())
        ],
    )?;
    if rows == 0 {
        return Err(Refusal::Busy.into());
    }
    Ok(())
}

/// What somebody needs, sealed for her booking.
fn needs(
    tx: &Tx,
    moment: &Moment,
    id: BookingId,
    draft: &BookingDraft,
) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let seal = |column, text: &str| people::seal(tx, moment, "booking", column, id.0, text);
    (
        seal("access_needs_sealed", &draft.access_needs),
        seal("language_needs_sealed", &draft.language_needs),
    )
}

/// A cancelled booking stands again: with a place if there is one, else at the end of the waiting list.
fn revive(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    mut booking: Booking,
) -> Result<BookingState, Stop> {
    let (state, place) = place_or_number(tx, session.id)?;
    if !queue::turn(tx, moment, booking.id.0, BookingState::Cancelled, state, place)? {
        return Err(Refusal::Busy.into());
    }
    booking.state = state;
    booking.queue_place = place;
    booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
    letters::send_about(tx, moment, session, &booking, Letter::Confirmation)?;
    Ok(state)
}

fn place_or_number(tx: &mut Tx, session: SessionId) -> Result<(BookingState, Option<i64>), Stop> {
    if queue::take(tx, session)? {
        return Ok((BookingState::Booked, None));
    }
    match queue::number(tx, session)? {
        Some(number) => Ok((BookingState::Waiting, Some(number))),
        None => Err(Refusal::Closed("This session no longer takes bookings.".to_owned()).into()),
    }
}

/// A new booking: its number and the name of its calendar entry.
fn insert(
    tx: &mut Tx,
    moment: &Moment,
    session: SessionId,
    learner: LearnerId,
    draft: &BookingDraft,
    source: Source,
    (state, place, days): (BookingState, Option<i64>, i64),
) -> Result<(BookingId, String), Stop> {
    let id = BookingId(moment.id());
    let (access, language) = needs(tx, moment, id, draft);
    let uid = paper::calendar::fresh_uid(moment.entropy());
    moment.referenced(
        tx,
        'B',
        &sql::BOOKING_INSERT,
        values![
            id.0,
            Value::Null,
            session.0,
            learner.0,
            state.code(),
            Value::from(place),
            draft.person.organisation.trim(),
            draft.person.background.as_str(),
            Value::from(draft.person.area.borough()),
            access,
            language,
            source.code(),
            moment.now,
            uid.clone(),
            Value::from(draft.person.area.answer()),
            days
        ],
    )?;
    Ok((id, uid))
}
