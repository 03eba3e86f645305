//! A session as the public sees it, with the places left.

use super::parts::{Page, Part};
use super::public_list::left;
use super::session::facts;
use crate::model::{Session, SessionState};
use crate::reading;
use access::actions::BrowsePublicly;
use axum::extract::Path;
use front::{Answer, Desk};
use govuk::{BackLink, Button, InsetText};
use kernel::Instant;

/// `GET /sessions/{reference}`
pub(crate) async fn show(desk: Desk<BrowsePublicly>, Path(reference): Path<String>) -> Answer {
    let key = format!("session {reference}");
    desk.cached(&key, || async {
        let session = desk
            .read(move |tx, _| reading::public_session(tx, &reference))
            .await?;
        let page = body(&session, desk.now());
        Ok(front::Page::new(&desk, "Session", &page)?
            .above(&BackLink::new("/sessions", "All sessions"))
            .findable())
    })
    .await
}

fn body(session: &Session, now: Instant) -> Page {
    let mut page = Page::new(&session.title).caption(&session.first_day.long_text());
    page = match session.state {
        SessionState::Cancelled => page.html(&InsetText::new("This session will not take place.")),
        SessionState::Planned | SessionState::Held => page,
    };
    page = page.html(&facts(session).row("Length", &format!("{} hours", session.hours)));
    if !session.aims.is_empty() {
        page = page.heading("What you will take away").text(&session.aims);
    }
    if !session.audience.is_empty() {
        page = page.heading("Whom it is for").text(&session.audience);
    }
    if !session.open_for_booking(now) {
        return page.text(if session.state == SessionState::Cancelled {
            ""
        } else {
            "Booking is closed."
        });
    }
    let word = if session.left() == 0 {
        "Join the waiting list"
    } else {
        "Book a place"
    };
    page.heading("Places")
        .text(&left(session.left()))
        .with(Part::Actions(vec![Button::link(
            word,
            &format!("/sessions/{}/book", session.reference),
        )]))
}
