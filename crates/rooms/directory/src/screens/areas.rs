//! Areas: the list, adding one, changing one.

use crate::areas::{self, AreaRecord};
use crate::model::{Area, AreaId, AreaKind};
use crate::screens::pages::{Conflict, FormPage, ListPage, done, summary, with_status};
use access::Guarded;
use access::actions::ManageDirectory;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, Cell, Html, Input, Radios, Select, Table};
use kernel::{Id, Problems, Refusal, Stop};

/// The list.
pub(crate) async fn list(desk: Desk<ManageDirectory>) -> Answer {
    let all = desk.read(|tx, _| Ok(areas::list(tx)?)).await?;
    let name_of = |id: Option<AreaId>| {
        all.iter()
            .find(|area| Some(area.id) == id)
            .map_or("", |area| area.name.as_str())
    };
    let table = Table::new("Areas")
        .hide_caption()
        .column("Name")
        .column("Kind")
        .column("Part of")
        .column("Code")
        .when_empty("No areas yet.")
        .rows(all.iter().map(|area| {
            vec![
                Cell::link(&format!("/areas/{}", area.id), &area.name),
                Cell::text(match area.kind {
                    AreaKind::Borough => "Borough",
                    AreaKind::Group => "Group of boroughs",
                }),
                Cell::text(name_of(area.parent)),
                Cell::text(area.gss.as_deref().unwrap_or_default()),
            ]
        }));
    let template = ListPage {
        title: "Areas".to_owned(),
        notice: done(&desk.query("done"), &[("yes", "Saved.")]),
        links: vec![
            Html::from(&Button::link("Add an area", "/areas/new")),
            Html::link("/organisations", "Organisations"),
            Html::link("/programmes", "Programmes"),
        ],
        tables: vec![Html::from(&table)],
        ..ListPage::default()
    };
    Page::new(&desk, "Areas", &template)?.answer()
}

/// The page that adds one.
pub(crate) async fn show_new(desk: Desk<ManageDirectory>) -> Answer {
    let none = Area {
        id: AreaId(Id(uuid::Uuid::nil())),
        parent: None,
        name: String::new(),
        gss: None,
        kind: AreaKind::Borough,
        version: 0,
    };
    page(&desk, "Add an area", "/areas/new", &none, &Problems::none(), None)
        .await?
        .answer()
}

/// The page that changes one.
pub(crate) async fn show(desk: Desk<ManageDirectory>, Path(id): Path<String>) -> Answer {
    let area = find(&desk, &id).await?;
    page(
        &desk,
        "Change an area",
        &format!("/areas/{id}"),
        &area,
        &Problems::none(),
        None,
    )
    .await?
    .answer()
}

async fn find(desk: &Desk<ManageDirectory>, id: &str) -> Result<Area, Stop> {
    let id = AreaId(Id::parse(id).ok_or(Refusal::Unknown)?);
    let all = desk.read(|tx, _| Ok(areas::list(tx)?)).await?;
    all.into_iter()
        .find(|area| area.id == id)
        .ok_or_else(|| Refusal::Unknown.into())
}

async fn page(
    desk: &Desk<ManageDirectory>,
    title: &str,
    action: &str,
    area: &Area,
    problems: &Problems,
    conflict: Option<&Conflict>,
) -> Result<Page, front::Failure> {
    let all = desk.read(|tx, _| Ok(areas::list(tx)?)).await?;
    let mut parent = Select::new("parent", "Part of").option("", "Nothing larger");
    for group in all
        .iter()
        .filter(|one| one.kind == AreaKind::Group && one.id != area.id)
    {
        parent = parent.option(&group.id.to_string(), &group.name);
    }
    let parent = parent
        .value(&area.parent.map(|id| id.to_string()).unwrap_or_default())
        .problems(problems);
    let mut fields = vec![
        Html::from(&Input::new("name", "Name").value(&area.name).problems(problems)),
        Html::from(
            &Input::new(
                "gss",
                "Code of the Office for National Statistics, if there is one",
            )
            .hint("Like E09000012")
            .width(10)
            .value(area.gss.as_deref().unwrap_or_default())
            .problems(problems),
        ),
        Html::from(&parent),
    ];
    if action == "/areas/new" {
        fields.push(Html::from(
            &Radios::new("kind", "Kind")
                .choices([("borough", "Borough"), ("group", "Group of boroughs")])
                .value(area.kind.code()),
        ));
    }
    let mut hidden = desk.hidden();
    if action != "/areas/new" {
        hidden = hidden.and(&Html::hidden("version", &area.version.to_string()));
    }
    let template = FormPage {
        title: conflict.map_or(title, |_| Conflict::TITLE).to_owned(),
        problems: summary(problems),
        above: conflict.map(Conflict::shown).unwrap_or_default(),
        action: action.to_owned(),
        hidden,
        fields,
        button: Html::from(&Button::new("Save")),
        ..FormPage::default()
    };
    let page = Page::new(desk, &template.title, &template)?.above(&BackLink::new("/areas", "Back to areas"));
    Ok(with_status(page, problems, conflict))
}

fn typed(form: &Form, id: AreaId, kind: AreaKind) -> Result<Area, Stop> {
    let parent = match form.text("parent") {
        "" => None,
        text => Some(AreaId(
            Id::parse(text).ok_or(Refusal::Malformed("This form names an area that there is not."))?,
        )),
    };
    Ok(Area {
        id,
        parent,
        name: form.text("name").to_owned(),
        gss: Some(form.text("gss").to_uppercase()).filter(|gss| !gss.is_empty()),
        kind,
        version: form.text("version").parse().unwrap_or(0),
    })
}

/// A new area arrives.
pub(crate) async fn send_new(desk: Desk<ManageDirectory>, form: Form) -> Answer {
    form.only(&["name", "gss", "parent", "kind"], &[])?;
    let kind = AreaKind::parse(form.text("kind"))
        .ok_or(Refusal::Malformed("This form names a kind that there is not."))?;
    let area = typed(&form, AreaId::fresh(desk.clock(), desk.entropy()), kind)?;
    let (kept, now) = (area.clone(), desk.now());
    let sent = desk
        .submit(&form, move |tx, scope| {
            areas::check(tx, &area)?.check()?;
            areas::add(tx, scope, &area)?;
            let pass = scope.pass_new::<AreaRecord>(area.id);
            Done::recorded(
                tx,
                pass,
                Change::new("added"),
                now,
                LocalPath::of("/areas?done=yes"),
            )
        })
        .await;
    match sent {
        Ok(answer) => Ok(answer),
        Err(Stop::Problems(problems)) => page(&desk, "Add an area", "/areas/new", &kept, &problems, None)
            .await?
            .answer(),
        Err(stop) => Err(stop.into()),
    }
}

/// A change arrives. Who comes second is shown both texts, and keeps what she typed (SR8).
pub(crate) async fn send(desk: Desk<ManageDirectory>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["name", "gss", "parent", "version"], &[])?;
    let standing = find(&desk, &id).await?;
    let area = typed(&form, standing.id, standing.kind)?;
    let (mut kept, now) = (area.clone(), desk.now());
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<AreaRecord>(tx, area.id)?;
            areas::change(tx, scope, &area, now)?;
            let change = Change::new("changed").fields(&["name", "code", "part of"]);
            Done::recorded(tx, pass, change, now, LocalPath::of("/areas?done=yes"))
        })
        .await;
    let (problems, conflict) = match sent {
        Err(Stop::Problems(problems)) => (problems, None),
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let saved = find(&desk, &id).await?;
            kept.version = saved.version;
            (Problems::none(), Some(both(&desk, &saved, &kept).await?))
        }
        other => return Ok(other?),
    };
    let action = format!("/areas/{id}");
    page(
        &desk,
        "Change an area",
        &action,
        &kept,
        &problems,
        conflict.as_ref(),
    )
    .await?
    .answer()
}

/// Both texts of an area.
async fn both(desk: &Desk<ManageDirectory>, saved: &Area, typed: &Area) -> Result<Conflict, Stop> {
    let id = saved.id.0;
    let (all, conflict) = desk
        .read(move |tx, _| Ok((areas::list(tx)?, Conflict::of(tx, AreaRecord::KIND, id)?)))
        .await?;
    let group = |id: Option<AreaId>| {
        all.iter()
            .find(|area| Some(area.id) == id)
            .map_or("", |area| area.name.as_str())
    };
    let code = |area: &Area| area.gss.clone().unwrap_or_default();
    Ok(conflict
        .field("Name", &saved.name, &typed.name)
        .field("Code", &code(saved), &code(typed))
        .field("Part of", group(saved.parent), group(typed.parent)))
}
