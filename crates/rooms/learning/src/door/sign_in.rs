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
use kernel::{Day, Instant, Refusal, Stop};
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
    let day = tx
        .one(&sql::DOOR_DAY, values![day.0], sql::door_day)?
        .ok_or_else(shut)?;
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

/// Who somebody at the door turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// Her booking.
    pub booking: BookingId,
    /// The person.
    pub learner: LearnerId,
}

/// Finds the booking of somebody who typed her work address or her name. Two of one name are nobody.
pub fn find(
    tx: &mut Tx,
    _scope: &Scope<actions::SignInAtDoor>,
    day: SessionDayId,
    who: &str,
) -> Result<Option<Known>, Stop> {
    let day = tx
        .one(&sql::DOOR_DAY, values![day.0], sql::door_day)?
        .ok_or_else(shut)?;
    let matched = if who.contains('@') {
        let blind = people::email_blind(tx.keys(), who);
        tx.all(&sql::DOOR_BY_EMAIL, values![day.session.0, blind], sql::matched)?
    } else {
        let blind = people::name_blind(tx.keys(), who);
        tx.all(&sql::DOOR_BY_NAME, values![day.session.0, blind], sql::matched)?
    };
    Ok(match matched.as_slice() {
        [(booking, learner)] => Some(Known {
            booking: *booking,
            learner: *learner,
        }),
        _ => None,
    })
}

/// Somebody with a booking is there. Saying so twice is saying so once.
pub fn arrive(
    tx: &mut Tx,
    scope: &Scope<actions::SignInAtDoor>,
    moment: &Moment,
    day: SessionDayId,
    known: Known,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<DoorRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    mark(
        tx,
        moment,
        &open,
        Some(known.booking),
        known.learner,
        How::Phone,
        None,
    )?;
    Done::recorded(tx, pass, Change::new("signed in"), moment.now, ())
}

/// Somebody without a booking is there. Who has one under the same address is signed in with it.
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
    let learner = add_walk_in(tx, moment, &open, person, How::Phone)?;
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

/// `how` is the way a person with a booking was marked. Records a walk-in once: by address, or, for who gave none, by name on that day.
/// Returns the person who is marked.
pub(crate) fn add_walk_in(
    tx: &mut Tx,
    moment: &Moment,
    open: &DoorDay,
    person: &Person,
    how: How,
) -> Result<LearnerId, Stop> {
    if person.email.trim().is_empty() {
        let blind = people::name_blind(tx.keys(), &person.name);
        let here = tx.one(&sql::DOOR_WALK_IN, values![open.id.0, blind], |row| {
            row.get::<kernel::Id>(0)
        })?;
        if let Some(here) = here {
            return Ok(LearnerId(here));
        }
    }
    let learner = people::learner(tx, moment, person)?;
    let blind = people::email_blind(tx.keys(), &person.email);
    let booked = tx.all(&sql::DOOR_BY_EMAIL, values![open.session.0, blind], sql::matched)?;
    let (booking, learner, how, person) = match booked.first() {
        Some((booking, learner)) => (Some(*booking), *learner, how, None),
        None => (None, learner, How::WalkIn, Some(person)),
    };
    mark(tx, moment, open, booking, learner, how, person)?;
    Ok(learner)
}

/// Writes a mark; a person has one per day, whoever makes it. Returns the mark, when it is a new one. A planned session was held when it is
/// marked after its end.
pub(crate) fn mark(
    tx: &mut Tx,
    moment: &Moment,
    open: &DoorDay,
    booking: Option<BookingId>,
    learner: LearnerId,
    how: How,
    person: Option<&Person>,
) -> Result<Option<kernel::Id>, Stop> {
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
    if made == 0 && how == How::Phone {
        tx.run(&sql::ATTENDANCE_OWN, values![open.id.0, learner.0])?;
    }
    held(tx, moment, open.session)?;
    Ok((made == 1).then_some(id))
}

/// A planned session was held, if its last day has ended.
pub(crate) fn held(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<(), Stop> {
    let now = moment.now;
    Ok(tx.run(&session::SESSION_HELD, values![id.0, now.day(), now.time_text()])?)
}
