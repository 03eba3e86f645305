//! The questionnaires we ship.

use instrument::{Definition, NonAnswer, Published, Value, read};

const FILES: [&str; 4] = [
    include_str!("../../../../instruments/end-of-session.toml"),
    include_str!("../../../../instruments/before.toml"),
    include_str!("../../../../instruments/after.toml"),
    include_str!("../../../../instruments/follow-up.toml"),
];

fn published(place: usize) -> Published {
    Published::publish(Definition::parse(FILES[place]).unwrap()).unwrap()
}

#[test]
fn each_is_fit_to_publish_and_comes_back_the_same() {
    for place in 0..FILES.len() {
        let first = published(place);
        let again = Published::publish(Definition::parse(&first.canonical()).unwrap()).unwrap();
        assert_eq!(first.hash(), again.hash());
        assert_eq!(first, again);
    }
    let statements = published(0)
        .definition()
        .questions()
        .filter(|question| question.scale == "agreement")
        .count();
    assert_eq!(statements, 15, "the fifteen things of table 1");
    assert_eq!(
        published(3)
            .definition()
            .questions()
            .filter(|question| question.scale == "agreement-7")
            .count(),
        4
    );
    let (before, after) = (published(1), published(2));
    for (one, other) in before
        .definition()
        .questions()
        .zip(after.definition().questions())
    {
        assert_eq!(
            (&one.key, &one.wording, &one.text),
            (&other.key, &other.wording, &other.text),
            "before and after ask the same"
        );
    }
    assert_eq!(before.link_questions().len(), 3);
}

/// Proves SF2: each field is checked and named; hidden questions are never kept.
#[test]
fn answers_are_checked_and_hidden_questions_are_not_kept() {
    let feedback = published(0);
    let form = |pairs: &'static [(&'static str, &'static str)]| {
        read(&feedback, move |key| {
            pairs
                .iter()
                .filter(|(known, _)| *known == key)
                .map(|(_, value)| *value)
                .collect()
        })
    };
    let find = |answers: &[instrument::Answer], key: &str| {
        answers
            .iter()
            .find(|answer| answer.question == key)
            .map(|answer| answer.value.clone())
            .unwrap()
    };
    let answers = form(&[
        ("expectations", "1"),
        ("likelihood", "low"),
        ("time-of-use", "month"),
        ("background", "prefer-not-to-say"),
    ])
    .unwrap();
    assert_eq!(find(&answers, "expectations"), Value::Number(1));
    assert_eq!(find(&answers, "materials"), Value::None(NonAnswer::NotRecorded));
    assert_eq!(
        find(&answers, "time-of-use"),
        Value::None(NonAnswer::NotAsked),
        "sent, but not put"
    );
    assert_eq!(
        find(&answers, "background"),
        Value::None(NonAnswer::PreferNotToSay)
    );
    let answers = form(&[("likelihood", "high"), ("time-of-use", "month")]).unwrap();
    assert_eq!(find(&answers, "time-of-use"), Value::Option("month".to_owned()));
    for (pair, field) in [
        (("expectations", "6"), "expectations"),
        (("expectations", "0"), "expectations"),
        (("likelihood", "certain"), "likelihood"),
        (("knowledge-before", "x"), "knowledge-before"),
    ] {
        let problems = read(
            &feedback,
            |key| if key == pair.0 { vec![pair.1] } else { Vec::new() },
        )
        .unwrap_err();
        assert_eq!(
            problems
                .0
                .iter()
                .map(|problem| problem.field.as_str())
                .collect::<Vec<_>>(),
            [field]
        );
    }
    let before = published(1);
    let problems = read(&before, |_| Vec::new()).unwrap_err();
    assert_eq!(problems.0.len(), 3, "the code's questions must be answered");
}
