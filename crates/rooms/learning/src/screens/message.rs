//! The words with which a coordinator asks people to a session that has places free. They are hers to send: nothing is sent from here.

use super::hand::under;
use super::parts::Page;
use super::public_list::left;
use super::session_change::places;
use crate::model::Session;
use crate::reading;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk};
use govuk::{Input, Textarea};
use kernel::Refusal;

const TITLE: &str = "A message that asks people to come";

/// `GET /sessions/{reference}/message`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(reference): Path<String>) -> Answer {
    let session = desk
        .read(move |tx, scope| reading::session(tx, scope, &reference))
        .await?;
    let path = session
        .public_path()
        .filter(|_| session.takes_bookings(desk.now()));
    let Some(path) = path else {
        let words = "Nobody can book this session by themselves, so there is nothing to ask people to.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    let link = format!("{}{path}", desk.public_url());
    let page = Page::new(TITLE)
        .caption(&session.title)
        .text("Copy it into a message of your own. It names neither the course nor the service, so that a mail that is seen by somebody else gives nothing away; the link leads to the page where they book.")
        .html(&Input::new("subject", "Subject").value("Places are free: will you come?"))
        .html(
            &Textarea::new("message", "Message")
                .rows(12)
                .value(&message(&session, &link)),
        );
    let (course, back) = places(&session);
    under(
        &desk,
        TITLE,
        &page,
        &[("/courses", "Courses"), (&course, "Course"), (&back, "Session")],
    )
}

/// The message.
fn message(session: &Session, link: &str) -> String {
    let free = if session.left() == 0 {
        "There is a waiting list.".to_owned()
    } else {
        format!("{}.", left(session.left()))
    };
    let closes = session.closes_on().map_or_else(String::new, |day| {
        format!(" Book by the end of {}.", day.long_text())
    });
    format!(
        "Hello,\n\nThere is training for which you, or somebody you work with, may want a place:\n\n{}\n{}\n\n{free}{closes} What it is about, whom it is for, how to get in and how to book:\n{link}\n\nPlease pass this on to colleagues.\n",
        session.days_text().join("\n"),
        session.area_name,
    )
}
