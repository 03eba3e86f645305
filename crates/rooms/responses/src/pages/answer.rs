//! Answering, by the code of a session's day and without an account. Nothing on these pages says who else was there (SH10).

use super::sheet::{Put, Sheet, asking, flood, trapped, version_of};
use crate::answering::{Place, is_used, keep, room_left, use_up};
use crate::guards::AnsweredSession;
use crate::intentions::{by_link, is_offered};
use crate::links::without;
use crate::model::ResponseId;
use crate::sparing::{self, Asking, Held};
use access::actions::AnswerInstrument;
use askama::Template;
use audit::{Change, Done};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front::{Answer, Desk, Failure, Form, LocalPath, Page};
use govuk::Panel;
use kernel::{Instant, Problems, Refusal, Stop};
use learning::door::code::{FeedbackLink, TICKET_SECONDS, genuine_feedback, read_feedback};
use learning::model::{Purpose, SessionDayId};
use learning::{DayFacts, day_facts, instruments_of};

/// Days after the end of a session on which a link of its last day may still be open.
const MARK_DAYS: i64 = 3;

#[derive(Template)]
#[template(path = "thanks.html")]
struct Thanks {
    panel: Panel,
    more: Vec<(String, String)>,
    at_the_end: Vec<(String, String)>,
    later: bool,
    /// Where she says what she will do, in words; empty where she is not asked.
    will_do: &'static str,
    will_do_at: String,
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
    let (link, now) = (opened(&desk, &code)?, desk.now());
    let (left, later, kept, will_do) = desk
        .read(move |tx, _| {
            let facts = day_facts(tx, link.day)?;
            let (mut left, mut later, mut kept) = (Vec::new(), false, false);
            for (purpose, _) in instruments_of(tx, facts.session)? {
                let used = is_used(tx, &link.nonce, purpose.code())?;
                kept |= used;
                if facts.asks(purpose, now) && !used {
                    left.push((purpose, facts.leads_to(purpose, now)));
                }
                later |= matches!(purpose, Purpose::Feedback | Purpose::Post) && facts.day < facts.last_day;
            }
            // Who leaves early and has given feedback is asked then.
            let its_time = facts.leads_to(Purpose::Feedback, now)
                || facts.asks(Purpose::Feedback, now) && is_used(tx, &link.nonce, Purpose::Feedback.code())?;
            let will_do = if its_time && is_offered(tx, facts.session)? {
                match by_link(tx, &link.nonce)? {
                    Some(_) => "Change what you said you will do",
                    None => "Say what you will do, and by when",
                }
            } else {
                ""
            };
            Ok((left, later, kept, will_do))
        })
        .await?;
    let links = |due: bool| {
        [Purpose::Pre, Purpose::Feedback, Purpose::Post]
            .into_iter()
            .filter(|purpose| left.contains(&(*purpose, due)))
            .map(|purpose| {
                (
                    format!("/feedback/{code}/{}", purpose.code()),
                    purpose.label().to_owned(),
                )
            })
            .collect()
    };
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
            more: links(true),
            at_the_end: links(false),
            later,
            will_do,
            will_do_at: format!("/intention/{code}"),
        },
    )?
    .answer()
}

fn wanted(purpose: &str) -> Result<Purpose, Failure> {
    Ok(Purpose::parse(purpose)
        .filter(|purpose| *purpose != Purpose::FollowUp)
        .ok_or(Refusal::Unknown)?)
}

/// What is said when a link has ended, or is none of ours.
pub(super) const ENDED: &str =
    "This link has ended. If you still want to answer, ask the person who ran the session.";

pub(super) fn opened(desk: &Desk<AnswerInstrument>, code: &str) -> Result<FeedbackLink, Failure> {
    let link = read_feedback(desk.keys(), code, desk.now());
    Ok(link.ok_or_else(|| Refusal::Closed(ENDED.to_owned()))?)
}

/// Why a form that was opened in time is not taken now. Who has opened it has as long to fill it in as at the door.
pub(super) fn late(
    facts: &DayFacts,
    link: &FeedbackLink,
    purpose: Purpose,
    now: Instant,
) -> Option<&'static str> {
    let opened = now.plus_seconds(-TICKET_SECONDS);
    if link.until < now {
        Some(ENDED)
    } else if facts.asks(purpose, now) || facts.asks(purpose, opened) {
        None
    } else if purpose == Purpose::Pre {
        Some("These questions belong before the course, which is well under way or over.")
    } else {
        Some("These questions come at the end of the last day.")
    }
}

async fn questionnaire(
    desk: &Desk<AnswerInstrument>,
    day: SessionDayId,
    purpose: Purpose,
    version: Option<i64>,
    asking: Asking,
) -> Result<(DayFacts, Put, Option<Held>), Stop> {
    desk.read(move |tx, _| {
        let facts = day_facts(tx, day)?;
        let key = instruments_of(tx, facts.session)?
            .into_iter()
            .find(|(known, _)| *known == purpose)
            .map(|(_, key)| key)
            .ok_or(Refusal::Unknown)?;
        let put = Put::of(tx, &key, version)?;
        let held = sparing::held(tx, &key, facts.session, asking)?;
        Ok((facts, put, held))
    })
    .await
}

async fn show(desk: &Desk<AnswerInstrument>, code: &str, purpose: Purpose) -> Answer {
    let link = opened(desk, code)?;
    let (facts, put, held) = questionnaire(desk, link.day, purpose, None, Asking::Page).await?;
    let used = desk
        .read(move |tx, _| is_used(tx, &link.nonce, purpose.code()))
        .await?;
    if used || !facts.asks(purpose, desk.now()) {
        return Ok(LocalPath::of(format!("/thank-you/{code}")).into_response());
    }
    let sheet = sheet(desk, &facts, &put, code).held(held.as_ref());
    sheet.page(&Form::default(), &Problems::none())?.answer()
}

/// The questionnaire of a day.
fn sheet<'s>(desk: &'s Desk<AnswerInstrument>, facts: &DayFacts, put: &'s Put, code: &str) -> Sheet<'s> {
    let about = format!("{}, {}", facts.title, facts.day.text());
    Sheet::new(desk, about, put, format!("/thank-you/{code}"))
}

async fn send(desk: &Desk<AnswerInstrument>, code: &str, purpose: Purpose, form: Form) -> Answer {
    let flood = flood(desk);
    let link = genuine_feedback(desk.keys(), code).ok_or_else(|| Refusal::Closed(ENDED.to_owned()))?;
    let (facts, put, held) =
        questionnaire(desk, link.day, purpose, version_of(&form)?, asking(&form)?).await?;
    let sheet = sheet(desk, &facts, &put, code).held(held.as_ref());
    sheet.only_its_fields(&form)?;
    if let Some(refused) = sheet.flooded(flood, &form) {
        return refused;
    }
    if trapped(&form) {
        // A machine filled in what no person sees: it is thanked, and nothing is kept.
        return Ok(LocalPath::of(format!("/thank-you/{code}")).into_response());
    }
    if let Some(words) = late(&facts, &link, purpose, desk.now()) {
        return sheet.returned(&form, StatusCode::GONE, words);
    }
    let answers = match sheet.answers(&form) {
        Ok(answers) => answers,
        Err(problems) => return sheet.page(&form, &problems)?.answer(),
    };
    let entropy = desk.shared_entropy();
    let id = ResponseId::random(&*entropy);
    // The mark outlives every link that the person gets for the session, and its day tells nothing about when she answered.
    let until = link.until.day().max(facts.last_day.plus(MARK_DAYS));
    let (session, now, kept, used, target) = (
        facts.session,
        desk.now(),
        put.version.clone(),
        link.nonce,
        LocalPath::of(format!("/thank-you/{code}")),
    );
    let place = Place {
        session: Some(session),
        programme: None,
        link: None,
        purpose,
        day: now.day(),
        source: "online",
    };
    let sent = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<AnsweredSession>(tx, session)?;
            use_up(tx, &used, purpose.code(), until, now.day())?;
            room_left(tx, session, purpose)?;
            let definition = kept.published.definition();
            let spared = sparing::spared(tx, &definition.key, session)?;
            let answers = without(definition, &answers, &spared);
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
        .await;
    match sent {
        Err(Stop::Refusal(Refusal::Closed(words))) => sheet.returned(&form, StatusCode::GONE, &words),
        sent => Ok(sent?),
    }
}
