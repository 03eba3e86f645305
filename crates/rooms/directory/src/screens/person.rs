//! One account, for the administrator: role and areas, links, sessions, the leaver.

use crate::areas;
use crate::model::Area;
use crate::screens::account::{facts_of, history_table};
use crate::screens::accounts::{chosen_areas, known, reach_fields};
use crate::screens::pages::{Conflict, button_form, done, summary, with_status, yes_or_no};
use access::actions::ManageAccounts;
use access::{Role, Scope};
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, ButtonKind, Cell, Html, SummaryList, Table};
use identity::AccountId;
use identity::accounts::{self, Account, Reach, State};
use identity::guards::Any;
use identity::history;
use identity::links::Purpose;
use identity::sessions::{self, Keep};
use identity::sign_in::Draw;
use kernel::{Id, Instant, Problems, Refusal, Stop};
use post::address::Address;
use post::outbox::{self, Letter};
use post::template::Template as Text;
use store::Tx;

#[derive(Template)]
#[template(path = "one_account.html")]
struct OneAccount {
    notice: Html,
    problems: Html,
    name: String,
    facts: SummaryList,
    open: bool,
    own: bool,
    path: String,
    reach_hidden: Html,
    role: Html,
    all_areas: Html,
    areas: Html,
    change: Html,
    forms: Vec<Html>,
    sessions: Table,
    history: Table,
}

pub(crate) fn id_of(text: &str) -> Result<AccountId, Refusal> {
    Id::parse(text).map(AccountId).ok_or(Refusal::Unknown)
}

/// The page.
pub(crate) async fn show(desk: Desk<ManageAccounts>, Path(id): Path<String>) -> Answer {
    page(&desk, id_of(&id)?, None).await?.answer()
}

/// The form for role and areas once more: what was typed, and what is wrong with it, or that somebody was first.
struct Again {
    reach: Reach,
    problems: Problems,
    conflict: bool,
}

/// Both texts of an account's role and areas.
fn both(conflict: Conflict, saved: &Reach, typed: &Reach, all: &[Area]) -> Conflict {
    let areas = |reach: &Reach| {
        let names = all.iter().filter(|area| reach.areas.contains(&area.id.0));
        names
            .map(|area| area.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    conflict
        .field("Role", saved.role.label(), typed.role.label())
        .field(
            "All areas",
            yes_or_no(saved.all_areas),
            yes_or_no(typed.all_areas),
        )
        .field("Areas", &areas(saved), &areas(typed))
}

async fn page(
    desk: &Desk<ManageAccounts>,
    id: AccountId,
    again: Option<Again>,
) -> Result<Page, front::Failure> {
    let now = desk.now();
    let (account, chosen, names, all, open_sessions, events, conflict) = desk
        .view(move |tx, scope| {
            // The pass is only asked for, not used: looking is recorded by the desk.
            drop(scope.pass::<Any>(tx, id)?);
            let value = (
                accounts::fetch(tx, id)?,
                accounts::areas(tx, id)?,
                areas::names_of(tx, id.0)?,
                areas::list(tx)?,
                sessions::of(tx, id, None, now)?,
                history::of(tx, id, 20)?,
                Conflict::of(tx, "account", id.0)?,
            );
            Ok(Seen::one("account", id, value))
        })
        .await?;
    let path = format!("/accounts/{id}");
    let saved = Reach {
        role: account.role,
        all_areas: account.all_areas,
        areas: chosen,
        version: account.version,
    };
    let (conflict, problems, typed) = match again {
        Some(again) => (
            again.conflict.then(|| both(conflict, &saved, &again.reach, &all)),
            again.problems,
            again.reach,
        ),
        None => (None, Problems::none(), saved),
    };
    let problems = &problems;
    let chosen: Vec<String> = typed.areas.iter().map(ToString::to_string).collect();
    let [role, all_areas, areas] = reach_fields(typed.role.code(), typed.all_areas, &chosen, &all, problems);
    let form = |end: &str, text: &str, kind: ButtonKind| {
        button_form(
            &format!("{path}/{end}"),
            desk.hidden(),
            &Button::new(text).kind(kind),
        )
    };
    let mut forms = vec![form(
        "link",
        "Send a link to set a password",
        ButtonKind::Secondary,
    )];
    if account.state == State::Active {
        for (end, text) in [
            ("start-again", "Let this person start again"),
            ("hold", "Hold the account back"),
        ] {
            let button = Button::link(text, &format!("{path}/{end}")).kind(ButtonKind::Warning);
            forms.push(Html::from(&button));
        }
    }
    if account.state == State::Suspended {
        forms = vec![form("go-on", "Let the account go on", ButtonKind::Secondary)];
    }
    let own = desk.viewer().account_id() == Some(id.0);
    if own {
        // Nobody locks herself out here: these are refused on one's own account, so they are not offered.
        forms.clear();
    }
    if !open_sessions.is_empty() {
        forms.push(form("end-sessions", "End all sessions", ButtonKind::Warning));
    }
    let sessions = Table::new("Sessions")
        .hide_caption()
        .column("Browser")
        .column("Signed in")
        .column("Last used")
        .when_empty("Nobody is signed in with this account.")
        .rows(open_sessions.iter().map(|session| {
            vec![
                Cell::text(&session.device),
                Cell::text(&session.made_at.text()),
                Cell::text(&session.seen_at.text()),
            ]
        }));
    let template = OneAccount {
        notice: done(
            &desk.query("done"),
            &[
                ("reach", "Changed. The person signs in again with the new role."),
                ("link", "The link is on its way."),
                (
                    "again",
                    "Password and second factor are taken away. A link is on its way.",
                ),
                ("sessions", "All sessions have ended."),
                ("held", "The account is held back."),
                ("goes-on", "The account goes on. The person can sign in."),
            ],
        ),
        problems: conflict
            .as_ref()
            .map_or_else(|| summary(problems), Conflict::shown),
        name: account.name.reveal().clone(),
        facts: facts_of(&account, &names),
        open: account.state != State::Left,
        own,
        reach_hidden: desk
            .hidden()
            .and(&Html::hidden("version", &account.version.to_string())),
        role,
        all_areas,
        areas,
        change: Html::from(&Button::new("Change role and areas").kind(ButtonKind::Secondary)),
        forms,
        sessions,
        history: history_table(&events),
        path,
    };
    let title = conflict.as_ref().map_or("Account", |_| Conflict::TITLE);
    let page = Page::new(desk, title, &template)?.above(&BackLink::new("/accounts", "Back to accounts"));
    Ok(with_status(page, problems, conflict.as_ref()))
}

/// Another role or other areas. Who comes second is shown both, and keeps what she chose (SR8).
pub(crate) async fn reach(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["role", "all-areas", "version"], &["areas"])?;
    let (id, now) = (id_of(&id)?, desk.now());
    let role = Role::parse(form.text("role"))
        .ok_or(Refusal::Malformed("This form names a role that there is not."))?;
    let reach = Reach {
        role,
        all_areas: form.ticked("all-areas")?,
        areas: Some(chosen_areas(&form)?)
            .filter(|_| form.text("all-areas").is_empty())
            .unwrap_or_default(),
        version: form.text("version").parse().unwrap_or(0),
    };
    let again = |problems: Problems, conflict: bool| Again {
        reach: reach.clone(),
        problems,
        conflict,
    };
    if !reach.all_areas && reach.areas.is_empty() && role != Role::Administrator {
        let missing = Problems::one("areas", "Choose at least one area, or all areas");
        return page(&desk, id, Some(again(missing, false))).await?.answer();
    }
    if desk.viewer().account_id() == Some(id.0) && role != Role::Administrator {
        let own = Problems::one(
            "role",
            "You cannot take the administrator's role from yourself. Ask another administrator",
        );
        return page(&desk, id, Some(again(own, false))).await?.answer();
    }
    let typed = reach.clone();
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Any>(tx, id)?;
            known(tx, None, &typed.areas)?.check()?;
            accounts::change(tx, id, &typed, now)?;
            let change = Change::new("changed").fields(&["role", "areas"]);
            Done::recorded(tx, pass, change, now, back(id, "reach"))
        })
        .await;
    let again = match sent {
        Err(Stop::Problems(problems)) => again(problems, false),
        Err(Stop::Refusal(Refusal::Changed { .. })) => again(Problems::none(), true),
        other => return Ok(other?),
    };
    page(&desk, id, Some(again)).await?.answer()
}

fn back(id: AccountId, done: &str) -> LocalPath {
    LocalPath::of(format!("/accounts/{id}?done={done}"))
}

/// A button of the page: what it does, what the trail says, what the next page says.
async fn act<F>(
    desk: &Desk<ManageAccounts>,
    form: &Form,
    id: AccountId,
    (said, done): (&'static str, &'static str),
    act: F,
) -> Answer
where
    F: Fn(&mut Tx<'_>, &Scope<ManageAccounts>, AccountId, Instant) -> Result<(), Stop> + Send + 'static,
{
    form.only(&[], &[])?;
    if desk.viewer().account_id() == Some(id.0) && said != "sessions ended" {
        return Err(Refusal::NotAllowed("change one's own account here").into());
    }
    let now = desk.now();
    let answer = desk
        .submit(form, move |tx, scope| {
            let pass = scope.pass::<Any>(tx, id)?;
            act(tx, scope, id, now)?;
            Done::recorded(tx, pass, Change::new(said), now, back(id, done))
        })
        .await?;
    Ok(answer)
}

/// Ends every session of the account.
pub(crate) async fn end_sessions(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("sessions ended", "sessions"),
        |tx, _, id, now| {
            sessions::end_others(tx, id, Keep::default(), "ended by an administrator", now)?;
            Ok(())
        },
    )
    .await
}

/// Holds the account back.
pub(crate) async fn hold(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("held back", "held"),
        |tx, _, id, now| {
            in_state(tx, id, State::Active)?;
            accounts::suspend(tx, id, true, now)
        },
    )
    .await
}

/// Lets the account go on.
pub(crate) async fn go_on(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("let go on", "goes-on"),
        |tx, _, id, now| {
            in_state(tx, id, State::Suspended)?;
            accounts::suspend(tx, id, false, now)
        },
    )
    .await
}

/// The account is in this state; else somebody was first.
fn in_state(tx: &mut Tx<'_>, id: AccountId, state: State) -> Result<Account, Stop> {
    let account = accounts::fetch(tx, id)?;
    if account.state == state {
        Ok(account)
    } else {
        Err(
            Refusal::Closed("The account's state has changed meanwhile. Look at its page again.".to_owned())
                .into(),
        )
    }
}

/// Sends a link to set a password.
pub(crate) async fn link(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    let send = Sending::new(&desk);
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("link sent", "link"),
        move |tx, _, id, now| send.send(tx, id, now),
    )
    .await
}

/// Takes password and second factor away and sends a link.
pub(crate) async fn start_again(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    let send = Sending::new(&desk);
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("let start again", "again"),
        move |tx, _, id, now| {
            in_state(tx, id, State::Active)?;
            accounts::start_again(tx, id, now)?;
            send.send(tx, id, now)
        },
    )
    .await
}

/// Everything a link and its message need, made before the transaction.
struct Sending {
    draw: Draw,
    mail: Id,
    link: String,
    entropy: std::sync::Arc<dyn kernel::Entropy>,
}

impl Sending {
    fn new(desk: &Desk<ManageAccounts>) -> Self {
        let draw = Draw::fresh(desk.clock(), desk.entropy());
        Self {
            link: format!("{}/set-password/{}", desk.public_url(), draw.token.reveal()),
            mail: Id::fresh(desk.clock(), desk.entropy()),
            entropy: desk.shared_entropy(),
            draw,
        }
    }

    fn send(&self, tx: &mut Tx<'_>, id: AccountId, now: Instant) -> Result<(), Stop> {
        let account = accounts::fetch(tx, id)?;
        let (purpose, text) = match account.state {
            State::Invited => (Purpose::Invite, Text::Invite),
            State::Active => (Purpose::Reset, Text::Reset),
            State::Suspended | State::Left => {
                return Err(Refusal::Closed("This account is not in use.".to_owned()).into());
            }
        };
        accounts::link(tx, id, purpose, &self.draw, now)?;
        if let Some(to) = Address::parse(account.email.reveal()) {
            let letter = Letter::new(to, text, &self.link);
            let key = self.mail.to_string();
            outbox::enqueue(tx, &letter, self.mail, &key, now, self.entropy.as_ref(), now)?;
        }
        Ok(())
    }
}

/// The leaver, in one step.
pub(crate) async fn leave(desk: Desk<ManageAccounts>, Path(id): Path<String>, form: Form) -> Answer {
    act(
        &desk,
        &form,
        id_of(&id)?,
        ("left", "left"),
        |tx, scope, id, now| {
            accounts::leave(tx, id, now)?;
            // What was typed and never sent goes with the person.
            Ok(front::forget_drafts_of(tx, scope, id.0)?)
        },
    )
    .await
}
