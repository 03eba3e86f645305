//! Signing in on one's own phone: by the code on the screen, or by typing the session and the spoken code. No account, no
//! list of names, and then straight on to the questionnaire.

use super::booking_form::{self, Shape, fields};
use super::door_shared;
use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::door::{code, sign_in};
use crate::model::{LearnerId, Purpose, SessionDayId, SessionId};
use crate::reading;
use access::actions::SignInAtDoor;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, Checkboxes, Choice, ErrorSummary, Input, Panel};
use kernel::{Instant, Problems, Refusal, Stop};
use sign_in::{Found, OpenDoor};
use store::{Keys, Tx};

/// A room full of phones behind one address still gets in; somebody who guesses does not.
const CODES: Allowance = Allowance {
    purpose: "door code",
    tries: 300,
    seconds: 600,
};
/// Names and addresses tried with a good code.
pub(super) const NAMES: Allowance = Allowance {
    purpose: "door name",
    tries: 400,
    seconds: 600,
};

pub(super) async fn open(desk: &Desk<SignInAtDoor>, text: &str) -> Result<OpenDoor, Stop> {
    let (text, now) = (text.to_owned(), desk.now());
    let found = desk
        .read(move |tx, scope| sign_in::by_code(tx, scope, &text, now))
        .await;
    if found.is_err() {
        limit(desk, CODES)?;
    }
    found
}

fn code_page(desk: &Desk<SignInAtDoor>, values: &Typed, problems: &Problems) -> Page {
    Page::new("Sign in at the door")
        .problems(problems)
        .with(Part::Form(
            FormPart::new("/door", &desk.hidden())
                .field(
                    &Input::new("session", "Session")
                        .hint("Like S-7K2QMX4. It stands on the screen.")
                        .width(10)
                        .value(values.text("session"))
                        .problems(problems),
                )
                .field(
                    &Input::new("code", "Code")
                        .hint("Six letters and digits that the trainer reads out.")
                        .width(10)
                        .value(values.text("code"))
                        .problems(problems),
                )
                .field(
                    &Checkboxes::new("shared", "This device")
                        .small()
                        .choice(Choice::new(
                            "yes",
                            "It is handed round: each person signs in on it",
                        )),
                )
                .button(Button::new("Continue")),
        ))
}

/// `GET /door`
pub(crate) async fn ask_code(desk: Desk<SignInAtDoor>) -> Answer {
    front::Page::new(
        &desk,
        "Sign in at the door",
        &code_page(&desk, &Typed::none(), &Problems::none()),
    )?
    .answer()
}

/// `POST /door`: reads only; the code leads on to a form that opens for a quarter of an hour.
pub(crate) async fn code(desk: Desk<SignInAtDoor>, form: Form) -> Answer {
    let values = typed(&form, &["session", "code", "shared"], &[])?;
    let shared = form.ticked("shared")?;
    limit(&desk, CODES)?;
    let (asked, now) = (values.clone(), desk.now());
    let found = desk
        .read(move |tx, scope| sign_in::by_spoken(tx, scope, asked.text("session"), asked.text("code"), now))
        .await;
    match found {
        Ok(door) if shared => Ok(door_shared::begin(&desk, &door).into_response()),
        Ok(door) => Ok(onward(&desk, door.day)),
        Err(Stop::Refusal(Refusal::Closed(_))) => {
            let problems = Problems::one(
                "code",
                "This session and code do not work together now. Ask the trainer to read them out again.",
            );
            front::Page::new(
                &desk,
                "Sign in at the door",
                &code_page(&desk, &values, &problems),
            )?
            .with_problems()
            .answer()
        }
        Err(other) => Err(other.into()),
    }
}

fn ticket(desk: &Desk<SignInAtDoor>, day: SessionDayId) -> String {
    code::ticket(desk.keys(), day, desk.now())
}

fn onward(desk: &Desk<SignInAtDoor>, day: SessionDayId) -> axum::response::Response {
    LocalPath::of(format!("/door/{}", ticket(desk, day))).into_response()
}

fn who_page(desk: &Desk<SignInAtDoor>, door: &OpenDoor, values: &Typed, problems: &Problems) -> Page {
    let ticket = ticket(desk, door.day);
    Page::new("Sign in")
        .caption(&door.title)
        .problems(problems)
        .text(&door.date.long_text())
        .with(Part::Form(
            FormPart::new(&format!("/door/{ticket}"), &desk.hidden())
                .field(
                    &Input::new("who", "Your work e-mail address or your name")
                        .hint("As you gave it when you booked. If you have not booked and signed in before: your address.")
                        .value(values.text("who"))
                        .problems(problems),
                )
                .button(Button::new("Sign in"))
                .button(
                    Button::new("I have not booked")
                        .sends("what", "walk-in")
                        .kind(ButtonKind::Secondary),
                ),
        ))
}

/// `GET /door/{code}`: the code on the screen leads on to one that can be loaded again while the form is filled in.
pub(crate) async fn ask(desk: Desk<SignInAtDoor>, Path(text): Path<String>) -> Answer {
    let door = open(&desk, &text).await?;
    if text.starts_with('q') {
        return Ok(onward(&desk, door.day));
    }
    front::Page::new(
        &desk,
        "Sign in",
        &who_page(&desk, &door, &Typed::none(), &Problems::none()),
    )?
    .answer()
}

/// `POST /door/{code}`
pub(crate) async fn sign_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["who", "what"], &[])?;
    let door = open(&desk, &text).await?;
    if values.text("what") == "walk-in" {
        let who = values.text("who");
        let field = if who.contains('@') { "email" } else { "name" };
        return walk_in_page(&desk, &door, &Typed::none().with(field, who), &Problems::none())
            .await?
            .answer();
    }
    limit(&desk, NAMES)?;
    if values.text("who").is_empty() {
        let problems = Problems::one("who", "Enter your work e-mail address or your name");
        return front::Page::new(&desk, "Sign in", &who_page(&desk, &door, &values, &problems))?
            .with_problems()
            .answer();
    }
    let (who, day, now) = (values.text("who").to_owned(), door.day, desk.now());
    let (found, asked) = desk
        .read(move |tx, scope| Ok((sign_in::find(tx, scope, day, &who)?, asked_on(tx, day, now)?)))
        .await?;
    let Some(found) = found else {
        let problems = Problems::one(
            "who",
            "We did not find one booking under this. Check it, or choose \u{201c}I have not booked\u{201d}",
        );
        return front::Page::new(&desk, "Sign in", &who_page(&desk, &door, &values, &problems))?
            .with_problems()
            .answer();
    };
    let known = match found {
        Found::Booked(known) => known,
        Found::Here(who) => return Ok(onward_from(desk.keys(), day, who, &asked, now).into_response()),
    };
    let next = onward_from(desk.keys(), day, known.learner, &asked, now);
    let hand = Hand::of(&desk);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sign_in::arrive(tx, scope, &hand.moment(), day, known)?;
            Ok(done.map(|()| next.clone()))
        })
        .await?;
    Ok(answer)
}

/// What somebody who signs in is asked on a day.
#[derive(Clone, Copy)]
struct Asked {
    session: SessionId,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    /// This questionnaire first. Its page leads on to the others.
    Questions(Purpose),
    /// Nothing yet: a page of her own leads to what looks back, at the end of the day.
    Today,
    /// Something on the last day.
    Later,
    /// Nothing.
    Nothing,
}

/// What is asked of somebody who signs in now: before the course until it is well under way; on its last day the feedback, else the
/// questions after the course, once half of it is over.
fn asked_on(tx: &mut Tx<'_>, day: SessionDayId, now: Instant) -> Result<Asked, Stop> {
    let facts = reading::day_facts(tx, day)?;
    let asked = reading::instruments_of(tx, facts.session)?;
    let has = |purpose: &Purpose| asked.iter().any(|(known, _)| known == purpose);
    let looks_back = has(&Purpose::Feedback) || has(&Purpose::Post);
    let due = [Purpose::Pre, Purpose::Feedback, Purpose::Post]
        .into_iter()
        .filter(|purpose| facts.leads_to(*purpose, now))
        .find(has);
    let next = match due {
        Some(purpose) => Next::Questions(purpose),
        None if looks_back && facts.day == facts.last_day => Next::Today,
        None if looks_back => Next::Later,
        None => Next::Nothing,
    };
    Ok(Asked {
        session: facts.session,
        next,
    })
}

/// Where somebody goes who has signed in. Her link hangs on the person who is marked, however she signed in: it answers once.
fn onward_from(keys: &Keys, day: SessionDayId, who: LearnerId, asked: &Asked, now: Instant) -> LocalPath {
    let link = || code::feedback(keys, asked.session, day, now, &who.to_string());
    LocalPath::of(match asked.next {
        Next::Questions(Purpose::Feedback) => format!("/feedback/{}", link()),
        Next::Questions(other) => format!("/feedback/{}/{}", link(), other.code()),
        Next::Today => format!("/thank-you/{}", link()),
        Next::Later => "/door/thanks?questions=later".to_owned(),
        Next::Nothing => "/door/thanks".to_owned(),
    })
}

async fn walk_in_page(
    desk: &Desk<SignInAtDoor>,
    door: &OpenDoor,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let areas = desk.read(|tx, _| Ok(reading::boroughs(tx)?)).await?;
    let mut form = FormPart::new(
        &format!("/door/{}/walk-in", ticket(desk, door.day)),
        &desk.hidden(),
    );
    form.trap = true;
    form.fields = fields(values, &areas, problems, Shape::WalkIn);
    let mut page = Page::new("Tell us who you are").caption(&door.title);
    page.summary = ErrorSummary::new(problems);
    let page = page
        .text("Fill this in and you are signed in. If you booked under this address, it counts as your booking.")
        .with(Part::Form(form.button(Button::new("Sign in"))));
    let back = BackLink::new(&format!("/door/{}", ticket(desk, door.day)), "I have booked");
    Ok(front::Page::new(desk, "Sign in", &page)?.above(&back))
}

/// `GET /door/{code}/walk-in`
pub(crate) async fn ask_walk_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>) -> Answer {
    let door = open(&desk, &text).await?;
    walk_in_page(&desk, &door, &Typed::none(), &Problems::none())
        .await?
        .answer()
}

/// `POST /door/{code}/walk-in`
pub(crate) async fn walk_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>, form: Form) -> Answer {
    let values = typed(
        &form,
        &["name", "email", "organisation", "background", "area", "website"],
        &[],
    )?;
    let door = open(&desk, &text).await?;
    limit(&desk, NAMES)?;
    if !values.text("website").is_empty() {
        return Ok(LocalPath::of("/door/thanks").into_response());
    }
    let (day, now) = (door.day, desk.now());
    let (areas, asked) = desk
        .read(move |tx, _| Ok((reading::boroughs(tx)?, asked_on(tx, day, now)?)))
        .await?;
    let person = booking_form::person(&values, &areas, Shape::WalkIn);
    let problems = person.problems(true);
    if !problems.is_empty() {
        return walk_in_page(&desk, &door, &values, &problems)
            .await?
            .with_problems()
            .answer();
    }
    let email = person.email.clone();
    let found = desk
        .read(move |tx, scope| sign_in::find_by_address(tx, scope, day, &email))
        .await?;
    if let Some(Found::Here(who)) = found {
        return Ok(onward_from(desk.keys(), day, who, &asked, now).into_response());
    }
    let hand = Hand::of(&desk);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sign_in::walk_in(tx, scope, &hand.moment(), day, &person)?;
            Ok(done.map(|who| onward_from(tx.keys(), day, who, &asked, now)))
        })
        .await?;
    Ok(answer)
}

/// `GET /door/thanks`
pub(crate) async fn thanks(desk: Desk<SignInAtDoor>) -> Answer {
    let words = if desk.query("questions") == "later" {
        "Thank you. There are a few questions at the end of the last day."
    } else {
        "There is nothing more to do."
    };
    let page = Page::default().html(&Panel::new("You are signed in", words));
    front::Page::new(&desk, "You are signed in", &page)?.answer()
}
