//! A questionnaire as form fields.

use front::Form;
use govuk::{Checkboxes, Choice, Html, Input, InputKind, Radios, Textarea};
use instrument::{Kind, NonAnswer, Published, Question, Section};
use kernel::Problems;

/// A section as the template prints it.
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) fields: Vec<Html>,
}

/// Every section, with what was typed and what is wrong.
pub(crate) fn sections(published: &Published, typed: &Form, problems: &Problems) -> Vec<Shown> {
    let section = |section: &Section| Shown {
        title: section.title.clone(),
        fields: section
            .questions
            .iter()
            .map(|question| field(published, question, typed, problems))
            .collect(),
    };
    published.definition().sections.iter().map(section).collect()
}

fn field(published: &Published, question: &Question, typed: &Form, problems: &Problems) -> Html {
    let mut hint = question.hint.clone();
    if question.show_if.is_some() && hint.is_empty() {
        "Leave this empty if it does not fit your answer above.".clone_into(&mut hint);
    }
    let choices = |choices: Vec<(String, String)>| -> Html {
        let mut list = Radios::new(&question.key, &question.text)
            .hint(&hint)
            .problems(problems)
            .small()
            .value(typed.text(&question.key));
        for (value, text) in choices {
            list = list.choice(Choice::new(&value, &text));
        }
        let aside = [
            (question.may_not_know, NonAnswer::NotKnown),
            (question.may_decline, NonAnswer::PreferNotToSay),
        ];
        if aside.iter().any(|(offered, _)| *offered) {
            list = list.choice(Choice::divider("or"));
        }
        for (_, non_answer) in aside.into_iter().filter(|(offered, _)| *offered) {
            list = list.choice(Choice::new(non_answer.code(), non_answer.label()));
        }
        (&list).into()
    };
    match question.kind {
        Kind::Text => (&Input::new(&question.key, &question.text)
            .hint(&hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(20))
            .into(),
        Kind::Number => (&Input::new(&question.key, &question.text)
            .hint(&hint)
            .kind(InputKind::Number)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(5))
            .into(),
        Kind::Date => (&Input::new(&question.key, &question.text)
            .hint(&hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(10))
            .into(),
        Kind::LongText => (&Textarea::new(&question.key, &question.text)
            .hint(&hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .rows(4))
            .into(),
        Kind::Scale => {
            let labels = published
                .scale_of(question)
                .map(|scale| scale.labels.clone())
                .unwrap_or_default();
            choices(
                labels
                    .into_iter()
                    .enumerate()
                    .map(|(place, label)| ((place + 1).to_string(), label))
                    .collect(),
            )
        }
        Kind::YesNoUnsure => choices(vec![
            ("yes".to_owned(), "Yes".to_owned()),
            ("no".to_owned(), "No".to_owned()),
            ("unsure".to_owned(), "Not sure".to_owned()),
        ]),
        Kind::Single => choices(
            question
                .options
                .iter()
                .map(|option| (option.key.clone(), option.text.clone()))
                .collect(),
        ),
        Kind::Multiple => {
            let mut list = Checkboxes::new(&question.key, &question.text)
                .hint(&hint)
                .problems(problems)
                .small();
            for option in &question.options {
                list = list.choice(Choice::new(&option.key, &option.text));
            }
            for chosen in typed.all(&question.key) {
                list = list.value(chosen);
            }
            (&list).into()
        }
    }
}
