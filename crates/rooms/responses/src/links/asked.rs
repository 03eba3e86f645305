//! Questions that are put to some people only: until so many were asked, or to a share of those who come. Who is asked is chance, made by the
//! system; of a response nobody can tell more than that a question was not asked.

use crate::records::link as sql;
use crate::records::link::Link;
use instrument::{Answer, Condition, Definition, NonAnswer, Value};
use kernel::{Entropy, Fault};
use std::collections::BTreeSet;
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

/// Answers to those questions that are not needed any more are not kept. Where one of them was put, neither is what was put or not by the answer to
/// it, nor what hangs on that: whether it was asked would tell the answer, of those who gave it or of everybody else.
pub(crate) fn without(definition: &Definition, answers: &[Answer], sparing: &[String]) -> Vec<Answer> {
    let was_put = |key: &str| {
        let mut own = answers.iter().filter(|answer| answer.question == key);
        own.any(|answer| answer.value != Value::None(NonAnswer::NotAsked))
    };
    let mut telling: BTreeSet<&str> = BTreeSet::new();
    for question in definition.questions() {
        let mut looked_at = question.show_if.iter().flat_map(Condition::questions);
        let tells = looked_at.any(|key| telling.contains(key));
        if tells || (sparing.contains(&question.key) && was_put(&question.key)) {
            telling.insert(&question.key);
        }
    }
    let mut kept: Vec<Answer> = Vec::with_capacity(answers.len());
    for answer in answers {
        if !telling.contains(answer.question.as_str()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use instrument::Sheet;

    const FORM: &str = r#"
key = "spared"
version = 1
title = "Spared"
[[section]]
title = "One"
[[section.question]]
key = "a"
kind = "single"
text = "A"
options = [{ key = "yes", text = "Yes" }, { key = "no", text = "No" }]
[[section.question]]
key = "n"
kind = "number"
text = "N"
[[section.question]]
key = "others"
kind = "text"
text = "Others"
show_if = { not = { is = ["a", "yes"] } }
[[section.question]]
key = "either"
kind = "text"
text = "Either"
show_if = { any = [{ is = ["a", "no"] }, { within = ["n", 0, 3] }] }
[[section.question]]
key = "after"
kind = "text"
text = "After"
show_if = { not = { answered = "others" } }
[[section.question]]
key = "own"
kind = "text"
text = "Own"
"#;

    /// The questions of which something is kept.
    fn kept(asks: bool, a: &'static str, n: &'static str) -> Vec<String> {
        let (definition, sparing) = (Definition::parse(FORM).unwrap(), ["a".to_owned()]);
        let sheet = Sheet::written(&put(&definition, &sparing, asks));
        let answers = sheet.read(|key| match key {
            "a" => vec![a],
            "n" => vec![n],
            _ => vec!["Words"],
        });
        let kept = without(&definition, &answers.unwrap(), &sparing);
        assert_eq!(kept.len(), 6);
        kept.into_iter()
            .filter(|answer| answer.value != Value::None(NonAnswer::NotAsked))
            .map(|answer| answer.question)
            .collect()
    }

    /// Nobody can tell what somebody answered to a question that is spared from what else she was asked: where it was put, nothing that looks at it is
    /// kept. Where it was not put the others were asked all the same, and stay.
    #[test]
    fn what_was_asked_does_not_tell_an_answer_that_is_spared() {
        for a in ["yes", "no"] {
            for n in ["2", "10"] {
                assert_eq!(kept(true, a, n), ["n", "own"], "{a} {n}");
            }
            assert_eq!(kept(false, a, "2"), ["n", "others", "either", "own"]);
            assert_eq!(kept(false, a, "10"), ["n", "others", "own"]);
        }
    }
}
