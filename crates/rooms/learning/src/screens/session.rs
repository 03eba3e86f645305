//! A session as staff see it.

use super::course::state;
use super::hand::under;
use super::parts::{Page, Part};
use crate::model::{Session, SessionState};
use crate::reading;
use access::actions::{PlanCourses, ReadBookings, ReadCourses, RunDoor};
use axum::extract::Path;
use front::{Answer, Desk, Seen};
use govuk::{Button, ButtonKind, Html, SummaryList, Tag};

/// Words for what was just done.
fn done(code: &str) -> &'static str {
    match code {
        "created" => "The session is created.",
        "changed" => "The session is changed. Free places went to those who waited longest.",
        "moved" => "The session is moved. Everybody who booked has been written to.",
        "cancelled" => "The session is cancelled. Everybody who booked has been written to.",
        "restored" => "The cancellation is taken back. Everybody who booked has been written to.",
        _ => "",
    }
}

/// The facts of a session.
pub(crate) fn facts(session: &Session) -> SummaryList {
    let mut facts = SummaryList::new().row("Reference", &session.reference);
    for (place, text) in session.days_text().iter().enumerate() {
        facts = facts.row(
            &if session.days.len() == 1 {
                "When".to_owned()
            } else {
                format!("Day {}", place + 1)
            },
            text,
        );
    }
    facts = facts
        .row("How it is given", session.mode.label())
        .row("Venue", &session.venue)
        .row(
            "Getting in",
            if session.access_notes.is_empty() {
                "Not recorded"
            } else {
                &session.access_notes
            },
        )
        .row("Area", &session.area_name);
    if let Some(day) = session.original_day {
        facts = facts.row("First planned for", &day.long_text());
    }
    if let Some(reason) = &session.change_reason {
        facts = facts.row("Reason for the change", reason);
    }
    facts
}

/// `GET /sessions/{reference}/plan`
pub(crate) async fn show(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let (session, trainers) = desk
        .view(move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let trainers = reading::trainers(tx, session.id)?;
            Ok(Seen::one("session", session.id, (session, trainers)))
        })
        .await?;
    let names: Vec<&str> = trainers.iter().map(|(_, name)| name.as_str()).collect();
    let (word, colour) = state(session.state);
    let facts = facts(&session)
        .row(
            "Trainers",
            &if names.is_empty() {
                "None yet".to_owned()
            } else {
                names.join(", ")
            },
        )
        .row(
            "Places",
            &format!("{} of {} taken", session.taken, session.capacity),
        )
        .row("Public list", if session.listed { "Shown" } else { "Not shown" })
        .html("State", Html::from(&Tag::new(word, colour)));
    let own = format!("/sessions/{}", session.reference);
    let mut links = Vec::new();
    let mut link = |allowed: bool, path: &str, text: &str| {
        if allowed {
            links.push((format!("{own}{path}"), text.to_owned()));
        }
    };
    let viewer = desk.viewer();
    let (books, door, plans) = (
        viewer.may::<ReadBookings>().is_ok(),
        viewer.may::<RunDoor>().is_ok(),
        viewer.may::<PlanCourses>().is_ok(),
    );
    let alive = session.state != SessionState::Cancelled;
    link(books, "/bookings", "Bookings and waiting list");
    link(door && alive, "/door", "Door: codes for the screen");
    link(door && alive, "/register", "Register");
    link(session.listed, "", "Public page");
    link(true, "/history", "History of this session");
    let mut page = Page::new(&session.title)
        .caption(&session.first_day.long_text())
        .done(done(&desk.query("done")))
        .html(&facts)
        .with(Part::Links(links));
    if plans {
        page = page.with(match session.state {
            SessionState::Planned => Part::Actions(vec![
                Button::link("Change the session", &format!("{own}/edit")),
                Button::link("Move to another date", &format!("{own}/reschedule"))
                    .kind(ButtonKind::Secondary),
                Button::link("Cancel the session", &format!("{own}/cancel")).kind(ButtonKind::Warning),
            ]),
            SessionState::Held => Part::Actions(vec![
                Button::link("Change the session", &format!("{own}/edit")).kind(ButtonKind::Secondary),
            ]),
            SessionState::Cancelled => Part::Form(
                super::parts::FormPart::new(&format!("{own}/restore"), &desk.hidden())
                    .value("version", &session.version.to_string())
                    .button(Button::new("Take the cancellation back").kind(ButtonKind::Secondary)),
            ),
        });
    }
    let course = format!("/courses/{}", session.course_reference);
    under(
        &desk,
        "Session",
        &page,
        &[("/courses", "Courses"), (&course, "Course")],
    )
}
