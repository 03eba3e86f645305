//! The ledger's page: what is owed, since when and by whom.

mod asked;
mod decide;

use crate::reading::{self, Entry, MOST, State, counted, entries};
use crate::records;
use access::Guarded;
use access::actions::{ReadLedger, WaiveOwed};
use askama::Template;
use asked::Asked;
use front::{Answer, Desk, Page, Routes, Seen};
use govuk::{Banner, Cell, ErrorSummary, Filters, Html, Pagination, Table, Tag};
use kernel::{Day, Id};
use store::Stmt;

struct Owed;
impl Guarded for Owed {
    type Id = Id;
    const KIND: &'static str = "owed";
    const GUARD: &'static Stmt = &records::OWED_GUARD;
}

/// Routes of this room.
pub fn routes() -> Routes {
    Routes::new()
        .get::<ReadLedger, _, _>("/ledger", list)
        .get::<WaiveOwed, _, _>("/ledger/{id}/waive", decide::ask)
        .post::<WaiveOwed, _, _>("/ledger/{id}/waive", decide::waive)
        .get::<WaiveOwed, _, _>("/ledger/{id}/restore", decide::ask_back)
        .post::<WaiveOwed, _, _>("/ledger/{id}/restore", decide::restore)
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct List {
    errors: ErrorSummary,
    notice: Html,
    /// What was asked for can be shown.
    whole: bool,
    count: String,
    filters: Filters,
    table: Table,
    pages: Pagination,
}

async fn list(desk: Desk<ReadLedger>) -> Answer {
    let asked = Asked::of(&desk);
    let words = asked.clone();
    let (found, count, entries) = desk
        .view(move |tx, scope| {
            let found = words.find(tx, scope)?;
            if !found.problems.is_empty() {
                return Ok(Seen {
                    value: (found, 0, reading::Page::default()),
                    records: Vec::new(),
                });
            }
            let entries = entries(tx, scope, &found.query)?;
            let count = counted(tx, scope, &found.query)?;
            // A reason is somebody's own words, so who read it is in the trail.
            let waived = entries.rows.iter().filter(|entry| entry.reason.is_some());
            let records = waived.map(|entry| (Owed::KIND, entry.id)).collect();
            Ok(Seen {
                value: (found, count, entries),
                records,
            })
        })
        .await?;
    let may_waive = desk.viewer().may::<WaiveOwed>().is_ok();
    let today = desk.now().day();
    let rows = entries
        .rows
        .iter()
        .map(|entry| row(entry, today, may_waive, &asked));
    let table = Table::new("What is owed")
        .hide_caption()
        .column("Session")
        .column("What")
        .column("Area")
        .column("Owed by")
        .column("Since")
        .figures("Days")
        .column("State")
        .rows(rows)
        .when_empty(match found.query.state {
            Some(State::Outstanding) => "Nothing matches: everything that was due has come.",
            _ => "Nothing matches.",
        });
    let list = List {
        errors: ErrorSummary::new(&found.problems),
        notice: match desk.query("done").as_str() {
            "waived" => Html::of(&Banner::success(
                "It is waived. It stands under the state Waived, where you can take that back.",
            )),
            "restored" => Html::of(&Banner::success(
                "The waiver is taken back. It is outstanding again.",
            )),
            _ => Html::default(),
        },
        whole: found.problems.is_empty(),
        count: told(found.query.state, count),
        filters: asked.filters(&found),
        table,
        pages: Pagination::new(None, entries.next.map(|next| asked.address(Some(next))))
            .first(asked.later().then(|| asked.address(None))),
    };
    let page = Page::new(&desk, "Ledger", &list)?;
    if list.whole {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// How many entries are listed, on this page and the next ones.
fn told(state: Option<State>, count: i64) -> String {
    let one = count == 1;
    let things = match count {
        0 => "Nothing".to_owned(),
        1 => "1 thing".to_owned(),
        ..=MOST => format!("{count} things"),
        _ => "More than 1,000 things".to_owned(),
    };
    let verb = match (state, count) {
        (Some(State::Received), ..=1) => "has come",
        (Some(State::Received), _) => "have come",
        (_, 0) => "is",
        _ if one => "is",
        _ => "are",
    };
    match state {
        Some(State::Received) => format!("{things} {verb}."),
        Some(State::Outstanding) => format!("{things} {verb} outstanding."),
        Some(State::Waived) => format!("{things} {verb} waived."),
        None => format!("{things} {verb} listed."),
    }
}

fn word_of(kind: &str) -> &'static str {
    if kind == "register" {
        "Register"
    } else {
        "Feedback"
    }
}

fn row(entry: &Entry, today: Day, may_waive: bool, asked: &Asked) -> Vec<Cell> {
    let what = word_of(&entry.kind);
    let about = format!("{what}, {}, {}", entry.title, entry.since.text());
    let decide = |end: &str, text: &str| {
        Html::link_about(&asked.below(&format!("/ledger/{}/{end}", entry.id)), text, &about)
    };
    let state: Html = if entry.state == State::Received {
        (&Tag::new("Received", "green")).into()
    } else if entry.state == State::Waived {
        let by = entry
            .waived_by
            .as_deref()
            .unwrap_or("somebody whose account is gone");
        let waived = Html::of(&Tag::new("Waived", "grey")).and(&Html::text(&format!(
            " by {by}: {} ",
            entry.reason.as_deref().unwrap_or_default()
        )));
        if may_waive {
            waived.and(&decide("restore", "Take back"))
        } else {
            waived
        }
    } else if may_waive {
        Html::of(&Tag::new("Outstanding", "orange"))
            .and(&Html::text(" "))
            .and(&decide("waive", "Waive"))
    } else {
        (&Tag::new("Outstanding", "orange")).into()
    };
    vec![
        Cell::link(
            &format!(
                "/sessions/{}/{}",
                entry.reference,
                if entry.kind == "register" {
                    "register"
                } else {
                    "plan"
                }
            ),
            &entry.title,
        ),
        Cell::text(what),
        Cell::text(&entry.area),
        Cell::text(&if entry.owed_by.is_empty() {
            "Nobody is named".to_owned()
        } else {
            entry.owed_by.join(", ")
        }),
        Cell::text(&entry.since.text()),
        Cell::number(today.days_since(entry.since)),
        Cell::html(state),
    ]
}
