//! Taking a cancellation back: the page says first who will be told.

use super::hand::{Hand, typed, under, version};
use super::parts::{FormPart, Page, Part};
use super::session_change::{people, places};
use crate::model::Session;
use crate::plan::change;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Warning};
use kernel::Stop;

/// A cancelled session that may take place after all, and how many people that tells.
async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<(Session, i64), Stop> {
    let now = desk.now();
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        change::refuse_restoring(&session, now)?;
        let told = change::concerned(tx, session.id)?.all();
        Ok((session, told))
    })
    .await
}

/// `GET /sessions/{reference}/restore`
pub(crate) async fn ask(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told) = load(&desk, reference).await?;
    let (course, back) = places(&session);
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", &session.version.to_string())
        .button(Button::new("Take the cancellation back"))
        .button(Button::link("Leave it cancelled", &back).kind(ButtonKind::Secondary));
    let page = Page::new("Take the cancellation back?")
        .caption(&session.title)
        .text("The session will take place after all:")
        .with(Part::Bullets(session.days_text()))
        .html(&Warning::new(&people(told)))
        .text("Each message names the days and times and has a calendar file for those with a place.")
        .with(Part::Form(form));
    under(
        &desk,
        "Take the cancellation back?",
        &page,
        &[("/courses", "Courses"), (&course, "Course"), (&back, "Session")],
    )
}

/// `POST /sessions/{reference}/restore`
pub(crate) async fn restore(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["version"], &[])?;
    let (session, _) = load(&desk, reference).await?;
    let (hand, id, based, own) = (Hand::of(&desk), session.id, version(&values), session.reference);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = change::restore(tx, scope, &hand.moment(), id, based)?;
            Ok(done.map(|told| LocalPath::of(format!("/sessions/{own}/plan?done=restored&told={told}"))))
        })
        .await?;
    Ok(answer)
}
