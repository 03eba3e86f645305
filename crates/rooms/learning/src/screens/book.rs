//! Booking a place. Whatever happened, the answer is the same; the mail says what it was.

use super::booking_form::{self, Shape, fields};
use super::hand::{Hand, limit};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::Session;
use crate::places::take;
use crate::reading;
use access::actions::{BookPublicly, BrowsePublicly};
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, Panel};
use kernel::{Id, Problems, Stop};

/// A source may ask for so many places; a whole team behind one address still can.
const BOOKINGS: Allowance = Allowance {
    purpose: "book",
    tries: 60,
    seconds: 600,
};
/// One address is written to so often a day.
const ADDRESS: Allowance = Allowance {
    purpose: "book address",
    tries: 20,
    seconds: 86_400,
};

async fn load(desk: &Desk<BookPublicly>, reference: String) -> Result<(Session, Vec<(Id, String)>), Stop> {
    let now = desk.now();
    desk.read(move |tx, _| {
        let session = reading::public_session(tx, &reference)?;
        take::refuse_closed(&session, now)?;
        Ok((session, reading::boroughs(tx)?))
    })
    .await
}

fn page(
    desk: &Desk<BookPublicly>,
    session: &Session,
    areas: &[(Id, String)],
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden());
    form.trap = true;
    form.fields = fields(values, areas, problems, Shape::Booking);
    let (heading, button) = if session.left() == 0 {
        ("Join the waiting list", "Join the waiting list")
    } else {
        ("Book a place", "Book")
    };
    Page::new(heading)
        .caption(&session.title)
        .problems(problems)
        .with(Part::Bullets(session.days_text()))
        .with(Part::Form(form.button(Button::new(button))))
}

fn frame(desk: &Desk<BookPublicly>, session: &Session, page: &Page) -> Result<front::Page, front::Failure> {
    let back = BackLink::new(&format!("/sessions/{}", session.reference), "Session");
    Ok(front::Page::new(desk, "Book a place", page)?.above(&back))
}

/// `GET /sessions/{reference}/book`
pub(crate) async fn ask(desk: Desk<BookPublicly>, Path(reference): Path<String>) -> Answer {
    let (session, areas) = load(&desk, reference).await?;
    let page = page(&desk, &session, &areas, &Typed::none(), &Problems::none());
    frame(&desk, &session, &page)?.answer()
}

/// `POST /sessions/{reference}/book`
pub(crate) async fn book(desk: Desk<BookPublicly>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = booking_form::typed(&form, &["version"])?;
    let (session, areas) = load(&desk, reference).await?;
    let next = LocalPath::of(format!("/sessions/{}/booked", session.reference));
    if !values.text("website").is_empty() {
        // A machine filled in what people do not see: it gets the same answer, and nothing is written.
        return Ok(axum::response::IntoResponse::into_response(next));
    }
    let problems = match booking_form::read(&values, &areas, Shape::Booking) {
        Ok(draft) => {
            limit(&desk, BOOKINGS)?;
            desk.allow(ADDRESS, &crate::model::normal_email(&draft.person.email))?;
            let (hand, id) = (Hand::of(&desk), session.id);
            let booked = desk.submit(&form, move |tx, scope| {
                let done = take::book(tx, scope, &hand.moment(), id, &draft)?;
                Ok(done.map(|()| next.clone()))
            });
            // How long it takes says nothing of who has booked.
            let answer = desk.evenly(booked).await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = page(&desk, &session, &areas, &values, &problems);
    frame(&desk, &session, &page)?.with_problems().answer()
}

/// `GET /sessions/{reference}/booked`
pub(crate) async fn thanks(desk: Desk<BrowsePublicly>, Path(reference): Path<String>) -> Answer {
    let session = desk
        .read(move |tx, _| reading::public_session(tx, &reference))
        .await?;
    let page = Page::default()
        .html(&Panel::new("Look in your mail", "We have written to the address you gave."))
        .text("The message says whether you have a place or are on the waiting list. Its link lets you change or cancel your booking.")
        .text("If you had booked this session before, that booking stands as it was: what you filled in now is not taken, and the link lets you change it.")
        .text("If nothing arrives within a few minutes, look in the folder for unwanted mail, or book again with the same address: you will not be booked twice.")
        .with(Part::Links(vec![
            (format!("/sessions/{}", session.reference), "Back to the session".to_owned()),
            ("/sessions".to_owned(), "All sessions".to_owned()),
        ]));
    front::Page::new(&desk, "Look in your mail", &page)?.answer()
}
