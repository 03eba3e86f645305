//! Definitions that must be refused, and text that must never bring the reader down.

use instrument::{Condition, Definition, Published, Side, Value, read};
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

/// A collapse rule of one's own is kept with the version; what does not cover the scale is refused.
#[test]
fn a_scale_may_carry_its_collapse_rule() {
    let form = |more: &str, points: usize| {
        let labels: Vec<String> = (1..=points).map(|point| format!("\"p{point}\"")).collect();
        let text = format!(
            "key = \"f\"\nversion = 1\ntitle = \"F\"\n[[scale]]\nkey = \"s\"\npolarity = \"last-is-best\"\nlabels = [{}]\n{more}\n[[section]]\ntitle = \"S\"\n[[section.question]]\nkey = \"q\"\nkind = \"scale\"\nscale = \"s\"\ntext = \"Q\"\n",
            labels.join(", ")
        );
        Published::publish(Definition::parse(&text).unwrap())
    };
    let plain = form("", 5).unwrap();
    assert_eq!(
        plain.definition().scales[0].ends(),
        (2, 4),
        "halves and a midpoint"
    );
    let own = form(
        "collapse = [[1], [2, 3], [4, 5]]\nsides = [\"sure\", \"not sure\"]",
        5,
    )
    .unwrap();
    let scale = &own.definition().scales[0];
    let sides: Vec<Side> = (1..=5).filter_map(|point| scale.side(point)).collect();
    let (better, neither, worse) = (Side::Better, Side::Neither, Side::Worse);
    assert_eq!(sides, [worse, neither, neither, better, better]);
    assert_ne!(own.hash(), plain.hash(), "another rule is another version");
    let again = Published::publish(Definition::parse(&own.canonical()).unwrap()).unwrap();
    assert_eq!(again, own);
    assert!(
        !plain.canonical().contains("collapse"),
        "what is not written changes no hash"
    );
    assert!(form("collapse = [[1, 2, 3], [4, 5]]", 5).is_ok(), "no middle");
    let rule = "its collapse rule must name each point once and in order, in two sides or with a middle";
    for (more, points, wanted) in [
        ("collapse = [[1, 2], [3], [4]]", 5, rule),
        ("collapse = [[1, 2], [2, 3], [4, 5]]", 5, rule),
        ("collapse = [[4, 5], [3], [1, 2]]", 5, rule),
        ("collapse = [[1, 2], [], [3, 4, 5]]", 5, rule),
        ("collapse = [[1, 2, 3, 4, 5]]", 5, rule),
        ("collapse = [[1], [2], [3], [4, 5]]", 5, rule),
        (
            "collapse = [[1], [2, 3], [4]]",
            4,
            "a scale with an even number of points has no middle",
        ),
        (
            "sides = [\"sure\"]",
            5,
            "its sides need two different words, the better one first",
        ),
        (
            "sides = [\"sure\", \"sure\"]",
            5,
            "its sides need two different words, the better one first",
        ),
    ] {
        let wrong = form(more, points).unwrap_err();
        assert_eq!(
            wrong
                .iter()
                .map(|unfit| (unfit.key.as_str(), unfit.what))
                .collect::<Vec<_>>(),
            [("s", wanted)],
            "{more}"
        );
    }
}

/// What cannot be read is said on one line, with its place.
#[test]
fn an_unreadable_file_says_where() {
    let text = "key = \"f\"\nversion = 1\ntitle = \"é\" oops\n";
    let wrong = Definition::parse(text).unwrap_err();
    assert_eq!(wrong.place(text), Some((3, 13)));
    assert!(!wrong.message().is_empty() && !wrong.message().contains('\n'));
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
