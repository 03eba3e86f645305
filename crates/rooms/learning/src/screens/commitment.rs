//! What a manager said that her organisation would review, by the link in the mail. Looking changes nothing.

use super::hand::{Hand, limit, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::commitments::own::{self, Says};
use crate::model::{Commitment, CommitmentState};
use access::actions::ManageOwnBooking;
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, SummaryList, Textarea};
use kernel::{Day, Problems, Refusal, Stop};

/// A source may try so many links.
const TRIES: Allowance = Allowance {
    purpose: "commitment",
    tries: 300,
    seconds: 600,
};

const TITLE: &str = "What you said you would review";
const FIELDS: [&str; 7] = [
    "says",
    "changed",
    "by-day",
    "by-month",
    "by-year",
    "why-later",
    "why-not",
];

async fn load(desk: &Desk<ManageOwnBooking>, token: &str) -> Result<Commitment, Stop> {
    limit(desk, TRIES)?;
    let token = token.to_owned();
    desk.read(move |tx, scope| own::by_token(tx, scope, &token)).await
}

/// What is known of it, for its manager and for staff.
pub(super) fn facts(found: &Commitment, today: Day) -> SummaryList {
    let by = match found.first_due {
        Some(first) => format!("{}, moved from {}", found.due.long_text(), first.long_text()),
        None => found.due.long_text(),
    };
    let state = if found.overdue(today) {
        "The day is over"
    } else {
        found.state.label()
    };
    let mut facts = SummaryList::new()
        .row("What", &found.what)
        .row("By", &by)
        .row("Organisation", &found.organisation)
        .row("After a booking of", &found.title)
        .row("State", state);
    if !found.move_reason.is_empty() {
        facts = facts.row("Why it was moved", &found.move_reason);
    }
    match found.state {
        CommitmentState::Open => facts,
        CommitmentState::Done => facts.row("What has changed", &found.outcome),
        CommitmentState::Withdrawn => facts.row("Why it will not be done", &found.outcome),
    }
}

fn page(desk: &Desk<ManageOwnBooking>, found: &Commitment, values: &Typed, problems: &Problems) -> Answer {
    let form = |says: &str| FormPart::new(desk.path(), &desk.hidden()).value("says", says);
    let words = |name: &str, label: &str| {
        Textarea::new(name, label)
            .rows(3)
            .value(values.text(name))
            .problems(problems)
    };
    let mut page = Page::new(TITLE)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "done" => "Thank you. It is written down as done.",
            "later" => "The day is moved.",
            "withdrawn" => "It is withdrawn.",
            "open" => "It is to be done again.",
            _ => "",
        })
        .html(&facts(found, desk.now().day()));
    if found.state == CommitmentState::Open {
        page = page.heading("It is done").with(Part::Form(
            form("done")
                .field(&words("changed", "What has changed?"))
                .button(Button::new("It is done")),
        ));
        if found.first_due.is_none() {
            page = page.heading("It needs more time").with(Part::Form(
                form("later")
                    .field(
                        &values
                            .date_input("by", "By which day?")
                            .hint("The day can be moved once.")
                            .problems(problems),
                    )
                    .field(&words("why-later", "Why does it need more time?"))
                    .button(Button::new("Move the day").kind(ButtonKind::Secondary)),
            ));
        }
        page = page.heading("It will not be done").with(Part::Form(
            form("not")
                .field(&words("why-not", "Why will it not be done?"))
                .button(Button::new("Withdraw it").kind(ButtonKind::Secondary)),
        ));
    } else {
        page = page.with(Part::Form(
            form("open").button(Button::new("It is to be done after all").kind(ButtonKind::Secondary)),
        ));
    }
    let page = front::Page::new(desk, TITLE, &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /commitment/{token}`
pub(crate) async fn show(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    let found = load(&desk, &token).await?;
    page(&desk, &found, &Typed::none(), &Problems::none())
}

fn read(values: &Typed) -> Result<(Says, &'static str), Stop> {
    let text = |name: &str| values.text(name).to_owned();
    Ok(match values.text("says") {
        "done" => (Says::Done(text("changed")), "done"),
        "later" => {
            let mut problems = Problems::none();
            let by = values.day("by", &mut problems);
            problems.check()?;
            let by = by.ok_or(Refusal::Malformed("This form names no day."))?;
            (Says::Later(by, text("why-later")), "later")
        }
        "not" => (Says::Withdrawn(text("why-not")), "withdrawn"),
        "open" => (Says::Open, "open"),
        _ => return Err(Refusal::Malformed("This form does not say what it is.").into()),
    })
}

/// `POST /commitment/{token}`
pub(crate) async fn say(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &FIELDS, &[])?;
    let found = load(&desk, &token).await?;
    let (says, word) = match read(&values) {
        Err(Stop::Problems(problems)) => return page(&desk, &found, &values, &problems),
        other => other?,
    };
    let (hand, id) = (Hand::of(&desk), found.id);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = own::say(tx, scope, &hand.moment(), id, &says)?;
            let home = format!("/commitment/{token}?done={word}");
            Ok(done.map(|()| LocalPath::of(home.clone())))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, &found, &values, &problems),
        sent => Ok(sent?),
    }
}
