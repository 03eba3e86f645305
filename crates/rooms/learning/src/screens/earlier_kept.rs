//! What was said of the columns of a file of earlier years, kept under a name.

use super::parts::{FormPart, Page, Part};
use crate::earlier::keep::Looked;
use govuk::{Button, ButtonKind, Html, Input, Select};
use kernel::Problems;

/// The forms that use, drop and keep it.
pub(super) fn forms(
    page: Page,
    looked: &Looked,
    own: &str,
    hidden: &Html,
    (typed, problems): (&str, &Problems),
) -> Page {
    let to = format!("{own}/kept");
    let mut page = page.heading("What was said, kept under a name");
    if !looked.kept.is_empty() {
        let choose = FormPart::new(&to, hidden)
            .field(
                &Select::new("kept", "Kept of files with the same headings")
                    .option("", "Choose")
                    .options(
                        looked
                            .kept
                            .iter()
                            .map(|(id, name)| (id.to_string(), name.clone())),
                    )
                    .problems(problems),
            )
            .button(Button::new("Read it as kept").sends("what", "use"))
            .button(
                Button::new("Keep it no longer")
                    .kind(ButtonKind::Secondary)
                    .sends("what", "forget"),
            );
        page = page.with(Part::Form(choose));
    }
    let keep = FormPart::new(&to, hidden)
        .value("what", "keep")
        .field(
            &Input::new("kept-name", "Name for what is said of these columns")
                .hint("Whoever sends a file with the same headings reads it and can choose it. What you kept under the name before gives way")
                .value(typed)
                .problems(problems),
        )
        .button(Button::new("Keep it").kind(ButtonKind::Secondary));
    page.with(Part::Form(keep))
}
