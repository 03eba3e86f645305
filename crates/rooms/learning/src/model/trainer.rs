//! What trainers have been signed off for.

use super::{KINDS, SignOff};
use kernel::{Day, Id, Problems};

/// A step that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrainerStep {
    /// Its id.
    pub id: Id,
    /// The trainer's account.
    pub trainer: Id,
    /// Code in [`KINDS`].
    pub kind: String,
    /// Which step.
    pub step: SignOff,
    /// The day of it.
    pub day: Day,
}

/// A step as entered.
#[derive(Clone, PartialEq, Eq)]
pub struct StepDraft {
    /// Code in [`KINDS`].
    pub kind: String,
    /// Which step.
    pub step: SignOff,
    /// The day of it.
    pub day: Day,
    /// Anything to remember: who observed, what was agreed. Kept in the history.
    pub note: String,
}

kernel::masked!(StepDraft);

impl StepDraft {
    /// What is wrong with it.
    pub(crate) fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if !KINDS.iter().any(|kind| kind.code == self.kind) {
            problems.add("kind", "Choose the kind of course");
        }
        if self.day > today {
            problems.add("day", "This day is still to come. Record it when it is done");
        }
        if self.note.chars().count() > 500 {
            problems.add("note", "Use 500 characters or fewer");
        }
        problems
    }
}

/// Who may run a kind of course alone. `None` when nobody was ever approved for anything: then approvals are not kept here.
pub fn approved_for(steps: &[TrainerStep], kind: &str) -> Option<Vec<Id>> {
    let mut approved = steps
        .iter()
        .filter(|step| step.step == SignOff::Approved)
        .peekable();
    approved.peek()?;
    Some(
        approved
            .filter(|step| step.kind == kind)
            .map(|step| step.trainer)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(trainer: u128, kind: &str, step: SignOff) -> TrainerStep {
        TrainerStep {
            id: Id(uuid::Uuid::nil()),
            trainer: Id(uuid::Uuid::from_u128(trainer)),
            kind: kind.to_owned(),
            step,
            day: Day::new(2026, 3, 2).unwrap(),
        }
    }

    #[test]
    fn where_nobody_is_approved_for_anything_approvals_are_not_kept() {
        assert_eq!(approved_for(&[step(1, "core", SignOff::Observed)], "core"), None);
        let steps = [
            step(1, "core", SignOff::Observed),
            step(2, "overview", SignOff::Approved),
        ];
        assert_eq!(approved_for(&steps, "core"), Some(vec![]));
        assert_eq!(
            approved_for(&steps, "overview"),
            Some(vec![Id(uuid::Uuid::from_u128(2))])
        );
    }
}
