//! What happened to a record, in plain words.

use super::hand::under;
use super::parts::Page;
use crate::reading;
use access::actions::ReadCourses;
use axum::extract::Path;
use front::{Answer, Desk};
use govuk::{Cell, Table};
use kernel::{Id, Stop};
use store::Tx;

/// Lines of a page.
const LINES: i64 = 100;

/// `GET /courses/{reference}/history`
pub(crate) async fn course(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let asked = reference.clone();
    let (title, entries) = desk
        .read(move |tx, scope| {
            let course = reading::course(tx, scope, &asked)?;
            Ok((
                course.draft.title,
                audit::history_of(tx, "course", course.id.0, None, LINES)?,
            ))
        })
        .await?;
    answer(
        &desk,
        &title,
        &entries,
        (&format!("/courses/{reference}"), "Course"),
    )
}

/// `GET /sessions/{reference}/history`
pub(crate) async fn session(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let asked = reference.clone();
    let (title, entries) = desk
        .read(move |tx, scope| {
            let session = reading::session(tx, scope, &asked)?;
            Ok((
                session.title,
                audit::history_of(tx, "session", session.id.0, None, LINES)?,
            ))
        })
        .await?;
    answer(
        &desk,
        &title,
        &entries,
        (&format!("/sessions/{reference}/plan"), "Session"),
    )
}

fn answer(desk: &Desk<ReadCourses>, title: &str, entries: &[audit::Entry], back: (&str, &str)) -> Answer {
    let rows = entries.iter().map(|entry| {
        let reason = entry
            .reason
            .as_ref()
            .map_or("", |reason| reason.reveal().as_str());
        vec![
            Cell::text(&entry.at.text()),
            Cell::text(entry.who.reveal()),
            Cell::text(&what(entry)),
            Cell::text(reason),
        ]
    });
    let table = Table::new("What happened")
        .hide_caption()
        .column("When")
        .column("Who")
        .column("What")
        .column("Reason")
        .when_empty("Nothing has happened yet.")
        .rows(rows);
    let page = Page::new("History").caption(title).html(&table);
    under(desk, "History", &page, &[("/courses", "Courses"), back])
}

/// What happened, with the fields that changed.
fn what(entry: &audit::Entry) -> String {
    let mut letters = entry.change.chars();
    let mut text: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    if !entry.fields.is_empty() {
        text.push_str(": ");
        text.push_str(&entry.fields.join(", ").replace('_', " "));
    }
    text
}

/// Who changed a record last, as a sentence.
pub(crate) fn last(tx: &mut Tx, kind: &str, id: Id) -> Result<String, Stop> {
    let entries = audit::history_of(tx, kind, id, None, 20)?;
    let entry = entries.iter().find(|entry| entry.change != "viewed");
    Ok(entry.map_or_else(
        || "Somebody saved a change while you were typing.".to_owned(),
        |entry| {
            format!(
                "{} saved a change on {} while you were typing.",
                entry.who.reveal(),
                entry.at.text()
            )
        },
    ))
}
