//! Answering, by the code of a session's day and without an account. Nothing on these pages says who else was there (SH10).

use super::fields::{Shown, sections};
use crate::answering::{Place, is_used, keep, room_left, use_up};
use crate::books::version_by_key;
use crate::guards::AnsweredSession;
use crate::model::{InstrumentVersion, ResponseId};
use access::actions::AnswerInstrument;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Allowance, Answer, Desk, Failure, Form, LocalPath, Page};
use govuk::{Button, ErrorSummary, Html, Panel};
use instrument::{Kind, read};
use kernel::{Problems, Refusal, Stop};
use learning::door::code::{FeedbackLink, read_feedback};
use learning::model::{Purpose, SessionDayId};
use learning::{DayFacts, day_facts, instruments_of};

/// Answers of one source, at most: a training room shares one address.
const ANSWERS: Allowance = Allowance {
    purpose: "answer",
    tries: 200,
    seconds: 3600,
};

/// Days after the end of a session on which a link of its last day may still be open.
const MARK_DAYS: i64 = 3;

/// A field that no person sees.
const TRAP: &str = "website";

#[derive(Template)]
#[template(path = "answer.html")]
struct Shape {
    title: String,
    session: String,
    introduction: String,
    errors: ErrorSummary,
    hidden: Html,
    sections: Vec<Shown>,
    send: Button,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct Thanks {
    panel: Panel,
    more: Vec<(String, String)>,
    later: bool,
}

/// GET /feedback/{code}
pub(crate) async fn feedback(desk: Desk<AnswerInstrument>, Path(code): Path<String>) -> Answer {
    show(&desk, &code, Purpose::Feedback).await
}

/// GET /feedback/{code}/{purpose}
pub(crate) async fn other(
    desk: Desk<AnswerInstrument>,
    Path((code, purpose)): Path<(String, String)>,
) -> Answer {
    show(&desk, &code, wanted(&purpose)?).await
}

/// POST /feedback/{code}
pub(crate) async fn send_feedback(
    desk: Desk<AnswerInstrument>,
    Path(code): Path<String>,
    form: Form,
) -> Answer {
    send(&desk, &code, Purpose::Feedback, form).await
}

/// POST /feedback/{code}/{purpose}
pub(crate) async fn send_other(
    desk: Desk<AnswerInstrument>,
    Path((code, purpose)): Path<(String, String)>,
    form: Form,
) -> Answer {
    send(&desk, &code, wanted(&purpose)?, form).await
}

/// GET /thank-you/{code}
pub(crate) async fn thanks(desk: Desk<AnswerInstrument>, Path(code): Path<String>) -> Answer {
    let link = opened(&desk, &code)?;
    let (left, later, kept) = desk
        .read(move |tx, _| {
            let facts = day_facts(tx, link.day)?;
            let (mut left, mut later, mut kept) = (Vec::new(), false, false);
            for (purpose, _) in instruments_of(tx, facts.session)? {
                let used = is_used(tx, &link.nonce, purpose)?;
                kept |= used;
                if facts.asks(purpose) && !used {
                    left.push(purpose);
                }
                later |= matches!(purpose, Purpose::Feedback | Purpose::Post) && facts.day < facts.last_day;
            }
            Ok((left, later, kept))
        })
        .await?;
    let more = [Purpose::Pre, Purpose::Feedback, Purpose::Post]
        .into_iter()
        .filter(|purpose| left.contains(purpose))
        .map(|purpose| {
            (
                format!("/feedback/{code}/{}", purpose.code()),
                purpose.label().to_owned(),
            )
        })
        .collect();
    Page::new(
        &desk,
        "Thank you",
        &Thanks {
            panel: Panel::new(
                "Thank you",
                if kept {
                    "Your answers have been kept without your name."
                } else {
                    "You are signed in."
                },
            ),
            more,
            later,
        },
    )?
    .answer()
}

fn wanted(purpose: &str) -> Result<Purpose, Failure> {
    Ok(Purpose::parse(purpose)
        .filter(|purpose| *purpose != Purpose::FollowUp)
        .ok_or(Refusal::Unknown)?)
}

fn opened(desk: &Desk<AnswerInstrument>, code: &str) -> Result<FeedbackLink, Failure> {
    let closed = || {
        Refusal::Closed(
            "This link has ended. If you still want to answer, ask the person who ran the session."
                .to_owned(),
        )
    };
    Ok(read_feedback(desk.keys(), code, desk.now()).ok_or_else(closed)?)
}

async fn questionnaire(
    desk: &Desk<AnswerInstrument>,
    day: SessionDayId,
    purpose: Purpose,
) -> Result<(DayFacts, InstrumentVersion), Stop> {
    desk.read(move |tx, _| {
        let facts = day_facts(tx, day)?;
        let key = instruments_of(tx, facts.session)?
            .into_iter()
            .find(|(known, _)| *known == purpose)
            .map(|(_, key)| key)
            .ok_or(Refusal::Unknown)?;
        let version = version_by_key(tx, &key, None)?.ok_or(Refusal::Unknown)?;
        Ok((facts, version))
    })
    .await
}

async fn show(desk: &Desk<AnswerInstrument>, code: &str, purpose: Purpose) -> Answer {
    let link = opened(desk, code)?;
    let (facts, version) = questionnaire(desk, link.day, purpose).await?;
    let used = desk.read(move |tx, _| is_used(tx, &link.nonce, purpose)).await?;
    if used || !facts.asks(purpose) {
        return Ok(LocalPath::of(format!("/thank-you/{code}")).into_response());
    }
    page(desk, &facts, &version, &Form::default(), &Problems::none())
}

fn page(
    desk: &Desk<AnswerInstrument>,
    facts: &DayFacts,
    version: &InstrumentVersion,
    typed: &Form,
    problems: &Problems,
) -> Answer {
    let definition = version.published.definition();
    let shape = Shape {
        title: definition.title.clone(),
        session: format!("{}, {}", facts.title, facts.day.text()),
        introduction: definition.introduction.clone(),
        errors: ErrorSummary::new(problems),
        hidden: desk.hidden(),
        sections: sections(&version.published, typed, problems),
        send: Button::new("Send my answers"),
    };
    let page = Page::new(desk, "Your answers", &shape)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

async fn send(desk: &Desk<AnswerInstrument>, code: &str, purpose: Purpose, form: Form) -> Answer {
    if !desk.rehearses() {
        desk.allow(ANSWERS, desk.source())?;
    }
    let link = opened(desk, code)?;
    let (facts, version) = questionnaire(desk, link.day, purpose).await?;
    if !facts.asks(purpose) {
        let words = if purpose == Purpose::Pre {
            "These questions belong before the course: they were for its first day."
        } else {
            "These questions come at the end of the last day."
        };
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let questions = || version.published.definition().questions();
    let mut single: Vec<&str> = questions()
        .filter(|question| question.kind != Kind::Multiple)
        .map(|question| question.key.as_str())
        .collect();
    let lists: Vec<&str> = questions()
        .filter(|question| question.kind == Kind::Multiple)
        .map(|question| question.key.as_str())
        .collect();
    single.push(TRAP);
    form.only(&single, &lists)?;
    if !form.text(TRAP).is_empty() {
        // A machine filled in what no person sees: it is thanked, and nothing is kept.
        return Ok(LocalPath::of(format!("/thank-you/{code}")).into_response());
    }
    let answers = match read(&version.published, |key| form.all(key)) {
        Ok(answers) => answers,
        Err(problems) => return page(desk, &facts, &version, &form, &problems),
    };
    let entropy = desk.shared_entropy();
    let id = ResponseId::random(&*entropy);
    // The mark outlives every link that the person gets for the session, and its day tells nothing about when she answered.
    let until = link.until.day().max(facts.last_day.plus(MARK_DAYS));
    let (session, now, kept, used, target) = (
        facts.session,
        desk.now(),
        version.clone(),
        link.nonce,
        LocalPath::of(format!("/thank-you/{code}")),
    );
    let place = Place {
        session: Some(session),
        programme: None,
        purpose,
        day: now.day(),
        source: "online",
    };
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<AnsweredSession>(tx, session)?;
            room_left(tx, session, purpose)?;
            use_up(tx, &used, purpose, until, now.day())?;
            keep(tx, id, &kept, place, &answers, &*entropy)?;
            // The event names the session and never the response: who answered when stays unknown.
            Done::recorded(
                tx,
                pass,
                Change::new("questionnaire answered"),
                now,
                target.clone(),
            )
        })
        .await?;
    Ok(sent)
}
