//! Saying months later what became of what one said that one would do, by one's own link, which alone shows it.

use super::follow_up::{ENDED, TRIES};
use crate::intentions::{Intention, Outcome, REASONS, SaidOutcome, by_link, say_outcome};
use access::actions::AnswerInstrument;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Failure, Form, LocalPath};
use govuk::{Button, Radios, Select, SummaryList};
use kernel::{Problems, Refusal, Stop};
use learning::follow_up::ask::asked;
use learning::follow_up::link::{FollowUpLink, read};

const TITLE: &str = "What you said you would do";

/// What a link leads to.
struct Found {
    link: FollowUpLink,
    course: String,
    words: Intention,
    outcome: Option<Outcome>,
    reason: Option<String>,
}

async fn load(desk: &Desk<AnswerInstrument>, token: &str) -> Result<Found, Failure> {
    if !desk.rehearses() {
        desk.allow(TRIES, desk.source())?;
    }
    let link = read(desk.keys(), token).ok_or(Refusal::Unknown)?;
    let today = desk.now().day();
    let found = desk
        .read(move |tx, scope| {
            let about = asked(tx, scope, &link)?.filter(|about| today <= about.wave.until());
            let about = about.ok_or_else(|| Refusal::Closed(ENDED.to_owned()))?;
            let kept = by_link(tx, &link.nonce)?.ok_or(Refusal::Unknown)?;
            Ok(Found {
                link: link.clone(),
                course: about.title,
                words: kept.words.ok_or(Refusal::Unknown)?,
                outcome: kept.outcome,
                reason: kept.reason,
            })
        })
        .await?;
    Ok(found)
}

/// The answers to choose from, in the words of who gives them.
const fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "Yes",
        Outcome::Partly => "Partly",
        Outcome::CouldNot => "No, something stood in the way",
        Outcome::DidNot => "No, I did not do it",
    }
}

fn page(desk: &Desk<AnswerInstrument>, found: &Found, form: &Form, problems: &Problems) -> Answer {
    let choices = Outcome::ALL.map(|outcome| (outcome.code(), words(outcome)));
    let fields = FormPart::new(desk.path(), &desk.hidden())
        .field(
            &Radios::new("outcome", "Did you do it?")
                .choices(choices)
                .value(form.text("outcome"))
                .problems(problems),
        )
        .field(
            &Select::new("reason", "If not, or not all of it: what comes closest?")
                .hint("May be left empty.")
                .option("", "")
                .options(REASONS)
                .value(form.text("reason"))
                .problems(problems),
        )
        .button(Button::new("Send"));
    let page = Page::new(TITLE)
        .caption(&found.course)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "said" => "Thank you. It is counted without your name. You can change it as long as this link works.",
            _ => "",
        })
        .html(
            &SummaryList::new()
                .row("You said", &found.words.what)
                .row("By", &found.words.by.long_text()),
        )
        .text("These are your own words from the end of the session. Only this link shows them: nobody else can read them. What you answer is counted, and not to whom it belongs.")
        .with(Part::Form(fields));
    let page = front::Page::new(desk, TITLE, &page)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /follow-up/{token}/intention`
pub(super) async fn show(desk: Desk<AnswerInstrument>, Path(token): Path<String>) -> Answer {
    let found = load(&desk, &token).await?;
    let said = [
        ("outcome", found.outcome.map(|outcome| outcome.code().to_owned())),
        ("reason", found.reason.clone()),
    ];
    let said = said
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    page(&desk, &found, &Form::of(said.collect()), &Problems::none())
}

/// `POST /follow-up/{token}/intention`
pub(super) async fn say(desk: Desk<AnswerInstrument>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&["outcome", "reason"], &[])?;
    let found = load(&desk, &token).await?;
    let reason = match form.text("reason") {
        "" => None,
        code => Some(
            REASONS
                .iter()
                .map(|(known, _)| *known)
                .find(|known| *known == code)
                .ok_or(Refusal::Malformed(
                    "This form has a reason that is not in its list.",
                ))?,
        ),
    };
    let outcome = match form.text("outcome") {
        "" => {
            let problems = Problems::one("outcome", "Choose what became of it");
            return page(&desk, &found, &form, &problems);
        }
        code => Outcome::parse(code).ok_or(Refusal::Malformed(
            "This form has an answer that is not in its list.",
        ))?,
    };
    let (said, now, link) = (SaidOutcome { outcome, reason }, desk.now(), found.link.clone());
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = say_outcome(tx, scope, link.session, &link.nonce, said, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/follow-up/{token}/intention?done=said"))))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, &found, &form, &problems),
        sent => Ok(sent?),
    }
}
