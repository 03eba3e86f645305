//! How the bookings of a course are taken: who agrees, what is done before, how long a freed place is kept for who waited.

use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{Course, CourseId, Rules};
use crate::plan::rules;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Checkboxes, Choice, Input, InputKind};
use kernel::{Id, Problems, Stop};

const TITLE: &str = "Booking rules";

/// A course with its rules and the courses that may be asked for before it.
struct Loaded {
    course: Course,
    rules: Rules,
    choices: Vec<(CourseId, String)>,
}

async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<Loaded, Stop> {
    desk.read(move |tx, scope| {
        let course = reading::course(tx, scope, &reference)?;
        Ok(Loaded {
            rules: rules::of(tx, course.id)?,
            choices: rules::choices(tx, scope, course.id)?,
            course,
        })
    })
    .await
}

/// Rules as their form shows them.
fn of(rules: &Rules) -> Typed {
    let mut agree = Vec::new();
    if rules.manager {
        agree.push("manager".to_owned());
    }
    if rules.approval {
        agree.push("coordinator".to_owned());
    }
    Typed::none()
        .with_all("agree", agree)
        .with(
            "offer_hours",
            rules
                .offer_hours
                .map_or_else(String::new, |hours| hours.to_string()),
        )
        .with_all(
            "needs",
            rules.needs.iter().map(|(id, _)| id.to_string()).collect(),
        )
        .with("version", rules.version.to_string())
}

/// The rules in what was typed, with everything that is wrong.
fn read(values: &Typed, choices: &[(CourseId, String)]) -> Result<Rules, Problems> {
    let mut problems = Problems::none();
    let offer_hours = match values.text("offer_hours").trim() {
        "" => None,
        _ => Some(values.whole(
            "offer_hours",
            &mut problems,
            "Enter hours between 1 and 336, which is two weeks, or leave it empty",
        )),
    };
    let mut needs = Vec::new();
    for text in values.all("needs") {
        let known = Id::parse(text).and_then(|id| choices.iter().find(|(known, _)| known.0 == id));
        match known {
            Some(course) => needs.push(course.clone()),
            None => problems.add("needs", "Choose courses from the list"),
        }
    }
    if values
        .all("agree")
        .iter()
        .any(|who| !["manager", "coordinator"].contains(&who.as_str()))
    {
        problems.add("agree", "Choose who agrees from the list");
    }
    let agree = |who: &str| values.all("agree").iter().any(|one| one == who);
    let rules = Rules {
        approval: agree("coordinator"),
        manager: agree("manager"),
        offer_hours,
        needs,
        version: version(values),
    };
    let problems = super::typed::together(problems, rules.problems());
    if problems.is_empty() {
        Ok(rules)
    } else {
        Err(problems)
    }
}

fn page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let mut agree = Checkboxes::new("agree", "Who agrees to a booking before a place is given?")
        .hint("Until then the person waits with a number and is told so. Nobody: places are given at once. Whom you add yourself needs nobody's agreement.")
        .choice(Choice::new("manager", "A manager, whom the person names").hint("By a link that we send to the manager's address"))
        .choice(Choice::new("coordinator", "A coordinator").hint("On the page of the booking; they stand on Today"))
        .problems(problems);
    for value in values.all("agree") {
        agree = agree.value(value);
    }
    let mut needs = Checkboxes::new("needs", "Courses done before")
        .hint("Who was there on every day of one of its sessions has done it. A coordinator looks at the others, and can recognise what they learned elsewhere.")
        .small()
        .choices(loaded.choices.iter().map(|(id, title)| (id.to_string(), title.clone())))
        .problems(problems);
    for value in values.all("needs") {
        needs = needs.value(value);
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .field(&agree);
    let form = if loaded.choices.is_empty() {
        form
    } else {
        form.field(&needs)
    };
    let form = form
        .field(
            &Input::new("offer_hours", "For how many hours is a place that came free kept for who waited? (optional)")
                .hint("The person says by link whether to take it, else it goes to the next. Empty: it is given at once.")
                .kind(InputKind::Number)
                .width(3)
                .value(values.text("offer_hours"))
                .problems(problems),
        )
        .button(Button::new("Save"));
    Page::new(TITLE)
        .caption(&loaded.course.draft.title)
        .problems(problems)
        .text("They count for bookings from now on; bookings that stand stay as they are.")
        .with(Part::Form(form))
}

fn own(loaded: &Loaded) -> String {
    format!("/courses/{}", loaded.course.reference)
}

/// `GET /courses/{reference}/rules`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    let page = page(&desk, &loaded, &of(&loaded.rules), &Problems::none());
    under(
        &desk,
        TITLE,
        &page,
        &[("/courses", "Courses"), (&own(&loaded), "Course")],
    )
}

/// `POST /courses/{reference}/rules`
pub(crate) async fn set(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["offer_hours", "version"], &["agree", "needs"])?;
    let loaded = load(&desk, reference).await?;
    let problems = match read(&values, &loaded.choices) {
        Ok(wanted) => {
            let (hand, course, home) = (Hand::of(&desk), loaded.course.id, own(&loaded));
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = rules::set(tx, scope, &hand.moment(), course, &wanted)?;
                    Ok(done.map(|()| LocalPath::of(format!("{home}?done=rules"))))
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
    wrong(
        &desk,
        TITLE,
        &page,
        &[("/courses", "Courses"), (&own(&loaded), "Course")],
    )
}

/// The rules in words, one line each.
pub(super) fn in_words(rules: &Rules) -> Vec<String> {
    let mut words = Vec::new();
    if rules.manager {
        words.push("A manager agrees to a booking.".to_owned());
    }
    if rules.approval {
        words.push("A coordinator approves a booking.".to_owned());
    }
    if !rules.needs.is_empty() {
        let titles: Vec<&str> = rules.needs.iter().map(|(_, title)| title.as_str()).collect();
        words.push(format!("Done before: {}.", titles.join(", ")));
    }
    match rules.offer_hours {
        Some(1) => words.push("A place that came free is kept for 1 hour for who waited.".to_owned()),
        Some(hours) => words.push(format!(
            "A place that came free is kept for {hours} hours for who waited."
        )),
        None => {}
    }
    words
}
