//! Why a session is cancelled or moved, as the forms ask for it: a word that is counted, who asked for it, and words of one's own.

use super::typed::{Typed, together};
use crate::model::{AskedBy, Cause, Why};
use govuk::{Html, Radios, Textarea};
use kernel::Problems;

/// The names of its fields.
pub(crate) const NAMES: [&str; 3] = ["cause", "asked_by", "reason"];

/// Its fields.
pub(crate) fn fields(values: &Typed, problems: &Problems) -> Vec<Html> {
    vec![
        (&Radios::new("cause", "What was behind it?")
            .hint("Counted on the evidence page Delivery.")
            .choices(Cause::ALL.iter().map(|cause| (cause.code(), cause.label())))
            .value(values.text("cause"))
            .problems(problems))
            .into(),
        (&Radios::new("asked_by", "Who asked for it?")
            .choices(AskedBy::ALL.iter().map(|by| (by.code(), by.label())))
            .value(values.text("asked_by"))
            .problems(problems))
            .into(),
        (&Textarea::new("reason", "Reason")
            .hint("Kept with the session. People who booked do not see it.")
            .rows(2)
            .value(values.text("reason"))
            .problems(problems))
            .into(),
    ]
}

/// What was said, with everything that is wrong.
pub(crate) fn read(values: &Typed) -> Result<Why, Problems> {
    let mut problems = Problems::none();
    let cause = Cause::parse(values.text("cause"));
    if cause.is_none() {
        problems.add("cause", "Choose what was behind it");
    }
    let asked_by = AskedBy::parse(values.text("asked_by"));
    if asked_by.is_none() {
        problems.add("asked_by", "Choose who asked for it");
    }
    let why = Why {
        cause: cause.unwrap_or(Cause::Other),
        asked_by: asked_by.unwrap_or(AskedBy::Us),
        reason: values.text("reason").to_owned(),
    };
    let problems = together(problems, why.problems());
    if problems.is_empty() {
        Ok(why)
    } else {
        Err(problems)
    }
}
