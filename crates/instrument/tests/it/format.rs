//! Definitions that must be refused, and text that must never bring the reader down.

use instrument::{Condition, Definition, Published, Value, read};
use proptest::prelude::*;

fn base() -> Definition {
    Definition::parse(
        "key = \"small\"\nversion = 1\ntitle = \"Small\"\n[[section]]\ntitle = \"One\"\n[[section.question]]\nkey = \"first\"\nkind = \"number\"\ntext = \"How many?\"\n[[section.question]]\nkey = \"second\"\nkind = \"text\"\ntext = \"Which?\"\nshow_if = { at-least = [\"first\", 2] }\n",
    )
    .unwrap()
}

/// Proves SF5: a condition looks back only, so no flow loops; unknown words and fields are refused.
#[test]
fn unfit_definitions_are_named() {
    assert!(Published::publish(base()).is_ok());
    let spoil = |change: fn(&mut Definition)| {
        let mut definition = base();
        change(&mut definition);
        Published::publish(definition).unwrap_err().len()
    };
    assert_eq!(
        spoil(|d| d.sections[0].questions[0].show_if = Some(Condition::Answered("second".to_owned()))),
        1
    );
    assert_eq!(
        spoil(|d| d.sections[0].questions[0].show_if = Some(Condition::Answered("first".to_owned()))),
        1,
        "itself"
    );
    assert_eq!(spoil(|d| d.sections[0].questions[1].key = "first".to_owned()), 1);
    assert_eq!(
        spoil(|d| d.sections[0].questions[1].key = "Not A Key".to_owned()),
        1
    );
    assert_eq!(
        spoil(|d| d.sections[0].questions[0].kind = instrument::Kind::Scale),
        1
    );
    assert_eq!(spoil(|d| d.version = 0), 1);
    assert_eq!(
        spoil(|d| {
            let deep = (0..9).fold(Condition::Answered("first".to_owned()), |inner, _| {
                Condition::Not(Box::new(inner))
            });
            d.sections[0].questions[1].show_if = Some(deep);
        }),
        1
    );
    for text in [
        "",
        "key = 1",
        "key = \"a\"\nversion = 1\ntitle = \"t\"\nsurprise = 1\n[[section]]\ntitle = \"x\"",
    ] {
        assert!(Definition::parse(text).is_err(), "{text}");
    }
}

proptest! {
    /// Any change to a real file is read or refused, never a crash; what can be published can be answered.
    #[test]
    fn mutated_files_never_crash(place in 0_usize..8000, with in "[ -~\\n\\[\\]\"=]{0,12}", cut in 0_usize..40) {
        let source = include_str!("../../../../instruments/end-of-session.toml");
        let start = (0..=place.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let end = (start + cut..=source.len()).find(|at| source.is_char_boundary(*at)).unwrap_or(source.len());
        let text = format!("{}{}{}", &source[..start], with, &source[end..]);
        if let Ok(definition) = Definition::parse(&text) && let Ok(published) = Published::publish(definition) {
            let _ = read(&published, |_| vec!["1"]);
        }
    }

    /// Every answer that is taken fits its question.
    #[test]
    fn answers_fit(first in "[0-9a-z -]{0,6}", second in "\\PC{0,300}") {
        let published = Published::publish(base()).unwrap();
        let values = |key: &str| if key == "first" { vec![first.as_str()] } else { vec![second.as_str()] };
        if let Ok(answers) = read(&published, values) {
            prop_assert_eq!(answers.len(), 2);
            for answer in answers {
                if let Value::Text(text) = &answer.value {
                    prop_assert!(text.chars().count() <= 200);
                    prop_assert!(first.trim().parse::<i64>().unwrap() >= 2, "put only when its condition holds");
                }
            }
        }
    }
}
