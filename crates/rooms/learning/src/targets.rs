//! Targets of areas: set, changed and ended by who plans there, and measured against what took place in their own days.

use crate::guards::{CourseRecord, TargetRecord};
use crate::lists::PAGE;
use crate::model::{CourseId, Target, TargetDraft, TargetId, TargetLine, TargetOf};
use crate::moment::Moment;
use crate::plan::course::stale;
use crate::records::{course, target as sql};
use access::actions::{PlanCourses, ReadEvidence};
use access::{Action, Scope};
use audit::{Change, Done};
use directory::model::AreaId;
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Which targets are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Those that were ended; else those that stand.
    pub ended: bool,
    /// Of a programme and its courses.
    pub programme: Option<Id>,
    /// Of an area.
    pub area: Option<Id>,
    /// Of one course.
    pub course: Option<CourseId>,
    /// Go on after this one.
    pub after: Option<Id>,
    /// So many at most; `None`: a page of them.
    pub most: Option<usize>,
}

/// A page of targets in sight with what came of each, and after which the next page begins: one statement.
///
/// # Errors
/// A fault of the engine.
pub fn list<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    query: &Query,
) -> Result<(Vec<TargetLine>, Option<Id>), Fault> {
    let names: Vec<&'static str> = [
        ("standing", !query.ended),
        ("ended", query.ended),
        ("programme", query.programme.is_some()),
        ("area", query.area.is_some()),
        ("course", query.course.is_some()),
        ("after", query.after.is_some()),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(name, _)| name)
    .collect();
    let most = query.most.unwrap_or(PAGE);
    let wanted = scope.values_and(values![
        Value::from(query.programme),
        Value::from(query.area),
        Value::from(query.course.map(|course| course.0)),
        Value::from(query.after),
        i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX)
    ]);
    let mut lines = tx.list(&sql::TARGET_LIST, &names, &wanted, sql::line)?;
    let next = lines
        .get(most)
        .and_then(|_| lines.get(most.saturating_sub(1)))
        .map(|last| last.target.id.0);
    lines.truncate(most);
    Ok((lines, next))
}

/// A target in sight with what came of it.
///
/// # Errors
/// Unknown, where it is out of sight or there is none.
pub fn one<A: Action>(tx: &mut Tx, scope: &Scope<A>, id: TargetId) -> Result<TargetLine, Stop> {
    drop(scope.pass::<TargetRecord>(tx, id)?);
    let found = tx.one(&sql::TARGET_FETCH, values![id.0], sql::line)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// The targets of a programme and of its courses that stand, of every area.
///
/// # Errors
/// A fault of the engine.
pub fn of_programme(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
) -> Result<Vec<Target>, Fault> {
    tx.all(&sql::TARGET_OF_PROGRAMME, values![programme], sql::target)
}

/// What a target may be of, and where: programmes, courses in sight with their references, areas in which the viewer plans.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Programmes.
    pub programmes: Vec<(Id, String)>,
    /// Courses: id, title, reference.
    pub courses: Vec<(Id, String, String)>,
    /// Areas.
    pub areas: Vec<(Id, String)>,
}

/// Reads them.
///
/// # Errors
/// A fault of the engine.
pub fn choices(tx: &mut Tx, scope: &Scope<PlanCourses>) -> Result<Choices, Fault> {
    Ok(Choices {
        programmes: tx.all(&course::PROGRAMME_CHOICES, &[], course::choice)?,
        courses: tx.all(&sql::TARGET_COURSES, &scope.values(), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?,
        areas: tx.all(&course::AREA_OWN, &scope.values(), course::choice)?,
    })
}

/// Two targets of the same would count the same people twice.
fn refuse_overlap(
    tx: &mut Tx,
    id: TargetId,
    (of, area): (TargetOf, AreaId),
    draft: &TargetDraft,
) -> Result<(), Stop> {
    let (programme, course) = of.ids();
    let wanted = values![
        area.0,
        id.0,
        draft.first_day,
        draft.last_day,
        Value::from(programme),
        Value::from(course)
    ];
    let other = tx.one(&sql::TARGET_OVERLAP, wanted, |row| {
        Ok((row.get::<Day>(0)?, row.get::<Day>(1)?))
    })?;
    let Some((first, last)) = other else {
        return Ok(());
    };
    let words = format!(
        "There is a target of this for the area from {} to {}. Enter other days, or change or end that one",
        first.text(),
        last.text()
    );
    Err(Problems::one("first", &words).into())
}

/// Sets a target for an area in which the viewer plans.
///
/// # Errors
/// What is wrong with it; unknown, where its course is out of sight.
pub fn set(
    tx: &mut Tx,
    scope: &Scope<PlanCourses>,
    moment: &Moment,
    (of, area): (TargetOf, AreaId),
    draft: &TargetDraft,
) -> Result<Done<TargetId>, Stop> {
    draft.problems().check()?;
    let own = tx.all(&course::AREA_OWN, &scope.values(), course::area)?;
    if !own.contains(&area) {
        return Err(Problems::one("area", "Choose an area from the list").into());
    }
    match of {
        TargetOf::Course(course) => drop(scope.pass::<CourseRecord>(tx, course)?),
        TargetOf::Programme(programme) => {
            let known = tx.all(&course::PROGRAMME_CHOICES, &[], course::choice)?;
            if !known.iter().any(|(id, _)| *id == programme.0) {
                return Err(Problems::one("of", "Choose from the list").into());
            }
        }
    }
    let id = TargetId(moment.id());
    refuse_overlap(tx, id, (of, area), draft)?;
    let (programme, course) = of.ids();
    tx.run(
        &sql::TARGET_INSERT,
        values![
            id.0,
            Value::from(programme),
            Value::from(course),
            area.0,
            draft.people,
            Value::from(draft.sessions),
            draft.first_day,
            draft.last_day,
            moment.now
        ],
    )?;
    let change = Change::new("set").reason(draft.in_words());
    Done::recorded(tx, scope.pass_new::<TargetRecord>(id), change, moment.now, id)
}

/// Changes a target that nobody changed since `version`. What it was before stands in its history.
///
/// # Errors
/// What is wrong with it; that somebody changed it first, or that it was ended.
pub fn update(
    tx: &mut Tx,
    scope: &Scope<PlanCourses>,
    moment: &Moment,
    (id, version): (TargetId, i64),
    draft: &TargetDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<TargetRecord>(tx, id)?;
    let before = standing(tx, scope, id)?.target;
    if before.version != version {
        return Err(stale(moment));
    }
    refuse_overlap(tx, id, (before.of, before.area), draft)?;
    let rows = tx.changed(
        &sql::TARGET_UPDATE,
        values![
            id.0,
            version,
            draft.people,
            Value::from(draft.sessions),
            draft.first_day,
            draft.last_day
        ],
    )?;
    if rows == 0 {
        return Err(stale(moment));
    }
    let change = Change::new("changed")
        .fields(&before.draft.changes(draft))
        .reason(format!("Before: {}", before.draft.in_words()));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Ends a target: nothing is measured against it any more, and its history stays.
///
/// # Errors
/// A reason that is missing; that somebody changed it first, or that it was ended.
pub fn end(
    tx: &mut Tx,
    scope: &Scope<PlanCourses>,
    moment: &Moment,
    (id, version): (TargetId, i64),
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    crate::model::text(&mut problems, "reason", reason, "Enter why it is ended", 500);
    problems.check()?;
    let pass = scope.pass::<TargetRecord>(tx, id)?;
    standing(tx, scope, id)?;
    if tx.changed(&sql::TARGET_END, values![id.0, version, moment.now])? == 0 {
        return Err(stale(moment));
    }
    let change = Change::new("ended").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}

/// A target that was not ended.
fn standing(tx: &mut Tx, scope: &Scope<PlanCourses>, id: TargetId) -> Result<TargetLine, Stop> {
    let found = one(tx, scope, id)?;
    if found.target.ended.is_some() {
        return Err(Refusal::Closed("This target was ended.".to_owned()).into());
    }
    Ok(found)
}
