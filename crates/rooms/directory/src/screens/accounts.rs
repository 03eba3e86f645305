//! The administrator's list of accounts.

use crate::screens::pages::{ListPage, check_search, done, forgotten_search};
use access::actions::ManageAccounts;
use access::{Role, Scope};
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, Page, Search, Seen};
use govuk::{Button, Cell, Filters, Html, Input, InputKind, Pagination, Select, Table, Tag};
use identity::accounts::{self, ENOUGH, Filter, Found, State};
use kernel::Id;
use store::Tx;

/// Accounts on a page.
const PAGE: usize = 50;
/// The list of accounts as the trail names it: it is of no one account.
const EVERY_ACCOUNT: Id = Id::NIL;

pub(crate) fn state_tag(state: State) -> Html {
    let colour = match state {
        State::Invited => "blue",
        State::Active => "green",
        State::Suspended => "orange",
        State::Left => "grey",
    };
    Html::from(&Tag::new(state.words(), colour))
}

pub(crate) fn role_options() -> Vec<(&'static str, &'static str)> {
    Role::ALL.iter().map(|role| (role.code(), role.label())).collect()
}

/// The list, or what an address says was searched for.
pub(crate) async fn list(desk: Desk<ManageAccounts>) -> Answer {
    let whole = |words: String, role: &str, left: &str| Filter {
        words,
        role: Role::parse(role),
        left: left == "yes",
        older: Id::parse(&desk.query("older")),
    };
    match desk.searched() {
        Search::None => {
            let filter = whole(String::new(), &desk.query("role"), &desk.query("left"));
            show(&desk, filter, How::Look).await
        }
        Search::For(form) => {
            let filter = whole(
                form.text("words").to_owned(),
                form.text("role"),
                form.text("left"),
            );
            show(&desk, filter, How::Search).await
        }
        Search::Forgotten => show(&desk, Filter::default(), How::Forgotten).await,
    }
}

/// What somebody looks for: by POST, because it is a name. The list is shown at an address that does not say it; each search is in the
/// trail.
pub(crate) async fn search(desk: Desk<ManageAccounts>, form: Form) -> Answer {
    form.only(&["words", "role", "left"], &[])?;
    let (role, left) = (form.text("role"), form.text("left"));
    let fit = (role.is_empty() || Role::parse(role).is_some()) && ["", "yes"].contains(&left);
    check_search(form.text("words"), fit)?;
    Ok(desk.search("/accounts", &form).into_response())
}

/// How the list was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Look,
    Search,
    Forgotten,
}

/// How many accounts fit, and how many of them are shown.
fn count(found: &Found, shown: usize) -> String {
    let total = found.accounts.len();
    match (found.older, total) {
        (None, 1) => "1 account".to_owned(),
        (None, _) if shown < total => format!("{total} accounts; the first {shown} are shown"),
        (None, _) => format!("{total} accounts"),
        (Some(_), _) if shown < total => format!("More than {total} accounts; the first {shown} are shown"),
        (Some(_), _) => format!("More than {total} accounts"),
    }
}

async fn show(desk: &Desk<ManageAccounts>, filter: Filter, how: How) -> Answer {
    let searched = !filter.words.is_empty();
    let page: usize = desk.query("page").parse().unwrap_or(1).clamp(1, 1000);
    let asked = filter.clone();
    let work = move |tx: &mut Tx<'_>, _: &Scope<ManageAccounts>| {
        Ok(Seen::one("accounts", EVERY_ACCOUNT, accounts::list(tx, &asked)?))
    };
    let found = if how == How::Search {
        desk.noted("searched", work).await?
    } else {
        desk.view(work).await?
    };
    let total = found.accounts.len();
    let from = page.saturating_sub(1).saturating_mul(PAGE);
    let most = if searched { ENOUGH } else { PAGE };
    let rows = found.accounts.iter().skip(from).take(most).map(|account| {
        vec![
            Cell::link(&format!("/accounts/{}", account.id), account.name.reveal()),
            Cell::text(account.email.reveal()),
            Cell::text(&account.organisation),
            Cell::text(account.role.label()),
            Cell::html(state_tag(account.state)),
            Cell::text(
                &account
                    .signed_in_at
                    .map_or_else(|| "Never".to_owned(), |at| at.day().text()),
            ),
        ]
    });
    let table = Table::new("Accounts")
        .hide_caption()
        .column("Name")
        .column("E-mail address")
        .column("Organisation")
        .column("Role")
        .column("State")
        .column("Last sign-in")
        .when_empty("No account fits.")
        .rows(rows);
    let role = filter.role.map_or("", Role::code);
    let address = |older: Option<Id>, page: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if how == How::Search {
            query.append_pair("search", &desk.query("search"));
        } else {
            query
                .append_pair("role", role)
                .append_pair("left", if filter.left { "yes" } else { "" });
        }
        if let Some(older) = older {
            query.append_pair("older", &older.to_string());
        }
        format!(
            "/accounts?{}",
            query.append_pair("page", &page.to_string()).finish()
        )
    };
    let further = total > from.saturating_add(PAGE);
    let pages = Pagination::new(
        (page > 1).then(|| address(filter.older, page.saturating_sub(1))),
        (!searched && further).then(|| address(filter.older, page.saturating_add(1))),
    );
    let filters = Filters::new("/accounts")
        .sent("/accounts/search", desk.hidden())
        .field(
            &Input::new("words", "Name or e-mail address")
                .kind(InputKind::Search)
                .value(&filter.words),
        )
        .field(
            &Select::new("role", "Role")
                .option("", "All roles")
                .options(role_options())
                .value(role),
        )
        .field(
            &Select::new("left", "People who left")
                .option("", "Leave out")
                .option("yes", "Show only these")
                .value(if filter.left { "yes" } else { "" }),
        )
        .active(!filter.words.is_empty() || filter.role.is_some() || filter.left);
    let template = ListPage {
        title: "Accounts".to_owned(),
        notice: if how == How::Forgotten {
            forgotten_search()
        } else {
            done(
                &desk.query("done"),
                &[
                    ("invited", "The invitation is on its way."),
                    ("left", "The person can no longer sign in."),
                ],
            )
        },
        lead: vec![count(&found, if searched { total.min(ENOUGH) } else { total })],
        links: vec![
            Html::from(&Button::link("Invite somebody", "/accounts/new")),
            Html::link("/organisations", "Organisations"),
            Html::link("/areas", "Areas"),
            Html::link("/programmes", "Programmes"),
            Html::link("/jobs", "Jobs and mail"),
            Html::link("/audit", "Audit trail"),
        ],
        filters: Html::from(&filters),
        tables: vec![Html::from(&table)],
        pages: Html::from(&pages),
        below: found
            .older
            .filter(|_| !searched)
            .map(|older| Html::link(&address(Some(older), 1), "Older accounts"))
            .into_iter()
            .collect(),
        ..ListPage::default()
    };
    Page::new(desk, "Accounts", &template)?.answer()
}
