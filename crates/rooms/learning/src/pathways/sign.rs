//! Signing off a step that no course makes.

use super::progress::{count, walking};
use crate::guards::WalkerRecord;
use crate::model::{Pathway, Standing, StepId, StepKind, reason_problems};
use crate::moment::Moment;
use crate::records::pathway as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, values};

/// Signs a step of somebody off on a day, with what it rests on.
pub fn off(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    pathway: &Pathway,
    walker: Id,
    (step, day): (StepId, Day),
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = reason_problems(reason);
    let today = moment.now.day();
    if day > today {
        problems.add("day", "This day is still to come. Record it when it is done");
    }
    problems.check()?;
    let pass = scope.pass::<WalkerRecord>(tx, walker)?;
    let on_it = walking(tx, scope, pathway, walker, today)?;
    let taken = on_it
        .progress
        .iter()
        .flat_map(|progress| &progress.steps)
        .find(|one| one.step == step && one.kind == StepKind::SignOff)
        .ok_or(Refusal::Unknown)?;
    if let Standing::RanOut(_) = taken.standing {
        tx.run(
            &sql::SIGN_OFF_WITHDRAW,
            values![step.0, on_it.learner.0, moment.now],
        )?;
    }
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody signs a step off"))?;
    let row = values![moment.id(), step.0, on_it.learner.0, day, by, moment.now];
    if tx.changed(&sql::SIGN_OFF_INSERT, row)? == 0 {
        return Err(Problems::one("step", "This step is signed off already").into());
    }
    count(tx, pathway, (walker, walker), today)?;
    let words = format!("{}, on {}. {}", taken.title, day.text(), reason.trim());
    let change = Change::new("step signed off").reason(words);
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Takes a sign-off back, with the reason.
pub fn back(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    pathway: &Pathway,
    walker: Id,
    step: StepId,
    reason: &str,
) -> Result<Done<()>, Stop> {
    reason_problems(reason).check()?;
    let pass = scope.pass::<WalkerRecord>(tx, walker)?;
    let today = moment.now.day();
    let on_it = walking(tx, scope, pathway, walker, today)?;
    let rows = tx.changed(
        &sql::SIGN_OFF_WITHDRAW,
        values![step.0, on_it.learner.0, moment.now],
    )?;
    if rows == 0 {
        return Err(Refusal::Closed("This step is not signed off.".to_owned()).into());
    }
    count(tx, pathway, (walker, walker), today)?;
    let change = Change::new("sign-off taken back").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
