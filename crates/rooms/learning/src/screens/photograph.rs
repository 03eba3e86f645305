//! One photograph of a sheet: a copy of it that leaves, and removing it.

use super::hand::{Hand, typed};
use super::parts::{FormPart, Page, Part};
use crate::guards::PhotographRecord;
use crate::model::{PhotographId, Session, SessionDay, SessionDayId};
use crate::photographs::{reading as kept, remove as removing};
use crate::reading;
use access::actions::RunDoor;
use access::{Guarded, Scope};
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, Textarea};
use kernel::{Id, Problems, Refusal, Stop};
use store::Tx;

const WHAT: &str = "A photograph of a sheet";

/// The photograph on a page with the mark of this copy, for who may fetch it.
fn leaving(
    name: String,
    scans: bool,
) -> impl Fn(&mut Tx<'_>, &Scope<RunDoor>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, mark| {
        let (id, session, picture) = kept::picture(tx, scope, &name, scans)?;
        // Without a mark nothing leaves yet.
        let file = if mark.is_empty() {
            Vec::new()
        } else {
            paper::photograph::page(&picture, mark)?
        };
        Ok(Leaving::pdf(file, "sheet.pdf", PhotographRecord::KIND, id.0).of_session(session.0))
    }
}

/// `GET /photographs/{token}`: for whom, why and until when it leaves.
pub(crate) async fn ask_file(desk: Desk<RunDoor>, Path(name): Path<String>) -> Answer {
    let scans = desk.scans();
    copies::ask(&desk, WHAT, leaving(name, scans)).await
}

/// `POST /photographs/{token}`: only ever to be saved.
pub(crate) async fn file(desk: Desk<RunDoor>, Path(name): Path<String>, form: Form) -> Answer {
    let scans = desk.scans();
    copies::take(&desk, WHAT, &form, leaving(name, scans)).await
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
