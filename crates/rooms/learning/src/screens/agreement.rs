//! A manager's answer to the booking of somebody who works with her, by the link in the mail. Looking changes nothing.

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use crate::places::agree::{self, Asked, Says};
use access::actions::ManageOwnBooking;
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Panel, SummaryList};
use kernel::{Refusal, Stop};

/// A source may try so many links.
const TRIES: Allowance = Allowance {
    purpose: "agreement",
    tries: 300,
    seconds: 600,
};

const TITLE: &str = "Your agreement";

async fn load(desk: &Desk<ManageOwnBooking>, token: &str) -> Result<Asked, Stop> {
    limit(desk, TRIES)?;
    let (token, hand) = (token.to_owned(), Hand::of(desk));
    desk.read(move |tx, scope| agree::by_token(tx, scope, &hand.moment(), &token))
        .await
}

/// `GET /agreement/{token}`
pub(crate) async fn ask(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    let Asked { booking, session } = load(&desk, &token).await?;
    let facts = SummaryList::new()
        .row("Who", &booking.draft.person.name)
        .row("Course", &session.title)
        .row("Length", &format!("{} hours", session.hours))
        .row("How it is given", session.mode.label())
        .row("Venue", &session.venue);
    let form = |says: &str, button: Button| {
        FormPart::new(desk.path(), &desk.hidden())
            .value("says", says)
            .button(button)
    };
    let page = Page::new("May this person come?")
        .text("This person named you as the one who agrees. If you did not expect this, ask; without your yes there is no place.")
        .html(&facts)
        .with(Part::Bullets(session.days_text()))
        .with(Part::Form(form("yes", Button::new("Yes, I agree"))))
        .with(Part::Form(form(
            "no",
            Button::new("No, I do not agree").kind(ButtonKind::Secondary),
        )));
    front::Page::new(&desk, TITLE, &page)?.answer()
}

/// `POST /agreement/{token}`
pub(crate) async fn say(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["says"], &[])?;
    let says = match values.text("says") {
        "yes" => Says::Yes,
        "no" => Says::No,
        _ => return Err(Refusal::Malformed("This form does not say what the answer is.").into()),
    };
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let asked = load(&desk, &token).await?;
    let (hand, id) = (Hand::of(&desk), asked.booking.id);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = agree::manager_says(tx, scope, &hand.moment(), id, says)?;
            Ok(done.map(|()| LocalPath::of("/agreement-thanks")))
        })
        .await;
    Ok(answer?)
}

/// `GET /agreement-thanks`
pub(crate) async fn thanks(desk: Desk<ManageOwnBooking>) -> Answer {
    let page = Page::default().html(&Panel::new(
        "Thank you",
        "Your answer is written down, and the person is told where her booking stands.",
    ));
    front::Page::new(&desk, TITLE, &page)?.answer()
}
