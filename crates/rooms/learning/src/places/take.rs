//! Booking: a place if there is one, else a number on the waiting list. Whoever books twice under one address gets the
//! same answer and her link again; nobody can find out here who else has booked.

use super::enter::{By, Entered, enter, revive};
use super::held;
use crate::guards::{BookingRecord, OwnBookingRecord, PublicSession, SessionRecord};
use crate::letters;
use crate::model::{
    BadLine, BookingDraft, BookingId, BookingState, HeldPlaces, Listed, Rules, Session, SessionId,
    as_problem, column_of, normal_name,
};
use crate::moment::Moment;
use crate::plan::rules;
use crate::reading::{self, AskedSession};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Asked, Tx};

/// What a booking stands on, of a session that the public may know of.
pub struct Facts {
    session: AskedSession,
    rules: Asked<(Rules, bool)>,
    held: Asked<HeldPlaces>,
}

/// Asks for it, together with whether the session is in sight.
///
/// # Errors
/// A fault of the engine; unknown when it is not.
pub fn facts(tx: &mut Tx, scope: &Scope<actions::BookPublicly>, session: SessionId) -> Result<Facts, Stop> {
    let facts = Facts {
        session: reading::ask_session(tx, session)?,
        rules: rules::ask(tx, session)?,
        held: held::ask(tx, session)?,
    };
    drop(scope.pass::<PublicSession>(tx, session)?);
    Ok(facts)
}

/// Books a place as a member of the public. The answer is the same whatever happened; the mail says it.
pub fn book(
    tx: &mut Tx,
    scope: &Scope<actions::BookPublicly>,
    moment: &Moment,
    session: SessionId,
    draft: &BookingDraft,
) -> Result<Done<()>, Stop> {
    let facts = facts(tx, scope, session)?;
    book_by(tx, scope, moment, facts, draft)
}

/// [`book`] by what was asked for before.
pub fn book_by(
    tx: &mut Tx,
    scope: &Scope<actions::BookPublicly>,
    moment: &Moment,
    facts: Facts,
    draft: &BookingDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let session = facts.session.answer(tx)?;
    refuse_closed(&session, moment.now)?;
    let rules = rules::answer(tx, facts.rules, session.course)?;
    let mut draft = draft.clone();
    if rules.manager {
        draft.manager_problems().check()?;
    } else {
        draft.manager.clear();
    }
    let draft = &draft;
    let (entered, booking) = enter(tx, moment, &session, facts.held, draft, By::Herself(&rules))?;
    let word = match entered {
        Entered::New(BookingState::Booked) => "booked",
        Entered::New(_) => "joined waiting list",
        Entered::Again => "booked again",
    };
    if !draft.booked_by.is_empty() {
        letters::tell_colleague(tx, moment, &session, booking, &draft.booked_by)?;
    }
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
    let held = held::ask(tx, session.id)?;
    match enter(tx, moment, &session, held, draft, By::Coordinator)? {
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

/// What adding a list of people came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AddedAll {
    /// With a place.
    pub placed: u64,
    /// On the waiting list.
    pub waiting: u64,
}

/// Adds a list of people as a coordinator, in its order: all of them, or none. Who has a booking already is a problem of her line.
pub fn add_all(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    session: SessionId,
    people: &[Listed],
) -> Result<Done<AddedAll>, Stop> {
    let seen = scope.pass::<SessionRecord>(tx, session)?;
    let session = reading::session_by_id(tx, session)?;
    refuse_unless_open(&session, moment)?;
    let (mut added, mut bad) = (AddedAll::default(), Vec::new());
    for Listed { line, draft } in people {
        draft.problems().check()?;
        let held = held::ask(tx, session.id)?;
        match enter(tx, moment, &session, held, draft, By::Coordinator)? {
            (Entered::New(state), booking) => {
                if state == BookingState::Booked {
                    added.placed = added.placed.saturating_add(1);
                } else {
                    added.waiting = added.waiting.saturating_add(1);
                }
                let pass = scope.pass_new::<BookingRecord>(booking);
                audit::also(tx, &pass, Change::new("booking added"), moment.now)?;
            }
            (Entered::Again, _) => bad.push(BadLine {
                line: *line,
                column: column_of("email"),
                message: "This person already has a booking for this session. Take the line out".to_owned(),
            }),
        }
    }
    as_problem(&bad).check()?;
    let change = Change::new("added several people").field("bookings");
    Done::recorded(tx, seen, change, moment.now, added)
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
        BookingState::Cancelled => {
            let rules = rules::of(tx, session.course)?;
            if rules.manager && !booking.draft.manager_problems().is_empty() {
                let words = "This course asks for your manager's agreement. Book again on the session's page, where you name your manager.";
                return Err(Refusal::Closed(words.to_owned()).into());
            }
            revive(tx, moment, &session, booking, By::Herself(&rules))?
        }
        BookingState::Booked | BookingState::Waiting => booking.state,
    };
    Done::recorded(tx, pass, Change::new("booked again"), moment.now, state)
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
