//! What was typed when a session was over: kept sealed for its owner, shown after signing in again, sent or let go.

use crate::desk::Desk;
use crate::failure::Answer;
use crate::guard::Session;
use crate::work::REMEMBERED;
use crate::{App, Form, LocalPath, Page, Routes, records};
use access::Scope;
use access::actions::{ManageAccounts, OwnAccount, SystemJob};
use askama::Template;
use audit::Done;
use govuk::{Button, ButtonKind, Html, SummaryList};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use store::{Tx, values};
use ticket::Minor;

/// The field in which a page that times out says where its form would have gone.
const KEPT_PATH: &str = "kept-path";

/// Keeps a form for the owner of a session that timed out, or that ended because she signed out or may do other things now. A failure to keep it is logged and changes nothing.
pub(crate) async fn keep(app: &App, session: &Session, path: &str, form: &Form) {
    let meant = LocalPath::after_sign_in(form.text(KEPT_PATH));
    let path = meant.as_ref().map_or(path, LocalPath::as_str);
    let (hash, path, now) = (session.hash.clone(), path.to_owned(), app.0.clock.now());
    let entropy = std::sync::Arc::clone(&app.0.entropy);
    let text = typed(form);
    let kept = app
        .0
        .db
        .write(move |tx| {
            let lately = now.plus_seconds(-86_400);
            if let Some(account) = tx.one(&records::SESSION_OWNER, values![hash.clone(), lately], |row| {
                row.get::<Id>(0)
            })? {
                let sealed = tx
                    .keys()
                    .seal("draft", &path, account, text.as_bytes(), &*entropy);
                tx.run(&records::DRAFT_KEEP, values![account, &path, sealed, now])?;
            }
            Ok(Done::minor(Minor::FormKept, ()))
        })
        .await;
    if let Err(stop) = kept {
        tracing::error!(?stop, "a form was not kept");
    }
}

/// Days for which what was typed is kept.
const KEPT: i64 = 30;

/// Lets go what was kept for too long: what was typed, and which forms were sent.
///
/// # Errors
/// A fault of the engine.
pub fn forget(tx: &mut Tx<'_>, _system: &Scope<SystemJob>, now: Instant) -> Result<(), Fault> {
    tx.run(&records::DRAFT_FORGET, values![now.plus_seconds(-KEPT * 86_400)])?;
    tx.run(&records::SUBMISSION_FORGET, values![now.day().plus(-REMEMBERED)])
}

/// Lets go everything that was kept for somebody who leaves.
///
/// # Errors
/// A fault of the engine.
pub fn forget_of(tx: &mut Tx<'_>, _leave: &Scope<ManageAccounts>, account: Id) -> Result<(), Fault> {
    tx.run(&records::DRAFT_FORGET_OF, values![account])
}

/// The fields as text; a password or a code is never kept.
fn typed(form: &Form) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form
        .fields()
        .filter(|(name, _)| !is_secret(name) && *name != KEPT_PATH)
    {
        text.append_pair(name, value);
    }
    text.finish()
}

fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "code" || name.ends_with("-code")
}

struct Draft {
    path: String,
    at: Instant,
    form: Form,
}

fn drafts_of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Draft>, Stop> {
    let rows = tx.all(&records::DRAFT_LIST, values![account], |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<Vec<u8>>(1)?,
            row.get::<Instant>(2)?,
        ))
    })?;
    let mut drafts = Vec::new();
    for (path, sealed, at) in rows {
        let plain = tx.keys().open("draft", &path, account, &sealed)?;
        drafts.push(Draft {
            path,
            at,
            form: Form::parse(&plain),
        });
    }
    Ok(drafts)
}

/// Pages of this module.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<OwnAccount, _, _>("/kept", show)
        .post::<OwnAccount, _, _>("/kept", decide)
}

#[derive(Template)]
#[template(path = "kept.html")]
struct Kept {
    title: &'static str,
    drafts: Vec<KeptForm>,
}

struct KeptForm {
    number: usize,
    path: String,
    when: String,
    facts: SummaryList,
    fields: Html,
    send: Button,
    let_go: Button,
    discard_fields: Html,
}

async fn show(desk: Desk<OwnAccount>) -> Answer {
    let drafts = desk
        .read(|tx, scope| {
            scope
                .account_id()
                .map_or_else(|| Ok(Vec::new()), |account| drafts_of(tx, account))
        })
        .await?;
    let drafts: Vec<KeptForm> = drafts
        .into_iter()
        .enumerate()
        .map(|(number, draft)| {
            let mut facts = SummaryList::new();
            let mut fields = desk.hidden();
            for (name, value) in draft.form.fields() {
                // Choices from a list are ids, and tell a reader nothing.
                if name != "version" && !value.is_empty() && Id::parse(value).is_none() {
                    facts = facts.row(&name.replace(['_', '-'], " "), value);
                }
                fields = fields.and(&Html::hidden(name, value));
            }
            KeptForm {
                number: number + 1,
                when: draft.at.text(),
                facts,
                fields,
                send: Button::new("Send it now"),
                let_go: Button::new("Discard it").kind(ButtonKind::Secondary),
                discard_fields: desk.hidden().and(&Html::hidden("path", &draft.path)),
                path: draft.path,
            }
        })
        .collect();
    let title = if drafts.is_empty() {
        "Nothing is waiting to be sent"
    } else {
        "What you typed was kept"
    };
    Page::new(&desk, title, &Kept { title, drafts })?.answer()
}

/// Lets a form go, or keeps one of a page that times out (SD5).
async fn decide(desk: Desk<OwnAccount>, form: Form) -> Answer {
    if form.text(KEPT_PATH).is_empty() {
        return discard(desk, form).await;
    }
    let told = LocalPath::after_sign_in(form.text(KEPT_PATH));
    let (Some(path), Some(session)) = (told, &desk.session) else {
        return Err(Refusal::Malformed("This form does not say where it belongs.").into());
    };
    keep(desk.app(), session, path.as_str(), &form).await;
    Ok(crate::work::redirect(&LocalPath::of("/kept")))
}

async fn discard(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["path"], &[])?;
    let path = form.text("path").to_owned();
    let account = desk.viewer().account_id();
    desk.app()
        .0
        .db
        .write(move |tx| {
            if let Some(account) = account {
                tx.run(&records::DRAFT_DROP, values![account, &path])?;
            }
            Ok(Done::minor(Minor::FormKept, ()))
        })
        .await?;
    Ok(crate::work::redirect(&LocalPath::of("/kept")))
}
