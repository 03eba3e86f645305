//! One trainer: the steps that stand, recording one, taking one back.

use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{KINDS, SignOff, StepDraft, TrainerStep};
use crate::plan::sign_off;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Html, Radios, Select, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

const PLACES: &[(&str, &str)] = &[("/courses", "Courses"), ("/trainers", "Trainers")];

/// A trainer with the steps that stand.
struct Loaded {
    id: Id,
    name: String,
    steps: Vec<TrainerStep>,
}

async fn load(desk: &Desk<PlanCourses>, id: &str) -> Result<Loaded, Stop> {
    let id = Id::parse(id).ok_or(Refusal::Unknown)?;
    desk.view(move |tx, _| {
        let (id, name) = reading::trainer(tx, id)?;
        let steps = reading::trainer_steps(tx, Some(id))?;
        Ok(Seen::one("trainer", id, Loaded { id, name, steps }))
    })
    .await
}

/// A row for each kind of course of which there is a step.
fn table(loaded: &Loaded) -> Table {
    let kinds = KINDS
        .iter()
        .filter(|kind| loaded.steps.iter().any(|step| step.kind == kind.code));
    let rows = kinds.map(|kind| {
        let mut cells = vec![Cell::text(kind.label)];
        for step in SignOff::ALL {
            let taken = loaded
                .steps
                .iter()
                .find(|taken| taken.kind == kind.code && taken.step == *step);
            cells.push(taken.map_or_else(
                || Cell::text(""),
                |taken| {
                    let day = Html::text(&taken.day.text());
                    let about = format!("{} for {}", step.label().to_lowercase(), kind.label);
                    let path = format!("/trainers/{}/steps/{}", loaded.id, taken.id);
                    Cell::html(
                        day.and(&Html::text(" "))
                            .and(&Html::link_about(&path, "Take back", &about)),
                    )
                },
            ));
        }
        cells
    });
    SignOff::ALL
        .iter()
        .fold(
            Table::new("Sign-off").hide_caption().column("Kind of course"),
            |table, step| table.column(step.label()),
        )
        .rows(rows)
        .when_empty("Nothing is signed off yet.")
}

fn page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let steps = SignOff::ALL.iter().map(|step| (step.code(), step.label()));
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Select::new("kind", "Kind of course")
                .option("", "Choose")
                .options(KINDS.iter().map(|kind| (kind.code, kind.label)))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(
            &Radios::new("step", "Step")
                .choices(steps)
                .value(values.text("step"))
                .problems(problems),
        )
        .field(&values.date_input("day", "Day").problems(problems))
        .field(
            &Textarea::new("note", "Note (optional)")
                .hint("Who observed, what was agreed. Kept in the history, which coordinators see.")
                .rows(2)
                .value(values.text("note"))
                .problems(problems),
        )
        .button(Button::new("Record the step"));
    Page::new(&loaded.name)
        .problems(problems)
        .html(&table(loaded))
        .with(Part::Links(vec![(
            format!("/trainers/{}/history", loaded.id),
            "History of these steps".to_owned(),
        )]))
        .heading("Record a step")
        .with(Part::Form(form))
}

/// `GET /trainers/{id}`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let loaded = load(&desk, &id).await?;
    let done = match desk.query("done").as_str() {
        "recorded" => "The step is recorded.",
        "back" => "The step is taken back.",
        _ => "",
    };
    let values = Typed::none().with_day("day", desk.now().day());
    let page = page(&desk, &loaded, &values, &Problems::none()).done(done);
    under(&desk, "Trainer", &page, PLACES)
}

/// The draft in what was typed, with everything that is wrong.
fn read(values: &Typed) -> Result<StepDraft, Problems> {
    let mut problems = Problems::none();
    if values.text("kind").is_empty() {
        problems.add("kind", "Choose the kind of course");
    }
    let step = SignOff::parse(values.text("step"));
    if step.is_none() {
        problems.add("step", "Choose the step");
    }
    let day = values.day("day", &mut problems);
    match (step, day) {
        (Some(step), Some(day)) if problems.is_empty() => Ok(StepDraft {
            kind: values.text("kind").to_owned(),
            step,
            day,
            note: values.text("note").to_owned(),
        }),
        _ => Err(problems),
    }
}

/// `POST /trainers/{id}`
pub(crate) async fn record(desk: Desk<PlanCourses>, Path(id): Path<String>, form: Form) -> Answer {
    let values = typed(
        &form,
        &["kind", "step", "day-day", "day-month", "day-year", "note"],
        &[],
    )?;
    let loaded = load(&desk, &id).await?;
    let problems = match read(&values) {
        Ok(draft) => {
            let (hand, trainer) = (Hand::of(&desk), loaded.id);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = sign_off::record(tx, scope, &hand.moment(), trainer, &draft)?;
                    Ok(done.map(|()| LocalPath::of(format!("/trainers/{trainer}?done=recorded"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = page(&desk, &loaded, &values, &problems);
    wrong(&desk, "Trainer", &page, PLACES)
}

/// The step of an address, among those that stand.
fn named<'l>(loaded: &'l Loaded, step: &str) -> Result<&'l TrainerStep, Refusal> {
    let id = Id::parse(step).ok_or(Refusal::Unknown)?;
    let found = loaded.steps.iter().find(|step| step.id == id);
    found.ok_or_else(|| Refusal::Closed("This step does not stand any more.".to_owned()))
}

fn back_page(
    desk: &Desk<PlanCourses>,
    loaded: &Loaded,
    step: &TrainerStep,
    reason: &str,
    problems: &Problems,
) -> Page {
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Textarea::new("reason", "Reason")
                .hint("Kept in the history")
                .rows(2)
                .value(reason)
                .problems(problems),
        )
        .button(Button::new("Take the step back").kind(ButtonKind::Warning))
        .button(Button::link("Leave it", &format!("/trainers/{}", loaded.id)).kind(ButtonKind::Secondary));
    Page::new("Take this step back?")
        .caption(&loaded.name)
        .problems(problems)
        .text(&sign_off::in_words(step))
        .with(Part::Form(form))
}

/// `GET /trainers/{id}/steps/{step}`
pub(crate) async fn ask_back(desk: Desk<PlanCourses>, Path((id, step)): Path<(String, String)>) -> Answer {
    let loaded = load(&desk, &id).await?;
    let page = back_page(&desk, &loaded, named(&loaded, &step)?, "", &Problems::none());
    under(&desk, "Take a step back", &page, PLACES)
}

/// `POST /trainers/{id}/steps/{step}`
pub(crate) async fn take_back(
    desk: Desk<PlanCourses>,
    Path((id, step)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let values = typed(&form, &["reason"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, &id).await?;
    let found = named(&loaded, &step)?;
    let (hand, trainer, which) = (Hand::of(&desk), loaded.id, found.id);
    let reason = values.text("reason").to_owned();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sign_off::take_back(tx, scope, &hand.moment(), trainer, which, &reason)?;
            Ok(done.map(|()| LocalPath::of(format!("/trainers/{trainer}?done=back"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = back_page(&desk, &loaded, found, values.text("reason"), &problems);
            wrong(&desk, "Take a step back", &page, PLACES)
        }
        other => Ok(other?),
    }
}
