//! A questionnaire that anybody can answer who scans a poster, with answers from a stall. All of it is invented.

use crate::ids::Ids;
use crate::invented::{given, opinions};
use crate::load::system;
use crate::plan::SEED;
use instrument::{Answer, Consent, MAY_QUOTE, NonAnswer, Value};
use kernel::{Entropy, Fault, Id, Instant, SeededEntropy, Stop};
use responses::loading::NewLink;
use responses::model::LinkId;
use std::sync::Arc;
use store::Db;

/// People who answered at the stall.
const PEOPLE: usize = 64;
/// Those of them who were asked for their background.
const ASKED: usize = 50;

/// What some wrote, and how far they may be quoted. Invented.
const WRITTEN: [(usize, &str, Option<Consent>); 6] = [
    (
        2,
        "I did not know that men can call the helpline too.",
        Some(Consent::Published),
    ),
    (
        9,
        "The leaflet should lie in the library, where nobody asks why you take it.",
        Some(Consent::Published),
    ),
    (
        17,
        "My grandmother is eighty. Nobody at the stall thought that it could be about her.",
        Some(Consent::Partnership),
    ),
    (28, "It was loud, and too many people stood around us.", None),
    (40, "Good that somebody spoke Polish.", Some(Consent::Partnership)),
    (
        55,
        "Tell the schools what an aunt can do who is worried.",
        Some(Consent::No),
    ),
];

/// The link and its answers, by an account of the demonstration.
pub(crate) fn load(db: &Db, ids: &Ids, made_by: Id, now: Instant) -> Result<(), Stop> {
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(SEED + 9));
    let version = db
        .read_now(|tx| Ok(responses::version_by_key(tx, "end-of-session", None)?))?
        .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
    let today = now.day();
    let answers = (0..PEOPLE).map(|person| {
        let said = opinions(person + 3);
        let answers = version
            .published
            .definition()
            .questions()
            .map(|question| answer(&question.key, person, &said))
            .collect();
        (today.plus(-3), answers)
    });
    let link = NewLink {
        id: LinkId(ids.next()),
        name: "Stall at the winter market (invented)",
        token: entropy.token(),
        open: (today.plus(-4), today.plus(30)),
        target_and_cap: (150, 400),
        sparing: (vec!["background"], i64::try_from(ASKED).unwrap_or(50)),
        made_by,
        answers: answers.collect(),
    };
    db.write_now(move |tx| responses::loading::load_link(tx, &system()?, &version, &link, now, &*entropy))
}

fn answer(question: &str, person: usize, said: &[(&'static str, Value)]) -> Answer {
    let given = given(question, said);
    let written = WRITTEN.iter().find(|(who, ..)| *who == person);
    let value = match given.value {
        _ if question == MAY_QUOTE => {
            let consent = written.and_then(|(_, _, consent)| *consent);
            consent.map_or(Value::None(NonAnswer::NotRecorded), |consent| {
                Value::Option(consent.code().to_owned())
            })
        }
        _ if question == "comments" && written.is_some() => {
            Value::Text(written.map_or_else(String::new, |(_, words, _)| (*words).to_owned()))
        }
        _ if question == "background" && person >= ASKED => Value::None(NonAnswer::NotAsked),
        Value::Text(_) => Value::None(NonAnswer::NotRecorded),
        value => value,
    };
    Answer {
        question: given.question,
        value,
    }
}
