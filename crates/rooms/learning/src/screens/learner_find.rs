//! Finding a learner. What is looked for is sent by POST: an address does not belong into an address.

use super::hand::{typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use crate::learners::find;
use access::actions::ManageBookings;
use axum::response::IntoResponse;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, Input, InputKind};
use kernel::{Id, Problems, Refusal};

pub(super) const TITLE: &str = "Find a learner";

/// The most signs that are looked for.
const LONGEST: usize = 200;

fn page(desk: &Desk<ManageBookings>, words: &str, problems: &Problems) -> Page {
    Page::new(TITLE)
        .problems(problems)
        .text("You find people who booked or came to a session that you may see. Names are sealed, so nobody is found by name here: to look for a name, search the bookings of a session. Each search stands in the trail.")
        .with(Part::Form(
            FormPart::new("/learners/find", &desk.hidden())
                .field(
                    &Input::new("words", "Work e-mail address or reference of a booking")
                        .kind(InputKind::Search)
                        .hint("The whole address as she gave it, or for example B-2345678")
                        .value(words)
                        .problems(problems),
                )
                .button(Button::new("Find")),
        ))
}

const ABOVE: [(&str, &str); 1] = [("/courses", "Courses")];

/// `GET /learners/find`
pub(crate) async fn ask(desk: Desk<ManageBookings>) -> Answer {
    under(&desk, TITLE, &page(&desk, "", &Problems::none()), &ABOVE)
}

/// `POST /learners/find`
pub(crate) async fn find(desk: Desk<ManageBookings>, form: Form) -> Answer {
    let values = typed(&form, &["words"], &[])?;
    let words = values.text("words").to_owned();
    if words.chars().count() > LONGEST {
        return Err(Refusal::Malformed("Search for 200 characters or fewer.").into());
    }
    let mut problems = Problems::none();
    if words.trim().is_empty() {
        problems.add(
            "words",
            "Enter a work e-mail address or the reference of a booking",
        );
    } else {
        let wanted = words.clone();
        let found = desk
            .noted("searched", move |tx, scope| {
                let found = find::by_words(tx, scope, &wanted)?;
                let id = found.map_or(Id::NIL, |learner| learner.0);
                Ok(Seen::one("learner", id, found))
            })
            .await?;
        if let Some(learner) = found {
            return Ok(LocalPath::of(format!("/learners/records/{learner}")).into_response());
        }
        problems.add(
            "words",
            "Nobody whose sessions you may see has this address or this booking",
        );
    }
    wrong(&desk, TITLE, &page(&desk, &words, &problems), &ABOVE)
}
