//! Making and changing sessions.

use super::change::tell;
use super::course::stale;
use crate::guards::{CourseRecord, SessionRecord};
use crate::letters::{self, Letter};
use crate::model::{CourseId, DayDraft, Session, SessionDay, SessionDraft, SessionId, SessionState};
use crate::moment::Moment;
use crate::places::queue;
use crate::reading;
use crate::records::session as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Stop};
use store::{Tx, Value, values};

/// Makes a session of a course in sight; its reference.
pub fn create(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    course: CourseId,
    draft: &SessionDraft,
) -> Result<Done<String>, Stop> {
    draft.problems().check()?;
    let _course = scope.pass::<CourseRecord>(tx, course)?;
    let id = SessionId(moment.id());
    let pass = scope.pass_new::<SessionRecord>(id);
    let reference = insert(tx, moment, id, course, draft)?;
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
            moment.now
        ],
    )?;
    for day in &draft.days {
        insert_day(tx, moment, id, day)?;
    }
    set_trainers(tx, id, &draft.trainers)?;
    Ok(reference)
}

/// Changes a session that nobody changed since `version`. Dates stay: moving a session has its own form.
pub fn update(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    version: i64,
    draft: &SessionDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let before = reading::session_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    if draft.capacity < before.taken {
        let words = format!("{} places are taken; there cannot be fewer", before.taken);
        return Err(Problems::one("capacity", &words).into());
    }
    let rows = tx.changed(
        &sql::SESSION_UPDATE,
        values![
            id.0,
            version,
            draft.area.0,
            draft.venue.trim(),
            draft.access_notes.trim(),
            draft.capacity,
            before.first_day,
            before.last_day,
            draft.listed
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
    let changed = changes(&before, &trained, draft);
    let to_come = before.state == SessionState::Planned && moment.now.day() <= before.last_day;
    if to_come
        && changed
            .iter()
            .any(|name| ["venue", "access-notes"].contains(name))
    {
        tell(tx, moment, id, Letter::DetailsChanged)?;
    }
    queue::fill(tx, moment, id)?;
    let change = Change::new("changed").fields(&changed);
    Done::recorded(tx, pass, change, moment.now, ())
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
        ("trainers", !same_trainers),
    ];
    differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}

/// First and last of the days.
pub(crate) fn ends(days: &[DayDraft]) -> Result<(Day, Day), Stop> {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => Ok((first.day, last.day)),
        _ => Err(Problems::one("day-1", "Enter a date").into()),
    }
}

/// Writes a day.
pub(crate) fn insert_day(tx: &mut Tx, moment: &Moment, id: SessionId, day: &DayDraft) -> Result<Id, Stop> {
    let row = moment.id();
    tx.run(
        &sql::SESSION_DAY_INSERT,
        values![
            row,
            id.0,
            day.day,
            day.starts.as_str(),
            day.ends.as_str(),
            Value::Null
        ],
    )?;
    Ok(row)
}

/// Writes who runs the session.
pub(crate) fn set_trainers(tx: &mut Tx, id: SessionId, trainers: &[Id]) -> Result<(), Stop> {
    for trainer in trainers {
        tx.run(&sql::SESSION_TRAINER_INSERT, values![id.0, *trainer])?;
    }
    Ok(())
}

/// Puts the new days in place of the old ones. A day that keeps its date keeps its record; others are moved in order;
/// a day on which somebody was recorded cannot go.
pub(crate) fn replace_days(
    tx: &mut Tx,
    moment: &Moment,
    id: SessionId,
    old: &[SessionDay],
    new: &[DayDraft],
) -> Result<(), Stop> {
    let mut loose: Vec<&SessionDay> = old
        .iter()
        .filter(|day| !new.iter().any(|n| n.day == day.day))
        .collect();
    loose.reverse();
    for day in new {
        let kept = old
            .iter()
            .find(|known| known.day == day.day)
            .or_else(|| loose.pop());
        match kept {
            Some(known) => {
                let rows = tx.changed(
                    &sql::SESSION_DAY_UPDATE,
                    values![known.id.0, day.day, day.starts.as_str(), day.ends.as_str()],
                )?;
                if rows != 1 {
                    return Err(Fault::new("a day just read is gone").into());
                }
            }
            None => {
                insert_day(tx, moment, id, day)?;
            }
        }
    }
    for day in loose {
        if tx.changed(&sql::SESSION_DAY_DELETE, values![day.id.0])? == 0 {
            let words = format!(
                "People are recorded as there on {}; it cannot be taken away",
                day.day.text()
            );
            return Err(Problems::one("day-1", &words).into());
        }
    }
    Ok(())
}
