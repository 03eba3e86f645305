//! The audit trail as a page, for the administrator: who did what, the latest first. It names records by kind and id only,
//! and leaves out the reasons that people gave: they may speak of learners, and stand in the record's own history.

use access::actions::{ALL, ReadAudit};
use askama::Template;
use front::{Answer, Desk, Page, Routes, Seen};
use govuk::{Cell, Filters, Pagination, Select, Table};
use kernel::Id;

/// The trail as it names itself: a look at it is of no one record.
const THE_TRAIL: Id = Id::NIL;

/// Accounts to choose from, at most.
const PEOPLE: i64 = 2000;
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

/// A record as the trail names it; a list is no one record and has no id.
fn record(kind: &str, id: Id) -> String {
    let kind = kind.replace('_', " ");
    if id == Id::NIL {
        format!("{kind} (the list)")
    } else {
        format!("{kind} {id}")
    }
}

async fn show(desk: Desk<ReadAudit>) -> Answer {
    let before: Option<i64> = desk.query("before").parse().ok();
    let action = Some(desk.query("action")).filter(|wanted| ALL.iter().any(|(name, _)| name == wanted));
    let account = Id::parse(&desk.query("account"));
    let wanted = action.clone();
    let (entries, people) = desk
        .view(move |tx, _| {
            let entries = audit::latest(tx, before, ROWS + 1, account, wanted.as_deref())?;
            Ok(Seen::one(
                "trail",
                THE_TRAIL,
                (entries, audit::actors(tx, PEOPLE)?),
            ))
        })
        .await?;
    let account = account.map_or_else(String::new, |id| id.to_string());
    let shown = usize::try_from(ROWS).unwrap_or(50);
    let chosen = action.unwrap_or_default();
    let next = entries.get(shown).and(entries.get(shown - 1)).map(|last| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("action", &chosen)
            .append_pair("account", &account)
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
            Cell::text(&record(&entry.record_kind, entry.record_id)),
        ]
    });
    let table = Table::new("Audit trail")
        .hide_caption()
        .column("When")
        .column("Who")
        .column("Action")
        .column("What happened")
        .column("Record")
        .rows(rows)
        .when_empty("No events match.");
    let actions = std::iter::once(("", "All")).chain(ALL.iter().map(|(name, _)| (*name, *name)));
    let all = people.len() < usize::try_from(PEOPLE).unwrap_or(usize::MAX);
    let mut accounts = vec![(String::new(), "Everybody".to_owned())];
    // Somebody whose account is older than those that are offered: her page leads here.
    if !account.is_empty() && people.iter().all(|(id, _)| id.to_string() != account) {
        let name = entries.first().map(|entry| entry.who.reveal().clone());
        let name = name.unwrap_or_else(|| "The person you chose".to_owned());
        accounts.push((account.clone(), name));
    }
    accounts.extend(
        people
            .into_iter()
            .map(|(id, name)| (id.to_string(), name.into_inner())),
    );
    let mut who = Select::new("account", "Who").options(accounts).value(&account);
    if !all {
        who =
            who.hint("The newest 2,000 accounts. For others, follow the link on the account\u{2019}s page.");
    }
    let trail = Trail {
        filters: Filters::new("/audit")
            .field(&Select::new("action", "Action").options(actions).value(&chosen))
            .field(&who)
            .active(!chosen.is_empty() || !account.is_empty()),
        table,
        pages: Pagination::new(None, next),
    };
    Page::new(&desk, "Audit trail", &trail)?.answer()
}
