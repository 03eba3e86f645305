//! The pages of the ledger.

use crate::model::{Kind, Owed, OwedId, Query, Standing};
use crate::{reading, records, waiving};
use access::actions::{ReadLedger, WaiveOwed};
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{
    BackLink, Banner, Button, Cell, ErrorSummary, Filters, Html, Pagination, Select, SummaryList, Table, Tag,
    Textarea,
};
use kernel::{Id, Problems, Refusal, Stop};
use store::Row;

#[derive(Template)]
#[template(path = "ledger.html")]
struct ListPage {
    banner: Html,
    filters: Filters,
    count: String,
    table: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "waive.html")]
struct WaivePage {
    summary: ErrorSummary,
    facts: SummaryList,
    open: bool,
    action: String,
    hidden: Html,
    version: i64,
    reason: Textarea,
    button: Button,
}

fn choice(row: &Row<'_>) -> Result<(String, String), kernel::Fault> {
    Ok((row.get::<Id>(0)?.to_string(), row.get(1)?))
}

/// `GET /ledger`
pub(crate) async fn list(desk: Desk<ReadLedger>) -> Answer {
    let standing = match desk.query("standing").as_str() {
        "" => Some(Standing::Outstanding),
        "all" => None,
        code => Standing::parse(code),
    };
    let query = Query {
        kind: Kind::parse(&desk.query("kind")),
        area: Id::parse(&desk.query("area")),
        programme: Id::parse(&desk.query("programme")),
        standing,
        after: Id::parse(&desk.query("after")),
    };
    let asked = query.clone();
    let (page, areas, programmes) = desk
        .read(move |tx, scope| {
            Ok((
                reading::list(tx, scope, &asked)?,
                tx.all(&records::AREA_CHOICES, &[], choice)?,
                tx.all(&records::PROGRAMME_CHOICES, &[], choice)?,
            ))
        })
        .await?;
    let select = |name: &str, label: &str, first: &str| {
        Select::new(name, label).option("", first)
    };
    let filters = Filters::new("/ledger")
        .field(
            &select("standing", "Show", "Outstanding")
                .options(
                    [Standing::Received, Standing::Waived]
                        .map(|standing| (standing.code(), standing.label())),
                )
                .option("all", "Everything")
                .value(&desk.query("standing")),
        )
        .field(
            &select("kind", "What", "Everything")
                .options(Kind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(&desk.query("kind")),
        )
        .field(
            &select("area", "Area", "All")
                .options(areas)
                .value(&desk.query("area")),
        )
        .field(
            &select("programme", "Programme", "All")
                .options(programmes)
                .value(&desk.query("programme")),
        )
        .active(!desk.query_text().is_empty());
    let waives = desk.viewer().may::<WaiveOwed>().is_ok();
    let table = Table::new("What is owed")
        .hide_caption()
        .column("Course")
        .column("What")
        .column("Area")
        .column("Day")
        .column("Owed since")
        .column("Standing")
        .column("Do")
        .rows(page.rows.iter().map(|owed| line(owed, waives)))
        .when_empty("Nothing is owed that fits these filters.");
    let count = match page.count {
        1 => "1 entry".to_owned(),
        count if count > 1000 => "More than 1,000 entries".to_owned(),
        count => format!("{count} entries"),
    };
    let banner = if desk.query("done") == "waived" {
        Html::from(&Banner::success("It is waived. Tables no longer wait for it."))
    } else {
        Html::default()
    };
    let template = ListPage {
        banner,
        filters,
        count,
        table,
        pages: Pagination::new(None, next_page(&desk, page.next)),
    };
    front::Page::new(&desk, "What is owed", &template)?.answer()
}

fn line(owed: &Owed, waives: bool) -> Vec<Cell> {
    let colour = match owed.standing {
        Standing::Outstanding => "yellow",
        Standing::Received => "green",
        Standing::Waived => "grey",
    };
    let act = match (owed.standing, owed.kind) {
        (Standing::Outstanding, Kind::Register) if !waives => {
            Cell::link(&format!("/sessions/{}/register", owed.session), "Fill in register")
        }
        (Standing::Outstanding, _) if waives => Cell::link(&format!("/ledger/{}/waive", owed.id), "Waive"),
        (Standing::Waived, _) if waives => Cell::link(&format!("/ledger/{}/waive", owed.id), "See why"),
        _ => Cell::text(""),
    };
    vec![
        Cell::link(&format!("/sessions/{}/plan", owed.session), &owed.title),
        Cell::text(owed.kind.label()),
        Cell::text(&owed.area),
        Cell::text(&owed.day.text()),
        Cell::text(&owed.since.text()),
        Cell::html(Html::from(&Tag::new(owed.standing.label(), colour))),
        act,
    ]
}

fn next_page(desk: &Desk<ReadLedger>, next: Option<OwedId>) -> Option<String> {
    let next = next?;
    let mut kept: Vec<String> = desk
        .query_text()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("after=") && !part.starts_with("done="))
        .map(str::to_owned)
        .collect();
    kept.push(format!("after={next}"));
    Some(format!("/ledger?{}", kept.join("&")))
}

fn parse(id: &str) -> Result<OwedId, Refusal> {
    Id::parse(id).map(OwedId).ok_or(Refusal::Unknown)
}

fn waive_page(
    desk: &Desk<WaiveOwed>,
    owed: &Owed,
    known: Option<&str>,
    typed: &str,
    problems: &Problems,
) -> WaivePage {
    let mut facts = SummaryList::new()
        .row("Course", &owed.title)
        .row("Area", &owed.area)
        .row("Day", &owed.day.long_text())
        .row("What", owed.kind.label())
        .row("Standing", owed.standing.label());
    if let Some(known) = known {
        facts = facts.row("Reason", known);
    }
    WaivePage {
        summary: ErrorSummary::new(problems),
        facts,
        open: owed.standing == Standing::Outstanding,
        action: format!("/ledger/{}/waive", owed.id),
        hidden: desk.hidden(),
        version: owed.version,
        reason: Textarea::new("reason", "Why will it not come?")
            .hint("It stays on record. Do not name people who came.")
            .value(typed)
            .problems(problems),
        button: Button::new("Waive"),
    }
}

/// `GET /ledger/{id}/waive`
pub(crate) async fn ask(desk: Desk<WaiveOwed>, Path(id): Path<String>) -> Answer {
    let id = parse(&id)?;
    let (owed, known) = desk
        .read(move |tx, scope| Ok((reading::one(tx, scope, id)?, waiving::reason(tx, id)?)))
        .await?;
    let template = waive_page(&desk, &owed, known.as_deref(), "", &Problems::none());
    front::Page::new(&desk, "Waive what is owed", &template)?
        .above(&BackLink::new("/ledger", "What is owed"))
        .answer()
}

/// `POST /ledger/{id}/waive`
pub(crate) async fn send(desk: Desk<WaiveOwed>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["version", "reason"], &[])?;
    let id = parse(&id)?;
    let version = form.text("version").parse::<i64>().unwrap_or(-1);
    let (reason, now, entropy) = (form.text("reason").to_owned(), desk.now(), desk.shared_entropy());
    let typed = reason.clone();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = waiving::waive(tx, scope, (id, version), &reason, entropy.as_ref(), now)?;
            Ok(done.map(|()| LocalPath::of("/ledger?done=waived")))
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(Stop::Problems(problems)) => {
            let owed = desk.read(move |tx, scope| reading::one(tx, scope, id)).await?;
            let template = waive_page(&desk, &owed, None, &typed, &problems);
            front::Page::new(&desk, "Waive what is owed", &template)?
                .above(&BackLink::new("/ledger", "What is owed"))
                .with_problems()
                .answer()
        }
        Err(stop) => Err(stop.into()),
    }
}
