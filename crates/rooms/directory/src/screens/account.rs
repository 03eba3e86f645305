//! One's own account: what there is to know of it, and the forms to change it.

use crate::screens::code::code_input;
use crate::screens::cookies::{self, DEVICE};
use crate::screens::pages::{button_form, done, summary};
use crate::screens::set_password::new_password;
use access::actions::OwnAccount;
use askama::Template;
use front::{Answer, Desk, Page};
use govuk::{Button, ButtonKind, Cell, Html, Input, InputKind, SummaryList, Table, Tag};
use identity::accounts::{self, Account};
use identity::history::{self, Event, Origin};
use identity::sessions::{self, Keep, Known, Session};
use identity::{AccountId, sign_in};
use kernel::{Id, Personal, Problems, Refusal};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    notice: Html,
    problems: Html,
    facts: SummaryList,
    password_hidden: Html,
    old_password: Html,
    new_password: Html,
    change_password: Button,
    factor_line: String,
    codes_hidden: Html,
    codes_code: Html,
    new_codes: Button,
    sessions: Table,
    end_all: Html,
    history: Table,
}

/// The account that asks.
pub(crate) fn own(desk: &Desk<OwnAccount>) -> Result<AccountId, Refusal> {
    desk.viewer().account_id().map(AccountId).ok_or(Refusal::SignIn)
}

/// What stays when the owner changes something: this browser.
pub(crate) struct Stays {
    session: Option<Id>,
    device: Option<String>,
}

impl Stays {
    pub(crate) fn of(desk: &Desk<OwnAccount>) -> Self {
        Self {
            session: desk.viewer().session_id(),
            device: cookies::get(desk, DEVICE),
        }
    }

    pub(crate) fn keep(&self) -> Keep<'_> {
        Keep {
            session: self.session,
            browsers: self.device.as_deref().map_or(Known::None, Known::One),
        }
    }
}

pub(crate) fn own_origin(desk: &Desk<OwnAccount>) -> Origin {
    Origin {
        source: Personal::new(desk.source().to_owned()),
        user_agent: desk.user_agent().to_owned(),
    }
}

struct Facts {
    account: Account,
    areas: Vec<String>,
    codes_left: i64,
    sessions: Vec<Session>,
    events: Vec<Event>,
}

/// The page.
pub(crate) async fn show(desk: Desk<OwnAccount>) -> Answer {
    page(&desk, &Problems::none()).await?.answer()
}

pub(crate) async fn page(desk: &Desk<OwnAccount>, problems: &Problems) -> Result<Page, front::Failure> {
    let (account, session, now) = (own(desk)?, desk.viewer().session_id(), desk.now());
    let facts = desk
        .read(move |tx, _| {
            Ok(Facts {
                account: accounts::fetch(tx, account)?,
                areas: crate::areas::names_of(tx, account.0)?,
                codes_left: sign_in::recovery_left(tx, account)?,
                sessions: sessions::of(tx, account, session, now)?,
                events: history::of(tx, account, 20)?,
            })
        })
        .await?;
    let end = |session: &Session| {
        if session.this {
            return Html::from(&Tag::new("This browser", "green"));
        }
        let button = Button::new("End")
            .kind(ButtonKind::Secondary)
            .about(&format!("the session of {}", session.device))
            .sends("session", &session.id.to_string());
        button_form("/account/sessions/end", desk.hidden(), &button)
    };
    let end_all = if facts.sessions.len() > 1 {
        let button = Button::new("End all other sessions")
            .kind(ButtonKind::Warning)
            .sends("session", "others");
        button_form("/account/sessions/end", desk.hidden(), &button)
    } else {
        Html::default()
    };
    let sessions = Table::new("Where you are signed in")
        .hide_caption()
        .column("Browser")
        .column("Signed in")
        .column("Last used")
        .column("End it")
        .rows(facts.sessions.iter().map(|session| {
            vec![
                Cell::text(&session.device),
                Cell::text(&session.made_at.text()),
                Cell::text(&session.seen_at.text()),
                Cell::html(end(session)),
            ]
        }));
    let template = AccountPage {
        notice: done(
            &desk.query("done"),
            &[
                (
                    "password",
                    "Your password is changed. All your other sessions have ended.",
                ),
                (
                    "factor",
                    "Your second factor is changed. All your other sessions have ended.",
                ),
                ("sessions", "Ended."),
                (
                    "codes",
                    "Recovery codes were made for you and shown once. If you have not seen them, make new ones below.",
                ),
            ],
        ),
        problems: summary(problems),
        facts: facts_of(&facts.account, &facts.areas),
        password_hidden: desk.hidden(),
        old_password: Html::from(
            &Input::new("old-password", "Present password")
                .kind(InputKind::Password)
                .autocomplete("current-password")
                .problems(problems),
        ),
        new_password: new_password("new-password", problems),
        change_password: Button::new("Change password").kind(ButtonKind::Secondary),
        factor_line: format!(
            "Set up on {}. Recovery codes left: {}.",
            facts
                .account
                .factor_at
                .map_or_else(|| "an unknown day".to_owned(), |at| at.day().text()),
            facts.codes_left
        ),
        codes_hidden: desk.hidden(),
        codes_code: code_input(
            "code",
            "Code",
            "From your phone. New recovery codes take the place of the old ones.",
            problems,
        ),
        new_codes: Button::new("Make new recovery codes").kind(ButtonKind::Secondary),
        sessions,
        end_all,
        history: history_table(&facts.events),
    };
    let page = Page::new(desk, "Your account", &template)?;
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// An account's facts as a list.
pub(crate) fn facts_of(account: &Account, areas: &[String]) -> SummaryList {
    let areas = if account.all_areas {
        "All areas".to_owned()
    } else if areas.is_empty() {
        "None".to_owned()
    } else {
        areas.join(", ")
    };
    SummaryList::new()
        .row("Name", account.name.reveal())
        .row("E-mail address", account.email.reveal())
        .row("Organisation", &account.organisation)
        .row("Role", account.role.label())
        .row("Areas", &areas)
        .row("State", account.state.words())
        .row(
            "Last sign-in",
            &account
                .signed_in_at
                .map_or_else(|| "Never".to_owned(), kernel::Instant::text),
        )
}

/// What happened at an account's door, as a table.
pub(crate) fn history_table(events: &[Event]) -> Table {
    Table::new("What happened lately")
        .hide_caption()
        .column("When")
        .column("What")
        .column("Browser")
        .column("Network address")
        .when_empty("Nothing yet.")
        .rows(events.iter().map(|event| {
            vec![
                Cell::text(&event.at.text()),
                Cell::text(event.what),
                Cell::text(&event.device),
                Cell::text(event.source.reveal()),
            ]
        }))
}
