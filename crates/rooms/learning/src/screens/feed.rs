//! The calendar of one's own bookings: turning it on and off, and the calendar itself.

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use crate::places::feed;
use access::actions::ManageOwnBooking;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, Input};
use http::{HeaderValue, header};
use kernel::{Refusal, Stop};

/// A source may try so many addresses; a calendar program asks a few times a day.
const TRIES: Allowance = Allowance {
    purpose: "calendar",
    tries: 300,
    seconds: 600,
};

const TITLE: &str = "Your calendar";

/// `GET /booking/{token}/calendar`
pub(crate) async fn ask(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    limit(&desk, TRIES)?;
    let (now, link) = (desk.now(), token.clone());
    let (_, path) = desk
        .read(move |tx, scope| feed::of_booking(tx, scope, now, &link))
        .await?;
    let form = |turn: &str, button: Button| {
        Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .value("turn", turn)
                .button(button),
        )
    };
    let page = Page::new(TITLE).text(
        "A calendar program can read the days of all your bookings by an address and keep them up to date. They are called \"Meeting\"; neither course nor place is in them.",
    );
    let page = match path {
        Some(path) => page
            .html(
                &Input::new("address", "Address for your calendar program")
                    .hint("Subscribe to it as a calendar from the web. Who has the address sees when you are away: give it to nobody.")
                    .value(&format!("{}{path}", desk.public_url())),
            )
            .with(form("on", Button::new("End this address and make a new one").kind(ButtonKind::Secondary)))
            .with(form("off", Button::new("Turn the calendar off").kind(ButtonKind::Warning))),
        None => page.with(form("on", Button::new("Turn the calendar on"))),
    };
    front::Page::new(&desk, TITLE, &page)?
        .above(&BackLink::new(&format!("/booking/{token}"), "Your booking"))
        .answer()
}

/// `POST /booking/{token}/calendar`
pub(crate) async fn turn(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    limit(&desk, TRIES)?;
    let values = typed(&form, &["turn"], &[])?;
    let on = match values.text("turn") {
        "on" => true,
        "off" => false,
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    let (now, link) = (desk.now(), token.clone());
    let (booking, _) = desk
        .read(move |tx, scope| feed::of_booking(tx, scope, now, &link))
        .await?;
    let hand = Hand::of(&desk);
    let answer: Result<_, Stop> = desk
        .submit(&form, move |tx, scope| {
            let done = feed::turn(tx, scope, &hand.moment(), booking, on)?;
            Ok(done.map(|()| LocalPath::of(format!("/booking/{token}/calendar"))))
        })
        .await;
    Ok(answer?)
}

/// `GET /calendar/{token}`
pub(crate) async fn show(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    limit(&desk, TRIES)?;
    let now = desk.now();
    let text = desk
        .read(move |tx, scope| feed::read(tx, scope, now, &token))
        .await?;
    Ok(file(text))
}

/// A calendar file under a name that says nothing.
pub(super) fn file(text: String) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/calendar; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"meetings.ics\""),
        ),
    ];
    (headers, text).into_response()
}
