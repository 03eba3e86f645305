//! Conditions on random questionnaires: total, looking back only, and bounded.

use instrument::{Condition, Definition, NonAnswer, Published, Value, read};
use proptest::prelude::*;
use std::fmt::Write;

/// A condition over any of so many questions.
pub(crate) fn condition(questions: usize) -> impl Strategy<Value = Condition> {
    let key = (0..questions).prop_map(|number| format!("q{number}"));
    let leaf = prop_oneof![
        key.clone().prop_map(Condition::Answered),
        (key.clone(), "[a-z]{1,3}").prop_map(|(key, option)| Condition::Is(key, option)),
        (key.clone(), any::<i64>()).prop_map(|(key, least)| Condition::AtLeast(key, least)),
        (key, any::<i64>(), any::<i64>()).prop_map(|(key, least, most)| Condition::Within(key, least, most)),
    ];
    leaf.prop_recursive(5, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

fn form(conditions: &[Option<Condition>]) -> Definition {
    let mut text = "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[section]]\ntitle = \"S\"\n".to_owned();
    for number in 0..conditions.len() {
        let question = format!("key = \"q{number}\"\nkind = \"number\"\ntext = \"Q\"");
        writeln!(text, "[[section.question]]\n{question}").unwrap();
    }
    let mut definition = Definition::parse(&text).unwrap();
    for (question, condition) in definition.sections[0].questions.iter_mut().zip(conditions) {
        question.show_if.clone_from(condition);
    }
    definition
}

fn place(key: &str) -> usize {
    key[1..].parse().unwrap()
}

proptest! {
    /// Proves SF5: whatever conditions are written, the questionnaire is either refused for looking ahead or read to its
    /// end in one pass, each question once; and what is hidden is never kept.
    #[test]
    fn a_flow_never_loops(
        conditions in prop::collection::vec(prop::option::of(condition(6)), 6),
        backwards in any::<bool>(),
        sent in prop::collection::vec(prop::option::of(any::<i64>()), 6),
    ) {
        let looks_ahead = |(at, condition): (usize, &Option<Condition>)| {
            condition.as_ref().is_some_and(|condition| condition.questions().iter().any(|key| place(key) >= at))
        };
        let mut conditions = conditions;
        if backwards {
            for (at, condition) in conditions.iter_mut().enumerate() {
                if looks_ahead((at, condition)) {
                    *condition = None;
                }
            }
        }
        let ahead = conditions.iter().enumerate().any(looks_ahead);
        let published = Published::publish(form(&conditions));
        prop_assert_eq!(published.is_err(), ahead);
        if let Ok(published) = published {
            let texts: Vec<Option<String>> = sent.iter().map(|value| value.map(|value| value.to_string())).collect();
            let answers = read(&published, |key| texts[place(key)].iter().map(String::as_str).collect()).unwrap();
            prop_assert_eq!(answers.len(), 6);
            for (at, answer) in answers.iter().enumerate() {
                prop_assert_eq!(&answer.question, &format!("q{at}"));
                let put = conditions[at].as_ref().is_none_or(|condition| condition.holds(&answers[..at]));
                let expected = match (put, sent[at]) {
                    (false, _) => Value::None(NonAnswer::NotAsked),
                    (true, None) => Value::None(NonAnswer::NotRecorded),
                    (true, Some(number)) => Value::Number(number),
                };
                prop_assert_eq!(&answer.value, &expected);
            }
            let again = Published::publish(Definition::parse(&published.canonical()).unwrap()).unwrap();
            prop_assert_eq!(published.hash(), again.hash());
        }
    }
}

/// Proves SF5: nesting beyond eight levels is refused, and nesting beyond measure while reading, without running out of stack.
#[test]
fn bottomless_nesting_is_refused() {
    let nested = |depth: usize| {
        format!(
            "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[section]]\ntitle = \"S\"\n[[section.question]]\nkey = \"q0\"\nkind = \"number\"\ntext = \"Q\"\n[[section.question]]\nkey = \"q1\"\nkind = \"number\"\ntext = \"Q\"\nshow_if = {}{}{}\n",
            "{ not = ".repeat(depth),
            "{ answered = \"q0\" }",
            " }".repeat(depth)
        )
    };
    let publish = |depth: usize| Published::publish(Definition::parse(&nested(depth)).unwrap());
    assert!(publish(7).is_ok(), "seven around one are eight");
    for depth in [8, 20] {
        let wrong = publish(depth).unwrap_err();
        assert_eq!(
            wrong.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["q1: its condition is nested too deep"]
        );
    }
    for depth in [100, 10_000, 200_000] {
        let text = nested(depth);
        let refused =
            Definition::parse(&text).map_or(true, |definition| Published::publish(definition).is_err());
        assert!(refused, "{depth}");
    }
}

/// Proves SF5: the largest questionnaire that can be published is read in bounded work; a larger one is refused.
#[test]
fn work_is_bounded() {
    let answered = || Condition::Answered("q0".to_owned());
    let all: Vec<Option<Condition>> = (0..300_usize).map(|at| (at > 0).then(answered)).collect();
    let published = Published::publish(form(&all)).unwrap();
    assert_eq!(read(&published, |_| vec!["1"]).unwrap().len(), 300);
    let mut wide = all;
    wide[1] = Some(Condition::Any((0..301).map(|_| answered()).collect()));
    assert_eq!(Published::publish(form(&wide)).unwrap_err().len(), 1);
    let more: Vec<Option<Condition>> = (0..301).map(|_| None).collect();
    assert_eq!(Published::publish(form(&more)).unwrap_err().len(), 1);
}
