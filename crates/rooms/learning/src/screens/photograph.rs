//! One photograph of a sheet: its picture to be saved, and removing it.

use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use crate::model::{PhotographId, Session, SessionDay, SessionDayId};
use crate::photographs::{reading as kept, remove as removing, take};
use crate::reading;
use access::actions::RunDoor;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Answer, Desk, Download, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

/// `GET /photographs/{token}`: why it is saved.
pub(crate) async fn why(desk: Desk<RunDoor>, Path(name): Path<String>) -> Answer {
    asking(&desk, name, "", &Problems::none()).await
}

async fn asking(desk: &Desk<RunDoor>, name: String, reason: &str, problems: &Problems) -> Answer {
    let scans = desk.scans();
    // Who may not fetch it is not asked why.
    let _fetched = desk
        .read(move |tx, scope| kept::picture(tx, scope, &name, scans))
        .await?;
    let title = "Save a photograph";
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Textarea::new("reason", "Why you save it")
                .hint("For example: to key the sheet in. It stays in the audit trail. Do not name anybody.")
                .rows(2)
                .value(reason)
                .problems(problems),
        )
        .button(Button::new("Save the photograph"));
    let page = Page::new(title)
        .problems(problems)
        .text("It shows the names and signatures of people. Nothing is written into what somebody signed, so it carries no mark: delete it when the sheet is keyed in.")
        .with(Part::Form(form));
    let places = [("/courses", "Courses")];
    if problems.is_empty() {
        under(desk, title, &page, &places)
    } else {
        wrong(desk, title, &page, &places)
    }
}

/// `POST /photographs/{token}`: only ever to be saved.
pub(crate) async fn file(desk: Desk<RunDoor>, Path(name): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["reason"], &[])?;
    let (scans, now, reason) = (desk.scans(), desk.now(), values.text("reason").to_owned());
    let (named, why) = (name.clone(), reason.clone());
    let taken = desk
        .write(move |tx, scope| take::out(tx, scope, &named, &why, scans, now))
        .await;
    let bytes = match taken {
        Err(Stop::Problems(problems)) => return asking(&desk, name, &reason, &problems).await,
        taken => taken?,
    };
    let file = Download {
        kind: "image/jpeg",
        name: "sheet.jpg",
        bytes,
    };
    Ok(file.into_response())
}

async fn load(
    desk: &Desk<RunDoor>,
    reference: String,
    id: &str,
) -> Result<(Session, SessionDayId, PhotographId), Stop> {
    let id = Id::parse(id).map(PhotographId).ok_or(Refusal::Unknown)?;
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let (_, day) = kept::one(tx, scope, id)?;
        if session.days.iter().all(|known| known.id != day) {
            return Err(Refusal::Unknown.into());
        }
        Ok((session, day, id))
    })
    .await
}

fn page(
    desk: &Desk<RunDoor>,
    session: &Session,
    day: SessionDayId,
    reason: &str,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let text = session
        .days
        .iter()
        .find(|known| known.id == day)
        .map(SessionDay::text)
        .unwrap_or_default();
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Textarea::new("reason", "Why it is removed")
                .hint("It stays in the audit trail. Do not name anybody.")
                .value(reason)
                .problems(problems),
        )
        .button(Button::new("Remove the photograph").kind(ButtonKind::Warning));
    let page = Page::new("Remove a photograph")
        .caption(&format!("{}, {text}", session.title))
        .problems(problems)
        .text("The photograph is deleted and cannot be brought back. What was keyed in from it stays on the register.")
        .with(Part::Form(form));
    let back = BackLink::new(&back_to(session, day), "Photographs of the sheet");
    Ok(front::Page::new(desk, "Remove a photograph", &page)?.above(&back))
}

fn back_to(session: &Session, day: SessionDayId) -> String {
    format!("/sessions/{}/sheet/photographs?day={day}", session.reference)
}

/// `GET /sessions/{reference}/sheet/photographs/{id}`
pub(crate) async fn ask(desk: Desk<RunDoor>, Path((reference, id)): Path<(String, String)>) -> Answer {
    let (session, day, _) = load(&desk, reference, &id).await?;
    page(&desk, &session, day, "", &Problems::none())?.answer()
}

/// `POST /sessions/{reference}/sheet/photographs/{id}`
pub(crate) async fn remove(
    desk: Desk<RunDoor>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (session, day, id) = load(&desk, reference, &id).await?;
    let values = typed(&form, &["reason"], &[])?;
    let (hand, reason) = (Hand::of(&desk), values.text("reason").to_owned());
    let to = LocalPath::of(format!("{}&done=removed", back_to(&session, day)));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = removing::remove(tx, scope, &hand.moment(), id, &reason)?;
            Ok(done.map(|()| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => page(&desk, &session, day, values.text("reason"), &problems)?
            .with_problems()
            .answer(),
        other => Ok(other?),
    }
}
