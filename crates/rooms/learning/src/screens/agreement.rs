//! A manager's answer to the booking of somebody who works with her, by the link in the mail. Looking changes nothing.

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::CommitmentDraft;
use crate::places::agree::{self, Asked, Says};
use access::actions::ManageOwnBooking;
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Panel, SummaryList, Textarea};
use kernel::{Problems, Refusal, Stop};

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
    let asked = load(&desk, &token).await?;
    page(&desk, &asked, &Typed::none(), &Problems::none())
}

fn page(desk: &Desk<ManageOwnBooking>, asked: &Asked, values: &Typed, problems: &Problems) -> Answer {
    let Asked { booking, session } = asked;
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
    let yes = form("yes", Button::new("Yes, I agree"))
        .field(
            &Textarea::new("what", "What will your organisation review afterwards? (optional)")
                .hint("A policy, a form, the way you work: name it. You get a link to say that it is done, and are reminded of the day. Leave this empty to agree without it.")
                .rows(2)
                .value(values.text("what"))
                .problems(problems),
        )
        .field(
            &values
                .date_input("by", "By which day? (optional)")
                .hint("Only if you named something above.")
                .problems(problems),
        );
    let page = Page::new("May this person come?")
        .problems(problems)
        .text("This person named you as the one who agrees. If you did not expect this, ask; without your yes there is no place.")
        .html(&facts)
        .with(Part::Bullets(session.days_text()))
        .with(Part::Form(yes))
        .with(Part::Form(form(
            "no",
            Button::new("No, I do not agree").kind(ButtonKind::Secondary),
        )));
    let page = front::Page::new(desk, TITLE, &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// What she will review, if she named anything.
fn promise(values: &Typed) -> Result<Option<CommitmentDraft>, Problems> {
    let what = values.text("what").trim().to_owned();
    if what.is_empty() && values.day_is_empty("by") {
        return Ok(None);
    }
    let mut problems = Problems::none();
    if what.is_empty() {
        problems.add(
            "what",
            "Enter what your organisation will review, or leave the day empty",
        );
    }
    let by = values.day("by", &mut problems);
    problems.check()?;
    Ok(by.map(|due| CommitmentDraft { what, due }))
}

/// `POST /agreement/{token}`
pub(crate) async fn say(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["says", "what", "by-day", "by-month", "by-year"], &[])?;
    let says = match values.text("says") {
        "yes" => Says::Yes,
        "no" => Says::No,
        _ => return Err(Refusal::Malformed("This form does not say what the answer is.").into()),
    };
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let asked = load(&desk, &token).await?;
    let promise = match promise(&values) {
        Ok(promise) => promise.filter(|_| says == Says::Yes),
        Err(problems) if says == Says::Yes => return page(&desk, &asked, &values, &problems),
        Err(_) => None,
    };
    let (hand, id) = (Hand::of(&desk), asked.booking.id);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let moment = hand.moment();
            let done = match &promise {
                Some(promise) => agree::manager_commits(tx, scope, &moment, id, promise)?,
                None => agree::manager_says(tx, scope, &moment, id, says)?,
            };
            let more = if promise.is_some() { "?done=committed" } else { "" };
            Ok(done.map(|()| LocalPath::of(format!("/agreement-thanks{more}"))))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, &asked, &values, &problems),
        sent => Ok(sent?),
    }
}

/// `GET /agreement-thanks`
pub(crate) async fn thanks(desk: Desk<ManageOwnBooking>) -> Answer {
    let words = if desk.query("done") == "committed" {
        "Your answer is written down, and the person is told where her booking stands. A message with the link to what you will review is on its way to you."
    } else {
        "Your answer is written down, and the person is told where her booking stands."
    };
    let page = Page::default().html(&Panel::new("Thank you", words));
    front::Page::new(&desk, TITLE, &page)?.answer()
}
