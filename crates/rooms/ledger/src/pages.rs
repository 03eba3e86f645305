//! The ledger's page: what is owed, by whom, since when, and when it was asked for.

mod asked;
mod chase;
mod decide;
mod export;
mod one;
mod schedule;
mod told;

use crate::reading::{self, Entry, MOST, State, counted, entries};
use crate::record::Owed;
use access::actions::{AssignOwed, ChaseOwed, PlanChasing, ReadLedger, WaiveOwed};
use access::{Action, Guarded};
use askama::Template;
use asked::Asked;
use front::{Answer, Desk, Page, Routes, Seen};
use govuk::{Button, ButtonKind, Cell, ErrorSummary, Filters, Html, Pagination, Table, Tag, Tick};
use kernel::{Day, Problems};

/// Routes of this room.
pub fn routes() -> Routes {
    Routes::new()
        .get::<ReadLedger, _, _>("/ledger", list)
        .get::<ReadLedger, _, _>("/ledger/export", export::ask)
        .post::<ReadLedger, _, _>("/ledger/export", export::take)
        .post::<ChaseOwed, _, _>("/ledger/chase", chase::send)
        .get::<PlanChasing, _, _>("/ledger/schedule", schedule::show)
        .post::<PlanChasing, _, _>("/ledger/schedule", schedule::save)
        .get::<ReadLedger, _, _>("/ledger/{id}", one::show)
        .get::<AssignOwed, _, _>("/ledger/{id}/owner", one::ask)
        .post::<AssignOwed, _, _>("/ledger/{id}/owner", one::give)
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
    /// Of coordinators: everybody's, and not only the own.
    keeps: bool,
    count: String,
    filters: Filters,
    /// Where things are asked for, when that can be done here.
    chase: Option<Chase>,
    table: Table,
    pages: Pagination,
    csv: String,
    xlsx: String,
}

/// The form around the table.
struct Chase {
    action: String,
    hidden: Html,
    chosen: Button,
    all: Button,
}

async fn list(desk: Desk<ReadLedger>) -> Answer {
    show(&desk, &Problems::none(), &[]).await
}

/// The part of the ledger that the address names, with what is wrong with what was sent from it, and what was ticked then.
async fn show<A: Action>(desk: &Desk<A>, wrong: &Problems, ticked: &[String]) -> Answer {
    let asked = Asked::of(desk);
    let words = asked.clone();
    let today = desk.now().day();
    let (found, count, entries) = desk
        .view(move |tx, scope| {
            let found = words.find(tx, scope, today)?;
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
    let outstanding = entries.rows.iter().any(|entry| entry.state == State::Outstanding);
    let chases = outstanding && desk.viewer().may::<ChaseOwed>().is_ok();
    let lines = Lines {
        today,
        waives: desk.viewer().may::<WaiveOwed>().is_ok(),
        chases,
        ticked,
        asked: &asked,
    };
    let mut table = Table::new("What is owed")
        .hide_caption()
        .column("Session")
        .column("What")
        .column("Area")
        .column("Owed by")
        .column("Since")
        .figures("Days")
        .column("State");
    if chases {
        table = table.column("Choose");
    }
    let table = table
        .rows(entries.rows.iter().map(|entry| lines.row(entry)))
        .when_empty(match found.query.state {
            Some(State::Outstanding) => "Nothing matches: everything that was due has come.",
            _ => "Nothing matches.",
        });
    let mut problems = found.problems.clone();
    problems.0.extend(wrong.0.iter().cloned());
    let all = match count {
        1 => "Ask for the one that matches".to_owned(),
        ..=MOST => format!("Ask for all {count} that match"),
        _ => "Ask for all that match".to_owned(),
    };
    let list = List {
        errors: ErrorSummary::new(&problems),
        notice: told::notice(&desk.query("done")),
        whole: found.problems.is_empty(),
        keeps: desk.viewer().may::<ChaseOwed>().is_ok(),
        count: told(found.query.state, count),
        filters: asked.filters(&found),
        chase: (chases && found.query.state == Some(State::Outstanding)).then(|| Chase {
            action: asked.below("/ledger/chase"),
            hidden: desk.hidden(),
            chosen: Button::new("Ask for what is ticked").sends("which", "chosen"),
            all: Button::new(&all)
                .kind(ButtonKind::Secondary)
                .sends("which", "all"),
        }),
        table,
        pages: Pagination::new(None, entries.next.map(|next| asked.address(Some(next))))
            .first(asked.later().then(|| asked.address(None))),
        csv: asked.export("csv"),
        xlsx: asked.export("xlsx"),
    };
    let page = Page::new(desk, "Ledger", &list)?;
    if problems.is_empty() {
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

/// How the lines of a page are shown.
struct Lines<'a> {
    today: Day,
    waives: bool,
    chases: bool,
    ticked: &'a [String],
    asked: &'a Asked,
}

impl Lines<'_> {
    fn row(&self, entry: &Entry) -> Vec<Cell> {
        let what = entry.kind.label();
        let about = format!("{what}, {}, {}", entry.title, entry.since.text());
        let own = format!("/ledger/{}", entry.id);
        let link =
            |end: &str, text: &str| Html::link_about(&self.asked.below(&format!("{own}{end}")), text, &about);
        let state = Html::of(&tag(entry.state)).and(&Html::text(" "));
        let state = match entry.state {
            State::Waived => {
                let why = format!(
                    "by {}: {} ",
                    entry.waived_by.as_deref().unwrap_or(GONE),
                    entry.reason.as_deref().unwrap_or_default()
                );
                let state = state.and(&Html::text(&why));
                if self.waives {
                    state.and(&link("/restore", "Take back"))
                } else {
                    state
                }
            }
            State::Outstanding if self.waives => state.and(&link("/waive", "Waive")),
            State::Outstanding | State::Received => state,
        };
        let state = match asked_for(entry) {
            Some(words) => state.and(&Html::text(&format!(" Asked for {words}."))),
            None => state,
        };
        let mut cells = vec![
            Cell::link(&entry.page(), &entry.title),
            Cell::html(link("", what)),
            Cell::text(&entry.area),
            Cell::text(owner(entry)),
            Cell::text(&entry.since.text()),
            Cell::number(self.today.days_since(entry.since)),
            Cell::html(state),
        ];
        if self.chases && entry.state == State::Outstanding {
            let id = entry.id.to_string();
            let ask = Button::new("Ask")
                .kind(ButtonKind::Secondary)
                .sends("one", &id)
                .about(&format!("for {about}"));
            let ticked = self.ticked.contains(&id);
            let tick = Tick::new("entry", &id, &about).ticked(ticked);
            cells.push(Cell::html(Html::of(&tick).and(&Html::of(&ask))));
        } else if self.chases {
            cells.push(Cell::text(""));
        }
        cells
    }
}

/// Somebody whose name is nowhere any more.
const GONE: &str = "somebody whose account is gone";

fn tag(state: State) -> Tag {
    let colour = match state {
        State::Outstanding => "orange",
        State::Received => "green",
        State::Waived => "grey",
    };
    Tag::new(state.label(), colour)
}

fn owner(entry: &Entry) -> &str {
    match (&entry.organisation, &entry.owner) {
        (Some(organisation), _) => organisation,
        (None, Some((_, name))) => name,
        (None, None) => "Nobody is named",
    }
}

/// How often it was asked for, when last, and by whom; nothing where it never was.
fn asked_for(entry: &Entry) -> Option<String> {
    let chased = entry.chased.as_ref()?;
    let by = match &chased.by {
        Some(name) => format!("by {name}"),
        None => "by plan".to_owned(),
    };
    let times = if chased.times == 1 {
        "once".to_owned()
    } else {
        format!("{} times", chased.times)
    };
    Some(format!("{times}, last on {} {by}", chased.at.day().text()))
}
