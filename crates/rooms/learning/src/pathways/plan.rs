//! Entering and changing pathways and their steps.

use crate::guards::PathwayRecord;
use crate::model::{CourseId, MOST_STEPS, Pathway, PathwayDraft, PathwayLine, StepId, WayStep, WayStepDraft};
use crate::moment::Moment;
use crate::plan::course::stale;
use crate::records::{pathway as sql, rules};
use access::{Action, Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Pathways on a page.
pub const PAGE: usize = 25;

/// A page of pathways by title, and the reference to go on after.
pub fn page(
    tx: &mut Tx,
    _scope: &Scope<actions::ReadCourses>,
    archived: bool,
    after: Option<&str>,
) -> Result<(Vec<PathwayLine>, Option<String>), Stop> {
    let filters: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let limit = i64::try_from(PAGE + 1).unwrap_or(25);
    let wanted = values![archived, after.map(str::to_owned), limit];
    let mut lines = tx.list(&sql::PATHWAY_LIST, filters, wanted, sql::line)?;
    let next = lines
        .get(PAGE)
        .and_then(|_| lines.get(PAGE - 1))
        .map(|last| last.reference.clone());
    lines.truncate(PAGE);
    Ok((lines, next))
}

/// A pathway by its reference.
pub fn one<A: Action>(tx: &mut Tx, _scope: &Scope<A>, reference: &str) -> Result<Pathway, Stop> {
    let found = tx.one(&sql::PATHWAY_FETCH, values![reference], sql::pathway)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Its steps in their order.
pub fn steps<A: Action>(tx: &mut Tx, _scope: &Scope<A>, pathway: &Pathway) -> Result<Vec<WayStep>, Stop> {
    let mut steps: Vec<WayStep> = Vec::new();
    for row in tx.all(&sql::STEP_LIST, values![pathway.id.0], sql::step)? {
        match steps.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.draft.courses.extend(row.draft.courses),
            None => steps.push(row),
        }
    }
    Ok(steps)
}

/// Enters a pathway; its reference comes back.
pub fn create(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    draft: &PathwayDraft,
) -> Result<Done<String>, Stop> {
    draft.problems().check()?;
    let id = moment.id();
    let values = values![
        id,
        Value::Null,
        draft.title.trim(),
        draft.audience.trim(),
        draft.in_order,
        Value::from(draft.months),
        draft.ways_on.open,
        draft.ways_on.by_first,
        draft.archived,
        moment.now
    ];
    let reference = moment.referenced(tx, 'P', &sql::PATHWAY_INSERT, values)?;
    let pass = scope.pass_new::<PathwayRecord>(id.into());
    Done::recorded(tx, pass, Change::new("created"), moment.now, reference)
}

/// Changes a pathway that nobody changed since `version`.
pub fn update(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    before: &Pathway,
    version: i64,
    draft: &PathwayDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<PathwayRecord>(tx, before.id)?;
    let rows = tx.changed(
        &sql::PATHWAY_UPDATE,
        values![
            before.id.0,
            version,
            draft.title.trim(),
            draft.audience.trim(),
            draft.in_order,
            Value::from(draft.months),
            draft.ways_on.open,
            draft.ways_on.by_first,
            draft.archived
        ],
    )?;
    if rows == 0 {
        return Err(stale(moment));
    }
    let old = &before.draft;
    let changed = [
        ("title", old.title.trim() != draft.title.trim()),
        ("audience", old.audience.trim() != draft.audience.trim()),
        ("order", old.in_order != draft.in_order),
        ("months", old.months != draft.months),
        ("open", old.ways_on.open != draft.ways_on.open),
        ("by_first", old.ways_on.by_first != draft.ways_on.by_first),
        ("archived", old.archived != draft.archived),
    ];
    let fields: Vec<&'static str> = changed
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect();
    let change = Change::new("changed").fields(&fields);
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Courses that a step may be made of, and those of `step` already.
pub fn choices(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    step: Option<StepId>,
) -> Result<Vec<(CourseId, String)>, Stop> {
    let wanted = scope.values_and(values![step.map_or(kernel::Id::NIL, |step| step.0)]);
    Ok(tx.all(&sql::STEP_COURSE_CHOICES, &wanted, rules::titled)?)
}

/// Adds a step to a pathway, or changes one of it.
pub fn set_step(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    pathway: &Pathway,
    (version, step): (i64, Option<StepId>),
    draft: &WayStepDraft,
) -> Result<Done<()>, Stop> {
    draft.problems().check()?;
    let pass = scope.pass::<PathwayRecord>(tx, pathway.id)?;
    let known = steps(tx, scope, pathway)?;
    let allowed = choices(tx, scope, step)?;
    if !draft.courses.iter().all(|course| allowed.contains(course)) {
        return Err(Problems::one("courses", "Choose courses from the list").into());
    }
    touch(tx, moment, pathway, version)?;
    let (id, words) = match step {
        Some(step) if known.iter().any(|one| one.id == step) => {
            let row = values![step.0, draft.place, draft.title.trim(), draft.kind.code()];
            tx.run(&sql::STEP_UPDATE, row)?;
            (step, "step changed")
        }
        Some(_) => return Err(Refusal::Unknown.into()),
        None if known.len() >= MOST_STEPS => {
            return Err(Problems::one("title", "A pathway has at most 12 steps").into());
        }
        None => {
            let id = StepId(moment.id());
            let row = values![
                id.0,
                pathway.id.0,
                draft.place,
                draft.title.trim(),
                draft.kind.code()
            ];
            tx.run(&sql::STEP_INSERT, row)?;
            (id, "step added")
        }
    };
    tx.run(&sql::STEP_COURSES_CLEAR, values![id.0])?;
    for (course, _) in draft
        .courses
        .iter()
        .filter(|_| draft.kind == crate::model::StepKind::Course)
    {
        tx.run(&sql::STEP_COURSE_INSERT, values![id.0, course.0])?;
    }
    Done::recorded(tx, pass, Change::new(words), moment.now, ())
}

/// Takes a step out of a pathway, unless something of it was signed off for anybody.
pub fn remove_step(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    pathway: &Pathway,
    version: i64,
    step: StepId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PathwayRecord>(tx, pathway.id)?;
    if !steps(tx, scope, pathway)?.iter().any(|one| one.id == step) {
        return Err(Refusal::Unknown.into());
    }
    touch(tx, moment, pathway, version)?;
    tx.run(&sql::STEP_COURSES_CLEAR, values![step.0])?;
    tx.run(&sql::STEP_UNAWAIT, values![step.0])?;
    if tx.changed(&sql::STEP_DELETE, values![step.0])? == 0 {
        let words = "This step was signed off for somebody, so it stays: its history would be lost. Nothing was changed.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new("step removed"), moment.now, ())
}

fn touch(tx: &mut Tx, moment: &Moment, pathway: &Pathway, version: i64) -> Result<(), Stop> {
    if tx.changed(&sql::PATHWAY_TOUCH, values![pathway.id.0, version])? == 0 {
        return Err(stale(moment));
    }
    Ok(())
}
