//! Keeping a filled-in questionnaire.

use crate::contacts;
use crate::link_code;
use crate::model::{InstrumentVersion, LinkId, ResponseId};
use crate::records;
use crate::sums::{self, Heap};
use instrument::{Answer, REACH_ME, Value};
use kernel::{Day, Entropy, Fault, Id, Refusal, Stop};
use learning::model::{Purpose, SessionId};
use store::{Keys, Tx, values};

/// Where a response belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) session: Option<SessionId>,
    pub(crate) programme: Option<Id>,
    pub(crate) link: Option<LinkId>,
    pub(crate) purpose: Purpose,
    pub(crate) day: Day,
    pub(crate) source: &'static str,
}

/// Refuses more responses than people signed in to the session: whoever was there can answer, and a link passed around
/// cannot outvote the room (SH10).
pub(crate) fn room_left(tx: &mut Tx<'_>, session: SessionId, purpose: Purpose) -> Result<(), Stop> {
    let left = tx.one(&records::ROOM_LEFT, values![session.0, purpose.code()], |row| {
        row.get::<i64>(0)
    })?;
    if left.is_some() {
        return Ok(());
    }
    let words = "As many people have answered as signed in. If you were there and have not answered, ask the person who ran the session.";
    Err(Refusal::Closed(words.to_owned()).into())
}

/// What is kept of a used link: it is the same for all links that one person gets for a session.
fn mark(tx: &Tx, nonce: &str, purpose: &str) -> Vec<u8> {
    tx.keys().blind("answered", &format!("{nonce} {purpose}"))
}

/// A link of this person was used for this purpose.
pub(crate) fn is_used(tx: &mut Tx<'_>, nonce: &str, purpose: &str) -> Result<bool, Stop> {
    let mark = mark(tx, nonce, purpose);
    let found = tx.one(&records::ANSWERED_KNOWN, values![mark], |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

/// Uses a person's links up for one purpose: they are good for one set of answers (SH10, SF3). `until` is a day on which none of them
/// is open any more, the same for everybody.
///
/// # Errors
/// The link was used for this purpose before.
pub(crate) fn use_up(
    tx: &mut Tx<'_>,
    nonce: &str,
    purpose: &str,
    until: Day,
    today: Day,
) -> Result<(), Stop> {
    tx.run(&records::ANSWERED_SWEEP, values![today])?;
    let used = is_used(tx, nonce, purpose)?;
    if !used
        && tx.changed(
            &records::ANSWERED_INSERT,
            values![until, mark(tx, nonce, purpose)],
        )? == 1
    {
        return Ok(());
    }
    let words =
        "These questions have been answered by this link. Each person who signs in gets a link of her own.";
    Err(Refusal::Closed(words.to_owned()).into())
}

/// Writes a response and its answers. The answers to the link code's questions are turned into the code and not written; how somebody can
/// be reached is kept apart.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    id: ResponseId,
    version: &InstrumentVersion,
    place: Place,
    answers: &[Answer],
    entropy: &dyn Entropy,
) -> Result<(), Fault> {
    let code = link_code::of(tx.keys(), &version.published, answers);
    let programme = match (place.programme, place.session) {
        (None, Some(session)) => {
            tx.one(&records::PROGRAMME_OF, values![session.0], |row| row.get::<Id>(0))?
        }
        (programme, _) => programme,
    };
    let session = place.session.map(|session| session.0);
    let heap = Heap {
        session,
        programme,
        purpose: place.purpose,
        day: place.day,
    };
    sums::add(tx, version, heap, (id, code.as_deref()), answers, entropy)?;
    tx.run(
        &records::RESPONSE_INSERT,
        values![
            id.0,
            version.id.0,
            session,
            programme,
            place.purpose.code(),
            place.day,
            code,
            place.source,
            place.link.map(|link| link.0)
        ],
    )?;
    for row in rows_of(tx.keys(), (id, version), answers, entropy) {
        tx.run(&records::ANSWER_INSERT, &row)?;
    }
    for answer in answers {
        if answer.question == REACH_ME
            && let Value::Text(contact) = &answer.value
        {
            contacts::leave(tx, id, contact, place.day, entropy)?;
        }
    }
    Ok(())
}

/// The answers of a response to a version, row by row as they are kept, their words sealed. Without those that make the link code, and without how
/// somebody can be reached.
pub(crate) fn rows_of(
    keys: &Keys,
    (id, version): (ResponseId, &InstrumentVersion),
    answers: &[Answer],
    entropy: &dyn Entropy,
) -> Vec<Vec<store::Value>> {
    let mut rows = Vec::with_capacity(answers.len());
    let mut before: Option<(&str, i64)> = None;
    for answer in answers {
        if version
            .published
            .question(&answer.question)
            .is_none_or(|question| question.link)
            || answer.question == REACH_ME
        {
            continue;
        }
        let occurrence = match before {
            Some((key, last)) if key == answer.question => last + 1,
            Some(_) | None => 0,
        };
        before = Some((&answer.question, occurrence));
        let (mut number, mut option, mut day, mut none, mut text) = (None, None, None, None, None);
        match &answer.value {
            Value::Number(value) => number = Some(*value),
            Value::Option(value) => option = Some(value.clone()),
            Value::Day(value) => day = Some(*value),
            Value::None(value) => none = Some(value.code()),
            Value::Text(value) => {
                text = Some(keys.seal("answer", &answer.question, id.0, value.as_bytes(), entropy));
            }
        }
        let row = values![
            id.0,
            &answer.question,
            occurrence,
            number,
            option,
            day,
            none,
            text
        ];
        rows.push(row.to_vec());
    }
    rows
}
