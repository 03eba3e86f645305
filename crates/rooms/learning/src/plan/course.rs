//! Making and changing courses.

use crate::guards::CourseRecord;
use crate::model::{CourseDraft, CourseId};
use crate::moment::Moment;
use crate::reading;
use crate::records::course as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use directory::model::AreaId;
use kernel::{Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Makes a course; its reference.
pub fn create(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    draft: &CourseDraft,
) -> Result<Done<String>, Stop> {
    draft.problems().check()?;
    let id = CourseId(moment.id());
    refuse_namesake(tx, id, draft)?;
    let pass = scope.pass_new::<CourseRecord>(id);
    let reference = insert(tx, moment, id, draft)?;
    Done::recorded(tx, pass, Change::new("created"), moment.now, reference)
}

/// Tables by course have a row for each title: two courses of a programme that share one could not be told apart.
fn refuse_namesake(tx: &mut Tx, id: CourseId, draft: &CourseDraft) -> Result<(), Stop> {
    let title = draft.title.trim();
    let namesake = tx.one(
        &sql::COURSE_NAMESAKE,
        values![draft.programme.0, title, id.0],
        |row| row.get::<kernel::Id>(0),
    )?;
    if namesake.is_some() {
        let words = "Another course of this programme has this title. Give this one a title of its own";
        return Err(Problems::one("title", words).into());
    }
    Ok(())
}

/// Writes a course and what hangs on it; returns its reference.
pub(crate) fn insert(
    tx: &mut Tx,
    moment: &Moment,
    id: CourseId,
    draft: &CourseDraft,
) -> Result<String, Stop> {
    let reference = moment.referenced(
        tx,
        'C',
        &sql::COURSE_INSERT,
        values![
            id.0,
            Value::Null,
            draft.programme.0,
            draft.title.trim(),
            draft.kind.as_str(),
            draft.aims.trim(),
            draft.hours,
            draft.days,
            draft.mode.code(),
            draft.audience.trim(),
            Value::from(draft.target),
            false,
            moment.now,
            Value::from(draft.refresher_months),
            Value::from(draft.follow_up.first),
            Value::from(draft.follow_up.second)
        ],
    )?;
    attach(tx, id, draft)?;
    Ok(reference)
}

/// Areas in which the viewer may plan.
fn own_areas(tx: &mut Tx, scope: &Scope<actions::PlanCourses>) -> Result<Vec<AreaId>, Stop> {
    let own = tx.all(&sql::AREA_OWN, &reading::scoped(scope, vec![]), sql::area)?;
    Ok(own)
}

/// The areas of a course after somebody ticked some of her `own`: those of others stay. Who does not see all areas cannot offer
/// everywhere what was not, nor take from others what was offered everywhere.
fn areas_after(
    before: &[AreaId],
    own: &[AreaId],
    ticked: &[AreaId],
    sees_all: bool,
) -> Result<Vec<AreaId>, Problems> {
    let others = before.iter().filter(|area| !own.contains(area));
    let mine = own.iter().filter(|area| ticked.contains(area));
    let after: Vec<AreaId> = others.chain(mine).copied().collect();
    if !sees_all && after.is_empty() != before.is_empty() {
        let words = if after.is_empty() {
            "Tick an area. Only somebody who works in all areas can offer a course everywhere"
        } else {
            "This course is offered everywhere. Only somebody who works in all areas can change that"
        };
        return Err(Problems::one("area", words));
    }
    Ok(after)
}

/// Changes a course that nobody changed since `version`. Areas in which the viewer does not work stay as they are.
pub fn update(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: CourseId,
    version: i64,
    draft: &CourseDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<CourseRecord>(tx, id)?;
    let before = reading::course_by_id(tx, id)?;
    if before.version != version {
        return Err(stale(moment));
    }
    refuse_namesake(tx, id, draft)?;
    let own = own_areas(tx, scope)?;
    let areas = areas_after(&before.draft.areas, &own, &draft.areas, scope.sees_all())?;
    let draft = &CourseDraft {
        areas,
        ..draft.clone()
    };
    let rows = tx.changed(
        &sql::COURSE_UPDATE,
        values![
            id.0,
            version,
            draft.programme.0,
            draft.title.trim(),
            draft.kind.as_str(),
            draft.aims.trim(),
            draft.hours,
            draft.days,
            draft.mode.code(),
            draft.audience.trim(),
            Value::from(draft.target),
            Value::from(draft.refresher_months),
            Value::from(draft.follow_up.first),
            Value::from(draft.follow_up.second)
        ],
    )?;
    if rows == 0 {
        return Err(stale(moment));
    }
    tx.run(&sql::COURSE_AREAS_CLEAR, values![id.0])?;
    tx.run(&sql::COURSE_INSTRUMENTS_CLEAR, values![id.0])?;
    attach(tx, id, draft)?;
    let change = Change::new("changed").fields(&before.draft.changes(draft));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Puts a course away, or brings it back.
pub fn archive(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: CourseId,
    version: i64,
    archived: bool,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<CourseRecord>(tx, id)?;
    if tx.changed(&sql::COURSE_ARCHIVE, values![id.0, version, archived])? == 0 {
        return Err(stale(moment));
    }
    let word = if archived { "archived" } else { "brought back" };
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

fn attach(tx: &mut Tx, id: CourseId, draft: &CourseDraft) -> Result<(), Stop> {
    for area in &draft.areas {
        tx.run(&sql::COURSE_AREA_INSERT, values![id.0, area.0])?;
    }
    for (purpose, key) in &draft.instruments {
        tx.run(
            &sql::COURSE_INSTRUMENT_INSERT,
            values![id.0, purpose.code(), key.as_str()],
        )?;
    }
    Ok(())
}

/// Somebody changed the record first. Who and when stand in its history; the screen looks them up.
pub(crate) fn stale(moment: &Moment) -> Stop {
    Refusal::Changed {
        by: "Someone else".to_owned(),
        when: moment.now,
    }
    .into()
}
