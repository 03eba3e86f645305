//! The second version of the questions at the end of a session, which asks at its end whether words may be quoted and how somebody can be
//! reached; and some quotes of the invented course. All of it is invented.

use crate::invented::Run;
use crate::load::system;
use crate::plan::SEED;
use insight::NewQuote;
use instrument::{Consent, Published, Question, Value};
use kernel::{Clock, Fault, Id, SeededEntropy, Stop};
use std::sync::Arc;
use store::Db;

/// What is kept of what they wrote.
const QUOTES: [NewQuote; 3] = [
    NewQuote {
        begins: "More time to try",
        published: true,
        reason: "Says what to change next time",
    },
    NewQuote {
        begins: "A clear way to keep",
        published: false,
        reason: "For the meeting of the partnership",
    },
    NewQuote {
        begins: "I missed an example with an older woman",
        published: true,
        reason: "Whom our examples leave out",
    },
];

/// Publishes it.
pub(crate) fn version(db: &Db, clock: &dyn Clock) -> Result<(), Stop> {
    let before = db
        .read_now(|tx| Ok(responses::version_by_key(tx, "end-of-session", None)?))?
        .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
    let mut definition = before.published.definition().clone();
    definition.version = definition.version.saturating_add(1);
    definition.close_with(Question::may_quote());
    definition.close_with(Question::reach_me());
    let published =
        Published::publish(definition).map_err(|wrong| Fault::new(format!("a second version: {wrong:?}")))?;
    responses::loading::publish(
        db,
        &system_viewer(),
        &published,
        clock,
        &SeededEntropy::new(SEED + 15),
    )
}

fn system_viewer() -> access::Viewer {
    access::Viewer::system(ticket::Ticket::of(crate::load::JOB))
}

/// What a person of the invented course answers to the two: most agree to be quoted, and two want to hear from us.
pub(crate) fn answers(person: usize) -> Vec<(&'static str, Value)> {
    let consent = match person % 4 {
        0 => Some(Consent::Published),
        1 => Some(Consent::Partnership),
        2 => Some(Consent::No),
        _ => None,
    };
    let contact = match person {
        12 => Some("Adaeze, adaeze@work.example, not by telephone"),
        33 => Some("Rowan, 020 7946 0018, after four o’clock"),
        _ => None,
    };
    let consent = consent.map(|consent| ("may-quote", Value::Option(consent.code().to_owned())));
    let contact = contact.map(|contact| ("reach-me", Value::Text(contact.to_owned())));
    consent.into_iter().chain(contact).collect()
}

/// Keeps some quotes of the course, for somebody.
pub(crate) fn quotes(db: &Db, runs: &[Run], who: Id, now: kernel::Instant) -> Result<(), Stop> {
    let Some(course) = runs.first().map(|run| run.course) else {
        return Ok(());
    };
    let entropy = Arc::new(SeededEntropy::new(SEED + 16));
    db.write_now(move |tx| {
        let clock = kernel::FixedClock::at(now);
        insight::keep_quotes(tx, &system()?, (course, who), &QUOTES, &clock, &*entropy)
    })
}
