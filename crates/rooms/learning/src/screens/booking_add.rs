//! Adding a booking for somebody, as a coordinator.

use super::booking_form::{self, Shape, fields};
use super::hand::{Hand, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{BookingState, Session};
use crate::places::take::{self, Added};
use crate::reading;
use access::actions::ManageBookings;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::Button;
use kernel::{Id, Problems, Stop};

/// What the list of bookings says of it.
const fn word(added: Added) -> &'static str {
    match (added.state, added.name_kept) {
        (BookingState::Waiting, false) => "waits",
        (BookingState::Waiting, true) => "waits-kept",
        (_, false) => "added",
        (_, true) => "added-kept",
    }
}

async fn for_adding(
    desk: &Desk<ManageBookings>,
    reference: String,
) -> Result<(Session, Vec<(Id, String)>), Stop> {
    desk.read(move |tx, scope| Ok((reading::session(tx, scope, &reference)?, reading::boroughs(tx)?)))
        .await
}

fn add_page(
    desk: &Desk<ManageBookings>,
    session: &Session,
    areas: &[(Id, String)],
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden());
    form.fields = fields(values, areas, problems, Shape::Added);
    Page::new("Add a booking")
        .caption(&session.title)
        .problems(problems)
        .text(if session.left() == 0 {
            "No place is free now. One message goes to the address you enter: that the person is on the waiting list, or, if a place is freed meanwhile, that the place is confirmed."
        } else {
            "One message goes to the address you enter: that the place is confirmed, with a calendar file and a link. If the last place goes meanwhile, it says that the person is on the waiting list."
        })
        .with(Part::Form(form.button(Button::new("Add the booking"))))
}

/// `GET /sessions/{reference}/bookings/new`
pub(crate) async fn new(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (session, areas) = for_adding(&desk, reference).await?;
    let page = add_page(&desk, &session, &areas, &Typed::none(), &Problems::none());
    let back = format!("/sessions/{}/bookings", session.reference);
    under(&desk, "Add a booking", &page, &[(&back, "Bookings")])
}

/// `POST /sessions/{reference}/bookings/new`
pub(crate) async fn add(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = booking_form::typed(
        &form,
        &["version", "website", "code", "manager", "earlier", "booked_by"],
    )?;
    let (session, areas) = for_adding(&desk, reference).await?;
    let back = format!("/sessions/{}/bookings", session.reference);
    let problems = match booking_form::read(&values, &areas, Shape::Added) {
        Ok(draft) => {
            let (hand, id, home) = (Hand::of(&desk), session.id, back.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = take::add(tx, scope, &hand.moment(), id, &draft)?;
                    Ok(done.map(|added| LocalPath::of(format!("{home}?done={}", word(added)))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = add_page(&desk, &session, &areas, &values, &problems);
    wrong(&desk, "Add a booking", &page, &[(&back, "Bookings")])
}
