//! Taking a cancellation back: the page says first who will be told.

use super::clashing::warned;
use super::hand::{Hand, typed, under, version};
use super::parts::{FormPart, Page, Part};
use super::session_change::{people, places, plan_of};
use crate::model::{Clash, Session};
use crate::plan::clashes::{Wanted, clashes};
use crate::plan::{change, series};
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Warning};
use kernel::Stop;

/// What the page says of a session to come, and of one that is over.
pub(crate) struct Words {
    heading: &'static str,
    /// The button that leads here, and the one that does it.
    pub(crate) button: &'static str,
}

pub(crate) const fn words(over: bool) -> Words {
    if over {
        Words {
            heading: "Did this session take place after all?",
            button: "It took place after all",
        }
    } else {
        Words {
            heading: "Take the cancellation back?",
            button: "Take the cancellation back",
        }
    }
}

/// A cancelled session that may take place after all, how many people that tells, and what it would clash with.
async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<(Session, i64, Vec<Clash>), Stop> {
    let now = desk.now();
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        change::refuse_restoring(&session, now)?;
        let told = change::concerned(tx, session.id)?.all();
        let found = if session.over(now) {
            Vec::new()
        } else {
            let trainers = reading::trainers(tx, session.id)?.into_iter().map(|(id, _)| id);
            let draft = series::draft_of(&session, trainers.collect());
            clashes(tx, scope, &Wanted::of(&draft, session.mode, Some(session.id)))?
        };
        Ok((session, told, found))
    })
    .await
}

/// `GET /sessions/{reference}/restore`
pub(crate) async fn ask(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told, found) = load(&desk, reference).await?;
    let over = session.over(desk.now());
    let words = words(over);
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", &session.version.to_string())
        .button(Button::new(words.button))
        .button(Button::link("Leave it cancelled", &plan_of(&session)).kind(ButtonKind::Secondary));
    let page = Page::new(words.heading).caption(&session.title);
    let page = warned(
        page,
        &found,
        "Since it was cancelled, others have taken its time.",
    );
    let page = if over {
        page.text("It is put on record that the session took place:")
            .with(Part::Bullets(session.days_text()))
            .html(&Warning::new("The session is over, so nobody is written to."))
            .text("Its register and feedback are owed again; a waiver in the ledger stays until you take it back there.")
    } else {
        page.text("The session will take place after all:")
            .with(Part::Bullets(session.days_text()))
            .html(&Warning::new(&people(told)))
            .text("Each message names the days and times and has a calendar file for those with a place.")
    };
    under(
        &desk,
        words.heading,
        &page.with(Part::Form(form)),
        &places(&session),
    )
}

/// `POST /sessions/{reference}/restore`
pub(crate) async fn restore(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["version"], &[])?;
    let (session, ..) = load(&desk, reference).await?;
    let what = if session.over(desk.now()) {
        "held-after-all"
    } else {
        "restored"
    };
    let (hand, id, based, own) = (Hand::of(&desk), session.id, version(&values), session.reference);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = change::restore(tx, scope, &hand.moment(), id, based)?;
            Ok(done.map(|told| LocalPath::of(format!("/sessions/{own}/plan?done={what}&told={told}"))))
        })
        .await?;
    Ok(answer)
}
