//! Questionnaires by chance, all of them fit to be published.

use instrument::{
    Check, Condition, Definition, Example, Formula, Kind, OptionText, Polarity, Question, Scale, Score,
    Section,
};
use proptest::prelude::*;

/// Words as people write them, in several scripts, with what forms and spreadsheets could take for something else.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][a-z ]{0,20}[a-z?]",
        "[=+@'\"-][ -~]{0,20}[!-~]",
        "[\u{627}-\u{64a}]{1,8} [\u{627}-\u{64a}]{1,8}",
        "\\$\\{[a-z]{1,4}\\} & <b>%24[a-z]\\{[0-9]\\}",
        "[a-z]{1,5}\n[a-z]{1,5}  [a-z]{1,5}",
    ]
}

fn scale(key: String) -> impl Strategy<Value = Scale> {
    let polarity = prop_oneof![Just(Polarity::FirstIsBest), Just(Polarity::LastIsBest)];
    (
        polarity,
        2_usize..=11,
        prop::collection::vec(any::<bool>(), 11),
        any::<bool>(),
        any::<bool>(),
        words(),
    )
        .prop_map(move |(polarity, points, bare, collapses, sided, ends)| {
            let label = |point: usize| {
                let between = point > 1 && point < points;
                if between && bare[point - 1] {
                    String::new()
                } else {
                    format!("{ends} {point}")
                }
            };
            let half = points / 2;
            let collapse = vec![(1..=half).collect(), (half + 1..=points).collect()];
            Scale {
                key: key.clone(),
                polarity,
                labels: (1..=points).map(label).collect(),
                collapse: if collapses { collapse } else { Vec::new() },
                sides: if sided {
                    vec![format!("{ends} a|"), "b".to_owned()]
                } else {
                    Vec::new()
                },
            }
        })
}

/// What is drawn for one question.
#[derive(Clone, Debug)]
struct Drawn {
    kind: u8,
    text: String,
    hint: String,
    wording: bool,
    flags: [bool; 4],
    options: usize,
    number: i64,
    condition: Option<(u8, usize, usize, i64)>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let condition = prop::option::of((
        0_u8..11,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        -9_i64..9,
    ));
    let hint = prop_oneof![Just(String::new()), words()];
    (
        0_u8..8,
        words(),
        hint,
        any::<bool>(),
        any::<[bool; 4]>(),
        2_usize..5,
        -20_i64..20,
        condition,
    )
        .prop_map(
            |(kind, text, hint, wording, flags, options, number, condition)| Drawn {
                kind,
                text,
                hint,
                wording,
                flags,
                options,
                number,
                condition: condition
                    .map(|(shape, one, other, number)| (shape, one.index(1000), other.index(1000), number)),
            },
        )
}

fn question(drawn: &Drawn, place: usize, scales: &[Scale]) -> Question {
    // Keys that forms keep for themselves are drawn too.
    let key = match place {
        1 => "meta".to_owned(),
        2 => "data".to_owned(),
        _ => format!("q-{place}"),
    };
    let kind = match drawn.kind {
        0 => Kind::Text,
        1 => Kind::LongText,
        2 => Kind::Number,
        3 => Kind::Date,
        4 => Kind::Single,
        5 => Kind::Multiple,
        6 if !scales.is_empty() => Kind::Scale,
        _ => Kind::YesNoUnsure,
    };
    let choice = matches!(kind, Kind::Single | Kind::Scale | Kind::YesNoUnsure);
    let size = usize::try_from(drawn.number.unsigned_abs()).unwrap() + 1;
    let checks = match kind {
        Kind::Number => vec![Check::Within(drawn.number, drawn.number + 7)],
        Kind::Text if drawn.flags[1] => vec![Check::Letters(size)],
        Kind::Text if drawn.flags[0] => vec![Check::Words(size.min(10))],
        Kind::Text => vec![Check::Digits(size), Check::Letters(size)],
        Kind::Multiple => vec![Check::AtMost(size)],
        _ => Vec::new(),
    };
    let option = |number: usize| OptionText {
        key: format!("{number}-{}", drawn.options),
        text: format!("{} {number}", drawn.text),
    };
    Question {
        key,
        wording: if drawn.wording {
            format!("wording-{place}")
        } else {
            String::new()
        },
        kind,
        text: drawn.text.clone(),
        hint: drawn.hint.clone(),
        required: drawn.flags[0],
        scale: match (kind, scales) {
            (Kind::Scale, scales) => scales[drawn.options % scales.len()].key.clone(),
            _ => String::new(),
        },
        options: match kind {
            Kind::Single | Kind::Multiple => (0..drawn.options).map(option).collect(),
            _ => Vec::new(),
        },
        may_decline: choice && drawn.flags[1],
        may_not_know: choice && drawn.flags[2],
        link: drawn.flags[3],
        checks: if drawn.flags[0] { checks } else { Vec::new() },
        show_if: None,
    }
}

fn condition(asked: &[Question], drawn: (u8, usize, usize, i64)) -> Condition {
    let (shape, one, other, number) = drawn;
    let (first, second) = (&asked[one % asked.len()], &asked[other % asked.len()]);
    let leaf = |question: &Question| match question.kind {
        Kind::Number | Kind::Scale if number % 2 == 0 => {
            Condition::Within(question.key.clone(), number, number + 3)
        }
        Kind::Number | Kind::Scale => Condition::AtLeast(question.key.clone(), number),
        Kind::Single | Kind::Multiple if number % 3 != 0 => {
            Condition::Is(question.key.clone(), question.options[0].key.clone())
        }
        Kind::YesNoUnsure if number % 3 != 0 => Condition::Is(question.key.clone(), "unsure".to_owned()),
        _ => Condition::Answered(question.key.clone()),
    };
    let (first, second) = (leaf(first), leaf(second));
    match shape {
        0 => Condition::All(vec![first, second]),
        1 => Condition::Any(vec![first, Condition::All(vec![second.clone(), second])]),
        2 => Condition::Not(Box::new(Condition::Any(vec![first, second]))),
        3 => Condition::All(vec![]),
        4 => Condition::All(vec![Condition::Any(vec![first]), Condition::Any(vec![])]),
        5 => Condition::All(vec![first.clone(), Condition::Not(Box::new(second)), first]),
        6 => Condition::Is(asked[0].key.clone(), "it's no option".to_owned()),
        7 => Condition::All(vec![
            first.clone(),
            Condition::Any(vec![second, Condition::Not(Box::new(first))]),
        ]),
        8 => Condition::Any(vec![
            Condition::All(vec![first.clone(), second.clone()]),
            Condition::All(vec![second, Condition::at_most(asked[0].key.clone(), number)]),
        ]),
        _ => first,
    }
}

/// Questionnaires that can be published.
pub(crate) fn definitions() -> impl Strategy<Value = Definition> {
    let scales = (0_usize..3).prop_flat_map(|count| {
        (0..count)
            .map(|number| {
                scale(if number == 1 {
                    "Some Scale".to_owned()
                } else {
                    format!("scale-{number}")
                })
            })
            .collect::<Vec<_>>()
    });
    let introduction = prop_oneof![Just(String::new()), words()];
    (
        scales,
        prop::collection::vec(prop::collection::vec(drawn(), 0..5), 1..4),
        drawn(),
        words(),
        introduction,
        any::<bool>(),
    )
        .prop_map(|(scales, sections, first, title, introduction, scored)| {
            let mut asked: Vec<Question> = Vec::new();
            let mut all = vec![question(&Drawn { kind: 2, ..first }, 0, &scales)];
            asked.push(all[0].clone());
            let mut sections: Vec<Section> = sections
                .into_iter()
                .map(|questions| {
                    let questions = questions.iter().map(|drawn| {
                        let mut question = question(drawn, asked.len(), &scales);
                        question.show_if = drawn.condition.map(|drawn| condition(&asked, drawn));
                        asked.push(question.clone());
                        question
                    });
                    Section {
                        title: title.clone(),
                        questions: questions.collect(),
                    }
                })
                .collect();
            sections.insert(
                0,
                Section {
                    title: "First".to_owned(),
                    questions: std::mem::take(&mut all),
                },
            );
            let score = Score {
                key: "score".to_owned(),
                title: title.clone(),
                formula: Formula::Sum(vec![Formula::Plain(1), Formula::Points("q-0".to_owned())]),
                examples: vec![Example {
                    hundredths: None,
                    answers: std::collections::BTreeMap::new(),
                }],
            };
            Definition {
                key: "by-chance".to_owned(),
                version: 3,
                title,
                introduction,
                scales,
                sections,
                scores: if scored { vec![score] } else { Vec::new() },
            }
        })
}
