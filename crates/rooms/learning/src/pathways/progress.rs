//! How far people are: counted and kept for lists, looked up anew for one person.

use crate::guards::WalkerRecord;
use crate::model::{LearnerId, OnIt, Pathway, Progress, Standing, StepId, Taken, Walker, counts_until};
use crate::people;
use crate::records::pathway as sql;
use access::{Scope, actions};
use kernel::{Day, Id, Refusal, Stop};
use store::{Tx, Value, values};

/// The first day from which what was done counts.
fn counts_from(pathway: &Pathway, today: Day) -> Option<Day> {
    match pathway.draft.months {
        Some(months) => Some(today.plus_months(months.saturating_neg())),
        None => Day::new(1900, 1, 1),
    }
}

/// Counts anew how far the people from one id to another are.
pub(crate) fn count(tx: &mut Tx, pathway: &Pathway, (from, to): (Id, Id), today: Day) -> Result<(), Stop> {
    let since = counts_from(pathway, today).unwrap_or(today);
    let those = values![pathway.id.0, from, to, today, since];
    tx.run(&sql::WALKER_COUNT, those)?;
    Ok(tx.run(&sql::WALKER_FINISH, values![pathway.id.0, from, to, today])?)
}

/// People on a page.
pub const PAGE: usize = 50;
/// People in a file at most.
pub const MOST_IN_FILE: usize = 10_000;

/// Which people of a pathway are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// On the way, finished or left.
    pub who: OnIt,
    /// Only those who wait for this step.
    pub step: Option<StepId>,
    /// After this one.
    pub after: Option<Id>,
}

/// A page of the people of a pathway in sight, and the one to go on after.
pub fn people(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    pathway: &Pathway,
    query: Query,
    most: usize,
) -> Result<(Vec<Walker>, Option<String>), Stop> {
    let mut filters = vec![match query.who {
        OnIt::Going => "going",
        OnIt::Finished => "finished",
        OnIt::Left => "left",
    }];
    filters.extend(query.step.map(|_| "step"));
    filters.extend(query.after.map(|_| "after"));
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(50);
    let wanted = scope.values_and(values![
        pathway.id.0,
        Value::from(query.step.map(|step| step.0)),
        Value::from(query.after),
        limit
    ]);
    let closed = tx.list(&sql::WALKER_PAGE, &filters, &wanted, sql::walker)?;
    let more = closed.len() > most;
    let mut all = Vec::with_capacity(closed.len());
    for one in closed.into_iter().take(most) {
        all.push(Walker {
            name: people::learner_name(tx.keys(), one.learner, &one.name)?,
            id: one.id,
            learner: one.learner,
            since: one.since,
            done: one.done,
            waits: one.waits,
            finished: one.finished,
            left: one.left,
            counted: one.counted,
        });
    }
    let next = all.last().filter(|_| more).map(|last| last.id.to_string());
    Ok((all, next))
}

/// How many in sight are on a pathway, how many of them have finished it, and how many wait for each step.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// On it, finished or not.
    pub all: i64,
    /// Finished.
    pub finished: i64,
    /// Waiting for a step.
    pub waiting: Vec<(StepId, i64)>,
}

impl Counts {
    /// How many wait for a step.
    pub fn of(&self, step: StepId) -> i64 {
        self.waiting
            .iter()
            .find(|(known, _)| *known == step)
            .map_or(0, |(_, count)| *count)
    }
}

/// Counts the people of a pathway in sight.
pub fn counts(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    pathway: &Pathway,
) -> Result<Counts, Stop> {
    let wanted = scope.values_and(values![pathway.id.0]);
    let rows = tx.all(&sql::WALKER_COUNTS, &wanted, |row| {
        Ok((row.get::<Option<Id>>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
    })?;
    let mut counts = Counts::default();
    for (step, all, finished) in rows {
        counts.all = counts.all.saturating_add(all);
        counts.finished = counts.finished.saturating_add(finished);
        counts.waiting.extend(step.map(|step| (StepId(step), all)));
    }
    Ok(counts)
}

fn standing(row: &sql::Trod, today: Day) -> Standing {
    let done = row.attended.max(row.signed);
    let counts = |day: Day| counts_until(day, row.months).is_none_or(|until| until >= today);
    match (done, row.booked) {
        (Some(day), _) if counts(day) => Standing::Done(day),
        _ if row.recognised => Standing::Recognised,
        (_, Some(day)) => Standing::Booked(day),
        (Some(day), None) => Standing::RanOut(day),
        (None, None) => Standing::Open,
    }
}

/// Somebody's way along all her pathways, as it is now: one statement.
pub(crate) fn of(
    tx: &mut Tx,
    learner: LearnerId,
    today: Day,
    one: Option<Id>,
) -> Result<Vec<Progress>, Stop> {
    let filters: &[&str] = if one.is_some() { &["one"] } else { &[] };
    let rows = tx.list(
        &sql::PROGRESS_LIST,
        filters,
        values![learner.0, today, Value::from(one)],
        sql::trod,
    )?;
    let mut all: Vec<Progress> = Vec::new();
    for row in rows {
        let taken = Taken {
            step: row.step,
            standing: standing(&row, today),
            title: row.called,
            kind: row.kind,
            next: row.next,
        };
        match all.last_mut().filter(|last| last.id == row.walker) {
            Some(last) => last.steps.push(taken),
            None => all.push(Progress {
                id: row.walker,
                reference: row.reference,
                title: row.title,
                in_order: row.in_order,
                steps: vec![taken],
            }),
        }
    }
    Ok(all)
}

/// The same for the holder of her own record.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &crate::own_record::Holder,
    today: Day,
) -> Result<Vec<Progress>, Stop> {
    of(tx, holder.learner, today, None)
}

/// Somebody on a pathway, for staff: her name, whether she left, and her way while she is on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Walking {
    /// Her place on the pathway.
    pub id: Id,
    /// The person.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// When she left.
    pub left: Option<Day>,
    /// Her way.
    pub progress: Option<Progress>,
}

kernel::masked!(Walking);

/// Somebody on a pathway in sight.
pub fn walking(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    pathway: &Pathway,
    id: Id,
    today: Day,
) -> Result<Walking, Stop> {
    drop(scope.pass::<WalkerRecord>(tx, id)?);
    let (learner, on, name, left) = tx
        .one(&sql::WALKER_FETCH, values![id], |row| {
            Ok((
                LearnerId(row.get(0)?),
                row.get::<Id>(1)?,
                row.get::<Vec<u8>>(2)?,
                row.get::<Option<Day>>(3)?,
            ))
        })?
        .ok_or(Refusal::Unknown)?;
    if on != pathway.id.0 {
        return Err(Refusal::Unknown.into());
    }
    Ok(Walking {
        id,
        learner,
        name: people::learner_name(tx.keys(), learner, &name)?,
        left,
        progress: of(tx, learner, today, Some(id))?.into_iter().next(),
    })
}
