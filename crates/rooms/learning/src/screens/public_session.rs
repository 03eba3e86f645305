//! A session as the public sees it, with the places left.

use super::book::needed;
use super::parts::{Page, Part};
use super::public_list::left;
use super::session::facts;
use crate::lists;
use crate::model::{HeldFor, HeldPlaces, PublicLine, Rules, Session, SessionState};
use crate::places::held;
use crate::plan::rules;
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
        let (session, others, held, rules) = desk
            .read(move |tx, _| {
                let session = reading::public_session(tx, &reference)?;
                let others = if needs_others(&session, now) {
                    lists::others(tx, &session, now)?
                } else {
                    Vec::new()
                };
                let held = held::standing(tx, session.id, now.day())?;
                let rules = rules::of(tx, session.course)?;
                Ok((session, others, held, rules))
            })
            .await?;
        let page = other_dates(body(&session, &held, &rules, now), &others);
        let shown =
            front::Page::new(&desk, "Session", &page)?.above(&BackLink::new("/sessions", "All sessions"));
        // Who was invited found it by a link that nobody else is to find.
        Ok(if session.listed { shown.findable() } else { shown })
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

/// For whom places are kept, in words: of codes and organisations no names.
fn kept_for(held: &[HeldPlaces]) -> String {
    let mut words = Vec::new();
    for held in held.iter().filter(|held| held.left() > 0) {
        let places = match held.left() {
            1 => "1 more place is".to_owned(),
            left => format!("{left} more places are"),
        };
        let whom = match held.held_for {
            HeldFor::Area(_) => format!("people who work in {}", held.label),
            HeldFor::Agency(_) => "people of one organisation, who are known by their address".to_owned(),
            HeldFor::Code(_) => "who has a code".to_owned(),
        };
        words.push(format!(
            "{places} kept until the end of {} for {whom}.",
            held.until.long_text()
        ));
    }
    words.join(" ")
}

fn body(session: &Session, held: &[HeldPlaces], rules: &Rules, now: Instant) -> Page {
    let mut page = Page::new(&session.title).caption(&session.first_day.long_text());
    page = match session.state {
        SessionState::Cancelled => page.html(&InsetText::new("This session will not take place.")),
        SessionState::Planned | SessionState::Held => page,
    };
    if let Some(name) = &session.in_house {
        page = page.html(&InsetText::new(&format!(
            "This session is for people of {name}. Please do not pass the link on."
        )));
    }
    page = page.html(&facts(session).row("Length", &format!("{} hours", session.hours)));
    if !session.aims.is_empty() {
        page = page.heading("What you will take away").text(&session.aims);
    }
    if !session.audience.is_empty() {
        page = page.heading("Whom it is for").text(&session.audience);
    }
    if !rules.needs.is_empty() {
        page = page.heading("What you do before").text(&format!(
            "{} If you learned it elsewhere, book all the same and say where: the coordinator looks at it.",
            needed(rules)
        ));
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
        .text(&kept_for(held))
        .text(match (rules.manager, rules.approval) {
            (true, true) => "Your manager and a coordinator agree to your booking before you have a place.",
            (true, false) => "Your manager agrees to your booking before you have a place.",
            (false, true) => "A coordinator approves your booking before you have a place.",
            (false, false) => "",
        })
        .text(&closes)
        .with(Part::Actions(vec![Button::link(
            word,
            &format!("{}/book", session.public_path().unwrap_or_default()),
        )]))
}
