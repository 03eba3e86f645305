//! The answer of a coordinator to a booking that waits for agreement, on the page of the booking.

use super::booking_one::{Loaded, Shown, sent_to};
use super::parts::{FormPart, Page, Part};
use crate::model::Awaits;
use govuk::{Button, ButtonKind, Checkboxes, Choice, Html, Textarea};

/// Saying yes or no to a booking that waits for agreement.
pub(super) fn answering(
    page: Page,
    form: impl Fn(&str) -> FormPart,
    loaded: &Loaded,
    shown: &Shown<'_>,
) -> Page {
    let booking = &loaded.booking;
    let lead = match booking.awaits {
        Some(Awaits::Manager) => {
            "The manager has not answered yet. If you know the answer, or if it is not needed, you can answer here; say why."
        }
        _ if loaded.missing.is_empty() => "A coordinator approves bookings of this course.",
        _ => {
            "Something that is asked for before this course is not recorded. Look at what the person says she learned elsewhere; say why you approve it."
        }
    };
    let reason = |what: &str, hint: &str| {
        let (values, problems) = shown.of(what);
        Html::from(
            &Textarea::new(if what == "approve" { "why_yes" } else { "why_no" }, "Reason")
                .hint(hint)
                .rows(2)
                .value(values.text(if what == "approve" { "why_yes" } else { "why_no" }))
                .problems(&problems),
        )
    };
    let mut approve = form("approve").field(reason(
        "approve",
        "It stands in the history and is sent to nobody.",
    ));
    if !loaded.missing.is_empty() {
        let mut recognise = Checkboxes::new("recognise", "Later bookings")
            .choice(Choice::new(
                "yes",
                "Recognise what she learned for her later bookings, too",
            ))
            .small();
        for value in shown.of("approve").0.all("recognise") {
            recognise = recognise.value(value);
        }
        approve = approve.field(&recognise);
    }
    page.heading("Answer this booking")
        .text(lead)
        .text(&format!(
            "{} It says whether there is a place, or that the person is on the waiting list.",
            sent_to(booking)
        ))
        .with(Part::Form(approve.button(Button::new("Approve the booking"))))
        .text(&format!(
            "{} It says that the booking was not agreed to, and not why.",
            sent_to(booking)
        ))
        .with(Part::Form(
            form("decline")
                .field(reason(
                    "decline",
                    "It stands in the history and is sent to nobody.",
                ))
                .button(Button::new("Decline the booking").kind(ButtonKind::Warning)),
        ))
}
