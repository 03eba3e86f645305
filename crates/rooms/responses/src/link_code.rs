//! The code by which a person's answers before and after are laid side by side without her name: a keyed hash over answers
//! that only she can repeat. The answers are not kept, and without the partnership's key nothing can be tried against it.

use instrument::{Answer, Published, Value};
use store::Keys;

/// The code of a set of answers; `None` when the questionnaire has none.
pub(crate) fn of(keys: &Keys, published: &Published, answers: &[Answer]) -> Option<Vec<u8>> {
    let questions = published.link_questions();
    if questions.is_empty() {
        return None;
    }
    let mut text = String::new();
    for question in questions {
        let value = answers
            .iter()
            .find(|answer| answer.question == question.key)
            .map(|answer| &answer.value);
        let plain = match value {
            Some(Value::Text(text)) => normal(text),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Option(option)) => option.clone(),
            Some(Value::Day(day)) => day.iso(),
            Some(Value::None(_)) | None => return None,
        };
        text.push_str(&plain);
        text.push('\n');
    }
    Some(keys.blind("link code", &text))
}

/// Small letters and digits only: `M A`, `ma` and `Ma.` are the same person's answer.
fn normal(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use instrument::Definition;
    use store::Keys;

    #[test]
    fn the_same_person_makes_the_same_code_and_no_other_key_does() {
        let published = Published::publish(
            Definition::parse(include_str!("../../../../instruments/before.toml")).unwrap(),
        )
        .unwrap();
        let answers = |parent: &str| {
            vec![
                Answer {
                    question: "code-parent".to_owned(),
                    value: Value::Text(parent.to_owned()),
                },
                Answer {
                    question: "code-day".to_owned(),
                    value: Value::Number(7),
                },
                Answer {
                    question: "code-phone".to_owned(),
                    value: Value::Text("42".to_owned()),
                },
            ]
        };
        let keys = Keys::from_master(&[1; 32]);
        let code = of(&keys, &published, &answers("Ma")).unwrap();
        assert_eq!(of(&keys, &published, &answers(" m a.")).unwrap(), code);
        assert_ne!(of(&keys, &published, &answers("Me")).unwrap(), code);
        assert_ne!(
            of(&Keys::from_master(&[2; 32]), &published, &answers("Ma")).unwrap(),
            code
        );
        assert_eq!(of(&keys, &published, &answers("Ma")[..2]), None);
    }
}
