//! Asking for the link to one's own record: with a work e-mail address, or from one's booking. The answer is the same whether the address
//! is known or not (SD4).

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use crate::model::normal_email;
use crate::own_record;
use crate::places::own;
use access::actions::{ManageOwnBooking, SeeOwnRecord};
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Html, Input, InputKind};
use kernel::Problems;
use post::address::Address;

/// A source may ask for so many links.
const TRIES: Allowance = Allowance {
    purpose: "record link",
    tries: 20,
    seconds: 600,
};

fn page(desk: &Desk<SeeOwnRecord>, email: &str, problems: &Problems) -> Answer {
    let form = FormPart::new("/record", &desk.hidden())
        .field(
            &Input::new("email", "Work e-mail address")
                .kind(InputKind::Email)
                .autocomplete("email")
                .hint("The one you booked or signed in with.")
                .value(email)
                .problems(problems),
        )
        .button(Button::new("Send me the link"));
    let page = Page::new("Your record")
        .problems(problems)
        .done(if desk.query("done") == "ended" {
            "The links to your record are ended. Ask for a new one here."
        } else {
            ""
        })
        .text(&format!(
            "Your record shows what you attended, your certificates, and what is due again. We send a link to it that works for {} days.",
            own_record::LINK_DAYS
        ))
        .with(Part::Form(form));
    let page = front::Page::new(desk, "Your record", &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /record`
pub(crate) async fn ask(desk: Desk<SeeOwnRecord>) -> Answer {
    page(&desk, "", &Problems::none())
}

/// `POST /record`
pub(crate) async fn send(desk: Desk<SeeOwnRecord>, form: Form) -> Answer {
    desk.evenly(sent(&desk, form)).await
}

async fn sent(desk: &Desk<SeeOwnRecord>, form: Form) -> Answer {
    let values = typed(&form, &["email"], &[])?;
    let email = normal_email(values.text("email"));
    if Address::parse(&email).is_none() {
        let words = "Enter a work e-mail address, like name@example.org";
        return page(desk, values.text("email"), &Problems::one("email", words));
    }
    limit(desk, TRIES)?;
    let hand = Hand::of(desk);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = own_record::ask(tx, scope, &hand.moment(), &email)?;
            Ok(done.map(|()| LocalPath::of("/record/asked")))
        })
        .await?;
    Ok(answer)
}

/// `GET /record/asked`
pub(crate) async fn asked(desk: Desk<SeeOwnRecord>) -> Answer {
    let page = Page::new("Look into your mailbox").text(&format!(
        "If we know this address, a message with a link is on its way to it. The link works for {} days.",
        own_record::LINK_DAYS
    ));
    front::Page::new(&desk, "Look into your mailbox", &page)?.answer()
}

/// What the page of a booking offers.
pub(super) fn offer(booking: &str, hidden: &Html) -> Part {
    Part::Form(
        FormPart::new(&format!("{booking}/record"), hidden)
            .button(Button::new("Send me the link to my record").kind(ButtonKind::Secondary)),
    )
}

/// `POST /booking/{token}/record`
pub(crate) async fn from_booking(
    desk: Desk<ManageOwnBooking>,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    form.only(&[], &[])?;
    limit(&desk, TRIES)?;
    let (hand, now) = (Hand::of(&desk), desk.now());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let found = own::by_token(tx, scope, now, &token)?;
            let done = own_record::ask_from_booking(tx, scope, &hand.moment(), found.booking.id)?;
            let home = token.clone();
            Ok(done.map(|()| LocalPath::of(format!("/booking/{home}?done=record"))))
        })
        .await?;
    Ok(answer)
}
