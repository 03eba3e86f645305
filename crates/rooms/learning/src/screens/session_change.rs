//! Moving a session, cancelling it, taking that back. Each page says first who will be told.

use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_form::{DAYS, day_fields, day_names, read_days, with_days};
use super::typed::{Typed, together};
use crate::model::{Session, SessionDraft};
use crate::plan::change;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Textarea, Warning};
use http::StatusCode;
use kernel::{Problems, Refusal, Stop};

/// A session and how many people a change of it tells.
async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<(Session, i64), Stop> {
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let told = change::told(tx, session.id)?;
        Ok((session, told))
    })
    .await
}

fn people(told: i64) -> String {
    match told {
        0 => "Nobody has booked, so nobody will be written to.".to_owned(),
        1 => "1 person who booked will be written to.".to_owned(),
        many => format!("{many} people who booked or wait will be written to."),
    }
}

fn places(session: &Session) -> (String, String) {
    (
        format!("/courses/{}", session.course_reference),
        format!("/sessions/{}/plan", session.reference),
    )
}

fn move_page(
    desk: &Desk<PlanCourses>,
    session: &Session,
    told: i64,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden()).value("version", &session.version.to_string());
    let count = session.days.len().max(1);
    form.fields = day_fields(values, problems, 1, DAYS.min(count + 1));
    let reason = Textarea::new("reason", "Reason")
        .hint("Kept with the session. People who booked do not see it.")
        .rows(2);
    form.fields
        .push((&reason.value(values.text("reason")).problems(problems)).into());
    Page::new("Move to another date")
        .caption(&session.title)
        .problems(problems)
        .html(&Warning::new(&people(told)))
        .with(Part::Form(form.button(Button::new("Move the session"))))
}

/// `GET /sessions/{reference}/reschedule`
pub(crate) async fn ask_move(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told) = load(&desk, reference).await?;
    let page = move_page(
        &desk,
        &session,
        told,
        &with_days(Typed::none(), &session),
        &Problems::none(),
    );
    let (course, back) = places(&session);
    under(
        &desk,
        "Move to another date",
        &page,
        &[("/courses", "Courses"), (&course, "Course"), (&back, "Session")],
    )
}

/// `POST /sessions/{reference}/reschedule`
pub(crate) async fn reschedule(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let mut names = day_names();
    names.extend(["reason".to_owned(), "version".to_owned()]);
    let values = typed(&form, &names.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
    let (session, told) = load(&desk, reference).await?;
    let mut problems = Problems::none();
    let days = read_days(&values, &mut problems);
    let draft = SessionDraft {
        area: session.area,
        venue: session.venue.clone(),
        access_notes: String::new(),
        capacity: session.capacity,
        listed: session.listed,
        days,
        trainers: Vec::new(),
    };
    let mut problems = together(problems, draft.problems());
    if values.text("reason").is_empty() {
        problems.add("reason", "Enter the reason");
    }
    if problems.is_empty() {
        let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
        let (own, reason) = (session.reference.clone(), values.text("reason").to_owned());
        let answer = desk
            .submit(&form, move |tx, scope| {
                let done = change::reschedule(tx, scope, &hand.moment(), id, based, &draft.days, &reason)?;
                Ok(done.map(|_| LocalPath::of(format!("/sessions/{own}/plan?done=moved"))))
            })
            .await;
        match answer {
            Err(Stop::Problems(found)) => problems = found,
            Err(Stop::Refusal(Refusal::Changed { .. })) => {
                let (now, told) = load(&desk, session.reference.clone()).await?;
                let page = move_page(&desk, &now, told, &values, &Problems::none());
                return changed(&desk, &now, page).await;
            }
            other => return Ok(other?),
        }
    }
    let page = move_page(&desk, &session, told, &values, &problems);
    wrong(&desk, "Move to another date", &page, &[("/courses", "Courses")])
}

/// Somebody changed the session first: who and when, how it stands now, and the form with what was typed (SR8).
async fn changed(desk: &Desk<PlanCourses>, now: &Session, page: Page) -> Answer {
    let id = now.id;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "session", id.0))
        .await?;
    let mut both = Page::new("Somebody changed this first")
        .html(&Warning::new(&format!(
            "{who} What you typed is in the form below. Sending it applies to the session as it stands now."
        )))
        .text("The session's days now:")
        .with(Part::Bullets(now.days_text()));
    both.parts.extend(page.parts);
    front::Page::new(desk, "Somebody changed this first", &both)?
        .status(StatusCode::CONFLICT)
        .answer()
}

fn cancel_page(
    desk: &Desk<PlanCourses>,
    session: &Session,
    told: i64,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let reason = Textarea::new("reason", "Reason")
        .hint("Kept with the session. People who booked do not see it.")
        .rows(2);
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", &session.version.to_string())
        .field(&reason.value(values.text("reason")).problems(problems))
        .button(Button::new("Cancel the session").kind(ButtonKind::Warning))
        .button(
            Button::link("Keep it", &format!("/sessions/{}/plan", session.reference))
                .kind(ButtonKind::Secondary),
        );
    Page::new("Cancel this session?")
        .caption(&session.title)
        .problems(problems)
        .with(Part::Bullets(session.days_text()))
        .html(&Warning::new(&people(told)))
        .text("You can take the cancellation back later. Everybody is written to again then.")
        .with(Part::Form(form))
}

/// `GET /sessions/{reference}/cancel`
pub(crate) async fn ask_cancel(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told) = load(&desk, reference).await?;
    let page = cancel_page(&desk, &session, told, &Typed::none(), &Problems::none());
    let (course, back) = places(&session);
    under(
        &desk,
        "Cancel this session?",
        &page,
        &[("/courses", "Courses"), (&course, "Course"), (&back, "Session")],
    )
}

/// `POST /sessions/{reference}/cancel`
pub(crate) async fn cancel(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["reason", "version"], &[])?;
    let (session, told) = load(&desk, reference).await?;
    let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
    let (own, reason) = (session.reference.clone(), values.text("reason").to_owned());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = change::cancel(tx, scope, &hand.moment(), id, based, &reason)?;
            Ok(done.map(|_| LocalPath::of(format!("/sessions/{own}/plan?done=cancelled"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = cancel_page(&desk, &session, told, &values, &problems);
            wrong(&desk, "Cancel this session?", &page, &[("/courses", "Courses")])
        }
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let (now, told) = load(&desk, session.reference.clone()).await?;
            let page = cancel_page(&desk, &now, told, &values, &Problems::none());
            changed(&desk, &now, page).await
        }
        other => Ok(other?),
    }
}

/// `POST /sessions/{reference}/restore`
pub(crate) async fn restore(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["version"], &[])?;
    let (session, _) = load(&desk, reference).await?;
    let (hand, id, based, own) = (Hand::of(&desk), session.id, version(&values), session.reference);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = change::restore(tx, scope, &hand.moment(), id, based)?;
            Ok(done.map(|_| LocalPath::of(format!("/sessions/{own}/plan?done=restored"))))
        })
        .await?;
    Ok(answer)
}
