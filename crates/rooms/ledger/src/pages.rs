//! The ledger's page: what is owed, since when, and the decision that it will not come.

use crate::reading::{Entry, Query, State, entries, entry};
use crate::records;
use access::Guarded;
use access::actions::{ReadLedger, WaiveOwed};
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Routes, Seen};
use govuk::{
    BackLink, Banner, Button, Cell, ErrorSummary, Filters, Html, Pagination, Select, SummaryList, Table, Tag,
    Textarea,
};
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Stmt, Value};

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
        .get::<WaiveOwed, _, _>("/ledger/{id}/waive", ask)
        .post::<WaiveOwed, _, _>("/ledger/{id}/waive", waive)
        .get::<WaiveOwed, _, _>("/ledger/{id}/restore", ask_back)
        .post::<WaiveOwed, _, _>("/ledger/{id}/restore", restore)
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct List {
    notice: Html,
    count: String,
    filters: Filters,
    table: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "restore.html")]
struct TakeBack {
    facts: SummaryList,
    hidden: Html,
    button: Button,
}

#[derive(Template)]
#[template(path = "waive.html")]
struct Waive {
    errors: ErrorSummary,
    facts: SummaryList,
    hidden: Html,
    reason: Textarea,
    button: Button,
}

async fn list(desk: Desk<ReadLedger>) -> Answer {
    let (state, kind) = (desk.query("state"), desk.query("kind"));
    let (programme, area) = (
        Id::parse(&desk.query("programme")),
        Id::parse(&desk.query("area")),
    );
    let query_after = desk
        .query("after")
        .split_once('_')
        .and_then(|(day, id)| Some((Day::parse(day)?, Id::parse(id)?)));
    let query = Query {
        state: State::parse(&state),
        kind: kind.clone(),
        programme,
        area,
        after: query_after,
    };
    let (count, entries, programmes, areas) = desk
        .view(move |tx, scope| {
            let choice = |row: &store::Row<'_>| Ok((row.get::<Id>(0)?.to_string(), row.get::<String>(1)?));
            let entries = entries(tx, scope, &query)?;
            // A reason is somebody's own words, so who read it is in the trail.
            let waived = entries.rows.iter().filter(|entry| entry.reason.is_some());
            let records = waived.map(|entry| (Owed::KIND, entry.id)).collect();
            let value = (
                crate::outstanding(tx, scope)?,
                entries,
                tx.all(&records::PROGRAMME_CHOICES, &[], choice)?,
                tx.all(&records::AREA_CHOICES, &[], choice)?,
            );
            Ok(Seen { value, records })
        })
        .await?;
    let may_waive = desk.viewer().may::<WaiveOwed>().is_ok();
    let today = desk.now().day();
    let (later, address) = (
        query_after.is_some(),
        format!(
            "/ledger?state={}&kind={kind}&programme={}&area={}",
            state_word(&state),
            word(programme),
            word(area)
        ),
    );
    let next = entries
        .next
        .map(|(day, id)| format!("{address}&after={day}_{id}"));
    let rows = entries.rows.iter().map(|entry| row(entry, today, may_waive));
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
        .when_empty("Nothing matches: everything that was due has come.");
    let list = List {
        notice: match desk.query("done").as_str() {
            "waived" => Html::of(&Banner::success(
                "It is waived. It stands under the state Waived, where you can take that back.",
            )),
            "restored" => Html::of(&Banner::success(
                "The waiver is taken back. It is outstanding again.",
            )),
            _ => Html::default(),
        },
        count: match count {
            0 => "Nothing is outstanding.".to_owned(),
            1 => "1 thing is outstanding.".to_owned(),
            1001.. => "More than 1,000 things are outstanding.".to_owned(),
            count => format!("{count} things are outstanding."),
        },
        filters: Filters::new("/ledger")
            .field(
                &Select::new("state", "State")
                    .options([
                        ("outstanding", "Outstanding"),
                        ("received", "Received"),
                        ("waived", "Waived"),
                        ("all", "All"),
                    ])
                    .value(state_word(&state)),
            )
            .field(
                &Select::new("kind", "What")
                    .options([
                        ("", "Registers and feedback"),
                        ("register", "Registers"),
                        ("feedback", "Feedback"),
                    ])
                    .value(&kind),
            )
            .field(
                &Select::new("programme", "Programme")
                    .option("", "All")
                    .options(programmes)
                    .value(&word(programme)),
            )
            .field(
                &Select::new("area", "Area")
                    .option("", "All")
                    .options(areas)
                    .value(&word(area)),
            )
            .active(!state.is_empty() || !kind.is_empty() || programme.is_some() || area.is_some()),
        table,
        pages: Pagination::new(None, next).first(later.then(|| address.clone())),
    };
    Page::new(&desk, "Ledger", &list)?.answer()
}

fn word(id: Option<Id>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

fn state_word(state: &str) -> &str {
    if state.is_empty() { "outstanding" } else { state }
}

fn word_of(kind: &str) -> &'static str {
    if kind == "register" {
        "Register"
    } else {
        "Feedback"
    }
}

fn row(entry: &Entry, today: Day, may_waive: bool) -> Vec<Cell> {
    let what = word_of(&entry.kind);
    let about = format!("{what}, {}, {}", entry.title, entry.since.text());
    let decide =
        |end: &str, text: &str| Html::link_about(&format!("/ledger/{}/{end}", entry.id), text, &about);
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

/// What is owed, for the pages that decide on it.
fn facts(entry: &Entry) -> SummaryList {
    SummaryList::new()
        .row("Session", &entry.title)
        .row("Area", &entry.area)
        .row("What", word_of(&entry.kind))
        .row("Owed since", &entry.since.text())
}

async fn page(desk: &Desk<WaiveOwed>, id: Id, typed: &str, problems: &Problems) -> Answer {
    let entry = desk
        .read(move |tx, scope| {
            drop(scope.pass::<Owed>(tx, id)?);
            Ok(entry(tx, scope, id)?)
        })
        .await?
        .filter(|entry| entry.state == State::Outstanding)
        .ok_or_else(|| Refusal::Closed("This has come or was waived already.".to_owned()))?;
    let shape = Waive {
        errors: ErrorSummary::new(problems),
        facts: facts(&entry),
        hidden: desk.hidden(),
        reason: Textarea::new("reason", "Why will it not come?")
            .hint("The reason is kept with the entry. You can take the waiver back.")
            .value(typed)
            .problems(problems),
        button: Button::new("Waive it"),
    };
    let page =
        Page::new(desk, "Waive what is owed", &shape)?.above(&BackLink::new("/ledger", "Back to the ledger"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

fn id_of(text: &str) -> Result<Id, Stop> {
    Ok(Id::parse(text).ok_or(Refusal::Unknown)?)
}

async fn ask(desk: Desk<WaiveOwed>, Path(id): Path<String>) -> Answer {
    page(&desk, id_of(&id)?, "", &Problems::none()).await
}

async fn waive(desk: Desk<WaiveOwed>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["reason"], &[])?;
    let id = id_of(&id)?;
    let reason = form.text("reason").to_owned();
    if reason.is_empty() || reason.chars().count() > 1000 {
        let problem = if reason.is_empty() {
            "Give the reason"
        } else {
            "The reason must be 1,000 characters or fewer"
        };
        return page(&desk, id, &reason, &Problems::one("reason", problem)).await;
    }
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    let done = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Owed>(tx, id)?;
            let sealed = tx
                .keys()
                .seal("owed", "reason_sealed", id, reason.as_bytes(), &*entropy);
            if tx.changed(
                &records::OWED_WAIVE,
                &[
                    Value::Id(id),
                    Value::from(now),
                    Value::from(scope.account_id()),
                    Value::from(sealed),
                ],
            )? != 1
            {
                return Err(Refusal::Closed("This has come or was waived already.".to_owned()).into());
            }
            Done::recorded(
                tx,
                pass,
                Change::new("waived").reason(reason.clone()),
                now,
                LocalPath::of("/ledger?done=waived"),
            )
        })
        .await?;
    Ok(done)
}

/// `GET /ledger/{id}/restore`: what taking the waiver back means, before it happens.
async fn ask_back(desk: Desk<WaiveOwed>, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let entry = desk
        .view(move |tx, scope| {
            drop(scope.pass::<Owed>(tx, id)?);
            Ok(Seen::one(Owed::KIND, id, entry(tx, scope, id)?))
        })
        .await?
        .filter(|entry| entry.state == State::Waived)
        .ok_or_else(|| Refusal::Closed("This is not waived any more.".to_owned()))?;
    let shape = TakeBack {
        facts: facts(&entry)
            .row("Waived by", entry.waived_by.as_deref().unwrap_or_default())
            .row("Why it was waived", entry.reason.as_deref().unwrap_or_default()),
        hidden: desk.hidden(),
        button: Button::new("Take the waiver back"),
    };
    Page::new(&desk, "Take a waiver back", &shape)?
        .above(&BackLink::new("/ledger?state=waived", "Back to the ledger"))
        .answer()
}

async fn restore(desk: Desk<WaiveOwed>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (id, now) = (id_of(&id)?, desk.now());
    let done = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Owed>(tx, id)?;
            if tx.changed(&records::OWED_RESTORE, &[Value::Id(id)])? != 1 {
                return Err(Refusal::Closed("This is not waived any more.".to_owned()).into());
            }
            Done::recorded(
                tx,
                pass,
                Change::new("waiver taken back"),
                now,
                LocalPath::of("/ledger?done=restored"),
            )
        })
        .await?;
    Ok(done)
}
