//! A part of the ledger as a file: what the page lists, nothing more. It names people of staff, so it leaves as a copy.

use super::asked::Asked;
use super::show as page;
use crate::reading::{self, Entry};
use crate::record::Owed;
use access::actions::ReadLedger;
use access::{Guarded, Scope};
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form};
use kernel::{Day, Problems, Stop};
use paper::{Cell, Grid};
use store::Tx;

/// Lines of a file.
const LINES: usize = 10_000;
const WHAT: &str = "A part of the ledger";

fn leaving(
    asked: Asked,
    today: Day,
) -> impl Fn(&mut Tx<'_>, &Scope<ReadLedger>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
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
        let rows = entries.iter().map(|entry| entry.id);
        Ok(Leaving::list(grid(&entries, today), Owed::KIND, rows))
    }
}

/// Where the filters name nothing, or too much, the list says so.
async fn or_list(desk: &Desk<ReadLedger>, answer: Answer) -> Answer {
    match answer {
        Err(failure) => match failure.stop() {
            Stop::Problems(problems) => page(desk, problems, &[]).await,
            _ => Err(failure),
        },
        answer => answer,
    }
}

/// `GET /ledger/export`
pub(super) async fn ask(desk: Desk<ReadLedger>) -> Answer {
    let asked = leaving(Asked::of(&desk), desk.now().day());
    let answer = copies::ask(&desk, WHAT, asked).await;
    or_list(&desk, answer).await
}

/// `POST /ledger/export`
pub(super) async fn take(desk: Desk<ReadLedger>, form: Form) -> Answer {
    let asked = leaving(Asked::of(&desk), desk.now().day());
    let answer = copies::take(&desk, WHAT, &form, asked).await;
    or_list(&desk, answer).await
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
