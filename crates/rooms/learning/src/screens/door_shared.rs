//! A device that is handed round: each person signs in on the same page, which names nobody and is empty again for the next. It is opened at
//! the door with the spoken code, by no account: whoever holds the device holds nobody's session.

use super::booking_form::{self, Shape, fields};
use super::door::{NAMES, open};
use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::door::code;
use crate::door::sign_in::{self, Found, OpenDoor};
use crate::reading;
use access::actions::SignInAtDoor;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, Html, Input};
use kernel::{Problems, Refusal, Stop};

/// What was half typed is gone after so many seconds without a touch.
const CLEARED: u32 = 45;

/// The day of a device that was handed round from the start: its code was asked for as such.
async fn opened(desk: &Desk<SignInAtDoor>, text: &str) -> Result<OpenDoor, Stop> {
    if code::is_for_handing_round(text) {
        open(desk, text).await
    } else {
        Err(Refusal::Unknown.into())
    }
}

fn place(desk: &Desk<SignInAtDoor>, door: &OpenDoor) -> String {
    let code = code::handed_round(desk.keys(), door.day, desk.now());
    format!("/door/{code}/shared")
}

/// The page for whoever opens a device to be handed round.
pub(crate) fn begin(desk: &Desk<SignInAtDoor>, door: &OpenDoor) -> LocalPath {
    LocalPath::of(place(desk, door))
}

fn who_page(
    desk: &Desk<SignInAtDoor>,
    door: &OpenDoor,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let done = if desk.query("done") == "in" && problems.is_empty() {
        "You are signed in. Hand the device on."
    } else {
        ""
    };
    let form = FormPart::new(&place(desk, door), &desk.hidden())
        .field(
            &Input::new("who", "Your work e-mail address or your name")
                .hint("As you gave it when you booked.")
                .autocomplete("off")
                .value(values.text("who"))
                .problems(problems),
        )
        .button(Button::new("Sign in"))
        .button(
            Button::new("I have not booked")
                .sends("what", "walk-in")
                .kind(ButtonKind::Secondary),
        );
    let page = Page::new("Sign in")
        .caption(&door.title)
        .problems(problems)
        .done(done)
        .text(&door.date.long_text())
        .html(Html::clears(CLEARED))
        .with(Part::Form(form));
    front::Page::new(desk, "Sign in", &page)
}

/// `GET /door/{code}/shared`
pub(crate) async fn ask(desk: Desk<SignInAtDoor>, Path(text): Path<String>) -> Answer {
    let door = opened(&desk, &text).await?;
    who_page(&desk, &door, &Typed::none(), &Problems::none())?.answer()
}

/// Back to the empty page, whoever it was.
fn next(desk: &Desk<SignInAtDoor>, door: &OpenDoor) -> LocalPath {
    LocalPath::of(format!("{}?done=in", place(desk, door)))
}

/// `POST /door/{code}/shared`
pub(crate) async fn sign_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["who", "what"], &[])?;
    let door = opened(&desk, &text).await?;
    let who = values.text("who").to_owned();
    if values.text("what") == "walk-in" {
        let field = if who.contains('@') { "email" } else { "name" };
        let values = Typed::none().with(field, who);
        return walk_in_page(&desk, &door, &values, &Problems::none())
            .await?
            .answer();
    }
    limit(&desk, NAMES)?;
    let wrong = |words: &str| {
        who_page(&desk, &door, &values, &Problems::one("who", words))?
            .with_problems()
            .answer()
    };
    if who.is_empty() {
        return wrong("Enter your work e-mail address or your name");
    }
    let day = door.day;
    let found = desk
        .read(move |tx, scope| sign_in::find(tx, scope, day, &who))
        .await?;
    let known = match found {
        None => {
            return wrong(
                "We did not find one booking under this. Check it, or choose \u{201c}I have not booked\u{201d}",
            );
        }
        Some(Found::Here(_)) => return Ok(next(&desk, &door).into_response()),
        Some(Found::Booked(known)) => known,
    };
    let (hand, to) = (Hand::of(&desk), next(&desk, &door));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sign_in::arrive(tx, scope, &hand.moment(), day, known)?;
            Ok(done.map(|()| to.clone()))
        })
        .await?;
    Ok(answer)
}

async fn walk_in_page(
    desk: &Desk<SignInAtDoor>,
    door: &OpenDoor,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let areas = desk.read(|tx, _| Ok(reading::boroughs(tx)?)).await?;
    let back = place(desk, door);
    let mut form = FormPart::new(&format!("{back}/walk-in"), &desk.hidden());
    form.fields = fields(values, &areas, problems, Shape::Entered);
    let page = Page::new("Tell us who you are")
        .caption(&door.title)
        .problems(problems)
        .html(Html::clears(CLEARED))
        .with(Part::Form(form.button(Button::new("Sign in"))));
    Ok(front::Page::new(desk, "Sign in", &page)?.above(&BackLink::new(&back, "Start again")))
}

/// `GET /door/{code}/shared/walk-in`
pub(crate) async fn ask_walk_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>) -> Answer {
    let door = opened(&desk, &text).await?;
    walk_in_page(&desk, &door, &Typed::none(), &Problems::none())
        .await?
        .answer()
}

/// `POST /door/{code}/shared/walk-in`
pub(crate) async fn walk_in(desk: Desk<SignInAtDoor>, Path(text): Path<String>, form: Form) -> Answer {
    let values = typed(
        &form,
        &["name", "email", "organisation", "background", "area"],
        &[],
    )?;
    let door = opened(&desk, &text).await?;
    limit(&desk, NAMES)?;
    let areas = desk.read(|tx, _| Ok(reading::boroughs(tx)?)).await?;
    let person = booking_form::person(&values, &areas, Shape::Entered);
    let problems = person.problems(true);
    if !problems.is_empty() {
        return walk_in_page(&desk, &door, &values, &problems)
            .await?
            .with_problems()
            .answer();
    }
    let (day, email) = (door.day, person.email.clone());
    let found = desk
        .read(move |tx, scope| sign_in::find_by_address(tx, scope, day, &email))
        .await?;
    if let Some(Found::Here(_)) = found {
        return Ok(next(&desk, &door).into_response());
    }
    let (hand, to) = (Hand::of(&desk), next(&desk, &door));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sign_in::walk_in(tx, scope, &hand.moment(), day, &person)?;
            Ok(done.map(|_| to.clone()))
        })
        .await?;
    Ok(answer)
}
