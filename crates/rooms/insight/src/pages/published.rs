//! Published figures beside recomputed ones.

use access::actions::ReadEvidence;
use askama::Template;
use front::{Answer, Desk, Page};
use govuk::{Breadcrumbs, Cell, Table};
use kernel::Refusal;

#[derive(Template)]
#[template(path = "published.html")]
struct PublishedPage {
    summary: String,
    tables: Vec<Table>,
}

/// `GET /evidence/published`
pub(super) async fn show(desk: Desk<ReadEvidence>) -> Answer {
    let report = desk
        .read(|tx, scope| {
            // The comparison is of whole programmes.
            if !scope.sees_all() {
                return Err(Refusal::Unknown.into());
            }
            crate::published::compare(tx, scope)
        })
        .await?;
    let tables = report
        .sections()
        .into_iter()
        .map(|(title, lines)| {
            let rows = lines.into_iter().map(|line| {
                vec![
                    Cell::text(&line.figure),
                    Cell::number(&line.printed),
                    Cell::number(&line.computed),
                    Cell::text(line.verdict()),
                ]
            });
            Table::new(&title)
                .column("Figure")
                .figures("Published")
                .figures("Recomputed")
                .column("Verdict")
                .rows(rows)
        })
        .collect();
    Page::new(
        &desk,
        "Published and recomputed",
        &PublishedPage {
            summary: report.summary(),
            tables,
        },
    )?
    .above(&Breadcrumbs::new().to("/evidence", "Evidence"))
    .answer()
}
