//! Targets of areas: the list with what came of each, and setting one.

use super::course_take_up::target_table;
use super::hand::{Hand, first_page, next_page, query_id, query_text, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::{Typed, together};
use crate::model::{CourseId, TargetDraft, TargetOf};
use crate::targets::{self, Choices, Query};
use access::actions::PlanCourses;
use directory::model::{AreaId, ProgrammeId};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Filters, Html, Input, InputKind, Pagination, Select};
use kernel::{Id, Problems, Stop};

/// Places above these pages.
pub(super) const PLACES: &[(&str, &str)] = &[("/courses", "Courses"), ("/planning/targets", "Targets")];
const NEW: &str = "Set a target";
const FIELDS: &[&str] = &[
    "of",
    "area",
    "first-day",
    "first-month",
    "first-year",
    "last-day",
    "last-month",
    "last-year",
    "people",
    "sessions",
];

fn ids(list: Vec<(Id, String)>) -> impl Iterator<Item = (String, String)> {
    list.into_iter().map(|(id, name)| (id.to_string(), name))
}

/// `GET /planning/targets`
pub(crate) async fn show(desk: Desk<PlanCourses>) -> Answer {
    let query = Query {
        ended: desk.query("state") == "ended",
        programme: query_id(&desk, "programme"),
        area: query_id(&desk, "area"),
        course: None,
        after: query_id(&desk, "after"),
        most: None,
    };
    let ((lines, next), choices) = desk
        .read(move |tx, scope| Ok((targets::list(tx, scope, &query)?, targets::choices(tx, scope)?)))
        .await?;
    let select = |name: &str, label: &str| {
        Select::new(name, label)
            .option("", "All")
            .value(&desk.query(name))
    };
    let filters = Filters::new("/planning/targets")
        .field(&select("programme", "Programme").options(ids(choices.programmes)))
        .field(&select("area", "Area").options(ids(choices.areas)))
        .field(
            &Select::new("state", "Show")
                .option("", "Targets that stand")
                .option("ended", "Targets that were ended")
                .value(&desk.query("state")),
        )
        .active(!desk.query_text().is_empty());
    let next = next.map(|id| id.to_string());
    let page = Page::new("Targets")
        .text("How many people a course, or a programme as a whole, should reach in an area between two days. A target stands whatever is planned, held or cancelled. People are counted once each; sessions that begin between its days count.")
        .with(Part::Actions(vec![Button::link(NEW, "/planning/targets/new")]))
        .html(&filters)
        .html(&target_table(&lines, &[], true, true))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)));
    under(&desk, "Targets", &page, &[("/courses", "Courses")])
}

/// The value by which the form knows what a target is of.
fn code_of(of: TargetOf) -> String {
    match of {
        TargetOf::Course(course) => format!("course {course}"),
        TargetOf::Programme(programme) => format!("programme {programme}"),
    }
}

/// What a target may be of, each with its value and its words.
fn all_of(choices: &Choices) -> Vec<(TargetOf, String)> {
    let courses = choices
        .courses
        .iter()
        .map(|(id, title, _)| (TargetOf::Course(CourseId(*id)), title.clone()));
    let programmes = choices.programmes.iter().map(|(id, name)| {
        let of = TargetOf::Programme(ProgrammeId(*id));
        (of, format!("Whole programme: {name}"))
    });
    programmes.chain(courses).collect()
}

/// The fields of what may be changed of a target.
pub(super) fn fields(values: &Typed, problems: &Problems) -> Vec<Html> {
    let number = |name: &str, label: &str, hint: &str| {
        Html::from(
            &Input::new(name, label)
                .hint(hint)
                .kind(InputKind::Number)
                .width(5)
                .value(values.text(name))
                .problems(problems),
        )
    };
    let day = |name: &str, legend: &str| Html::from(&values.date_input(name, legend).problems(problems));
    vec![
        day("first", "First day"),
        day("last", "Last day"),
        number(
            "people",
            "People to reach",
            "Each counted once, however often she comes.",
        ),
        number(
            "sessions",
            "Sessions to hold",
            "Leave empty if it does not matter how many.",
        ),
    ]
}

/// The draft in what was typed, with everything that is wrong.
pub(super) fn read(values: &Typed) -> Result<TargetDraft, Problems> {
    let mut problems = Problems::none();
    let first = values.day("first", &mut problems);
    let last = values.day("last", &mut problems);
    let people = values.whole(
        "people",
        &mut problems,
        "Enter how many people are to be reached, 1 or more",
    );
    let sessions = match values.text("sessions").trim() {
        "" => None,
        _ => Some(values.whole(
            "sessions",
            &mut problems,
            "Enter a whole number of sessions, or leave this empty",
        )),
    };
    let (Some(first_day), Some(last_day)) = (first, last) else {
        return Err(problems);
    };
    let draft = TargetDraft {
        people,
        sessions,
        first_day,
        last_day,
    };
    let problems = together(problems, draft.problems());
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

/// The draft of a new target, what it is of, and where.
fn read_new(values: &Typed, choices: &Choices) -> Result<(TargetOf, AreaId, TargetDraft), Problems> {
    let mut problems = Problems::none();
    let of = all_of(choices)
        .into_iter()
        .map(|(of, _)| of)
        .find(|of| code_of(*of) == values.text("of"));
    if of.is_none() {
        problems.add("of", "Choose what the target is of");
    }
    let area = Id::parse(values.text("area")).filter(|id| choices.areas.iter().any(|(known, _)| known == id));
    if area.is_none() {
        problems.add("area", "Choose the area");
    }
    match (of, area, read(values)) {
        (Some(of), Some(area), Ok(draft)) => Ok((of, AreaId(area), draft)),
        (_, _, Err(more)) => Err(together(problems, more)),
        _ => Err(problems),
    }
}

fn form_page(desk: &Desk<PlanCourses>, values: &Typed, choices: &Choices, problems: &Problems) -> Page {
    let mut form = FormPart::new("/planning/targets/new", &desk.hidden())
        .field(
            &Select::new("of", "What is it of?")
                .option("", "Choose")
                .options(
                    all_of(choices)
                        .into_iter()
                        .map(|(of, words)| (code_of(of), words)),
                )
                .value(values.text("of"))
                .problems(problems),
        )
        .field(
            &Select::new("area", "Area")
                .option("", "Choose")
                .options(ids(choices.areas.clone()))
                .value(values.text("area"))
                .problems(problems),
        );
    form.fields.extend(fields(values, problems));
    Page::new(NEW)
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Set the target"))))
}

/// `GET /planning/targets/new`
pub(crate) async fn new(desk: Desk<PlanCourses>) -> Answer {
    let choices = desk.read(|tx, scope| Ok(targets::choices(tx, scope)?)).await?;
    let asked = query_text(&desk, "course");
    let course = choices
        .courses
        .iter()
        .find(|(_, _, reference)| Some(reference) == asked.as_ref())
        .map(|(id, _, _)| code_of(TargetOf::Course(CourseId(*id))));
    let values = Typed::none().with("of", course.unwrap_or_default());
    let page = form_page(&desk, &values, &choices, &Problems::none());
    under(&desk, NEW, &page, PLACES)
}

/// `POST /planning/targets/new`
pub(crate) async fn set(desk: Desk<PlanCourses>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &[])?;
    let choices = desk.read(|tx, scope| Ok(targets::choices(tx, scope)?)).await?;
    let problems = match read_new(&values, &choices) {
        Ok((of, area, draft)) => {
            let hand = Hand::of(&desk);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = targets::set(tx, scope, &hand.moment(), (of, area), &draft)?;
                    Ok(done.map(|id| LocalPath::of(format!("/planning/targets/{id}?done=set"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = form_page(&desk, &values, &choices, &problems);
    wrong(&desk, NEW, &page, PLACES)
}
