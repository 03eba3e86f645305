//! One account, for the administrator: what there is to know of it, and its role and areas.

use crate::areas;
use crate::model::Area;
use crate::screens::account::{facts_of, history_table};
use crate::screens::invite::{chosen_areas, known, reach_fields};
use crate::screens::pages::{Conflict, button_form, done, summary, with_status, yes_or_no};
use access::Role;
use access::actions::ManageAccounts;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, ButtonKind, Cell, Html, SummaryList, Table};
use identity::AccountId;
use identity::accounts::{self, Reach, State};
use identity::guards::Any;
use identity::history;
use identity::sessions;
use kernel::{Id, Problems, Refusal, Stop};

#[derive(Template)]
#[template(path = "one_account.html")]
struct OneAccount {
    notice: Html,
    problems: Html,
    name: String,
    facts: SummaryList,
    open: bool,
    own: bool,
    id: AccountId,
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
    // After a problem the form is still based on what was seen when it was opened; after a conflict on what is shown beside it.
    let version = again
        .as_ref()
        .filter(|again| !again.conflict)
        .map_or(account.version, |again| again.reach.version);
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
        id,
        reach_hidden: desk.hidden().and(&Html::hidden("version", &version.to_string())),
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

/// Back to the page, which says what was done.
pub(super) fn back(id: AccountId, done: &str) -> LocalPath {
    LocalPath::of(format!("/accounts/{id}?done={done}"))
}
