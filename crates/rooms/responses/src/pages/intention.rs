//! Saying at the end of a session what one will do, and by when, by the link of the door. Nobody else reads it.

use super::answer::{ENDED, late, opened};
use super::sheet::{flood, trapped};
use crate::intentions::{Intention, Kept, by_link, is_offered, keep, withdraw};
use access::actions::AnswerInstrument;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, DateInput, SummaryList, Textarea};
use kernel::{Problems, Refusal, Stop};
use learning::door::code::{FeedbackLink, genuine_feedback};
use learning::model::Purpose;
use learning::{DayFacts, day_facts};

const TITLE: &str = "What will you do?";
const FIELDS: [&str; 6] = ["does", "what", "by-day", "by-month", "by-year", "website"];

/// What a link leads to.
struct Found {
    link: FeedbackLink,
    facts: DayFacts,
    offered: bool,
    kept: Option<Kept>,
}

async fn load(desk: &Desk<AnswerInstrument>, link: FeedbackLink) -> Result<Found, Stop> {
    desk.read(move |tx, _| {
        let facts = day_facts(tx, link.day)?;
        Ok(Found {
            offered: is_offered(tx, facts.session)?,
            kept: by_link(tx, &link.nonce)?,
            link: link.clone(),
            facts,
        })
    })
    .await
}

/// What was typed, or what she said before.
fn filled(found: &Found) -> Form {
    let words = found.kept.as_ref().and_then(|kept| kept.words.as_ref());
    Form::of(words.map_or_else(Vec::new, |words| {
        let (year, month, day) = words.by.parts();
        [
            ("what", words.what.clone()),
            ("by-day", day.to_string()),
            ("by-month", month.to_string()),
            ("by-year", year.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }))
}

fn page(
    desk: &Desk<AnswerInstrument>,
    code: &str,
    found: &Found,
    form: &Form,
    problems: &Problems,
) -> Answer {
    let part = |name: &str| form.text(&format!("by-{name}")).to_owned();
    let mut fields = FormPart::new(desk.path(), &desk.hidden())
        .value("does", "keep")
        .field(
            &Textarea::new("what", "What will you do?")
                .hint("One thing that you can do yourself. Name nobody. For example: ask on my own, and not before the family.")
                .rows(3)
                .value(form.text("what"))
                .problems(problems),
        )
        .field(
            &DateInput::new("by", "By when?")
                .typed(&part("day"), &part("month"), &part("year"))
                .problems(problems),
        );
    fields.trap = true;
    let said = found.kept.as_ref().and_then(|kept| kept.words.as_ref());
    let mut page = Page::new(TITLE)
        .caption(&found.facts.title)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "kept" => "It is kept, without your name.",
            "taken-back" => "It is taken back.",
            _ => "",
        });
    if let Some(said) = said {
        page = page.html(
            &SummaryList::new()
                .row("What you will do", &said.what)
                .row("By", &said.by.long_text()),
        );
    }
    page = page
        .text("It is kept without your name, and nobody but you can read it. If you gave a work address, we send you a link in some months, show it to you and ask what became of it; only the answer is counted. You can change it here as long as this link works.")
        .with(Part::Form(fields.button(Button::new(match said {
            Some(_) => "Change it",
            None => "Keep it",
        }))));
    if said.is_some() {
        page = page.with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .value("does", "take-back")
                .button(Button::new("Take it back").kind(ButtonKind::Secondary)),
        ));
    }
    let page = page.with(Part::Links(vec![(
        format!("/thank-you/{code}"),
        if said.is_some() { "Done" } else { "Skip this" }.to_owned(),
    )]));
    let page = front::Page::new(desk, TITLE, &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /intention/{code}`
pub(super) async fn show(desk: Desk<AnswerInstrument>, Path(code): Path<String>) -> Answer {
    let found = load(&desk, opened(&desk, &code)?).await?;
    if !found.offered || !found.facts.asks(Purpose::Feedback, desk.now()) {
        return Ok(LocalPath::of(format!("/thank-you/{code}")).into_response());
    }
    page(&desk, &code, &found, &filled(&found), &Problems::none())
}

/// `POST /intention/{code}`
pub(super) async fn say(desk: Desk<AnswerInstrument>, Path(code): Path<String>, form: Form) -> Answer {
    form.only(&FIELDS, &[])?;
    if let Some(refusal) = flood(&desk) {
        return Err(refusal.into());
    }
    let link = genuine_feedback(desk.keys(), &code).ok_or_else(|| Refusal::Closed(ENDED.to_owned()))?;
    let found = load(&desk, link).await?;
    let home = |done: &str| LocalPath::of(format!("/intention/{code}?done={done}"));
    if trapped(&form) {
        // A machine filled in what no person sees: it is thanked, and nothing is kept.
        return Ok(home("kept").into_response());
    }
    if !found.offered {
        return Err(Refusal::Unknown.into());
    }
    if let Some(words) = late(&found.facts, &found.link, Purpose::Feedback, desk.now()) {
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let (session, now, nonce) = (found.facts.session, desk.now(), found.link.nonce.clone());
    match form.text("does") {
        "keep" => {}
        "take-back" => {
            let target = home("taken-back");
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = withdraw(tx, scope, session, &nonce, now)?;
                    Ok(done.map(|()| target.clone()))
                })
                .await?;
            return Ok(answer);
        }
        _ => return Err(Refusal::Malformed("This form does not say what it is.").into()),
    }
    let part = |name: &str| form.text(&format!("by-{name}"));
    let by = match DateInput::read(part("day"), part("month"), part("year")) {
        Ok(by) => by,
        Err(words) => return page(&desk, &code, &found, &form, &Problems::one("by", &words)),
    };
    let words = Intention {
        what: form.text("what").to_owned(),
        by,
    };
    let (entropy, target) = (desk.shared_entropy(), home("kept"));
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = keep(tx, scope, session, &nonce, &words, now, &*entropy)?;
            Ok(done.map(|()| target.clone()))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, &code, &found, &form, &problems),
        sent => Ok(sent?),
    }
}
