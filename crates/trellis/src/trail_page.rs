//! The audit trail as a page, for the administrator: who did what, the latest first. It names records by kind and id only.

use access::actions::{ALL, ReadAudit};
use askama::Template;
use front::{Answer, Desk, Page, Routes};
use govuk::{Cell, Filters, Pagination, Select, Table};
use kernel::Id;

/// Rows of a page.
const ROWS: i64 = 50;

#[derive(Template)]
#[template(path = "trail.html")]
struct Trail {
    filters: Filters,
    table: Table,
    pages: Pagination,
}

/// Routes of this page.
pub(crate) fn routes() -> Routes {
    Routes::new().get::<ReadAudit, _, _>("/audit", show)
}

async fn show(desk: Desk<ReadAudit>) -> Answer {
    let before: Option<i64> = desk.query("before").parse().ok();
    let action = Some(desk.query("action")).filter(|wanted| ALL.iter().any(|(name, _)| name == wanted));
    let account = Id::parse(&desk.query("account"));
    let wanted = action.clone();
    let entries = desk
        .read(move |tx, _| Ok(audit::latest(tx, before, ROWS + 1, account, wanted.as_deref())?))
        .await?;
    let shown = usize::try_from(ROWS).unwrap_or(50);
    let chosen = action.unwrap_or_default();
    let next = entries.get(shown).and(entries.get(shown - 1)).map(|last| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("action", &chosen)
            .append_pair("before", &last.sequence.to_string())
            .finish();
        format!("/audit?{query}")
    });
    let rows = entries.iter().take(shown).map(|entry| {
        vec![
            Cell::text(&entry.at.text()),
            Cell::text(entry.who.reveal()),
            Cell::text(&entry.action),
            Cell::text(&entry.change),
            Cell::text(&format!("{} {}", entry.record_kind, entry.record_id)),
            Cell::text(entry.reason.as_ref().map_or("", |reason| reason.reveal())),
        ]
    });
    let table = Table::new("Audit trail")
        .hide_caption()
        .column("When")
        .column("Who")
        .column("Action")
        .column("What happened")
        .column("Record")
        .column("Reason")
        .rows(rows)
        .when_empty("No events match.");
    let actions = std::iter::once(("", "All")).chain(ALL.iter().map(|(name, _)| (*name, *name)));
    let trail = Trail {
        filters: Filters::new("/audit")
            .field(&Select::new("action", "Action").options(actions).value(&chosen))
            .active(!chosen.is_empty()),
        table,
        pages: Pagination::new(None, next),
    };
    Page::new(&desk, "Audit trail", &trail)?.answer()
}
