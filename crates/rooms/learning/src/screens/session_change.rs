//! Moving a session and cancelling it. Each page says first who will be told.

use super::clashing::{SEEN, seen, unseen, warned};
use super::hand::{Hand, changed, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::session_days::{self, Days};
use super::session_why;
use super::typed::{Typed, together};
use crate::model::{Clash, DayDraft, Session, SessionDraft, day_problems, days_out_of_reach};
use crate::plan::clashes::Wanted;
use crate::plan::{change, series};
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Warning};
use kernel::{Problems, Refusal, Stop};

/// A session that may be moved or cancelled, and how many people that tells.
async fn load(desk: &Desk<PlanCourses>, reference: String) -> Result<(Session, i64), Stop> {
    let now = desk.now();
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        change::refuse_settled(tx, &session, now)?;
        let told = change::concerned(tx, session.id)?.all();
        Ok((session, told))
    })
    .await
}

/// Who will be written to.
pub(crate) fn people(told: i64) -> String {
    match told {
        0 => "Nobody has booked, so nobody will be written to.".to_owned(),
        1 => "1 person who booked will be written to.".to_owned(),
        many => format!("{many} people who booked or wait will be written to."),
    }
}

/// The places above a page about a session: its course and itself.
pub(crate) fn places(session: &Session) -> [(String, &'static str); 3] {
    [
        ("/courses".to_owned(), "Courses"),
        (format!("/courses/{}", session.course_reference), "Course"),
        (plan_of(session), "Session"),
    ]
}

/// The path of a session's own page.
pub(crate) fn plan_of(session: &Session) -> String {
    format!("/sessions/{}/plan", session.reference)
}

fn move_page(
    desk: &Desk<PlanCourses>,
    session: &Session,
    told: i64,
    values: &Typed,
    problems: &Problems,
    another: bool,
    found: &[Clash],
) -> Page {
    let rows = session_days::rows(values, session.days.len(), another);
    let mut form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", values.text("version"))
        .value(SEEN, values.text(SEEN))
        .value("rows", &rows.to_string());
    form.fields = session_days::fields(values, problems, rows);
    form.fields.extend(session_why::fields(values, problems));
    let button = if found.is_empty() {
        "Move the session"
    } else {
        "Move it all the same"
    };
    form.buttons = session_days::buttons(button, rows);
    let page = Page::new("Move to another date")
        .caption(&session.title)
        .problems(problems)
        .html(&Warning::new(&people(told)));
    let words = "On these days it clashes with other sessions. Nothing is moved yet: change the days, or move it all the same.";
    warned(page, found, words).with(Part::Form(form))
}

/// `GET /sessions/{reference}/reschedule`
pub(crate) async fn ask_move(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told) = load(&desk, reference).await?;
    let page = move_page(
        &desk,
        &session,
        told,
        &session_days::of(Typed::none(), &session).with("version", session.version.to_string()),
        &Problems::none(),
        false,
        &[],
    );
    under(&desk, "Move to another date", &page, &places(&session))
}

/// `POST /sessions/{reference}/reschedule`
pub(crate) async fn reschedule(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let mut names = session_days::names();
    names.extend(
        ["version", SEEN]
            .into_iter()
            .chain(session_why::NAMES)
            .map(str::to_owned),
    );
    let values = typed(&form, &names.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
    let another = session_days::wants_another(&form)?;
    let (session, told) = load(&desk, reference).await?;
    if another {
        let page = move_page(&desk, &session, told, &values, &Problems::none(), true, &[]);
        return under(&desk, "Move to another date", &page, &places(&session));
    }
    let mut problems = Problems::none();
    let days = Days::read(&values, &mut problems);
    problems = together(problems, days.at_rows(day_problems(&days.drafts)));
    let gone = days_out_of_reach(&days.drafts, &session.days, desk.now().day());
    problems = together(problems, days.at_rows(gone));
    let why = session_why::read(&values);
    if let Err(wrong) = &why {
        problems = together(problems, wrong.clone());
    }
    if problems.is_empty() && version(&values) == session.version {
        let found = unseen(&desk, &values, wanted(&desk, &session, &days.drafts).await?).await?;
        if !found.is_empty() {
            let values = seen(values, &found);
            let page = move_page(&desk, &session, told, &values, &problems, false, &found);
            return under(
                &desk,
                "It clashes: nothing is moved yet",
                &page,
                &places(&session),
            );
        }
    }
    if let (true, Ok(why)) = (problems.is_empty(), why) {
        let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
        let own = session.reference.clone();
        let drafts = days.drafts.clone();
        let answer = desk
            .submit(&form, move |tx, scope| {
                let done = change::reschedule(tx, scope, &hand.moment(), id, based, &drafts, &why)?;
                Ok(done.map(|told| LocalPath::of(format!("/sessions/{own}/plan?done=moved&told={told}"))))
            })
            .await;
        match answer {
            Err(Stop::Problems(found)) => problems = days.at_rows(found),
            Err(Stop::Refusal(Refusal::Changed { .. })) => {
                let (now, told) = load(&desk, session.reference.clone()).await?;
                let values = values.with("version", now.version.to_string());
                let page = move_page(&desk, &now, told, &values, &Problems::none(), false, &[]);
                return conflict(&desk, &now, page).await;
            }
            other => return Ok(other?),
        }
    }
    let page = move_page(&desk, &session, told, &values, &problems, false, &[]);
    wrong(&desk, "Move to another date", &page, &places(&session))
}

/// What a session needs on other days.
async fn wanted(desk: &Desk<PlanCourses>, session: &Session, days: &[DayDraft]) -> Result<Wanted, Stop> {
    let id = session.id;
    let trainers = desk.read(move |tx, _| reading::trainers(tx, id)).await?;
    let trainers = trainers.into_iter().map(|(id, _)| id).collect();
    let draft = SessionDraft {
        days: days.to_vec(),
        ..series::draft_of(session, trainers)
    };
    Ok(Wanted::of(&draft, session.mode, Some(id)))
}

/// Somebody changed the session first: who and when, how it stands now, and the form with what was typed (SR8).
async fn conflict(desk: &Desk<PlanCourses>, now: &Session, page: Page) -> Answer {
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
    changed(desk, "Somebody changed this first", &both, &places(now))
}

/// Words of the page that cancels: of a session that is over, it is put on record that it did not take place.
const fn cancel_words(over: bool) -> (&'static str, &'static str) {
    if over {
        ("Did this session not take place?", "It did not take place")
    } else {
        ("Cancel this session?", "Cancel the session")
    }
}

fn cancel_page(
    desk: &Desk<PlanCourses>,
    session: &Session,
    told: i64,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let over = session.over(desk.now());
    let (heading, word) = cancel_words(over);
    let mut form = FormPart::new(desk.path(), &desk.hidden()).value("version", values.text("version"));
    form.fields = session_why::fields(values, problems);
    let form = form
        .button(Button::new(word).kind(ButtonKind::Warning))
        .button(Button::link("Keep it", &plan_of(session)).kind(ButtonKind::Secondary));
    let page = Page::new(heading)
        .caption(&session.title)
        .problems(problems)
        .with(Part::Bullets(session.days_text()));
    let page = if over {
        page.html(&Warning::new("The session is over, so nobody is written to."))
            .text("It will count as cancelled. If the ledger already asks for its register or feedback, waive them there.")
    } else if session.begun(desk.now()) {
        page.html(&Warning::new(&people(told)))
            .text("The session has begun, so this can only be taken back once it is over, and without telling anybody.")
    } else {
        page.html(&Warning::new(&people(told)))
            .text("You can take the cancellation back until the session would begin. Everybody is written to again then.")
    };
    page.with(Part::Form(form))
}

/// `GET /sessions/{reference}/cancel`
pub(crate) async fn ask_cancel(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let (session, told) = load(&desk, reference).await?;
    let values = Typed::none().with("version", session.version.to_string());
    let page = cancel_page(&desk, &session, told, &values, &Problems::none());
    under(
        &desk,
        cancel_words(session.over(desk.now())).0,
        &page,
        &places(&session),
    )
}

/// `POST /sessions/{reference}/cancel`
pub(crate) async fn cancel(desk: Desk<PlanCourses>, Path(reference): Path<String>, form: Form) -> Answer {
    let [cause, asked_by, reason] = session_why::NAMES;
    let values = typed(&form, &[cause, asked_by, reason, "version"], &[])?;
    let (session, told) = load(&desk, reference).await?;
    let why = match session_why::read(&values) {
        Ok(why) => why,
        Err(problems) => {
            let page = cancel_page(&desk, &session, told, &values, &problems);
            let title = cancel_words(session.over(desk.now())).0;
            return wrong(&desk, title, &page, &places(&session));
        }
    };
    let (hand, id, based) = (Hand::of(&desk), session.id, version(&values));
    let own = session.reference.clone();
    let over = session.over(desk.now());
    let what = if over { "not-held" } else { "cancelled" };
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = change::cancel(tx, scope, &hand.moment(), id, based, &why)?;
            Ok(done.map(|told| LocalPath::of(format!("/sessions/{own}/plan?done={what}&told={told}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = cancel_page(&desk, &session, told, &values, &problems);
            wrong(&desk, cancel_words(over).0, &page, &places(&session))
        }
        Err(Stop::Refusal(Refusal::Changed { .. })) => {
            let (now, told) = load(&desk, session.reference.clone()).await?;
            let values = values.with("version", now.version.to_string());
            let page = cancel_page(&desk, &now, told, &values, &Problems::none());
            conflict(&desk, &now, page).await
        }
        other => Ok(other?),
    }
}
