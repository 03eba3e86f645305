//! One thing that is owed: who owes it and owed it before, what was done about it, and giving it to somebody else.

use super::asked::Asked;
use super::decide::{facts, id_of};
use super::{GONE, asked_for, owner, tag};
use crate::owners;
use crate::reading::{Entry, State, entry};
use crate::record::Owed;
use access::actions::{AssignOwed, ChaseOwed, ReadLedger, WaiveOwed};
use access::{Action, Guarded};
use askama::Template;
use audit::Part;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, Cell, ErrorSummary, Html, Pagination, Select, SummaryList, Table};
use kernel::{Id, Problems, Refusal, Stop};

/// Events of a page, and owners.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "owed.html")]
struct One {
    notice: Html,
    facts: SummaryList,
    /// Where it can be asked for.
    chase: Option<(String, Html, Button)>,
    links: Vec<Html>,
    owners: Table,
    events: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "owner.html")]
struct Give {
    errors: ErrorSummary,
    facts: SummaryList,
    hidden: Html,
    owner: Select,
    button: Button,
}

/// `GET /ledger/{id}`
pub(super) async fn show(desk: Desk<ReadLedger>, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let asked = Asked::of(&desk);
    let older: Option<i64> = desk.query("before").parse().ok();
    let (entry, promised, owners, mut events) = desk
        .view(move |tx, scope| {
            drop(scope.pass::<Owed>(tx, id)?);
            let entry = entry(tx, scope, id)?.ok_or(Refusal::Unknown)?;
            let most = i64::try_from(LINES).unwrap_or(50);
            let promised = match entry.commitment {
                Some(commitment) => learning::commitments::reading::words(tx, scope, commitment)?,
                None => None,
            };
            let owners = owners::before(tx, id, most)?;
            let events = audit::history_of(tx, Owed::KIND, id, Part::Changes, older, most + 1)?;
            // Reasons are people's own words, so who read them is in the trail.
            Ok(Seen::one(Owed::KIND, id, (entry, promised, owners, events)))
        })
        .await?;
    let more = events.len() > LINES;
    events.truncate(LINES);
    let own = asked.below(&format!("/ledger/{id}"));
    let mark = if own.contains('?') { '&' } else { '?' };
    let next = events
        .last()
        .filter(|_| more)
        .map(|last| format!("{own}{mark}before={}", last.sequence));
    let owned = owners.iter().map(|owner| {
        vec![
            Cell::text(&owner.name),
            Cell::text(&owner.since.text()),
            Cell::text(owner.by.as_deref().unwrap_or("The system")),
        ]
    });
    let done = events.iter().map(|event| {
        let reason = event.reason.as_ref();
        vec![
            Cell::text(&event.at.text()),
            Cell::text(event.who.reveal()),
            Cell::text(&event.change),
            Cell::text(reason.map_or("", |reason| reason.reveal().as_str())),
        ]
    });
    let shape = One {
        notice: super::told::notice(&desk.query("done")),
        facts: match &promised {
            Some(promised) => whole(&entry, desk.now().day()).row("What will be reviewed", &promised.what),
            None => whole(&entry, desk.now().day()),
        },
        chase: (entry.state == State::Outstanding && desk.viewer().may::<ChaseOwed>().is_ok()).then(|| {
            (
                asked.below("/ledger/chase"),
                desk.hidden(),
                Button::new("Ask for it").sends("one", &id.to_string()),
            )
        }),
        links: links(&desk, &entry, &asked),
        owners: Table::new("Who owed it")
            .column("Name")
            .column("Since")
            .column("Said by")
            .rows(owned)
            .when_empty("Nobody was named since this list is kept."),
        events: Table::new("What was done")
            .column("When")
            .column("Who")
            .column("What")
            .column("Reason")
            .rows(done)
            .when_empty("Nothing was done yet."),
        pages: Pagination::new(None, next).first(older.map(|_| own)),
    };
    Page::new(&desk, "What is owed", &shape)?
        .above(&BackLink::new(&asked.back(""), "Back to the ledger"))
        .answer()
}

/// All that is known of it.
fn whole(entry: &Entry, today: kernel::Day) -> SummaryList {
    let days = today.days_since(entry.since);
    let state = Html::of(&tag(entry.state));
    let state = match (&entry.state, &entry.reason) {
        (State::Waived, Some(reason)) => {
            let by = entry.waived_by.as_deref().unwrap_or(GONE);
            state.and(&Html::text(&format!(" by {by}: {reason}")))
        }
        _ => state,
    };
    facts(entry)
        .row(
            "Age",
            &if days == 1 {
                "1 day".to_owned()
            } else {
                format!("{days} days")
            },
        )
        .row("Owed by", owner(entry))
        .html("State", state)
        .row("Asked for", asked_for(entry).as_deref().unwrap_or("never"))
}

/// What the viewer can do about it.
fn links(desk: &Desk<ReadLedger>, entry: &Entry, asked: &Asked) -> Vec<Html> {
    let below = |end: &str| asked.below(&format!("/ledger/{}/{end}", entry.id));
    let waives = desk.viewer().may::<WaiveOwed>().is_ok();
    let mut links = vec![Html::link(
        &entry.page(),
        if entry.commitment.is_some() {
            "Go to the commitments"
        } else {
            "Go to the session"
        },
    )];
    match entry.state {
        State::Outstanding => {
            if desk.viewer().may::<AssignOwed>().is_ok() {
                links.push(Html::link(&below("owner"), "Give it to somebody else"));
            }
            if waives {
                links.push(Html::link(&below("waive"), "Waive it"));
            }
        }
        State::Waived if waives => links.push(Html::link(&below("restore"), "Take the waiver back")),
        State::Waived | State::Received => {}
    }
    links
}

/// `GET /ledger/{id}/owner`
pub(super) async fn ask(desk: Desk<AssignOwed>, Path(id): Path<String>) -> Answer {
    page(&desk, id_of(&id)?, None, &Problems::none()).await
}

async fn page(desk: &Desk<AssignOwed>, id: Id, typed: Option<&str>, problems: &Problems) -> Answer {
    let (entry, choices) = desk
        .read(move |tx, scope| {
            let entry = outstanding(tx, scope, id)?;
            let choices = owners::choices(tx, scope, entry.session)?;
            Ok((entry, choices))
        })
        .await?;
    let now = entry.owner.as_ref().map(|(owner, _)| owner.to_string());
    let choices = choices.iter().map(|(id, name)| (id.to_string(), name));
    let shape = Give {
        errors: ErrorSummary::new(problems),
        facts: facts(&entry).row("Owed by", owner(&entry)),
        hidden: desk.hidden(),
        owner: Select::new("owner", "Who owes it from now on?")
            .hint("Those who train the session or work in its area. Whoever owed it before stays in the history.")
            .option("", "Choose somebody")
            .options(choices)
            .value(typed.or(now.as_deref()).unwrap_or_default())
            .problems(problems),
        button: Button::new("Give it to her or him"),
    };
    let page = Page::new(desk, "Who owes it", &shape)?
        .above(&BackLink::new(&Asked::of(desk).back(""), "Back to the ledger"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// The entry, as long as it is outstanding.
fn outstanding<A: Action>(tx: &mut store::Tx<'_>, scope: &access::Scope<A>, id: Id) -> Result<Entry, Stop> {
    drop(scope.pass::<Owed>(tx, id)?);
    entry(tx, scope, id)?
        .filter(|entry| entry.state == State::Outstanding)
        .ok_or_else(|| Refusal::Closed("This has come or was waived already.".to_owned()).into())
}

/// `POST /ledger/{id}/owner`
pub(super) async fn give(desk: Desk<AssignOwed>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["owner"], &[])?;
    let id = id_of(&id)?;
    let typed = form.text("owner").to_owned();
    let Some(to) = Id::parse(&typed) else {
        return page(
            &desk,
            id,
            Some(""),
            &Problems::one("owner", "Choose somebody from the list"),
        )
        .await;
    };
    let (now, back) = (desk.now(), Asked::of(&desk).back("given"));
    let sent = desk
        .submit(&form, move |tx, scope| {
            let entry = outstanding(tx, scope, id)?;
            if entry.owner.as_ref().is_some_and(|(owner, _)| *owner == to) {
                return Err(
                    Problems::one("owner", "It is this person who owes it now: choose another").into(),
                );
            }
            owners::assign(tx, scope, (id, entry.session), to, now, LocalPath::of(&back))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, id, Some(&typed), &problems).await,
        other => Ok(other?),
    }
}
