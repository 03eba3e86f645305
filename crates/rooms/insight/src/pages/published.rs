//! Published figures beside recomputed ones.

use crate::published::REBUILT;
use crate::view::programmes;
use access::actions::ReadEvidence;
use askama::Template;
use front::{Answer, Desk, Page, Seen};
use govuk::{Breadcrumbs, Cell, Table};
use kernel::Refusal;

#[derive(Template)]
#[template(path = "published.html")]
struct PublishedPage {
    summary: String,
    tables: Vec<Table>,
}

/// The kind under which the trail notes a look at the comparison.
const LOOK: &str = "evidence (published and recomputed) of programme";

/// `GET /evidence/published`
pub(super) async fn show(desk: Desk<ReadEvidence>) -> Answer {
    let report = desk
        .view(|tx, scope| {
            // The comparison is of whole programmes.
            if !scope.sees_all() {
                return Err(Refusal::Unknown.into());
            }
            let value = crate::published::compare(tx, scope)?;
            // Nothing in it is hidden: the look is recorded as on the pages.
            let records = programmes(tx)?
                .iter()
                .filter(|known| REBUILT.contains(&known.slug.as_str()))
                .map(|known| (LOOK, known.id))
                .collect();
            Ok(Seen { value, records })
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
                .of_figures()
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
