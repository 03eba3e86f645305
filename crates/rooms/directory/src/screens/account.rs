//! One's own account: password, second factor, recovery codes, sessions, history.

use crate::screens::code::{RecoveryPage, code_input, fresh_codes};
use crate::screens::cookies::{self, DEVICE};
use crate::screens::hashing::hashing;
use crate::screens::pages::{button_form, done, summary};
use crate::screens::set_password::new_password;
use access::actions::OwnAccount;
use askama::Template;
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{Button, ButtonKind, Cell, Html, Input, InputKind, SummaryList, Table, Tag};
use identity::accounts::{self, Account};
use identity::guards::Own;
use identity::guessing::{self, Buckets};
use identity::history::{self, Event, Origin, What};
use identity::password::{self, Cost, Verdict};
use identity::sessions::{self, Keep, Session};
use identity::{AccountId, rules, sign_in};
use kernel::{Id, Personal, Problems, Refusal, Stop};

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
            device: self.device.as_deref(),
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

async fn page(desk: &Desk<OwnAccount>, problems: &Problems) -> Result<Page, front::Failure> {
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

/// Another password.
pub(crate) async fn change_password(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["old-password", "new-password"], &[])?;
    let account = own(&desk)?;
    let (old, new) = (
        form.raw("old-password").to_owned(),
        form.raw("new-password").to_owned(),
    );
    let words = desk.read(move |tx, _| accounts::own_words(tx, account)).await?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Err(problems) = rules::check("new-password", &new, &words) {
        return page(&desk, &problems).await?.answer();
    }
    // The present password is a guess like any other: somebody may sit at an open browser.
    let now = desk.now();
    let whom = account.to_string();
    let (stored, buckets) = desk
        .write(move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            let buckets = Buckets::stranger(tx, "present password", &whom, &whom);
            guessing::take(tx, &buckets, now)?;
            let stored = accounts::stored_password(tx, account)?;
            Done::recorded(
                tx,
                pass,
                Change::new("present password tried"),
                now,
                (stored, buckets),
            )
        })
        .await?;
    let entropy = desk.shared_entropy();
    let hash = hashing(move || {
        let verdict = stored.map_or(Verdict::Wrong, |stored| password::check(&old, &stored, Cost::NOW));
        match verdict {
            Verdict::Wrong => Ok(None),
            Verdict::Right | Verdict::RightButStale => {
                password::hash(&new, Cost::NOW, entropy.as_ref()).map(Some)
            }
        }
    })
    .await?;
    let Some(hash) = hash else {
        let wrong = Problems::one("old-password", "This is not your present password");
        return page(&desk, &wrong).await?.answer();
    };
    let (stays, origin, entropy) = (Stays::of(&desk), own_origin(&desk), desk.shared_entropy());
    let event = Id::fresh(desk.clock(), desk.entropy());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            guessing::forgive(tx, &buckets)?;
            accounts::set_password(tx, account, &hash, stays.keep(), now)?;
            let what = What::PasswordChanged;
            history::write(tx, Some(account), what, &origin, event, entropy.as_ref(), now)?;
            Done::recorded(
                tx,
                pass,
                Change::new("password changed"),
                now,
                LocalPath::of("/account?done=password"),
            )
        })
        .await?;
    Ok(answer)
}

/// Takes a code as a guess; true when it is right. A wrong one is counted, so the caller commits either way.
pub(crate) fn proves(
    tx: &mut store::Tx<'_>,
    account: AccountId,
    code: &str,
    now: kernel::Instant,
) -> Result<bool, Stop> {
    let whom = account.to_string();
    let buckets = Buckets::stranger(tx, "own code", &whom, &whom);
    guessing::take(tx, &buckets, now)?;
    let proved = sign_in::prove(tx, account, code, now)?.is_some();
    if proved {
        guessing::forgive(tx, &buckets)?;
    }
    Ok(proved)
}

/// New recovery codes, against a code.
pub(crate) async fn recovery_codes(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["code"], &[])?;
    let (account, now, code) = (own(&desk)?, desk.now(), form.text("code").to_owned());
    let codes = fresh_codes(desk.clock(), desk.entropy())?;
    let shown = codes.iter().map(|(_, code)| code.reveal().clone()).collect();
    let proved = desk
        .write(move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            let proved = proves(tx, account, &code, now)?;
            let change = if proved {
                sign_in::keep_recovery_codes(tx, account, &codes)?;
                Change::new("recovery codes made")
            } else {
                Change::new("wrong code")
            };
            Done::recorded(tx, pass, change, now, proved)
        })
        .await?;
    if !proved {
        let wrong = Problems::one(
            "code",
            "This is not the present code. Wait for the next one and type it",
        );
        return page(&desk, &wrong).await?.answer();
    }
    let template = RecoveryPage {
        codes: shown,
        onward: Button::link("Continue", "/account"),
    };
    Page::new(&desk, "Recovery codes", &template)?.answer()
}

/// Ends one other session, or all others.
pub(crate) async fn end_sessions(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["session"], &[])?;
    let (account, now, stays) = (own(&desk)?, desk.now(), Stays::of(&desk));
    let which = form.text("session").to_owned();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            if which == "others" {
                sessions::end_others(tx, account, stays.keep(), "ended by its owner", now)?;
            } else {
                let id = Id::parse(&which).ok_or(Refusal::Unknown)?;
                sessions::end_one(tx, account, id, "ended by its owner", now)?;
            }
            Done::recorded(
                tx,
                pass,
                Change::new("sessions ended"),
                now,
                LocalPath::of("/account?done=sessions"),
            )
        })
        .await?;
    Ok(answer)
}
