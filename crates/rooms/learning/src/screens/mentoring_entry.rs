//! What two people did together: the table of it, and the form with which one of the two enters it.

use super::parts::FormPart;
use super::typed::Typed;
use crate::model::{Entry, EntryDraft, EntryKind, minutes_text};
use govuk::{Button, Cell, Input, InputKind, Radios, Table, Textarea};
use kernel::Problems;

/// What the two did.
pub(super) fn entries(entries: &[Entry]) -> Table {
    let rows = entries.iter().map(|entry| {
        let session = entry
            .session
            .as_ref()
            .map_or_else(String::new, |(_, reference, title)| {
                format!("{title} ({reference})")
            });
        vec![
            Cell::text(&entry.day.text()),
            Cell::text(entry.kind.label()),
            Cell::number(minutes_text(entry.minutes)),
            Cell::text(&session),
            Cell::text(&entry.learnt),
            Cell::text(&entry.note),
        ]
    });
    Table::new("What they did")
        .column("Day")
        .column("What")
        .figures("Time")
        .column("Session")
        .column("What was learnt")
        .column("Only the two read")
        .rows(rows)
        .when_empty("Nothing is entered yet.")
}

/// The form with which one of the two enters what they did.
pub(super) fn entry_form(form: FormPart, values: &Typed, problems: &Problems) -> FormPart {
    form.value("what", "log")
        .field(
            &Radios::new("kind", "What was it?")
                .choices(EntryKind::ALL.iter().map(|kind| (kind.code(), kind.label())))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(&values.date_input("day", "Day").problems(problems))
        .field(
            &Input::new("minutes", "How many minutes?")
                .kind(InputKind::Number)
                .width(4)
                .value(values.text("minutes"))
                .problems(problems),
        )
        .field(
            &Input::new("session", "Reference of the session (optional)")
                .hint("Where the one watched the other at a session, like S-2345678.")
                .value(values.text("session"))
                .problems(problems),
        )
        .field(
            &Textarea::new("learnt", "What was learnt? (optional)")
                .hint("Coordinators read this.")
                .rows(3)
                .value(values.text("learnt"))
                .problems(problems),
        )
        .field(
            &Textarea::new("note", "Between the two of you (optional)")
                .hint("Only you two read this; a later mentor does not.")
                .rows(3)
                .value(values.text("note"))
                .problems(problems),
        )
        .button(Button::new("Enter it"))
}

/// Fields of that form.
pub(super) const ENTRY: &[&str] = &[
    "what",
    "kind",
    "day-day",
    "day-month",
    "day-year",
    "minutes",
    "session",
    "learnt",
    "note",
];

/// What was entered, with everything that is wrong.
pub(super) fn read_entry(values: &Typed) -> Result<EntryDraft, Problems> {
    let mut problems = Problems::none();
    let kind = EntryKind::parse(values.text("kind"));
    if kind.is_none() {
        problems.add("kind", "Choose what it was");
    }
    let day = values.day("day", &mut problems);
    let minutes = values.whole("minutes", &mut problems, "Enter how many minutes");
    match (kind, day) {
        (Some(kind), Some(day)) if problems.is_empty() => Ok(EntryDraft {
            kind,
            day,
            minutes,
            session: values.text("session").to_owned(),
            learnt: values.text("learnt").to_owned(),
            note: values.text("note").to_owned(),
        }),
        _ => Err(problems),
    }
}
