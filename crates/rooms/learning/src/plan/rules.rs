//! How the bookings of a course are taken.

use super::course::stale;
use crate::guards::CourseRecord;
use crate::model::{CourseId, Rules, SessionId};
use crate::moment::Moment;
use crate::reading;
use crate::records::rules as sql;
use access::{Action, Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Problems, Refusal, Stop};
use store::{Asked, Tx, Value, values};

/// How the bookings of a course are taken.
pub(crate) fn of(tx: &mut Tx, course: CourseId) -> Result<Rules, Stop> {
    let asked = tx.ask(&sql::RULES_FETCH, values![course.0], sql::rules)?;
    answer(tx, asked, course)
}

/// Asks for them, and whether courses are done before it, by a session of the course.
pub(crate) fn ask(tx: &mut Tx, session: SessionId) -> Result<Asked<(Rules, bool)>, Fault> {
    tx.ask(&sql::RULES_OF_SESSION, values![session.0], sql::rules)
}

/// What was asked.
pub(crate) fn answer(tx: &mut Tx, asked: Asked<(Rules, bool)>, course: CourseId) -> Result<Rules, Stop> {
    let (mut rules, needs) = asked.one(tx)?.ok_or(Refusal::Unknown)?;
    if needs {
        rules.needs = tx.all(&sql::PREREQUISITE_LIST, values![course.0], sql::titled)?;
    }
    Ok(rules)
}

/// Courses in sight that may be asked for before one.
pub(crate) fn choices<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    course: CourseId,
) -> Result<Vec<(CourseId, String)>, Stop> {
    let values = reading::scoped(scope, values![course.0].to_vec());
    Ok(tx.all(&sql::PREREQUISITE_CHOICES, &values, sql::titled)?)
}

/// Sets how the bookings of a course are taken that nobody set anew since `wanted.version`. It counts for bookings from now on.
pub fn set(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    course: CourseId,
    wanted: &Rules,
) -> Result<Done<()>, Stop> {
    wanted.problems().check()?;
    let pass = scope.pass::<CourseRecord>(tx, course)?;
    let before = of(tx, course)?;
    if before.version != wanted.version {
        return Err(stale(moment));
    }
    let known = choices(tx, scope, course)?;
    if wanted
        .needs
        .iter()
        .any(|(id, _)| !known.iter().any(|(known, _)| known == id))
    {
        return Err(Problems::one("needs", "Choose courses from the list").into());
    }
    refuse_circles(tx, course, wanted)?;
    let hours = Value::from(wanted.offer_hours);
    let rows = if before.version == 0 {
        tx.changed(
            &sql::RULES_INSERT,
            values![course.0, wanted.approval, wanted.manager, hours],
        )?
    } else {
        tx.changed(
            &sql::RULES_UPDATE,
            values![course.0, wanted.approval, wanted.manager, hours, before.version],
        )?
    };
    if rows == 0 {
        return Err(stale(moment));
    }
    tx.run(&sql::PREREQUISITES_CLEAR, values![course.0])?;
    for (needs, _) in &wanted.needs {
        tx.run(&sql::PREREQUISITE_INSERT, values![course.0, needs.0])?;
    }
    let change = Change::new("changed booking rules").fields(&changes(&before, wanted));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Two courses cannot each be done before the other, nor by way of a third: nobody could book either.
fn refuse_circles(tx: &mut Tx, course: CourseId, wanted: &Rules) -> Result<(), Stop> {
    let mut problems = Problems::none();
    for (needs, title) in &wanted.needs {
        let circle = tx.one(&sql::PREREQUISITE_CIRCLE, values![course.0, needs.0], |row| {
            row.get::<i64>(0)
        })?;
        if circle.is_some() {
            problems.add(
                "needs",
                format!("{title} cannot be done before this course: this course is asked for before it"),
            );
        }
    }
    Ok(problems.check()?)
}

/// Names of what is different.
fn changes(before: &Rules, wanted: &Rules) -> Vec<&'static str> {
    let ids = |rules: &Rules| {
        let mut ids: Vec<_> = rules.needs.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    };
    [
        ("approval", before.approval != wanted.approval),
        ("manager", before.manager != wanted.manager),
        ("offer-hours", before.offer_hours != wanted.offer_hours),
        ("prerequisites", ids(before) != ids(wanted)),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name)
    .collect()
}
