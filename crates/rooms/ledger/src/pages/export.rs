//! A part of the ledger as a file: what the page lists, nothing more. Who took it stands in the audit trail.

use super::asked::Asked;
use super::show as page;
use crate::reading::{self, Entry};
use crate::record::Owed;
use access::Guarded;
use access::actions::ReadLedger;
use axum::response::IntoResponse;
use front::{Answer, Desk, Seen};
use http::{HeaderValue, header};
use kernel::{Day, Id, Problems, Stop};
use paper::{Cell, Grid};

/// Lines of a file.
const LINES: usize = 10_000;

/// `GET /ledger/export?format=csv|xlsx`
pub(super) async fn show(desk: Desk<ReadLedger>) -> Answer {
    let (asked, today) = (Asked::of(&desk), desk.now().day());
    let entries = desk
        .noted("exported", move |tx, scope| {
            let found = asked.find(tx, scope, today)?;
            found.problems.check()?;
            let query = reading::Query {
                after: None,
                ..found.query
            };
            let entries = reading::beginning(tx, scope, &query, LINES + 1)?;
            if entries.len() > LINES {
                let words = "A file holds 10,000 lines at most. Use the filters to take fewer";
                return Err(Problems::one("state", words).into());
            }
            Ok(Seen::one(Owed::KIND, Id::NIL, entries))
        })
        .await;
    let entries = match entries {
        Err(Stop::Problems(problems)) => return page(&desk, &problems, &[]).await,
        other => other?,
    };
    let grid = grid(&entries, today);
    let (bytes, kind, name) = if desk.query("format") == "xlsx" {
        (
            paper::xlsx::write(&grid)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"list.xlsx\"",
        )
    } else {
        (
            paper::csv::write(&grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"list.csv\"",
        )
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, bytes).into_response())
}

fn grid(entries: &[Entry], today: Day) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Session",
            "Course",
            "What",
            "Area",
            "Owed by",
            "Since",
            "Days",
            "State",
            "Waived by",
            "Why",
            "Times asked for",
            "Asked for last",
        ],
    );
    for entry in entries {
        let text = |words: Option<&str>| Cell::from(words.unwrap_or_default());
        let chased = entry.chased.as_ref();
        grid.row(vec![
            Cell::from(entry.reference.as_str()),
            Cell::from(entry.title.as_str()),
            Cell::from(entry.kind.label()),
            Cell::from(entry.area.as_str()),
            Cell::from(super::owner(entry)),
            Cell::from(entry.since.iso()),
            Cell::from(today.days_since(entry.since)),
            Cell::from(entry.state.label()),
            text(entry.waived_by.as_deref()),
            text(entry.reason.as_deref()),
            Cell::from(chased.map_or(0, |chased| chased.times)),
            text(chased.map(|chased| chased.at.day().iso()).as_deref()),
        ]);
    }
    grid
}
