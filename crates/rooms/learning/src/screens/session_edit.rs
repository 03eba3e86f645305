//! Making a session and changing it.

use super::course::compare;
use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_form::{self, Choices, DAYS, LABELS, day_fields, fields, names};
use super::typed::Typed;
use crate::model::{DayDraft, Session};
use crate::plan;
use crate::reading;
use crate::records::course as sql;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Details, Html, Warning};
use http::StatusCode;
use kernel::{Problems, Refusal, Stop};
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

fn form_page(
    desk: &Desk<PlanCourses>,
    heading: &str,
    values: &Typed,
    choices: &Choices,
    problems: &Problems,
    days: bool,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden()).value("version", values.text("version"));
    if days {
        form.fields = day_fields(values, problems, 1, 1);
        let mut more = Html::default();
        for field in day_fields(values, problems, 2, DAYS) {
            more = more.and(&field);
        }
        form.fields
            .push((&Details::new("The session has more days", more)).into());
    }
    form.fields.extend(fields(values, choices, problems));
    Page::new(heading)
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Save the session"))))
}

/// `GET /courses/{reference}/sessions/new`
pub(crate) async fn new(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (course, choices) = desk
        .read(move |tx, scope| Ok((reading::course(tx, scope, &reference)?, choices(tx, scope)?)))
        .await?;
    let values = Typed::none().with("listed", "yes");
    let page = form_page(
        &desk,
        "Create a session",
        &values,
        &choices,
        &Problems::none(),
        true,
    )
    .caption(&course.draft.title);
    under(&desk, "Create a session", &page, PLACES)
}

/// `POST /courses/{reference}/sessions/new`
pub(crate) async fn create(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, true)?;
    let (course, choices) = desk
        .read(move |tx, scope| Ok((reading::course(tx, scope, &reference)?, choices(tx, scope)?)))
        .await?;
    let problems = match session_form::read(&values, &choices, None) {
        Ok(draft) => {
            let hand = Hand::of(&desk);
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::create(tx, scope, &hand.moment(), course.id, &draft)?;
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
    let page =
        form_page(&desk, "Create a session", &values, &choices, &problems, true).caption(&course.draft.title);
    wrong(&desk, "Create a session", &page, PLACES)
}

/// What the form of a session needs.
fn load(
    tx: &mut Tx,
    scope: &access::Scope<PlanCourses>,
    reference: &str,
) -> Result<(Session, Typed, Choices), Stop> {
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
    Ok((session, values, choices))
}

/// `GET /sessions/{reference}/edit`
pub(crate) async fn edit(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, values, choices) = desk.read(move |tx, scope| load(tx, scope, &reference)).await?;
    let page = form_page(
        &desk,
        "Change the session",
        &values,
        &choices,
        &Problems::none(),
        false,
    )
    .caption(&session.title);
    under(&desk, "Change the session", &page, PLACES)
}

/// `POST /sessions/{reference}/edit`
pub(crate) async fn update(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = read_form(&form, false)?;
    let asked = reference.clone();
    let (session, stored, choices) = desk.read(move |tx, scope| load(tx, scope, &asked)).await?;
    let days = session
        .days
        .iter()
        .map(|day| DayDraft {
            day: day.day,
            starts: day.starts.clone(),
            ends: day.ends.clone(),
        })
        .collect();
    let problems = match session_form::read(&values, &choices, Some(days)) {
        Ok(draft) => {
            let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = plan::session::update(tx, scope, &hand.moment(), id, based, &draft)?;
                    Ok(done.map(|()| LocalPath::of(format!("/sessions/{reference}/plan?done=changed"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                Err(Stop::Refusal(Refusal::Changed { .. })) => {
                    return conflict(&desk, &session, &stored, values, &choices).await;
                }
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page =
        form_page(&desk, "Change the session", &values, &choices, &problems, false).caption(&session.title);
    wrong(&desk, "Change the session", &page, PLACES)
}

/// Somebody saved first: shows both texts field by field and keeps what was typed.
async fn conflict(
    desk: &Desk<PlanCourses>,
    now: &Session,
    stored: &Typed,
    values: Typed,
    choices: &Choices,
) -> Answer {
    let id = now.id;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "session", id.0))
        .await?;
    let table = compare(LABELS, stored, &values);
    let values = values.with("version", now.version.to_string());
    let page = form_page(
        desk,
        "Change the session",
        &values,
        choices,
        &Problems::none(),
        false,
    );
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
