//! Programmes: the list, adding one, changing one.

use crate::model::{Programme, ProgrammeId};
use crate::programmes::{self, ProgrammeRecord};
use crate::screens::pages::{Conflict, FormPage, ListPage, done, summary, with_status};
use access::Guarded;
use access::actions::ManageDirectory;
use audit::{Change, Done};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, Cell, DateInput, Html, Input, Table};
use kernel::{Day, Id, Problems, Refusal, Stop};

/// The form's fields.
const FIELDS: [&str; 8] = [
    "name",
    "start-day",
    "start-month",
    "start-year",
    "end-day",
    "end-month",
    "end-year",
    "version",
];

/// `GET /programmes`
pub(crate) async fn list(desk: Desk<ManageDirectory>) -> Answer {
    let all = desk.read(|tx, _| Ok(programmes::list(tx)?)).await?;
    let table = Table::new("Programmes")
        .hide_caption()
        .column("Name")
        .column("First day")
        .column("Last day")
        .when_empty("There is no programme yet. Courses belong to a programme: add one first.")
        .rows(all.iter().map(|one| {
            vec![
                Cell::link(&format!("/programmes/{}", one.id), &one.name),
                Cell::text(&one.period_start.text()),
                Cell::text(&one.period_end.map_or_else(|| "Open".to_owned(), Day::text)),
            ]
        }));
    let template = ListPage {
        title: "Programmes".to_owned(),
        notice: done(&desk.query("done"), &[("yes", "Saved.")]),
        lead: vec![
            "A programme is a piece of work with its own funding and period. Evidence is counted for one programme at a time.".to_owned(),
        ],
        links: vec![
            Html::from(&Button::link("Add a programme", "/programmes/new")),
            Html::link("/organisations", "Organisations"),
            Html::link("/areas", "Areas"),
        ],
        tables: vec![Html::from(&table)],
        ..ListPage::default()
    };
    Page::new(&desk, "Programmes", &template)?.answer()
}

/// What stands in the form: as typed, so that nothing is lost.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    start: [String; 3],
    end: [String; 3],
    version: i64,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let date =
            |name: &str| ["day", "month", "year"].map(|part| form.text(&format!("{name}-{part}")).to_owned());
        Self {
            name: form.text("name").to_owned(),
            start: date("start"),
            end: date("end"),
            version: form.text("version").parse().unwrap_or(0),
        }
    }

    fn from(one: &Programme) -> Self {
        let date = |day: Day| {
            let (year, month, day) = day.parts();
            [day.to_string(), month.to_string(), year.to_string()]
        };
        Self {
            name: one.name.clone(),
            start: date(one.period_start),
            end: one.period_end.map(date).unwrap_or_default(),
            version: one.version,
        }
    }

    /// The programme that was meant.
    fn programme(&self, id: ProgrammeId) -> Result<Programme, Problems> {
        let mut problems = Problems::none();
        let mut read = |field: &str, [day, month, year]: &[String; 3]| match DateInput::read(day, month, year)
        {
            Ok(day) => Some(day),
            Err(words) => {
                problems.add(field, &words);
                None
            }
        };
        let start = read("start", &self.start);
        let open = self.end.iter().all(String::is_empty);
        let end = if open { None } else { read("end", &self.end) };
        match start {
            Some(period_start) if problems.is_empty() => Ok(Programme {
                id,
                slug: String::new(),
                name: self.name.clone(),
                period_start,
                period_end: end,
                version: self.version,
            }),
            _ => Err(problems),
        }
    }
}

fn page(
    desk: &Desk<ManageDirectory>,
    title: &str,
    action: &str,
    typed: &Typed,
    problems: &Problems,
    conflict: Option<&Conflict>,
) -> Answer {
    let date = |name: &str, legend: &str, [day, month, year]: &[String; 3]| {
        DateInput::new(name, legend)
            .typed(day, month, year)
            .problems(problems)
    };
    let template = FormPage {
        title: conflict.map_or(title, |_| Conflict::TITLE).to_owned(),
        problems: summary(problems),
        above: conflict.map(Conflict::shown).unwrap_or_default(),
        action: action.to_owned(),
        hidden: desk
            .hidden()
            .and(&Html::hidden("version", &typed.version.to_string())),
        fields: vec![
            Html::from(&Input::new("name", "Name").value(&typed.name).problems(problems)),
            Html::from(&date("start", "First day of the funding period", &typed.start)),
            Html::from(
                &date("end", "Last day", &typed.end).hint("Leave it empty while the programme is open."),
            ),
        ],
        button: Html::from(&Button::new("Save")),
        ..FormPage::default()
    };
    let page = Page::new(desk, &template.title, &template)?
        .above(&BackLink::new("/programmes", "Back to programmes"));
    with_status(page, problems, conflict).answer()
}

/// `GET /programmes/new`
pub(crate) async fn show_new(desk: Desk<ManageDirectory>) -> Answer {
    page(
        &desk,
        "Add a programme",
        "/programmes/new",
        &Typed::default(),
        &Problems::none(),
        None,
    )
}

/// `GET /programmes/{id}`
pub(crate) async fn show(desk: Desk<ManageDirectory>, Path(id): Path<String>) -> Answer {
    let own = id_of(&id)?;
    let one = desk.read(move |tx, _| programmes::fetch(tx, own)).await?;
    page(
        &desk,
        "Change a programme",
        &format!("/programmes/{id}"),
        &Typed::from(&one),
        &Problems::none(),
        None,
    )
}

fn id_of(text: &str) -> Result<ProgrammeId, Refusal> {
    Id::parse(text).map(ProgrammeId).ok_or(Refusal::Unknown)
}

/// `POST /programmes/new`
pub(crate) async fn send_new(desk: Desk<ManageDirectory>, form: Form) -> Answer {
    form.only(&FIELDS, &[])?;
    let (typed, now) = (Typed::of(&form), desk.now());
    let again = |problems: &Problems| {
        page(
            &desk,
            "Add a programme",
            "/programmes/new",
            &typed,
            problems,
            None,
        )
    };
    let one = match typed.programme(ProgrammeId::fresh(desk.clock(), desk.entropy())) {
        Ok(one) => one,
        Err(problems) => return again(&problems),
    };
    let sent = desk
        .submit(&form, move |tx, scope| {
            programmes::add(tx, scope, &one)?;
            let pass = scope.pass_new::<ProgrammeRecord>(one.id);
            Done::recorded(
                tx,
                pass,
                Change::new("added"),
                now,
                LocalPath::of("/programmes?done=yes"),
            )
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => again(&problems),
        other => Ok(other?),
    }
}

/// `POST /programmes/{id}`: who comes second is shown both texts, and keeps what she typed (SR8).
pub(crate) async fn send(desk: Desk<ManageDirectory>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&FIELDS, &[])?;
    let (own, now, mut typed) = (id_of(&id)?, desk.now(), Typed::of(&form));
    let action = format!("/programmes/{id}");
    let one = match typed.programme(own) {
        Ok(one) => one,
        Err(problems) => return page(&desk, "Change a programme", &action, &typed, &problems, None),
    };
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<ProgrammeRecord>(tx, own)?;
            programmes::change(tx, scope, &one, now)?;
            let change = Change::new("changed").fields(&["name", "period"]);
            Done::recorded(tx, pass, change, now, LocalPath::of("/programmes?done=yes"))
        })
        .await;
    let (problems, conflict) = match sent {
        Err(Stop::Problems(problems)) => (problems, None),
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let (saved, conflict) = desk
                .read(move |tx, _| {
                    let conflict = Conflict::of(tx, ProgrammeRecord::KIND, own.0)?;
                    Ok((programmes::fetch(tx, own)?, conflict))
                })
                .await?;
            typed.version = saved.version;
            let saved = Typed::from(&saved);
            let date = |[day, month, year]: &[String; 3]| format!("{day} {month} {year}");
            let conflict = conflict
                .field("Name", &saved.name, &typed.name)
                .field("First day", &date(&saved.start), &date(&typed.start))
                .field("Last day", &date(&saved.end), &date(&typed.end));
            (Problems::none(), Some(conflict))
        }
        other => return Ok(other?),
    };
    page(
        &desk,
        "Change a programme",
        &action,
        &typed,
        &problems,
        conflict.as_ref(),
    )
}
