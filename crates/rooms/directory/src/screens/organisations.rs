//! Organisations: the list, adding one, changing one.

use crate::model::{Organisation, OrganisationId, SECTORS, label_of};
use crate::organisations::{self, OrganisationRecord};
use crate::screens::pages::{
    Conflict, FormPage, ListPage, check_search, done, forgotten_search, summary, with_status, yes_or_no,
};
use access::Guarded;
use access::actions::ManageDirectory;
use audit::{Change, Done};
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath, Page, Search};
use govuk::{
    BackLink, Button, Cell, Checkboxes, Choice, Filters, Html, Input, InputKind, Pagination, Select, Table,
};
use kernel::{Id, Problems, Refusal, Stop};

/// Rows of a page.
const ROWS: usize = 200;

/// The list, or what an address says was searched for.
pub(crate) async fn list(desk: Desk<ManageDirectory>) -> Answer {
    match desk.searched() {
        Search::None => rows(&desk, String::new(), Html::default()).await,
        Search::For(form) => rows(&desk, form.text("words").to_owned(), Html::default()).await,
        Search::Forgotten => rows(&desk, String::new(), forgotten_search()).await,
    }
}

/// What somebody looks for: no search term stands in an address.
pub(crate) async fn search(desk: Desk<ManageDirectory>, form: Form) -> Answer {
    form.only(&["words"], &[])?;
    check_search(form.text("words"), true)?;
    Ok(desk.search("/organisations", &form).into_response())
}

async fn rows(desk: &Desk<ManageDirectory>, words: String, notice: Html) -> Answer {
    let asked = words.clone();
    let after = Id::parse(&desk.query("after")).map(OrganisationId);
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let mut all = desk
        .read(move |tx, scope| Ok(organisations::page(tx, scope, &asked, after, most)?))
        .await?;
    let more = all.len() > ROWS;
    all.truncate(ROWS);
    let address = |after: Option<&Organisation>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !words.is_empty() {
            query.append_pair("search", &desk.query("search"));
        }
        if let Some(last) = after {
            query.append_pair("after", &last.id.to_string());
        }
        format!("/organisations?{}", query.finish())
    };
    let pages = Pagination::new(None, all.last().filter(|_| more).map(|last| address(Some(last))))
        .first(after.map(|_| address(None)));
    let table = Table::new("Organisations")
        .hide_caption()
        .column("Name")
        .column("Sector")
        .column("By and for")
        .when_empty("No organisation fits.")
        .rows(all.iter().map(|one| {
            vec![
                Cell::link(&format!("/organisations/{}", one.id), &one.name),
                Cell::text(label_of(SECTORS, &one.sector)),
                Cell::text(if one.by_and_for { "Yes" } else { "No" }),
            ]
        }));
    let count = if more || after.is_some() {
        format!("{} organisations on this page, by name", all.len())
    } else {
        format!("{} organisations", all.len())
    };
    let filters = Filters::new("/organisations")
        .sent("/organisations/search", desk.hidden())
        .field(&Input::new("words", "Name").kind(InputKind::Search).value(&words))
        .active(!words.is_empty());
    let template = ListPage {
        title: "Organisations".to_owned(),
        notice: done(&desk.query("done"), &[("yes", "Saved.")]).and(&notice),
        lead: vec![count],
        links: vec![
            Html::from(&Button::link("Add an organisation", "/organisations/new")),
            Html::link("/areas", "Areas"),
            Html::link("/programmes", "Programmes"),
        ],
        filters: Html::from(&filters),
        tables: vec![Html::from(&table)],
        pages: Html::from(&pages),
        ..ListPage::default()
    };
    Page::new(desk, "Organisations", &template)?.answer()
}

fn page(
    desk: &Desk<ManageDirectory>,
    title: &str,
    action: &str,
    one: &Organisation,
    problems: &Problems,
    conflict: Option<&Conflict>,
) -> Result<Page, front::Failure> {
    let sector = Select::new("sector", "Sector")
        .option("", "Choose one")
        .options(SECTORS.iter().map(|sector| (sector.code, sector.label)))
        .value(&one.sector)
        .problems(problems);
    let mut by_and_for = Checkboxes::new("by-and-for", "Who leads it")
        .choice(Choice::new("yes", "It is led by and for the community it serves"));
    if one.by_and_for {
        by_and_for = by_and_for.value("yes");
    }
    let template = FormPage {
        title: conflict.map_or(title, |_| Conflict::TITLE).to_owned(),
        problems: summary(problems),
        above: conflict.map(Conflict::shown).unwrap_or_default(),
        action: action.to_owned(),
        hidden: desk
            .hidden()
            .and(&Html::hidden("version", &one.version.to_string())),
        fields: vec![
            Html::from(&Input::new("name", "Name").value(&one.name).problems(problems)),
            Html::from(&sector),
            Html::from(&by_and_for),
        ],
        button: Html::from(&Button::new("Save")),
        ..FormPage::default()
    };
    let page = Page::new(desk, &template.title, &template)?
        .above(&BackLink::new("/organisations", "Back to organisations"));
    Ok(with_status(page, problems, conflict))
}

fn typed(form: &Form, id: OrganisationId) -> Result<Organisation, Stop> {
    Ok(Organisation {
        id,
        name: form.text("name").to_owned(),
        sector: form.text("sector").to_owned(),
        by_and_for: form.ticked("by-and-for")?,
        version: form.text("version").parse().unwrap_or(0),
    })
}

/// The page that adds one.
pub(crate) async fn show_new(desk: Desk<ManageDirectory>) -> Answer {
    let none = typed(&Form::default(), OrganisationId(Id(uuid::Uuid::nil())))?;
    page(
        &desk,
        "Add an organisation",
        "/organisations/new",
        &none,
        &Problems::none(),
        None,
    )?
    .answer()
}

/// The page that changes one.
pub(crate) async fn show(desk: Desk<ManageDirectory>, Path(id): Path<String>) -> Answer {
    let own = OrganisationId(Id::parse(&id).ok_or(Refusal::Unknown)?);
    let one = desk.read(move |tx, _| organisations::fetch(tx, own)).await?;
    page(
        &desk,
        "Change an organisation",
        &format!("/organisations/{id}"),
        &one,
        &Problems::none(),
        None,
    )?
    .answer()
}

/// A new organisation arrives.
pub(crate) async fn send_new(desk: Desk<ManageDirectory>, form: Form) -> Answer {
    form.only(&["name", "sector", "by-and-for", "version"], &[])?;
    let one = typed(&form, OrganisationId::fresh(desk.clock(), desk.entropy()))?;
    let (kept, now) = (one.clone(), desk.now());
    let sent = desk
        .submit(&form, move |tx, scope| {
            organisations::add(tx, scope, &one)?;
            let pass = scope.pass_new::<OrganisationRecord>(one.id);
            Done::recorded(
                tx,
                pass,
                Change::new("added"),
                now,
                LocalPath::of("/organisations?done=yes"),
            )
        })
        .await;
    match sent {
        Ok(answer) => Ok(answer),
        Err(Stop::Problems(problems)) => page(
            &desk,
            "Add an organisation",
            "/organisations/new",
            &kept,
            &problems,
            None,
        )?
        .answer(),
        Err(stop) => Err(stop.into()),
    }
}

/// A change arrives. Who comes second is shown both texts, and keeps what she typed (SR8).
pub(crate) async fn send(desk: Desk<ManageDirectory>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["name", "sector", "by-and-for", "version"], &[])?;
    let own = OrganisationId(Id::parse(&id).ok_or(Refusal::Unknown)?);
    let one = typed(&form, own)?;
    let (mut kept, now) = (one.clone(), desk.now());
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<OrganisationRecord>(tx, one.id)?;
            organisations::change(tx, scope, &one, now)?;
            let change = Change::new("changed").fields(&["name", "sector", "by and for"]);
            Done::recorded(tx, pass, change, now, LocalPath::of("/organisations?done=yes"))
        })
        .await;
    let (problems, conflict) = match sent {
        Err(Stop::Problems(problems)) => (problems, None),
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let (saved, conflict) = desk
                .read(move |tx, _| {
                    let conflict = Conflict::of(tx, OrganisationRecord::KIND, own.0)?;
                    Ok((organisations::fetch(tx, own)?, conflict))
                })
                .await?;
            kept.version = saved.version;
            (Problems::none(), Some(both(conflict, &saved, &kept)))
        }
        other => return Ok(other?),
    };
    let action = format!("/organisations/{id}");
    page(
        &desk,
        "Change an organisation",
        &action,
        &kept,
        &problems,
        conflict.as_ref(),
    )?
    .answer()
}

/// Both texts of an organisation.
fn both(conflict: Conflict, saved: &Organisation, typed: &Organisation) -> Conflict {
    conflict
        .field("Name", &saved.name, &typed.name)
        .field(
            "Sector",
            label_of(SECTORS, &saved.sector),
            label_of(SECTORS, &typed.sector),
        )
        .field(
            "Led by and for the community it serves",
            yes_or_no(saved.by_and_for),
            yes_or_no(typed.by_and_for),
        )
}
