//! Who changed what of a draft, the latest first.

use super::draft_at::{load, under};
use access::actions::ManageInstruments;
use audit::{Entry, Part as Events};
use axum::extract::Path;
use front::parts::{Page, Part};
use front::{Answer, Desk};
use govuk::{Cell, Table};

/// Lines of a page.
const LINES: usize = 50;

fn row(entry: &Entry) -> Vec<Cell> {
    let about = entry
        .reason
        .as_ref()
        .map_or("", |reason| reason.reveal().as_str());
    vec![
        Cell::text(&entry.at.text()),
        Cell::text(entry.who.reveal()),
        Cell::text(&entry.change),
        Cell::text(about),
    ]
}

/// GET /instruments/drafts/{id}/history
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let (id, before) = (record.id, desk.query("before").parse::<i64>().ok());
    let mut entries = desk
        .read(move |tx, _| {
            let limit = i64::try_from(LINES).unwrap_or(50) + 1;
            Ok(audit::history_of(
                tx,
                "instrument_draft",
                id.0,
                Events::Changes,
                before,
                limit,
            )?)
        })
        .await?;
    let more = entries.len() > LINES;
    entries.truncate(LINES);
    let table = Table::new("Changes")
        .hide_caption()
        .column("When")
        .column("Who")
        .column("What")
        .column("Of what")
        .rows(entries.iter().map(row))
        .when_empty("Nothing older is kept.");
    let older = entries.last().filter(|_| more).map(|entry| {
        (
            format!("{}/history?before={}", record.path(), entry.sequence),
            "Older changes".to_owned(),
        )
    });
    let page = Page::new("Who changed what")
        .caption(&record.draft.definition.title)
        .html(&table)
        .with(Part::Links(older.into_iter().collect()));
    under(&desk, "Who changed what", &page, &record)
}
