//! Making and changing sessions.

use super::change::tell;
use super::course::stale;
use super::days::{ends, insert_day};
use super::series::{self, Before};
use crate::guards::{CourseRecord, SessionRecord};
use crate::letters::{self, Letter};
use crate::model::{
    Course, CourseId, Session, SessionDraft, SessionId, SessionState, closing, days_out_of_reach, venue_key,
};
use crate::moment::Moment;
use crate::places::queue;
use crate::reading;
use crate::records::session as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// What saving a session did for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Saved {
    /// Written to, because where it meets or how to get in changed.
    pub told: u64,
    /// Given a place, because there are more.
    pub placed: u64,
    /// Sessions that follow in its series and were changed with it.
    pub sessions: u64,
}

/// A session of an archived course is not planned.
pub(crate) fn refuse_archived(course: &Course) -> Result<(), Stop> {
    if course.archived {
        let words =
            "This course is archived, so no new session of it is planned. Bring the course back first.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(())
}

/// Makes a session of a course in sight; its reference.
pub fn create(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    course: CourseId,
    draft: &SessionDraft,
) -> Result<Done<String>, Stop> {
    draft.problems().check()?;
    days_out_of_reach(&draft.days, &[], moment.now.day()).check()?;
    refuse_closed_already(draft, ends(&draft.days)?.0, moment.now.day())?;
    let _course = scope.pass::<CourseRecord>(tx, course)?;
    refuse_archived(&reading::course_by_id(tx, course)?)?;
    let id = SessionId(moment.id());
    let pass = scope.pass_new::<SessionRecord>(id);
    let reference = insert(tx, moment, id, course, draft, None)?;
    letters::plan_reminder(tx, moment, id)?;
    Done::recorded(tx, pass, Change::new("created"), moment.now, reference)
}

/// Writes a planned session with its days and trainers; returns its reference.
pub(crate) fn insert(
    tx: &mut Tx,
    moment: &Moment,
    id: SessionId,
    course: CourseId,
    draft: &SessionDraft,
    series: Option<SessionId>,
) -> Result<String, Stop> {
    let (first, last) = ends(&draft.days)?;
    let reference = moment.referenced(
        tx,
        'S',
        &sql::SESSION_INSERT,
        values![
            id.0,
            Value::Null,
            course.0,
            draft.area.0,
            draft.venue.trim(),
            draft.access_notes.trim(),
            draft.capacity,
            0_i64,
            first,
            last,
            SessionState::Planned.code(),
            Value::Null,
            Value::Null,
            draft.listed,
            moment.now,
            Value::Null,
            venue_key(&draft.venue),
            Value::from(series.map(|id| id.0)),
            Value::from(draft.closes_before),
            Value::from(closing(first, draft.closes_before)),
            Value::from(in_house(draft)),
            Value::from(in_house(draft).map(|_| moment.entropy().token())),
            Value::from(draft.host.map(|id| id.0))
        ],
    )?;
    for day in &draft.days {
        insert_day(tx, moment, id, day)?;
    }
    set_trainers(tx, id, &draft.trainers)?;
    Ok(reference)
}

/// The organisation for whose people a session is given, as it is kept.
fn in_house(draft: &SessionDraft) -> Option<&str> {
    draft.in_house.as_deref().map(str::trim)
}

/// How far a change of a session goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// This session.
    One,
    /// This one, and those of its series that follow.
    Later,
}

/// Changes a session that nobody changed since `version`. Dates stay: moving a session has its own form.
pub fn update(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    draft: &SessionDraft,
    reach: Reach,
) -> Result<Done<Saved>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    if before.closes_before != draft.closes_before {
        refuse_closed_already(draft, before.first_day, moment.now.day())?;
    }
    let trained: Vec<Id> = reading::trainers(tx, id)?.into_iter().map(|(id, _)| id).collect();
    let (changed, mut saved) = apply(tx, moment, &before, draft)?;
    if reach == Reach::Later {
        let from = Before {
            session: &before,
            trainers: &trained,
        };
        let later = series::carry(tx, scope, moment, &from, draft, &changed)?;
        saved.told = saved.told.saturating_add(later.told);
        saved.placed = saved.placed.saturating_add(later.placed);
        saved.sessions = later.sessions;
    }
    let change = Change::new("changed").fields(&changed);
    Done::recorded(tx, pass, change, moment.now, saved)
}

/// A session whose booking would be closed already could never be booked.
fn refuse_closed_already(draft: &SessionDraft, first: Day, today: Day) -> Result<(), Stop> {
    if closing(first, draft.closes_before).is_some_and(|day| day < today) {
        let words = "Booking would be closed already. Enter fewer days, or leave it empty";
        return Err(Problems::one("closes_before", words).into());
    }
    Ok(())
}

/// Writes a draft over a session whose guard was passed; the names of what changed, and what it did for people.
pub(crate) fn apply(
    tx: &mut Tx,
    moment: &Moment,
    before: &Session,
    draft: &SessionDraft,
) -> Result<(Vec<&'static str>, Saved), Stop> {
    let id = before.id;
    if draft.capacity < before.taken.saturating_add(before.held) {
        let held = match before.held {
            0 => String::new(),
            held => format!(" and {held} kept back"),
        };
        let words = format!(
            "{} places are taken{held} on {}; there cannot be fewer",
            before.taken,
            before.first_day.text()
        );
        return Err(Problems::one("capacity", &words).into());
    }
    let rows = tx.changed(
        &sql::SESSION_UPDATE,
        values![
            id.0,
            before.version,
            draft.area.0,
            draft.venue.trim(),
            draft.access_notes.trim(),
            draft.capacity,
            before.first_day,
            before.last_day,
            draft.listed,
            venue_key(&draft.venue),
            Value::from(draft.closes_before),
            Value::from(closing(before.first_day, draft.closes_before)),
            Value::from(in_house(draft)),
            moment.entropy().token(),
            Value::from(draft.host.map(|id| id.0))
        ],
    )?;
    if rows == 0 {
        return Err(stale(moment));
    }
    let trained: Vec<Id> = reading::trainers(tx, id)?
        .into_iter()
        .map(|(trainer, _)| trainer)
        .collect();
    tx.run(&sql::SESSION_TRAINERS_CLEAR, values![id.0])?;
    set_trainers(tx, id, &draft.trainers)?;
    let changed = changes(before, &trained, draft);
    let to_come = before.state == SessionState::Planned && !before.over(moment.now);
    let concerns = |name: &&str| ["venue", "access-notes"].contains(name);
    let mut saved = Saved::default();
    if to_come && changed.iter().any(concerns) {
        saved.told = tell(tx, moment, id, Letter::DetailsChanged, &[])?;
    }
    saved.placed = u64::try_from(queue::fill(tx, moment, id)?.len()).unwrap_or(0);
    Ok((changed, saved))
}

/// Names of the fields in which a draft differs from what is stored.
fn changes(before: &Session, trained: &[Id], draft: &SessionDraft) -> Vec<&'static str> {
    let same_trainers = trained.len() == draft.trainers.len()
        && trained.iter().all(|trainer| draft.trainers.contains(trainer));
    let differs = [
        ("area", before.area != draft.area),
        ("venue", before.venue != draft.venue.trim()),
        ("access-notes", before.access_notes != draft.access_notes.trim()),
        ("places", before.capacity != draft.capacity),
        ("public-list", before.listed != draft.listed),
        ("in-house", before.in_house.as_deref() != in_house(draft)),
        ("host", before.host.as_ref().map(|(id, _)| *id) != draft.host),
        ("closing-date", before.closes_before != draft.closes_before),
        ("trainers", !same_trainers),
    ];
    differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}

/// Writes who runs the session.
pub(crate) fn set_trainers(tx: &mut Tx, id: SessionId, trainers: &[Id]) -> Result<(), Stop> {
    for trainer in trainers {
        tx.run(&sql::SESSION_TRAINER_INSERT, values![id.0, *trainer])?;
    }
    Ok(())
}
