//! What is recognised of what somebody learned elsewhere, on her record: the list, recording it, taking it back.

use super::parts::{FormPart, Page, Part};
use super::typed::{Typed, of_form};
use crate::model::{CourseId, LearnerRecord, Recognised, RecognisedDraft};
use access::actions::ManageBookings;
use front::Desk;
use govuk::{Button, ButtonKind, Cell, Select, Table, Textarea};
use kernel::{Day, Id, Problems};

/// Until when it counts.
pub(super) fn holds(one: &Recognised, today: Day) -> String {
    match one.holds_until {
        None => "For good".to_owned(),
        Some(until) if until < today => format!("Ran out on {}", until.text()),
        Some(until) => format!("Until {}", until.text()),
    }
}

/// What is recognised.
pub(super) fn table(all: &[Recognised], today: Day) -> Table {
    let rows = all.iter().map(|one| {
        vec![
            Cell::text(&one.title),
            Cell::text(if one.evidence.is_empty() {
                "Not recorded"
            } else {
                &one.evidence
            }),
            Cell::text(&format!("{}, {}", one.at.day().text(), one.by)),
            Cell::text(&holds(one, today)),
        ]
    });
    Table::new("Learned elsewhere")
        .column("Stands for")
        .column("What was seen")
        .column("Recognised")
        .column("Counts")
        .rows(rows)
        .when_empty("Nothing is recognised.")
}

/// What was typed, as it is to be recognised.
pub(super) fn of_draft(values: &Typed, problems: &mut Problems) -> RecognisedDraft {
    RecognisedDraft {
        course: Id::parse(values.text("course")).map(CourseId),
        evidence: values.text("evidence").to_owned(),
        holds_until: if values.day_is_empty("until") {
            None
        } else {
            values.day("until", problems)
        },
    }
}

/// The list with its two forms.
pub(super) fn recognising(
    page: Page,
    desk: &Desk<ManageBookings>,
    record: &LearnerRecord,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let today = desk.now().day();
    let doing = values.text("what");
    let form = |what: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", what);
    let ids = |id: CourseId| id.to_string();
    let own = of_form(doing, "recognise", problems);
    let mut page = page.html(&table(&record.recognised, today));
    // What counts no longer can be recognised anew.
    let known: Vec<CourseId> = record
        .recognised
        .iter()
        .filter(|one| one.holds_until.is_none_or(|until| until >= today))
        .map(|one| one.course)
        .collect();
    let choices = record
        .choices
        .iter()
        .filter(|(course, _)| !known.contains(course))
        .map(|(course, title)| (ids(*course), title.as_str()));
    page = page
        .heading("Recognise what was learned elsewhere")
        .text("It counts as if she had done the course: for bookings of courses that ask for it first, and for steps of pathways. She reads it on her own record.")
        .with(Part::Form(
            form("recognise")
                .field(
                    &Select::new("course", "Course that it stands for")
                        .option("", "Choose")
                        .options(choices)
                        .value(values.text("course"))
                        .problems(&own),
                )
                .field(
                    &Textarea::new("evidence", "What did you see?")
                        .hint("For example a certificate, who issued it and when")
                        .rows(2)
                        .value(values.text("evidence"))
                        .problems(&own),
                )
                .field(
                    &values
                        .date_input("until", "Last day on which it counts (optional)")
                        .problems(&own),
                )
                .button(Button::new("Recognise it")),
        ));
    if record.recognised.is_empty() {
        return page;
    }
    let own = of_form(doing, "back", problems);
    let taken = record
        .recognised
        .iter()
        .map(|one| (ids(one.course), one.title.as_str()));
    page.heading("Take a recognition back").with(Part::Form(
        form("back")
            .field(
                &Select::new("taken", "Course")
                    .option("", "Choose")
                    .options(taken)
                    .value(values.text("taken"))
                    .problems(&own),
            )
            .field(
                &Textarea::new("back_reason", "Reason")
                    .hint("Kept in the history.")
                    .rows(2)
                    .value(values.text("back_reason"))
                    .problems(&own),
            )
            .button(Button::new("Take it back").kind(ButtonKind::Secondary)),
    ))
}
