//! What came from a device and needs a decision: by the trainer, who somebody is; by the coordinator, what came from somebody who has no
//! access any more.

use super::hand::{Hand, next_page, query_text, typed, under};
use super::parts::{FormPart, Page, Part};
use crate::door::marks;
use crate::door::settle::{self, About, Question, Settled};
use crate::model::{How, LearnerId, Session};
use crate::reading;
use access::actions::{ManageBookings, RunDoor};
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Choice, Pagination, Radios, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

fn done(code: &str) -> &'static str {
    match code {
        "settled" => "It is settled.",
        "taken" => "The marks are taken in. Those that could not be are still below.",
        "rejected" => "The marks are rejected.",
        _ => "",
    }
}

fn places(session: &Session) -> [(String, &'static str); 3] {
    [
        ("/courses".to_owned(), "Courses"),
        (format!("/sessions/{}/plan", session.reference), "Session"),
        (format!("/sessions/{}/register", session.reference), "Register"),
    ]
}

fn question(desk: &Desk<RunDoor>, session: &Session, one: &Question, problems: &Problems) -> Vec<Part> {
    let day = session
        .days
        .iter()
        .find(|day| day.id == one.day)
        .map(|day| day.day.text())
        .unwrap_or_default();
    let at = one.at.text();
    let action = format!("/sessions/{}/register/settle", session.reference);
    let field = format!("answer-{}", one.mark);
    let (words, radios) = match &one.about {
        About::Who(same) => {
            let address = if one.email.is_empty() {
                String::new()
            } else {
                format!(", with the address {}", one.email)
            };
            let radios = same
                .iter()
                .fold(Radios::new(&field, "Who is that?"), |radios, (learner, name)| {
                    radios.choice(Choice::new(
                        &learner.to_string(),
                        &format!("The same person: {name}"),
                    ))
                });
            (
                format!(
                    "{}, {day}: added on a device at {at} as somebody who has not booked{address}. Somebody of this session has the same name, so nobody is counted yet.",
                    one.name
                ),
                radios
                    .choice(Choice::new("other", "Somebody else of the same name"))
                    .choice(Choice::new("mistake", "Entered by mistake")),
            )
        }
        About::There(how) => {
            let by = if *how == How::Phone {
                "signed in on a phone"
            } else {
                "is marked as there"
            };
            (
                format!(
                    "{}, {day}: {by}, but a device said at {at} that this person was not there.",
                    one.name
                ),
                Radios::new(&field, "Was this person there?")
                    .choice(Choice::new("there", "Was there"))
                    .choice(Choice::new("not-there", "Was not there")),
            )
        }
    };
    let form = FormPart::new(&action, &desk.hidden())
        .value("mark", &one.mark.to_string())
        .field(&radios.problems(problems))
        .button(Button::new("Settle").kind(ButtonKind::Secondary));
    vec![Part::Text(words), Part::Form(form)]
}

async fn load(desk: &Desk<RunDoor>, reference: String) -> Result<(Session, Vec<Question>, i64), Stop> {
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let questions = settle::questions(tx, scope, session.id)?;
        let held = marks::counts(tx, session.id)?.held;
        let id = session.id;
        Ok(Seen::one("marks from a device", id, (session, questions, held)))
    })
    .await
}

fn settle_page(
    desk: &Desk<RunDoor>,
    session: &Session,
    questions: &[Question],
    held: i64,
    problems: &Problems,
) -> Page {
    let mut page = Page::new("Marks to settle")
        .caption(&session.title)
        .done(done(&desk.query("done")))
        .problems(problems);
    if questions.is_empty() {
        page = page.text("Nothing that came from a device waits for your decision.");
    }
    for one in questions {
        for part in question(desk, session, one, problems) {
            page = page.with(part);
        }
    }
    if held > 0 && desk.viewer().may::<ManageBookings>().is_ok() {
        page = page.with(Part::Links(vec![(
            format!("/sessions/{}/register/held", session.reference),
            format!("{held} held for the coordinator"),
        )]));
    }
    page
}

/// `GET /sessions/{reference}/register/settle`
pub(crate) async fn show(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let (session, questions, held) = load(&desk, reference).await?;
    let page = settle_page(&desk, &session, &questions, held, &Problems::none());
    under(&desk, "Marks to settle", &page, &places(&session))
}

/// `POST /sessions/{reference}/register/settle`
pub(crate) async fn send(desk: Desk<RunDoor>, Path(reference): Path<String>, form: Form) -> Answer {
    let (session, questions, held) = load(&desk, reference).await?;
    let mark = Id::parse(form.text("mark")).ok_or(Refusal::Malformed("The form names no mark."))?;
    let field = format!("answer-{mark}");
    let values = typed(&form, &["mark", &field], &[])?;
    let answer = match values.text(&field) {
        "other" => Some(Settled::Other),
        "mistake" => Some(Settled::Mistake),
        "there" => Some(Settled::There),
        "not-there" => Some(Settled::NotThere),
        text => Id::parse(text).map(|id| Settled::Is(LearnerId(id))),
    };
    let Some(answer) = answer else {
        let problems = Problems::one(&field, "Choose one");
        let page = settle_page(&desk, &session, &questions, held, &problems);
        return front::Page::new(&desk, "Marks to settle", &page)?
            .with_problems()
            .answer();
    };
    let (hand, id) = (Hand::of(&desk), session.id);
    let to = LocalPath::of(format!(
        "/sessions/{}/register/settle?done=settled",
        session.reference
    ));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = settle::settle(tx, scope, &hand.moment(), id, mark, answer)?;
            Ok(done.map(|()| to.clone()))
        })
        .await?;
    Ok(answer)
}

async fn load_held(
    desk: &Desk<ManageBookings>,
    reference: String,
) -> Result<(Session, Vec<settle::Held>), Stop> {
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let held = settle::held(tx, scope, session.id)?;
        let id = session.id;
        Ok(Seen::one("marks from a device", id, (session, held)))
    })
    .await
}

fn held_page(
    desk: &Desk<ManageBookings>,
    session: &Session,
    held: &[settle::Held],
    problems: &Problems,
) -> Page {
    let table = Table::new("Marks held")
        .hide_caption()
        .column("Name")
        .column("Day")
        .column("Says")
        .column("Made")
        .column("Held because")
        .rows(held.iter().map(|mark| {
            vec![
                Cell::text(&mark.name),
                Cell::text(&mark.day.map(kernel::Day::text).unwrap_or_default()),
                Cell::text(mark.says),
                Cell::text(&mark.at.text()),
                Cell::text(mark.why),
            ]
        }))
        .when_empty("Nothing is held.");
    let own = format!("/sessions/{}/register/held", session.reference);
    let mut page = Page::new("Marks held")
        .caption(&session.title)
        .done(done(&desk.query("done")))
        .problems(problems)
        .text("These marks came from a device and could not simply be taken. Take them in, or reject them; nothing of them counts until then.")
        .html(&table);
    if !held.is_empty() {
        page = page
            .with(Part::Form(
                FormPart::new(&own, &desk.hidden())
                    .value("what", "take")
                    .button(Button::new("Take them in")),
            ))
            .with(Part::Form(
                held.iter()
                    .fold(FormPart::new(&own, &desk.hidden()), |form, mark| {
                        form.value("mark", &mark.id.to_string())
                    })
                    .value("what", "reject")
                    .field(
                        &Textarea::new("reason", "Reason for rejecting them")
                            .rows(2)
                            .problems(problems),
                    )
                    .button(Button::new("Reject them").kind(ButtonKind::Warning)),
            ));
    }
    page
}

/// `GET /sessions/{reference}/register/held`
pub(crate) async fn held(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (session, held) = load_held(&desk, reference).await?;
    let page = held_page(&desk, &session, &held, &Problems::none());
    under(&desk, "Marks held", &page, &places(&session))
}

/// `POST /sessions/{reference}/register/held`
pub(crate) async fn decide(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["what", "reason"], &["mark"])?;
    let (session, held) = load_held(&desk, reference).await?;
    let taking = match values.text("what") {
        "take" => true,
        "reject" => false,
        _ => {
            return Err(
                Refusal::Malformed("This form is not complete. Reload the page and send it again.").into(),
            );
        }
    };
    let (hand, reason) = (Hand::of(&desk), values.text("reason").to_owned());
    let shown: Vec<Id> = values.all("mark").iter().filter_map(|id| Id::parse(id)).collect();
    let own = format!("/sessions/{}/register/held?done=", session.reference);
    let (taken, rejected) = (
        LocalPath::of(format!("{own}taken")),
        LocalPath::of(format!("{own}rejected")),
    );
    let id = session.id;
    let answer = desk
        .submit(&form, move |tx, scope| {
            if taking {
                let done = settle::take_in(tx, scope, &hand.moment(), id)?;
                Ok(done.map(|()| taken.clone()))
            } else {
                let done = settle::reject(tx, scope, &hand.moment(), id, &shown, &reason)?;
                Ok(done.map(|()| rejected.clone()))
            }
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = held_page(&desk, &session, &held, &problems);
            front::Page::new(&desk, "Marks held", &page)?
                .with_problems()
                .answer()
        }
        other => Ok(other?),
    }
}

/// `GET /registers/waiting`
pub(crate) async fn waiting(desk: Desk<RunDoor>) -> Answer {
    let after = query_text(&desk, "after");
    let (sessions, next) = desk
        .read(move |tx, scope| settle::sessions(tx, scope, after))
        .await?;
    let coordinates = desk.viewer().may::<ManageBookings>().is_ok();
    let rows = sessions.iter().map(|one| {
        let own = format!("/sessions/{}/register", one.reference);
        vec![
            Cell::link(&own, &one.title),
            Cell::text(&one.day.text()),
            Cell::link(&format!("{own}/settle"), &one.waits.to_string()),
            if coordinates {
                Cell::link(&format!("{own}/held"), &one.held.to_string())
            } else {
                Cell::text(&one.held.to_string())
            },
        ]
    });
    let table = Table::new("Marks that wait")
        .hide_caption()
        .column("Session")
        .column("First day")
        .column("For the trainer to settle")
        .column("Held for the coordinator")
        .rows(rows)
        .when_empty("No mark that came from a device waits for a decision.");
    let page = Page::new("Marks that wait")
        .text("Marks made on a device without a connection are taken as they come. These could not be: somebody has to decide.")
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())));
    under(&desk, "Marks that wait", &page, &[("/courses", "Courses")])
}
