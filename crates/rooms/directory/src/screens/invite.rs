//! Inviting somebody: a new account, and the link that lets its owner in.

use crate::model::OrganisationId;
use crate::screens::accounts::role_options;
use crate::screens::pages::{FormPage, summary};
use crate::{areas, organisations};
use access::Role;
use access::actions::ManageAccounts;
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, Checkboxes, Choice, Html, Input, InputKind, Select};
use identity::accounts::{self, Invitation};
use identity::guards::Any;
use identity::links::{self, Purpose};
use identity::sign_in::Draw;
use kernel::{Id, Personal, Problems, Refusal, Stop};
use post::address::Address;
use post::outbox::{self, Letter};
use post::template::Template as Text;
use store::Tx;

/// Organisations that a list offers; of more, one is named.
const CHOICES: usize = 1000;

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
    let organisation = if all_organisations.len() > CHOICES {
        // More than anybody chooses from.
        Html::from(
            &Input::new("organisation", "Organisation")
                .hint("Its whole name, as the list of organisations has it")
                .value(form.text("organisation"))
                .problems(problems),
        )
    } else {
        let choices = all_organisations.iter();
        Html::from(
            &Select::new("organisation", "Organisation")
                .option("", "Choose one")
                .options(choices.map(|one| (one.id.to_string(), one.name.clone())))
                .value(form.text("organisation"))
                .problems(problems),
        )
    };
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
        organisation,
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

/// The organisation that was chosen, and everything that is wrong with an invitation, all at once.
fn whole(tx: &mut Tx<'_>, invitation: &Invitation, chosen: &str) -> Result<(Option<Id>, Problems), Stop> {
    let organisation = match Id::parse(chosen) {
        None if chosen.is_empty() => None,
        None => organisations::named(tx, chosen)?.map(|id| id.0),
        known => known,
    };
    let mut problems = invitation.check();
    if links::account_by_address(tx, invitation.email.reveal())?.is_some() {
        problems.add("email", accounts::TAKEN);
    }
    if organisation.is_none() && chosen.is_empty() {
        problems.add("organisation", "Choose an organisation");
    } else if organisation.is_none() {
        problems.add("organisation", "There is no organisation with this name");
    }
    let unknown = known(tx, organisation, &invitation.areas)?;
    problems.0.extend(unknown.0);
    Ok((organisation, problems))
}

/// The invitation arrives.
pub(crate) async fn send_new(desk: Desk<ManageAccounts>, form: Form) -> Answer {
    form.only(
        &["name", "email", "organisation", "role", "all-areas"],
        &["areas"],
    )?;
    let role = Role::parse(form.text("role"))
        .ok_or(Refusal::Malformed("This form names a role that there is not."))?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let mut invitation = Invitation::new(desk.clock(), desk.entropy(), Id::NIL, role);
    invitation.name = Personal::new(form.text("name").to_owned());
    invitation.email = Personal::new(form.text("email").to_owned());
    invitation.all_areas = form.ticked("all-areas")?;
    invitation.areas = chosen_areas(&form)?;
    if invitation.all_areas {
        invitation.areas.clear();
    }
    let (asked, text) = (invitation.clone(), form.text("organisation").to_owned());
    let (organisation, problems) = desk.read(move |tx, _| whole(tx, &asked, &text)).await?;
    let Some(organisation) = organisation.filter(|_| problems.is_empty()) else {
        return new_page(&desk, &form, &problems).await?.answer();
    };
    invitation.organisation = organisation;
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
