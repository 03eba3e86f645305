//! Signing in on one's own phone, without an account: whoever holds a code of the day and is on its list is there.

use super::code;
use crate::guards::DoorRecord;
use crate::model::{BookingId, How, LearnerId, Person, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::records::door::{self as sql, DoorDay};
use crate::records::session;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Instant, Refusal, Stop};
use store::{Tx, Value, values};

/// A day whose door is open, as its code shows it: what is held in the room anyway, and nobody's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenDoor {
    /// The day.
    pub day: SessionDayId,
    /// Its date.
    pub date: Day,
    /// The session's reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
}

/// The day a code opens now. Anything wrong with it, or with the time, is one and the same closed door.
pub fn by_code(
    tx: &mut Tx,
    _scope: &Scope<actions::SignInAtDoor>,
    text: &str,
    now: Instant,
) -> Result<OpenDoor, Stop> {
    let day = code::read(tx.keys(), text, now).ok_or_else(shut)?;
    open_door(tx, day, now)
}

/// The day of a session that its spoken code opens now.
pub fn by_spoken(
    tx: &mut Tx,
    _scope: &Scope<actions::SignInAtDoor>,
    reference: &str,
    spoken: &str,
    now: Instant,
) -> Result<OpenDoor, Stop> {
    let reference = kernel::Reference::parse(reference)
        .map(|reference| reference.as_str().to_owned())
        .unwrap_or_default();
    let days = tx.all(&sql::DOOR_DAYS, values![reference], sql::door_day)?;
    let day = days
        .iter()
        .find(|day| code::spoken_is(tx.keys(), day.id, spoken))
        .map(|day| day.id);
    open_door(tx, day.ok_or_else(shut)?, now)
}

/// The door is shut; why is nobody's business.
fn shut() -> Refusal {
    Refusal::Closed("This code does not work now. Ask the trainer for the code on the screen.".to_owned())
}

fn open_door(tx: &mut Tx, day: SessionDayId, now: Instant) -> Result<OpenDoor, Stop> {
    let day = day_at_door(tx, day)?;
    let (starts, ends) = (Instant::on(day.day, &day.starts), Instant::on(day.day, &day.ends));
    if !crate::reading::takes_place(day.state) || !code::window_open(starts, ends, now) {
        return Err(shut().into());
    }
    Ok(OpenDoor {
        day: day.id,
        date: day.day,
        reference: day.reference,
        title: day.title,
    })
}

/// A booking of somebody at the door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// Her booking.
    pub booking: BookingId,
    /// The person.
    pub learner: LearnerId,
}

/// Who somebody at the door turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// She has a booking and has not signed in herself.
    Booked(Known),
    /// She is there already, with or without a booking: nothing is left to write.
    Here(LearnerId),
}

/// Finds somebody who typed her work address or her name. Two of one name are nobody; who has not booked is found by her address only.
pub fn find(
    tx: &mut Tx,
    scope: &Scope<actions::SignInAtDoor>,
    day: SessionDayId,
    who: &str,
) -> Result<Option<Found>, Stop> {
    if who.contains('@') {
        return find_by_address(tx, scope, day, who);
    }
    let day = day_at_door(tx, day)?;
    let blind = people::name_blind(tx.keys(), who);
    let same = tx.all(
        &sql::DOOR_BY_NAME,
        values![day.session.0, day.id.0, blind],
        sql::matched,
    )?;
    Ok(match same.as_slice() {
        [one] => Some(found(*one)),
        _ => None,
    })
}

/// Finds somebody by her work address, whether she booked or not. Nobody has none.
pub fn find_by_address(
    tx: &mut Tx,
    _scope: &Scope<actions::SignInAtDoor>,
    day: SessionDayId,
    email: &str,
) -> Result<Option<Found>, Stop> {
    let day = day_at_door(tx, day)?;
    Ok(by_email(tx, &day, email)?.map(found))
}

fn day_at_door(tx: &mut Tx, day: SessionDayId) -> Result<DoorDay, Stop> {
    let found = tx.one(&sql::DOOR_DAY, values![day.0], sql::door_day)?;
    Ok(found.ok_or_else(shut)?)
}

fn found(one: sql::Matched) -> Found {
    match (one.booking, one.how) {
        (Some(booking), None | Some(How::Register | How::Paper)) => Found::Booked(Known {
            booking,
            learner: one.learner,
        }),
        _ => Found::Here(one.learner),
    }
}

pub(crate) fn by_email(tx: &mut Tx, day: &DoorDay, email: &str) -> Result<Option<sql::Matched>, Fault> {
    let blind = people::email_blind(tx.keys(), email);
    tx.one(
        &sql::DOOR_BY_EMAIL,
        values![day.session.0, day.id.0, blind],
        sql::matched,
    )
}

/// Another form of hers was a moment quicker than this one.
fn here_already() -> Refusal {
    Refusal::Closed("You are signed in already. To come to the questions, sign in once more.".to_owned())
}

/// Somebody with a booking is there. Refused when she was there already: then nothing happened.
pub fn arrive(
    tx: &mut Tx,
    scope: &Scope<actions::SignInAtDoor>,
    moment: &Moment,
    day: SessionDayId,
    known: Known,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<DoorRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    let marked = mark(
        tx,
        moment,
        &open,
        Some(known.booking),
        known.learner,
        How::Phone,
        None,
    )?;
    if marked == Marked::Before {
        return Err(here_already().into());
    }
    Done::recorded(tx, pass, Change::new("signed in"), moment.now, ())
}

/// Somebody without a booking is there. Who has one under the same address is signed in with it; who was there already is refused, as in
/// [`arrive`].
pub fn walk_in(
    tx: &mut Tx,
    scope: &Scope<actions::SignInAtDoor>,
    moment: &Moment,
    day: SessionDayId,
    person: &Person,
) -> Result<Done<LearnerId>, Stop> {
    person.problems(true).check()?;
    let pass = scope.pass::<DoorRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    let learner = add_walk_in(tx, moment, &open, person, How::Phone)?.ok_or_else(here_already)?;
    Done::recorded(
        tx,
        pass,
        Change::new("signed in without booking"),
        moment.now,
        learner,
    )
}

/// A day whose guard has been passed.
pub(crate) fn day_of(tx: &mut Tx, day: SessionDayId) -> Result<DoorDay, Stop> {
    let found = tx.one(&sql::DOOR_DAY, values![day.0], sql::door_day)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Marks a walk-in, or the booking under her address; `how` is for the latter. Who gave no address is a new person each time: her name
/// may be another's. Returns the person, unless she was there already.
pub(crate) fn add_walk_in(
    tx: &mut Tx,
    moment: &Moment,
    open: &DoorDay,
    person: &Person,
    how: How,
) -> Result<Option<LearnerId>, Stop> {
    let learner = people::learner(tx, moment, person)?;
    let booking = by_email(tx, open, &person.email)?.and_then(|known| known.booking);
    let (how, person) = match booking {
        Some(_) => (how, None),
        None => (How::WalkIn, Some(person)),
    };
    let marked = mark(tx, moment, open, booking, learner, how, person)?;
    Ok((marked != Marked::Before).then_some(learner))
}

/// What came of marking somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marked {
    /// A new mark.
    New(kernel::Id),
    /// A trainer's mark became her own.
    Own,
    /// Nothing: she was marked before.
    Before,
}

/// Writes a mark; a person has one per day, whoever makes it. A planned session was held when it is marked after its end.
pub(crate) fn mark(
    tx: &mut Tx,
    moment: &Moment,
    open: &DoorDay,
    booking: Option<BookingId>,
    learner: LearnerId,
    how: How,
    person: Option<&Person>,
) -> Result<Marked, Stop> {
    let id = moment.id();
    let made = tx.changed(
        &sql::ATTENDANCE_INSERT,
        values![
            id,
            open.id.0,
            open.session.0,
            Value::from(booking.map(|booking| booking.0)),
            learner.0,
            how.code(),
            Value::from(person.map(|person| person.organisation.trim())),
            Value::from(person.map(|person| person.background.as_str())),
            Value::from(person.and_then(|person| person.area.borough())),
            moment.now,
            Value::from(person.and_then(|person| person.area.answer()))
        ],
    )?;
    let marked = if made == 1 {
        Marked::New(id)
    } else if how == How::Phone && tx.changed(&sql::ATTENDANCE_OWN, values![open.id.0, learner.0])? == 1 {
        Marked::Own
    } else {
        Marked::Before
    };
    held(tx, moment, open.session)?;
    Ok(marked)
}

/// A planned session was held, if its last day has ended.
pub(crate) fn held(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<(), Stop> {
    let now = moment.now;
    Ok(tx.run(&session::SESSION_HELD, values![id.0, now.day(), now.time_text()])?)
}
