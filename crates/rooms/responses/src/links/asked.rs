//! Questions that are put to some people only: until so many were asked, or to a share of those who come. Who is asked is chance, made by the
//! system; of a response nobody can tell more than that a question was not asked.

use crate::records::link as sql;
use crate::records::link::Link;
use instrument::{Answer, Condition, Definition, NonAnswer, Value};
use kernel::{Entropy, Fault};
use store::{Tx, values};

/// The questions of a link that are put to some only.
pub(crate) fn sparing_of(tx: &mut Tx<'_>, link: &Link) -> Result<Vec<String>, Fault> {
    tx.all(&sql::SPARING_OF, values![link.id.0], |row| row.get(0))
}

/// People who were asked so far.
pub(super) fn asked(tx: &mut Tx<'_>, link: &Link) -> Result<i64, Fault> {
    Ok(tx
        .one(&sql::ASKED_COUNT, values![link.id.0], |row| row.get(0))?
        .unwrap_or_default())
}

/// They are enough.
pub(super) const fn enough(link: &Link, asked: i64) -> bool {
    match link.quota {
        Some(quota) => asked >= quota,
        None => false,
    }
}

/// Whether the questions are put to whoever comes now.
pub(crate) fn asks(
    tx: &mut Tx<'_>,
    link: &Link,
    sparing: &[String],
    entropy: &dyn Entropy,
) -> Result<bool, Fault> {
    if sparing.is_empty() {
        return Ok(true);
    }
    if enough(link, asked(tx, link)?) {
        return Ok(false);
    }
    let drawn = i64::try_from(entropy.below(100)).unwrap_or_default();
    Ok(drawn < link.share)
}

/// The questionnaire as it is put: without those questions where they are not asked. They are kept as not asked.
pub(crate) fn put(definition: &Definition, sparing: &[String], asks: bool) -> Definition {
    let mut put = definition.clone();
    if !asks {
        let questions = put.sections.iter_mut().flat_map(|section| &mut section.questions);
        for question in questions.filter(|question| sparing.contains(&question.key)) {
            question.show_if = Some(Condition::Any(Vec::new()));
        }
    }
    put
}

/// Answers to those questions that are not needed any more are not kept, nor what is asked only of who gives one of them: it would tell them.
pub(crate) fn without(definition: &Definition, answers: &[Answer], sparing: &[String]) -> Vec<Answer> {
    let sparing = definition.never_asked(sparing);
    let mut kept: Vec<Answer> = Vec::with_capacity(answers.len());
    for answer in answers {
        if !sparing.contains(&answer.question) {
            kept.push(answer.clone());
        } else if kept.last().is_none_or(|last| last.question != answer.question) {
            kept.push(Answer {
                question: answer.question.clone(),
                value: Value::None(NonAnswer::NotAsked),
            });
        }
    }
    kept
}
