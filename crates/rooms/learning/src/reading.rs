//! Reading records whole: a fixed number of statements each, whatever they hold.

use crate::guards::{CourseRecord, SessionRecord};
use crate::model::{
    Booking, BookingId, Course, CourseId, DayDraft, Purpose, Session, SessionDay, SessionDayId, SessionId,
    SessionState, TrainerStep,
};
use crate::people;
use crate::records::{booking, course, door, public, session, trainer};
use access::{Guarded, Scope};
use directory::model::AreaId;
use kernel::{Fault, Id, Instant, Refusal, Stop};
use store::{Asked, Tx, Value, values};

/// The two leading values of every scoped statement, and more after them.
pub(crate) fn scoped<A: access::Action>(scope: &Scope<A>, more: Vec<Value>) -> Vec<Value> {
    let mut all = scope.values();
    all.extend(more);
    all
}

/// The boroughs that somebody may work in, by name.
pub(crate) fn boroughs(tx: &mut Tx) -> Result<Vec<(Id, String)>, Fault> {
    ask_boroughs(tx)?.all(tx)
}

/// Asks for them.
pub(crate) fn ask_boroughs(tx: &mut Tx) -> Result<Asked<(Id, String)>, Fault> {
    tx.ask(&booking::BOROUGH_CHOICES, &[], course::choice)
}

/// Nothing in sight under a reference. When there is such a record, its guard is asked, so that the trail can say who
/// wanted which; the answer is the same either way (SA2).
fn refused<R: Guarded, A: access::Action>(tx: &mut Tx, scope: &Scope<A>, hidden: Option<R::Id>) -> Stop {
    match hidden.map(|id| scope.pass::<R>(tx, id)) {
        Some(Err(stop)) => stop,
        Some(Ok(_)) | None => Refusal::Unknown.into(),
    }
}

/// A course in sight.
pub(crate) fn course<A: access::Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    reference: &str,
) -> Result<Course, Stop> {
    let values = scoped(scope, vec![Value::from(reference)]);
    let Some(mut found) = tx.one(&course::COURSE_FETCH, &values, course::course)? else {
        let hidden = tx.one(&course::COURSE_NAMED, values![reference], |row| row.get::<Id>(0))?;
        return Err(refused::<CourseRecord, A>(tx, scope, hidden.map(CourseId)));
    };
    attach(tx, &mut found)?;
    Ok(found)
}

/// A course whose guard has been passed.
pub(crate) fn course_by_id(tx: &mut Tx, id: CourseId) -> Result<Course, Stop> {
    let mut found = tx
        .one(&course::COURSE_BY_ID, values![id.0], course::course)?
        .ok_or(Refusal::Unknown)?;
    attach(tx, &mut found)?;
    Ok(found)
}

fn attach(tx: &mut Tx, found: &mut Course) -> Result<(), Stop> {
    found.draft.areas = tx.all(&course::COURSE_AREAS, values![found.id.0], course::area)?;
    found.draft.instruments = tx.all(
        &course::COURSE_INSTRUMENTS,
        values![found.id.0],
        course::instrument,
    )?;
    Ok(())
}

/// A session in sight, with its days.
pub fn session<A: access::Action>(tx: &mut Tx, scope: &Scope<A>, reference: &str) -> Result<Session, Stop> {
    let values = scoped(scope, vec![Value::from(reference)]);
    let Some(found) = tx.one(&session::SESSION_FETCH, &values, session::session)? else {
        let hidden = tx.one(&session::SESSION_NAMED, values![reference], |row| {
            row.get::<Id>(0)
        })?;
        return Err(refused::<SessionRecord, A>(tx, scope, hidden.map(SessionId)));
    };
    with_days(tx, found)
}

/// A session the public may know of, with its days.
pub(crate) fn public_session(tx: &mut Tx, reference: &str) -> Result<Session, Stop> {
    let found = public_session_alone(tx, reference)?;
    with_days(tx, found)
}

/// The same without its days.
pub(crate) fn public_session_alone(tx: &mut Tx, reference: &str) -> Result<Session, Stop> {
    let found = tx.one(
        &public::PUBLIC_SESSION_FETCH,
        values![reference],
        session::session,
    )?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Asks for the days of a session.
pub(crate) fn ask_days(tx: &mut Tx, id: SessionId) -> Result<Asked<SessionDay>, Fault> {
    tx.ask(&session::SESSION_DAYS, values![id.0], session::day)
}

/// A session whose guard has been passed, with its days.
pub(crate) fn session_by_id(tx: &mut Tx, id: SessionId) -> Result<Session, Stop> {
    ask_session(tx, id)?.answer(tx)
}

/// A session with its days, asked for.
pub(crate) struct AskedSession {
    found: Asked<Session>,
    days: Asked<SessionDay>,
}

/// Asks for a session, the answer to which is taken once its guard has been passed.
pub(crate) fn ask_session(tx: &mut Tx, id: SessionId) -> Result<AskedSession, Stop> {
    Ok(AskedSession {
        found: tx.ask(&session::SESSION_BY_ID, values![id.0], session::session)?,
        days: ask_days(tx, id)?,
    })
}

impl AskedSession {
    /// The session.
    pub(crate) fn answer(self, tx: &mut Tx) -> Result<Session, Stop> {
        let mut found = self.found.one(tx)?.ok_or(Refusal::Unknown)?;
        found.days = self.days.all(tx)?;
        Ok(found)
    }
}

fn with_days(tx: &mut Tx, mut found: Session) -> Result<Session, Stop> {
    found.days = ask_days(tx, found.id)?.all(tx)?;
    Ok(found)
}

/// The days of some sessions of a series.
pub(crate) fn days_of_later(
    tx: &mut Tx,
    series: Option<SessionId>,
    later: &[SessionId],
) -> Result<Vec<DayDraft>, Stop> {
    let Some(series) = series else {
        return Ok(Vec::new());
    };
    let days = tx.all(&session::SERIES_DAYS, values![series.0], |row| {
        let day = DayDraft {
            day: row.get(1)?,
            starts: row.get(2)?,
            ends: row.get(3)?,
        };
        Ok((SessionId(row.get(0)?), day))
    })?;
    Ok(days
        .into_iter()
        .filter(|(of, _)| later.contains(of))
        .map(|(_, day)| day)
        .collect())
}

/// A booking whose guard has been passed.
pub(crate) fn booking_by_id(tx: &mut Tx, id: BookingId) -> Result<Booking, Stop> {
    let closed = tx
        .one(&booking::BOOKING_FETCH, values![id.0], booking::booking)?
        .ok_or(Refusal::Unknown)?;
    Ok(people::opened(tx.keys(), closed)?)
}

/// A booking of a session in sight, by its reference.
pub(crate) fn booking_of(tx: &mut Tx, session: SessionId, reference: &str) -> Result<Booking, Stop> {
    let closed = tx
        .one(
            &booking::BOOKING_BY_REFERENCE,
            values![session.0, reference],
            booking::booking,
        )?
        .ok_or(Refusal::Unknown)?;
    Ok(people::opened(tx.keys(), closed)?)
}

/// Names of the trainers of a session, with their accounts.
pub(crate) fn trainers(tx: &mut Tx, id: SessionId) -> Result<Vec<(Id, String)>, Stop> {
    let sealed = tx.all(&session::SESSION_TRAINERS, values![id.0], session::account)?;
    Ok(named(tx, sealed)?)
}

/// Who said last that she sent the message that asks people to a session.
pub(crate) fn messenger(tx: &mut Tx, id: SessionId) -> Result<Option<(Id, String)>, Stop> {
    let sealed = tx.all(&session::SESSION_MESSENGER, values![id.0], session::account)?;
    Ok(named(tx, sealed)?.pop())
}

/// An account trains a session.
pub(crate) fn trains(tx: &mut Tx, id: SessionId, account: Option<Id>) -> Result<bool, Stop> {
    let found = tx.one(&session::SESSION_TRAINED, values![id.0, account], |_| Ok(()))?;
    Ok(found.is_some())
}

/// An account that may train, with its name.
pub(crate) fn trainer(tx: &mut Tx, id: Id) -> Result<(Id, String), Stop> {
    let sealed = tx.all(&trainer::TRAINER_FETCH, values![id], session::account)?;
    named(tx, sealed)?.pop().ok_or_else(|| Refusal::Unknown.into())
}

/// Steps that stand, of one trainer or of all, in the order in which they were taken.
pub(crate) fn trainer_steps(tx: &mut Tx, of: Option<Id>) -> Result<Vec<TrainerStep>, Fault> {
    let filters: &[&str] = if of.is_some() { &["trainer"] } else { &[] };
    tx.list(&trainer::TRAINER_STEP_LIST, filters, values![of], trainer::step)
}

/// Accounts that may be chosen as trainers, by name.
pub(crate) fn trainer_choices(tx: &mut Tx) -> Result<Vec<(Id, String)>, Stop> {
    let sealed = tx.all(&session::TRAINER_CHOICES, values![], session::account)?;
    let mut all = named(tx, sealed)?;
    all.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(all)
}

/// Accounts that run a session in sight, by name.
pub(crate) fn trainers_in_sight<A: access::Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
) -> Result<Vec<(Id, String)>, Stop> {
    let sealed = tx.all(
        &session::TRAINERS_IN_SIGHT,
        &scoped(scope, vec![]),
        session::account,
    )?;
    let mut all = named(tx, sealed)?;
    all.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(all)
}

fn named(tx: &Tx, sealed: Vec<(Id, Vec<u8>)>) -> Result<Vec<(Id, String)>, Fault> {
    sealed
        .into_iter()
        .map(|(id, name)| {
            Ok((
                id,
                people::open(tx.keys(), "account", "name_sealed", id, Some(&name))?,
            ))
        })
        .collect()
}

/// Which questionnaire a session's course uses for what: responses asks this.
pub fn instruments_of(tx: &mut Tx, id: SessionId) -> Result<Vec<(Purpose, String)>, Stop> {
    Ok(tx.all(&course::SESSION_INSTRUMENTS, values![id.0], course::instrument)?)
}

/// The session takes place, or took place.
pub(crate) const fn takes_place(state: SessionState) -> bool {
    matches!(state, SessionState::Planned | SessionState::Held)
}

/// What others need to know of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayFacts {
    /// Its session.
    pub session: SessionId,
    /// Its date.
    pub day: kernel::Day,
    /// The course.
    pub course: CourseId,
    /// The area it counts for.
    pub area: AreaId,
    /// The session's reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// The day its session begins.
    pub first_day: kernel::Day,
    /// The day its session ends.
    pub last_day: kernel::Day,
    /// Until when the questions before the course are put: an hour from its start, and no longer than half of its first day.
    pub before_until: Option<Instant>,
    /// From when on people are led to the questions that look back: the middle of the last day.
    pub back_from: Option<Instant>,
}

/// The questions before a course are put for so long after its start.
const BEFORE_SECONDS: i64 = 60 * 60;

impl DayFacts {
    /// Whether a questionnaire may be answered on this day: the one before the course until it is well under way, what looks back on the
    /// last day, also by who has to leave early.
    pub fn asks(&self, purpose: Purpose, now: Instant) -> bool {
        match purpose {
            Purpose::Pre => self.day == self.first_day && self.before_until.is_none_or(|until| now <= until),
            Purpose::Feedback | Purpose::Post => self.day == self.last_day,
            Purpose::FollowUp => false,
        }
    }

    /// Whether it is time for it: what looks back waits for the second half of the last day.
    pub fn leads_to(&self, purpose: Purpose, now: Instant) -> bool {
        self.asks(purpose, now) && (purpose == Purpose::Pre || self.back_from.is_none_or(|from| now >= from))
    }
}

/// The middle of a day from `starts` to `ends`.
fn middle(day: kernel::Day, starts: &str, ends: &str) -> Option<Instant> {
    let (starts, ends) = (Instant::on(day, starts)?, Instant::on(day, ends)?);
    Some(starts.plus_seconds(ends.seconds_since(starts) / 2))
}

/// What others need to know of a day, once its code has been checked.
pub fn day_facts(tx: &mut Tx, day: SessionDayId) -> Result<DayFacts, Stop> {
    let found = tx.one(&door::DAY_FACTS, values![day.0], |row| {
        let (first_day, last_day) = (row.get(6)?, row.get(7)?);
        let starts: String = row.get(8)?;
        let hour = Instant::on(first_day, &starts).map(|start| start.plus_seconds(BEFORE_SECONDS));
        let half = middle(first_day, &starts, &row.get::<String>(9)?);
        Ok(DayFacts {
            session: SessionId(row.get(0)?),
            day: row.get(1)?,
            course: CourseId(row.get(2)?),
            area: AreaId(row.get(3)?),
            reference: row.get(4)?,
            title: row.get(5)?,
            first_day,
            last_day,
            before_until: hour.zip(half).map(|(hour, half)| hour.min(half)),
            back_from: middle(last_day, &row.get::<String>(10)?, &row.get::<String>(11)?),
        })
    })?;
    found.ok_or_else(|| Refusal::Unknown.into())
}
