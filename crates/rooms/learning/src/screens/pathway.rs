//! One pathway: its steps, and for coordinators how many are on it and what holds them up.

use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::pathways::PLACES;
use super::typed::Typed;
use crate::model::{CourseId, Pathway, StepId, StepKind, WayStep, WayStepDraft};
use crate::pathways::plan;
use crate::pathways::progress::{self, Counts};
use access::Scope;
use access::actions::{ManageBookings, PlanCourses, ReadCourses};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Checkboxes, Html, Input, InputKind, Radios, Table};
use kernel::{Id, Problems, Refusal, Stop};

/// The rules of a pathway in words.
fn in_words(pathway: &Pathway) -> Vec<String> {
    let draft = &pathway.draft;
    let mut words = vec![format!("For {}.", draft.audience)];
    words.push(if draft.in_order {
        "The steps are taken one after another.".to_owned()
    } else {
        "The steps are taken in any order.".to_owned()
    });
    if let Some(months) = draft.months {
        words.push(format!("A step counts for {months} months."));
    }
    if draft.ways_on.open {
        words.push("People may put themselves on it.".to_owned());
    }
    if draft.ways_on.by_first {
        words.push("Whoever attends its first step is put on it by night.".to_owned());
    }
    if draft.archived {
        words.push("It is archived: nobody is put on it any more.".to_owned());
    }
    words
}

/// How many are on it in words, with the step for which most wait.
fn told(counts: &Counts, steps: &[WayStep]) -> String {
    let done = match counts.all {
        0 => return "Nobody whom you may see is on it.".to_owned(),
        all => format!("{} of {all} people have finished it.", counts.finished),
    };
    let most = steps
        .iter()
        .map(|step| (counts.of(step.id), step))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count);
    most.map_or(done.clone(), |(count, step)| {
        format!(
            "{done} Most of the others, {count}, wait for “{}”.",
            step.draft.title
        )
    })
}

fn table(reference: &str, steps: &[WayStep], plans: bool, counts: Option<&Counts>) -> Table {
    let rows = steps.iter().map(|step| {
        let what = if step.draft.kind == StepKind::Course {
            let titles: Vec<&str> = step
                .draft
                .courses
                .iter()
                .map(|(_, title)| title.as_str())
                .collect();
            titles.join(" or ")
        } else {
            "Signed off by a coordinator".to_owned()
        };
        let mut cells = vec![
            Cell::number(step.draft.place),
            if plans {
                Cell::html(Html::link_about(
                    &format!("/pathways/{reference}/steps/{}", step.id),
                    &step.draft.title,
                    "step",
                ))
            } else {
                Cell::text(&step.draft.title)
            },
            Cell::text(&what),
        ];
        cells.extend(counts.map(|counts| Cell::number(counts.of(step.id))));
        cells
    });
    let table = Table::new("Steps")
        .hide_caption()
        .figures("Place")
        .column("Step")
        .column("What makes it");
    let table = if counts.is_some() {
        table.figures("People who wait for it")
    } else {
        table
    };
    table.rows(rows).when_empty("It has no steps yet.")
}

/// `GET /pathways/{reference}`
pub(crate) async fn show(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let manages = Scope::<ManageBookings>::of(desk.viewer()).ok();
    let (pathway, steps, counts) = desk
        .read(move |tx, scope| {
            let pathway = plan::one(tx, scope, &reference)?;
            let steps = plan::steps(tx, scope, &pathway)?;
            let counts = match &manages {
                Some(manages) => Some(progress::counts(tx, manages, &pathway)?),
                None => None,
            };
            Ok((pathway, steps, counts))
        })
        .await?;
    let plans = desk.viewer().may::<PlanCourses>().is_ok();
    let own = format!("/pathways/{}", pathway.reference);
    let done = match desk.query("done").as_str() {
        "created" => "The pathway is created. Add its steps.",
        "saved" => "The pathway is saved.",
        "step" => "The step is saved.",
        "removed" => "The step is removed.",
        _ => "",
    };
    let mut page = Page::new(&pathway.draft.title)
        .caption(&pathway.reference)
        .done(done)
        .with(Part::Bullets(in_words(&pathway)));
    if plans {
        page = page.with(Part::Actions(vec![
            Button::link("Add a step", &format!("{own}/steps/new")),
            Button::link("Change the pathway", &format!("{own}/edit")).kind(ButtonKind::Secondary),
        ]));
    }
    if let Some(counts) = &counts {
        page = page.text(&told(counts, &steps)).with(Part::Links(vec![(
            format!("{own}/people"),
            "People on this pathway".to_owned(),
        )]));
    }
    page = page.html(&table(&pathway.reference, &steps, plans, counts.as_ref()));
    page = page.with(Part::Links(vec![(
        format!("{own}/history"),
        "History of this pathway".to_owned(),
    )]));
    under(&desk, "Pathway", &page, PLACES)
}

/// A pathway with a step of it, or the place of a new one.
struct Loaded {
    pathway: Pathway,
    step: Option<WayStep>,
    place: i64,
    choices: Vec<(CourseId, String)>,
}

async fn load(desk: &Desk<PlanCourses>, reference: String, step: Option<StepId>) -> Result<Loaded, Stop> {
    desk.read(move |tx, scope| {
        let pathway = plan::one(tx, scope, &reference)?;
        let steps = plan::steps(tx, scope, &pathway)?;
        let place = steps.last().map_or(1, |last| last.draft.place.saturating_add(1));
        let found = match step {
            Some(id) => Some(
                steps
                    .into_iter()
                    .find(|one| one.id == id)
                    .ok_or(Refusal::Unknown)?,
            ),
            None => None,
        };
        Ok(Loaded {
            choices: plan::choices(tx, scope, step)?,
            pathway,
            step: found,
            place,
        })
    })
    .await
}

fn of(loaded: &Loaded) -> Typed {
    let draft = loaded.step.as_ref().map_or_else(
        || WayStepDraft {
            place: loaded.place,
            ..WayStepDraft::default()
        },
        |step| step.draft.clone(),
    );
    Typed::none()
        .with("title", draft.title)
        .with("kind", draft.kind.code())
        .with("place", draft.place.to_string())
        .with_all(
            "courses",
            draft.courses.iter().map(|(id, _)| id.to_string()).collect(),
        )
        .with("version", loaded.pathway.version.to_string())
}

fn read(values: &Typed, choices: &[(CourseId, String)]) -> Result<WayStepDraft, Problems> {
    let mut problems = Problems::none();
    let kind = StepKind::parse(values.text("kind"));
    if kind.is_none() {
        problems.add("kind", "Choose what makes the step");
    }
    let place = values.whole("place", &mut problems, "Enter a place between 1 and 99");
    let mut courses = Vec::new();
    for text in values.all("courses") {
        match Id::parse(text).and_then(|id| choices.iter().find(|(known, _)| known.0 == id)) {
            Some(course) => courses.push(course.clone()),
            None => problems.add("courses", "Choose courses from the list"),
        }
    }
    let draft = WayStepDraft {
        title: values.text("title").to_owned(),
        kind: kind.unwrap_or_default(),
        place,
        courses,
    };
    if problems.is_empty() {
        problems = draft.problems();
    }
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

fn step_page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let mut courses = Checkboxes::new("courses", "Courses")
        .hint("Who was there on every day of one of their sessions has done the step, and so has who learned it elsewhere and had that recognised.")
        .small()
        .choices(loaded.choices.iter().map(|(id, title)| (id.to_string(), title.clone())))
        .problems(problems);
    for value in values.all("courses") {
        courses = courses.value(value);
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("what", "save")
        .value("version", values.text("version"))
        .field(
            &Input::new("title", "What the step is called")
                .value(values.text("title"))
                .problems(problems),
        )
        .field(
            &Input::new("place", "Its place")
                .kind(InputKind::Number)
                .width(2)
                .value(values.text("place"))
                .problems(problems),
        )
        .field(
            &Radios::new("kind", "What makes it")
                .choices(StepKind::ALL.map(|kind| (kind.code(), kind.label())))
                .value(values.text("kind"))
                .problems(problems),
        )
        .field(&courses)
        .button(Button::new("Save"));
    let heading = if loaded.step.is_some() {
        "Change the step"
    } else {
        "Add a step"
    };
    let mut page = Page::new(heading)
        .caption(&loaded.pathway.draft.title)
        .problems(problems)
        .with(Part::Form(form));
    if loaded.step.is_some() {
        page = page.heading("Not needed?").with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .value("what", "remove")
                .value("version", values.text("version"))
                .button(Button::new("Remove the step").kind(ButtonKind::Warning)),
        ));
    }
    page
}

/// `GET /pathways/{reference}/steps/new`
pub(crate) async fn new_step(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference, None).await?;
    let page = step_page(&desk, &loaded, &of(&loaded), &Problems::none());
    under(&desk, "Step", &page, PLACES)
}

/// `POST /pathways/{reference}/steps/new`
pub(crate) async fn add_step(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let loaded = load(&desk, reference, None).await?;
    keep(&desk, loaded, &form).await
}

/// The step of an address.
fn named(step: &str) -> Result<StepId, Refusal> {
    Id::parse(step).map(StepId).ok_or(Refusal::Unknown)
}

/// `GET /pathways/{reference}/steps/{id}`
pub(crate) async fn step(desk: Desk<PlanCourses>, Path((reference, step)): Path<(String, String)>) -> Answer {
    let loaded = load(&desk, reference, Some(named(&step)?)).await?;
    let page = step_page(&desk, &loaded, &of(&loaded), &Problems::none());
    under(&desk, "Step", &page, PLACES)
}

/// `POST /pathways/{reference}/steps/{id}`
pub(crate) async fn change_step(
    desk: Desk<PlanCourses>,
    Path((reference, step)): Path<(String, String)>,
    form: Form,
) -> Answer {
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, reference, Some(named(&step)?)).await?;
    keep(&desk, loaded, &form).await
}

/// Saves or removes the step of a form.
async fn keep(desk: &Desk<PlanCourses>, loaded: Loaded, form: &Form) -> Answer {
    let values = if form.text("what") == "remove" {
        typed(form, &["what", "version"], &[])?
    } else {
        typed(form, &["what", "title", "kind", "place", "version"], &["courses"])?
    };
    let (hand, version) = (Hand::of(desk), version(&values));
    let (pathway, step) = (loaded.pathway.clone(), loaded.step.as_ref().map(|step| step.id));
    let home = format!("/pathways/{}", pathway.reference);
    let problems = match (values.text("what"), step) {
        ("remove", Some(step)) => {
            let answer = desk
                .submit(form, move |tx, scope| {
                    let done = plan::remove_step(tx, scope, &hand.moment(), &pathway, version, step)?;
                    Ok(done.map(|()| LocalPath::of(format!("{home}?done=removed"))))
                })
                .await?;
            return Ok(answer);
        }
        ("save", _) => match read(&values, &loaded.choices) {
            Ok(draft) => {
                let answer = desk
                    .submit(form, move |tx, scope| {
                        let done =
                            plan::set_step(tx, scope, &hand.moment(), &pathway, (version, step), &draft)?;
                        Ok(done.map(|()| LocalPath::of(format!("{home}?done=step"))))
                    })
                    .await;
                match answer {
                    Err(Stop::Problems(problems)) => problems,
                    other => return Ok(other?),
                }
            }
            Err(problems) => problems,
        },
        _ => return Err(Refusal::Unknown.into()),
    };
    let page = step_page(desk, &loaded, &values, &problems);
    wrong(desk, "Step", &page, PLACES)
}
