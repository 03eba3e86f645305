//! Signing trainers off: trained, observed, approved, kind of course by kind of course.

use super::change::required;
use crate::guards::TrainerRecord;
use crate::model::{KINDS, SignOff, StepDraft, TrainerStep};
use crate::moment::Moment;
use crate::reading;
use crate::records::trainer as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use directory::model::label_of;
use kernel::{Fault, Id, Problems, Refusal, Stop};
use store::{Tx, values};

/// Records a step of a trainer. A step that stands already, and one's own approval, are problems of `step`.
pub fn record(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    trainer: Id,
    draft: &StepDraft,
) -> Result<Done<()>, Stop> {
    draft.problems(moment.now.day()).check()?;
    let pass = scope.pass::<TrainerRecord>(tx, trainer)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody signs a trainer off"))?;
    if by == trainer && draft.step == SignOff::Approved {
        return Err(Problems::one("step", "Somebody else has to approve you").into());
    }
    let rows = tx.changed(
        &sql::TRAINER_STEP_INSERT,
        values![
            moment.id(),
            trainer,
            draft.kind.as_str(),
            draft.step.code(),
            draft.day,
            by,
            moment.now
        ],
    )?;
    if rows == 0 {
        let words = "This step is recorded already. Take it back first to record it anew";
        return Err(Problems::one("step", words).into());
    }
    let words = format!(
        "{} for {}, on {}. {}",
        draft.step.label(),
        label_of(KINDS, &draft.kind),
        draft.day.text(),
        draft.note.trim()
    );
    let change = Change::new("signed off").reason(words.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}

/// A step in words: `Approved for Core, on 1 March 2026`.
pub(crate) fn in_words(step: &TrainerStep) -> String {
    format!(
        "{} for {}, on {}",
        step.step.label(),
        label_of(KINDS, &step.kind),
        step.day.text()
    )
}

/// Takes a step of a trainer back, with the reason.
pub fn take_back(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    trainer: Id,
    step: Id,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let reason = required(reason)?;
    let pass = scope.pass::<TrainerRecord>(tx, trainer)?;
    let stands = reading::trainer_steps(tx, Some(trainer))?;
    let words = stands.iter().find(|known| known.id == step).map(in_words);
    let rows = tx.changed(&sql::TRAINER_STEP_WITHDRAW, values![step, trainer, moment.now])?;
    if rows == 0 {
        return Err(Refusal::Closed("This step does not stand any more.".to_owned()).into());
    }
    let words = format!("{}. Reason: {reason}", words.unwrap_or_default());
    let change = Change::new("sign-off taken back").reason(words);
    Done::recorded(tx, pass, change, moment.now, ())
}
