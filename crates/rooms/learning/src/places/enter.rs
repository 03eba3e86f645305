//! Entering a booking: who she is, whose agreement it needs, a place or a number, and the letter that says so.

use super::queue::Place;
use super::{agree, held, queue};
use crate::letters::{self, Addressee, Letter};
use crate::model::{
    Awaits, Booking, BookingDraft, BookingId, BookingState, HeldPlaces, LearnerId, Rules, Session, SessionId,
    Source,
};
use crate::moment::Moment;
use crate::people;
use crate::records::{booking as sql, held as sql_held, rules as sql_rules};
use kernel::{Id, Refusal, Stop};
use store::{Asked, Tx, Value, values};

/// Who enters a booking.
#[derive(Clone, Copy)]
pub(super) enum By<'r> {
    /// The person, under the course's rules.
    Herself(&'r Rules),
    /// A coordinator, who agrees by it.
    Coordinator,
}

impl By<'_> {
    const fn source(self) -> Source {
        match self {
            Self::Herself(_) => Source::Public,
            Self::Coordinator => Source::Staff,
        }
    }

    /// Whose agreement the booking waits for.
    fn awaits(self, tx: &mut Tx, session: &Session, learner: LearnerId) -> Result<Option<Awaits>, Stop> {
        match self {
            Self::Herself(rules) => agree::first(tx, rules, session, learner),
            Self::Coordinator => Ok(None),
        }
    }
}

/// What entering a booking came to.
pub(super) enum Entered {
    New(BookingState),
    Again,
}

pub(super) fn enter(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    held: Asked<HeldPlaces>,
    draft: &BookingDraft,
    by: By<'_>,
) -> Result<(Entered, BookingId), Stop> {
    let mut held = held.all(tx)?;
    if held::let_go_over(tx, moment, session.id, &held)? {
        queue::fill(tx, moment, session.id)?;
        held = held::ask(tx, session.id)?.all(tx)?;
    }
    held.retain(|held| held.stands(moment.now.day()));
    let meant = held::meant_for(&held, draft)?;
    let (learner, known) = people::booked(tx, moment, session.id, &draft.person)?;
    if let Some(closed) = known {
        let mut booking = people::opened(tx.keys(), closed)?;
        return match booking.state {
            BookingState::Cancelled => {
                let id = booking.id;
                if booking.held_places != meant {
                    tx.run(&sql_held::BOOKING_HELD, values![id.0, Value::from(meant), false])?;
                    booking.held_places = meant;
                }
                renew(tx, moment, id, draft)?;
                if !draft.manager.is_empty() {
                    booking.draft.manager.clone_from(&draft.manager);
                }
                Ok((Entered::New(revive(tx, moment, session, booking, by)?), id))
            }
            BookingState::Booked | BookingState::Waiting => {
                letters::send_about(tx, moment, session, &booking, Letter::Again)?;
                if meant.is_some() && booking.held_places.is_none() {
                    // A place that is kept for her is hers as soon as she can have it.
                    tx.run(
                        &sql_held::BOOKING_HELD,
                        values![booking.id.0, Value::from(meant), false],
                    )?;
                    queue::fill(tx, moment, session.id)?;
                }
                Ok((Entered::Again, booking.id))
            }
        };
    }
    let awaits = by.awaits(tx, session, learner)?;
    let given = place_or_number(tx, session.id, meant, awaits)?;
    let state = given.state();
    // Who has a place gets every day into her calendar; who waits gets none yet.
    let sent = if state == BookingState::Booked {
        i64::try_from(session.days.len()).unwrap_or(0)
    } else {
        0
    };
    let (id, uid) = insert(tx, moment, session.id, learner, draft, by.source(), (given, sent))?;
    said(tx, moment, id, draft)?;
    if meant.is_some() {
        let on_held = given == Given::Place(Place::Held);
        tx.run(
            &sql_held::BOOKING_HELD,
            values![id.0, Value::from(meant), on_held],
        )?;
    }
    let addressee = Addressee {
        id,
        email: &draft.person.email,
        state,
        link_round: 0,
        calendar_uid: &uid,
        calendar_sequence: 0,
        calendar_days: sent,
        awaits: awaits.is_some(),
    };
    letters::send_about(tx, moment, session, addressee, Letter::Confirmation)?;
    wait_for(tx, moment, session, (id, (0, 0)), awaits, &draft.manager)?;
    Ok((Entered::New(state), id))
}

/// Writes down whose agreement a booking waits for, and asks the manager.
fn wait_for(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    (booking, link): (BookingId, (i64, i64)),
    awaits: Option<Awaits>,
    manager: &str,
) -> Result<(), Stop> {
    let Some(whose) = awaits else {
        return Ok(());
    };
    tx.run(
        &sql_rules::BOOKING_AWAITS,
        values![booking.0, whose.code(), moment.now],
    )?;
    if whose == Awaits::Manager {
        letters::ask_manager(tx, moment, session, booking, link, manager)?;
    }
    Ok(())
}

/// Keeps what is said with a booking besides its form.
fn said(tx: &mut Tx, moment: &Moment, id: BookingId, draft: &BookingDraft) -> Result<(), Stop> {
    if draft.manager.is_empty() && draft.earlier.is_empty() && draft.booked_by.is_empty() {
        return Ok(());
    }
    let seal = |column, text: &str| people::seal(tx, moment, "booking", column, id.0, text);
    let manager = seal("manager_sealed", &draft.manager);
    let earlier = seal("earlier_sealed", &draft.earlier);
    let booked_by = seal("booked_by_sealed", &draft.booked_by);
    tx.run(
        &sql_rules::BOOKING_SAID,
        values![id.0, manager, earlier, booked_by],
    )?;
    Ok(())
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
    said(tx, moment, id, draft)
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
pub(super) fn revive(
    tx: &mut Tx,
    moment: &Moment,
    session: &Session,
    mut booking: Booking,
    by: By<'_>,
) -> Result<BookingState, Stop> {
    let awaits = by.awaits(tx, session, booking.learner)?;
    let given = place_or_number(tx, session.id, booking.held_places, awaits)?;
    let state = given.state();
    let from = BookingState::Cancelled;
    if !queue::turn(tx, moment, booking.id.0, from, state, given.number())? {
        return Err(Refusal::Busy.into());
    }
    if let Given::Place(place) = given {
        queue::note(tx, &booking, place)?;
    }
    booking.state = state;
    booking.queue_place = given.number();
    booking.awaits = awaits;
    booking.calendar_sequence = booking.calendar_sequence.saturating_add(1);
    letters::send_about(tx, moment, session, &booking, Letter::Confirmation)?;
    let whose = (booking.id, (booking.link_round, booking.calendar_sequence));
    wait_for(tx, moment, session, whose, awaits, &booking.draft.manager)?;
    Ok(state)
}

/// What somebody was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Place(Place),
    Number(i64),
}

impl Given {
    const fn state(self) -> BookingState {
        match self {
            Self::Place(_) => BookingState::Booked,
            Self::Number(_) => BookingState::Waiting,
        }
    }

    const fn number(self) -> Option<i64> {
        match self {
            Self::Place(_) => None,
            Self::Number(number) => Some(number),
        }
    }
}

/// A place, unless somebody has to agree first or there is none; else the next number.
fn place_or_number(
    tx: &mut Tx,
    session: SessionId,
    held: Option<Id>,
    awaits: Option<Awaits>,
) -> Result<Given, Stop> {
    if awaits.is_none()
        && let Some(place) = queue::take(tx, session, held)?
    {
        return Ok(Given::Place(place));
    }
    match queue::number(tx, session)? {
        Some(number) => Ok(Given::Number(number)),
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
    (given, days): (Given, i64),
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
            given.state().code(),
            Value::from(given.number()),
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
