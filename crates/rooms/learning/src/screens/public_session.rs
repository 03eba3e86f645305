//! A session as the public sees it, with the places left.

use super::parts::{Page, Part};
use super::public_list::left;
use super::session::facts;
use crate::lists;
use crate::model::{PublicLine, Session, SessionState};
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
        let now = desk.now();
        let (session, others) = desk
            .read(move |tx, _| {
                let session = reading::public_session(tx, &reference)?;
                let others = if needs_others(&session, now) {
                    lists::others(tx, &session, now)?
                } else {
                    Vec::new()
                };
                Ok((session, others))
            })
            .await?;
        let page = other_dates(body(&session, now), &others);
        Ok(front::Page::new(&desk, "Session", &page)?
            .above(&BackLink::new("/sessions", "All sessions"))
            .findable())
    })
    .await
}

/// There is no place to be had: other dates are offered.
fn needs_others(session: &Session, now: Instant) -> bool {
    !session.takes_bookings(now) || session.left() == 0
}

/// A page with the other dates of a course, where there are any.
pub(super) fn other_dates(page: Page, others: &[PublicLine]) -> Page {
    if others.is_empty() {
        return page;
    }
    let link = |line: &PublicLine| {
        let words = format!(
            "{}, {}: {}",
            line.first_day.long_text(),
            line.area,
            left(line.left)
        );
        (format!("/sessions/{}", line.reference), words)
    };
    page.heading("Other dates of this course")
        .with(Part::Links(others.iter().map(link).collect()))
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
    if !session.takes_bookings(now) {
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
    let closes = session.closes_on().map_or_else(String::new, |day| {
        format!("Book by the end of {}.", day.long_text())
    });
    page.heading("Places")
        .text(&left(session.left()))
        .text(&closes)
        .with(Part::Actions(vec![Button::link(
            word,
            &format!("/sessions/{}/book", session.reference),
        )]))
}
