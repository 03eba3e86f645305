//! Reading the questionnaires: every version, and each as those who answer see it.

use super::fields::{Shown, sections};
use crate::books::version_by_key;
use crate::records;
use access::actions::ReadInstruments;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, Page};
use govuk::{BackLink, Cell, SummaryList, Table};
use kernel::{Instant, Problems, Refusal};
use store::values;

#[derive(Template)]
#[template(path = "instruments.html")]
struct List {
    table: Table,
}

#[derive(Template)]
#[template(path = "instrument.html")]
struct One {
    title: String,
    facts: SummaryList,
    introduction: String,
    sections: Vec<Shown>,
}

/// GET /instruments
pub(crate) async fn list(desk: Desk<ReadInstruments>) -> Answer {
    let versions = desk
        .read(|tx, _| {
            Ok(tx.all(&records::VERSION_LIST, values![], |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<i64>(1)?,
                    row.get::<String>(2)?,
                    row.get::<String>(3)?,
                    row.get::<Instant>(4)?,
                    row.get::<i64>(5)?,
                ))
            })?)
        })
        .await?;
    let mut table = Table::new("Published questionnaires")
        .column("Questionnaire")
        .figures("Version")
        .column("Published")
        .column("Mark")
        .figures("Responses")
        .when_empty("No questionnaire has been published.");
    for (key, version, title, hash, published_at, responses) in versions {
        let responses = if responses > 1000 {
            "more than 1,000".to_owned()
        } else {
            responses.to_string()
        };
        table = table.row([
            Cell::link(&format!("/instruments/{key}/{version}"), &title),
            Cell::number(version),
            Cell::text(&published_at.day().text()),
            Cell::text(hash.get(..8).unwrap_or_default()),
            Cell::number(responses),
        ]);
    }
    Page::new(&desk, "Questionnaires", &List { table })?.answer()
}

/// GET /instruments/{key}/{version}
pub(crate) async fn show(desk: Desk<ReadInstruments>, Path((key, version)): Path<(String, i64)>) -> Answer {
    let found = desk
        .read(move |tx, _| Ok(version_by_key(tx, &key, Some(version))?.ok_or(Refusal::Unknown)?))
        .await?;
    let definition = found.published.definition();
    let one = One {
        title: definition.title.clone(),
        facts: SummaryList::new()
            .row("Key", &definition.key)
            .row("Version", &definition.version.to_string())
            .row("Published", &found.published_at.text())
            .row("Hash", found.published.hash()),
        introduction: definition.introduction.clone(),
        sections: sections(&found.published, &Form::default(), &Problems::none()),
    };
    Page::new(&desk, "Questionnaire", &one)?
        .above(&BackLink::new("/instruments", "All questionnaires"))
        .answer()
}
