//! What managers said that their organisations would review: for coordinators, of the sessions in sight.

use super::hand::{first_page, next_page, query_id, tag, under};
use super::parts::{Page, Part};
use crate::commitments::reading::{self, FILE, PAGE, Query};
use crate::model::{Commitment, CommitmentState};
use crate::records::counted;
use access::Scope;
use access::actions::ManageBookings;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, Seen};
use govuk::{Cell, Filters, Pagination, Select, Table};
use kernel::{Day, Stop};
use paper::Grid;
use store::Tx;

fn asked(desk: &Desk<ManageBookings>) -> Query {
    let word = desk.query("state");
    Query {
        state: CommitmentState::parse(&word),
        overdue: word == "overdue",
        after: query_id(desk, "after"),
    }
}

fn state(one: &Commitment, today: Day) -> (&'static str, &'static str) {
    match one.state {
        CommitmentState::Open if one.overdue(today) => ("The day is over", "orange"),
        CommitmentState::Open => (one.state.label(), "blue"),
        CommitmentState::Done => (one.state.label(), "green"),
        CommitmentState::Withdrawn => (one.state.label(), "grey"),
    }
}

/// `GET /commitments`
pub(crate) async fn show(desk: Desk<ManageBookings>) -> Answer {
    let (query, today) = (asked(&desk), desk.now().day());
    let (found, next, count) = desk
        .view(move |tx, scope| {
            let (found, next) = reading::list(tx, scope, query, today, PAGE)?;
            let count = reading::count(tx, scope, query, today)?;
            // People's own words: who read them is in the trail.
            let records = found.iter().map(|one| ("commitment", one.id.0)).collect();
            Ok(Seen {
                value: (found, next, count),
                records,
            })
        })
        .await?;
    let filters = Filters::new("/commitments")
        .field(
            &Select::new("state", "Show")
                .option("", "All")
                .option("overdue", "Those whose day is over")
                .options(CommitmentState::ALL.map(|state| (state.code(), state.label())))
                .value(&desk.query("state")),
        )
        .active(!desk.query("state").is_empty());
    let rows = found.iter().map(|one| {
        let (words, colour) = state(one, today);
        vec![
            Cell::text(&one.organisation),
            Cell::text(&one.what),
            Cell::text(&match one.first_due {
                Some(first) => format!("{} (first {})", one.due.text(), first.text()),
                None => one.due.text(),
            }),
            tag(words, colour),
            Cell::text(&one.outcome),
            Cell::link(&format!("/sessions/{}/plan", one.reference), &one.title),
            Cell::text(&one.area),
        ]
    });
    let table = Table::new("What organisations will review")
        .hide_caption()
        .column("Organisation")
        .column("What")
        .column("By")
        .column("State")
        .column("What changed, or why not")
        .column("After a booking of")
        .column("Area")
        .rows(rows)
        .when_empty("No commitment fits. A manager can make one when she agrees to a booking, where the rules of a course ask for her.");
    let export = |format: &str| {
        format!(
            "/commitments/export?format={format}&state={}",
            desk.query("state")
        )
    };
    let next = next.map(|id| id.to_string());
    let page = Page::new("Commitments of managers")
        .text("What managers said that their organisations will review when they agreed to a booking. Each is reminded two weeks before the day and once after it. What is not done by its day stands in the ledger, where you can ask for it or waive it.")
        .html(&filters)
        .text(&counted(count, "commitment", "commitments"))
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)))
        .with(Part::Links(vec![
            (export("csv"), "Take the list as CSV".to_owned()),
            (export("xlsx"), "Take the list as XLSX".to_owned()),
            (
                "/ledger?kind=commitment".to_owned(),
                "Those that are owed, in the ledger".to_owned(),
            ),
        ]));
    under(
        &desk,
        "Commitments of managers",
        &page,
        &[("/courses", "Courses")],
    )
}

const WHAT: &str = "Commitments of managers";

fn leaving(
    query: Query,
    today: Day,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let query = Query { after: None, ..query };
        let (found, next) = reading::list(tx, scope, query, today, FILE)?;
        copies::whole(next.is_some(), FILE)?;
        let rows = found.iter().map(|one| one.id.0);
        Ok(Leaving::list(grid(&found, today), "commitment", rows))
    }
}

/// `GET /commitments/export`
pub(crate) async fn ask_export(desk: Desk<ManageBookings>) -> Answer {
    copies::ask(&desk, WHAT, leaving(asked(&desk), desk.now().day())).await
}

/// `POST /commitments/export`
pub(crate) async fn export(desk: Desk<ManageBookings>, form: Form) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(asked(&desk), desk.now().day())).await
}

fn grid(found: &[Commitment], today: Day) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Organisation",
            "What",
            "By",
            "First day",
            "Why moved",
            "State",
            "What changed, or why not",
            "Course",
            "Session",
            "Area",
        ],
    );
    for one in found {
        let text = |text: &str| paper::Cell::from(text);
        grid.row(vec![
            text(&one.organisation),
            text(&one.what),
            paper::Cell::from(one.due.iso()),
            paper::Cell::from(one.first_due.map(Day::iso).unwrap_or_default()),
            text(&one.move_reason),
            text(state(one, today).0),
            text(&one.outcome),
            text(&one.title),
            text(&one.reference),
            text(&one.area),
        ]);
    }
    grid
}
