//! The administrator's list of accounts, and inviting somebody.

use crate::model::OrganisationId;
use crate::screens::pages::{FormPage, ListPage, done, summary};
use crate::{areas, organisations};
use access::actions::ManageAccounts;
use access::{Role, Scope};
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{
    BackLink, Button, Cell, Checkboxes, Choice, Filters, Html, Input, InputKind, Pagination, Select, Table,
    Tag,
};
use identity::accounts::{self, Filter, Invitation, State};
use identity::guards::Any;
use identity::links::Purpose;
use identity::sign_in::Draw;
use kernel::{Id, Personal, Problems, Refusal, Stop};
use post::address::Address;
use post::outbox::{self, Letter};
use post::template::Template as Text;
use store::Tx;

/// Accounts on a page.
const PAGE: usize = 50;
/// The list of accounts as the trail names it: it is of no one account.
const EVERY_ACCOUNT: Id = Id::NIL;
/// Accounts that a search shows at most.
const MOST: usize = 200;

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

/// The list.
pub(crate) async fn list(desk: Desk<ManageAccounts>) -> Answer {
    let filter = Filter {
        words: String::new(),
        role: Role::parse(&desk.query("role")),
        organisation: None,
        left: desk.query("left") == "yes",
    };
    show(&desk, filter, How::Look).await
}

/// The list for words that somebody looks for: by POST, because they are names. It reads only; each search is in the trail.
pub(crate) async fn search(desk: Desk<ManageAccounts>, form: Form) -> Answer {
    form.only(&["words", "role", "left"], &[])?;
    let filter = Filter {
        words: form.text("words").trim().to_owned(),
        role: Role::parse(form.text("role")),
        organisation: None,
        left: form.text("left") == "yes",
    };
    show(&desk, filter, How::Search).await
}

/// How the list was asked for.
#[derive(PartialEq, Eq)]
enum How {
    Look,
    Search,
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
    let total = found.len();
    let from = page.saturating_sub(1).saturating_mul(PAGE);
    let most = if searched { MOST } else { PAGE };
    let rows = found.iter().skip(from).take(most).map(|account| {
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
    let address = |page: usize| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("role", role)
            .append_pair("left", if filter.left { "yes" } else { "" })
            .append_pair("page", &page.to_string())
            .finish();
        format!("/accounts?{query}")
    };
    let pages = Pagination::new(
        (page > 1).then(|| address(page.saturating_sub(1))),
        (!searched && total > from.saturating_add(PAGE)).then(|| address(page.saturating_add(1))),
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
        notice: done(
            &desk.query("done"),
            &[
                ("invited", "The invitation is on its way."),
                ("left", "The person can no longer sign in."),
            ],
        ),
        lead: vec![if searched && total > MOST {
            format!("{total} accounts; the first {MOST} are shown")
        } else {
            format!("{total} accounts")
        }],
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
        ..ListPage::default()
    };
    Page::new(desk, "Accounts", &template)?.answer()
}

/// The fields for role and areas, shared with the account's own page.
pub(crate) fn reach_fields(
    role: &str,
    all_areas: bool,
    chosen: &[String],
    all: &[crate::model::Area],
    problems: &Problems,
) -> [Html; 3] {
    let role = Select::new("role", "Role")
        .options(role_options())
        .value(role)
        .problems(problems);
    let mut every = Checkboxes::new("all-areas", "Reach")
        .choice(Choice::new("yes", "All areas").hint("Also areas that are added later"))
        .small();
    if all_areas {
        every = every.value("yes");
    }
    let mut areas = Checkboxes::new("areas", "Or these areas")
        .small()
        .problems(problems);
    for area in all {
        areas = areas.choice(Choice::new(&area.id.to_string(), &area.name));
    }
    for area in chosen {
        areas = areas.value(area);
    }
    [Html::from(&role), Html::from(&every), Html::from(&areas)]
}

/// The page that invites.
pub(crate) async fn show_new(desk: Desk<ManageAccounts>) -> Answer {
    new_page(&desk, &Form::default(), &Problems::none())
        .await?
        .answer()
}

async fn new_page(
    desk: &Desk<ManageAccounts>,
    form: &Form,
    problems: &Problems,
) -> Result<Page, front::Failure> {
    let (all_areas, all_organisations) = desk
        .read(|tx, _| Ok((areas::list(tx)?, organisations::list(tx, "")?)))
        .await?;
    let chosen: Vec<String> = form.all("areas").into_iter().map(str::to_owned).collect();
    let mut organisation = Select::new("organisation", "Organisation")
        .option("", "Choose one")
        .value(form.text("organisation"))
        .problems(problems);
    for one in &all_organisations {
        organisation = organisation.option(&one.id.to_string(), &one.name);
    }
    let role = if form.text("role").is_empty() {
        "practitioner"
    } else {
        form.text("role")
    };
    let mut fields = vec![
        Html::from(
            &Input::new("name", "Name")
                .value(form.text("name"))
                .problems(problems),
        ),
        Html::from(
            &Input::new("email", "Work e-mail address")
                .kind(InputKind::Email)
                .value(form.text("email"))
                .problems(problems),
        ),
        Html::from(&organisation),
    ];
    fields.extend(reach_fields(
        role,
        form.text("all-areas") == "yes",
        &chosen,
        &all_areas,
        problems,
    ));
    let template = FormPage {
        title: "Invite somebody".to_owned(),
        problems: summary(problems),
        lead: vec!["A message with a link goes to the address. The link works once and for one hour; you can send another from the account's page.".to_owned()],
        action: "/accounts/new".to_owned(),
        hidden: desk.hidden(),
        fields,
        button: Html::from(&Button::new("Send the invitation")),
        ..FormPage::default()
    };
    let page =
        Page::new(desk, "Invite somebody", &template)?.above(&BackLink::new("/accounts", "Back to accounts"));
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// Ids that a form chose; unknown ones are refused.
pub(crate) fn chosen_areas(form: &Form) -> Result<Vec<Id>, Refusal> {
    let mut ids = Vec::new();
    for text in form.all("areas") {
        let id = Id::parse(text).ok_or(Refusal::Malformed("This form names an area that there is not."))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// What is wrong with choices from lists: a form can name any id.
pub(crate) fn known(tx: &mut Tx<'_>, organisation: Option<Id>, chosen: &[Id]) -> Result<Problems, Stop> {
    let mut problems = Problems::none();
    if let Some(id) = organisation
        && let Err(stop) = organisations::fetch(tx, OrganisationId(id))
    {
        if !matches!(stop, Stop::Refusal(Refusal::Unknown)) {
            return Err(stop);
        }
        problems.add("organisation", "Choose an organisation from the list");
    }
    if !areas::are_known(tx, chosen)? {
        problems.add("areas", "Choose areas from the list");
    }
    Ok(problems)
}

/// The invitation arrives.
pub(crate) async fn send_new(desk: Desk<ManageAccounts>, form: Form) -> Answer {
    form.only(
        &["name", "email", "organisation", "role", "all-areas"],
        &["areas"],
    )?;
    let role = Role::parse(form.text("role"))
        .ok_or(Refusal::Malformed("This form names a role that there is not."))?;
    let Some(organisation) = Id::parse(form.text("organisation")) else {
        let missing = Problems::one("organisation", "Choose an organisation");
        return new_page(&desk, &form, &missing).await?.answer();
    };
    let mut invitation = Invitation::new(desk.clock(), desk.entropy(), organisation, role);
    invitation.name = Personal::new(form.text("name").to_owned());
    invitation.email = Personal::new(form.text("email").to_owned());
    invitation.all_areas = form.ticked("all-areas")?;
    invitation.areas = chosen_areas(&form)?;
    if invitation.all_areas {
        invitation.areas.clear();
    }
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    let draw = Draw::fresh(desk.clock(), desk.entropy());
    let mail = Id::fresh(desk.clock(), desk.entropy());
    let link = format!("{}/set-password/{}", desk.public_url(), draw.token.reveal());
    let sent = desk
        .submit(&form, move |tx, scope| {
            known(tx, Some(organisation), &invitation.areas)?.check()?;
            let id = accounts::invite(tx, &invitation, entropy.as_ref(), now)?;
            accounts::link(tx, id, Purpose::Invite, &draw, now)?;
            if let Some(to) = Address::parse(invitation.email.reveal()) {
                let letter = Letter::new(to, Text::Invite, &link);
                outbox::enqueue(tx, &letter, mail, &mail.to_string(), now, entropy.as_ref(), now)?;
            }
            let pass = scope.pass_new::<Any>(id);
            let change = Change::new("invited").fields(&["name", "e-mail", "organisation", "role", "areas"]);
            Done::recorded(tx, pass, change, now, LocalPath::of("/accounts?done=invited"))
        })
        .await;
    match sent {
        Ok(answer) => Ok(answer),
        Err(Stop::Problems(problems)) => new_page(&desk, &form, &problems).await?.answer(),
        Err(stop) => Err(stop.into()),
    }
}
