//! Making a session and changing it.

use super::compare::compare;
use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_days;
use super::session_form::{self, Choices, DaysOf, READINGS, fields, names};
use super::typed::Typed;
use crate::model::{Course, DayDraft, Session, SessionState};
use crate::plan::change::{Concerned, concerned};
use crate::plan::{self, session::refuse_archived};
use crate::reading;
use crate::records::course as sql;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, InsetText, Warning};
use http::StatusCode;
use kernel::{Instant, Problems, Refusal, Stop};
use store::Tx;

const PLACES: &[(&str, &str)] = &[("/courses", "Courses")];

fn choices(tx: &mut Tx, scope: &access::Scope<PlanCourses>) -> Result<Choices, Stop> {
    Ok(Choices {
        areas: tx.all(&sql::AREA_OWN, &reading::scoped(scope, vec![]), sql::choice)?,
        trainers: reading::trainer_choices(tx)?,
    })
}

fn read_form(form: &Form, days: bool) -> Result<Typed, Stop> {
    let names = names(days);
    let single: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "trainer")
        .collect();
    typed(form, &single, &["trainer"])
}

/// The form of a new session; `another`: with one more day than it had.
fn new_page(
    desk: &Desk<PlanCourses>,
    course: &Course,
    values: &Typed,
    choices: &Choices,
    problems: &Problems,
    another: bool,
) -> Page {
    let days = usize::try_from(course.draft.days).unwrap_or(1);
    let rows = session_days::rows(values, days, another);
    let mut form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .value("rows", &rows.to_string());
    form.fields = session_days::fields(values, problems, rows);
    form.fields.extend(fields(values, choices, problems));
    form.buttons = session_days::buttons("Save the session", rows);
    Page::new("Create a session")
        .caption(&course.draft.title)
        .problems(problems)
        .with(Part::Form(form))
}

/// `GET /courses/{reference}/sessions/new`
pub(crate) async fn new(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (course, choices) = load_course(&desk, reference).await?;
    let values = Typed::none().with("listed", "yes");
    let page = new_page(&desk, &course, &values, &choices, &Problems::none(), false);
    under(&desk, "Create a session", &page, PLACES)
}

async fn load_course(desk: &Desk<PlanCourses>, reference: String) -> Result<(Course, Choices), Stop> {
    desk.read(move |tx, scope| {
        let course = reading::course(tx, scope, &reference)?;
        refuse_archived(&course)?;
        Ok((course, choices(tx, scope)?))
    })
    .await
}

/// `POST /courses/{reference}/sessions/new`
pub(crate) async fn create(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, true)?;
    let another = session_days::wants_another(&form)?;
    let (course, choices) = load_course(&desk, reference).await?;
    if another {
        let page = new_page(&desk, &course, &values, &choices, &Problems::none(), true);
        return under(&desk, "Create a session", &page, PLACES);
    }
    let problems = match session_form::read(&values, &choices, DaysOf::Form(desk.now().day())) {
        Ok(draft) => {
            let (hand, id) = (Hand::of(&desk), course.id);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::create(tx, scope, &hand.moment(), id, &draft)?;
                    Ok(done.map(|made| LocalPath::of(format!("/sessions/{made}/plan?done=created"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = new_page(&desk, &course, &values, &choices, &problems, false);
    wrong(&desk, "Create a session", &page, PLACES)
}

/// What saving will do for people, as far as there are any.
fn consequences(session: &Session, people: Concerned, now: Instant) -> String {
    let mut words = Vec::new();
    if session.state == SessionState::Planned && !session.over(now) {
        match people.booked {
            0 => {}
            1 => words.push(
                "If you change the venue or the words about getting in, the 1 person with a place is written to."
                    .to_owned(),
            ),
            many => words.push(format!(
                "If you change the venue or the words about getting in, the {many} people with a place are written to."
            )),
        }
    }
    if session.open_for_booking(now) {
        match people.waiting {
            0 => {}
            1 => words.push("1 person waits: if you add places, they get one at once.".to_owned()),
            many => words.push(format!(
                "{many} people wait: if you add places, they go at once to those who have waited longest."
            )),
        }
    }
    words.join(" ")
}

fn edit_page(desk: &Desk<PlanCourses>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden()).value("version", values.text("version"));
    form.fields = fields(values, &loaded.choices, problems);
    let mut page = Page::new("Change the session")
        .caption(&loaded.session.title)
        .problems(problems);
    let words = consequences(&loaded.session, loaded.people, desk.now());
    if !words.is_empty() {
        page = page.html(&InsetText::new(&words));
    }
    page.with(Part::Form(form.button(Button::new("Save the session"))))
}

/// What the form of a session needs.
struct Loaded {
    session: Session,
    /// As it is stored.
    values: Typed,
    choices: Choices,
    people: Concerned,
}

fn load(tx: &mut Tx, scope: &access::Scope<PlanCourses>, reference: &str) -> Result<Loaded, Stop> {
    let session = reading::session(tx, scope, reference)?;
    let trainers = reading::trainers(tx, session.id)?;
    let values = session_form::of(&session, &trainers);
    let mut choices = choices(tx, scope)?;
    // A trainer of a session may plan it without working in its area: the area it has stays a choice.
    if !choices.areas.iter().any(|(id, _)| *id == session.area.0) {
        choices.areas.push((session.area.0, session.area_name.clone()));
    }
    for trainer in trainers {
        if !choices.trainers.contains(&trainer) {
            choices.trainers.push(trainer);
        }
    }
    let people = concerned(tx, session.id)?;
    Ok(Loaded {
        session,
        values,
        choices,
        people,
    })
}

/// `GET /sessions/{reference}/edit`
pub(crate) async fn edit(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let loaded = desk.read(move |tx, scope| load(tx, scope, &reference)).await?;
    let page = edit_page(&desk, &loaded, &loaded.values, &Problems::none());
    under(&desk, "Change the session", &page, PLACES)
}

/// `POST /sessions/{reference}/edit`
pub(crate) async fn update(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, false)?;
    let asked = reference.clone();
    let loaded = desk.read(move |tx, scope| load(tx, scope, &asked)).await?;
    let session = &loaded.session;
    let days = session
        .days
        .iter()
        .map(|day| DayDraft {
            day: day.day,
            starts: day.starts.clone(),
            ends: day.ends.clone(),
        })
        .collect();
    let problems = match session_form::read(&values, &loaded.choices, DaysOf::Session(days)) {
        Ok(draft) => {
            let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::update(tx, scope, &hand.moment(), id, based, &draft)?;
                    Ok(done.map(|saved| {
                        LocalPath::of(format!(
                            "/sessions/{reference}/plan?done=changed&told={}&placed={}",
                            saved.told, saved.placed
                        ))
                    }))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                Err(Stop::Refusal(Refusal::Changed { .. })) => {
                    return conflict(&desk, &loaded, values).await;
                }
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = edit_page(&desk, &loaded, &values, &problems);
    wrong(&desk, "Change the session", &page, PLACES)
}

/// Somebody saved first: shows both texts field by field and keeps what was typed.
async fn conflict(desk: &Desk<PlanCourses>, now: &Loaded, values: Typed) -> Answer {
    let id = now.session.id;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "session", id.0))
        .await?;
    let table = compare(READINGS, &now.choices, &now.values, &values);
    let values = values.with("version", now.session.version.to_string());
    let page = edit_page(desk, now, &values, &Problems::none());
    let mut both = Page::new("Somebody changed this first")
        .html(&Warning::new(&format!(
            "{who} What you typed is in the form below. Saving it replaces the newer words."
        )))
        .html(&table);
    both.parts.extend(page.parts);
    front::Page::new(desk, "Somebody changed this first", &both)?
        .status(StatusCode::CONFLICT)
        .answer()
}
