//! The decision that something will not come, and taking it back.

use super::asked::Asked;
use crate::reading::{Entry, State, entry};
use crate::record::Owed;
use crate::records;
use access::Guarded;
use access::actions::WaiveOwed;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, ErrorSummary, Html, SummaryList, Textarea};
use kernel::{Id, Problems, Refusal, Stop};
use store::Value;

#[derive(Template)]
#[template(path = "waive.html")]
struct Waive {
    errors: ErrorSummary,
    facts: SummaryList,
    hidden: Html,
    reason: Textarea,
    button: Button,
}

#[derive(Template)]
#[template(path = "restore.html")]
struct TakeBack {
    facts: SummaryList,
    hidden: Html,
    button: Button,
}

/// What is owed, for the pages that decide on it.
pub(super) fn facts(entry: &Entry) -> SummaryList {
    SummaryList::new()
        .row("Session", &entry.title)
        .row("Area", &entry.area)
        .row("What", entry.kind.label())
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
    let page = Page::new(desk, "Waive what is owed", &shape)?
        .above(&BackLink::new(&Asked::of(desk).back(""), "Back to the ledger"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

pub(super) fn id_of(text: &str) -> Result<Id, Stop> {
    Ok(Id::parse(text).ok_or(Refusal::Unknown)?)
}

pub(super) async fn ask(desk: Desk<WaiveOwed>, Path(id): Path<String>) -> Answer {
    page(&desk, id_of(&id)?, "", &Problems::none()).await
}

pub(super) async fn waive(desk: Desk<WaiveOwed>, Path(id): Path<String>, form: Form) -> Answer {
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
    let (now, entropy, back) = (desk.now(), desk.shared_entropy(), Asked::of(&desk).back("waived"));
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
                LocalPath::of(&back),
            )
        })
        .await?;
    Ok(done)
}

/// `GET /ledger/{id}/restore`: what taking the waiver back means, before it happens.
pub(super) async fn ask_back(desk: Desk<WaiveOwed>, Path(id): Path<String>) -> Answer {
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
        .above(&BackLink::new(&Asked::of(&desk).back(""), "Back to the ledger"))
        .answer()
}

pub(super) async fn restore(desk: Desk<WaiveOwed>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (id, now, back) = (id_of(&id)?, desk.now(), Asked::of(&desk).back("restored"));
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
                LocalPath::of(&back),
            )
        })
        .await?;
    Ok(done)
}
