//! A questionnaire as form fields.

use front::Form;
use govuk::{Checkboxes, Choice, Html, Input, InputKind, Radios, Textarea};
use instrument::{Kind, NonAnswer, Question, Section, Sheet, Word, YES_NO};
use kernel::Problems;

/// A section as the template prints it.
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) fields: Vec<Html>,
}

/// When a question is to be answered, in the words of the sheet; nothing where it always is.
pub(crate) fn only_if(sheet: &Sheet, question: &Question) -> String {
    question.show_if.as_ref().map_or_else(String::new, |condition| {
        let condition = condition.in_language(&sheet.definition, &sheet.words);
        sheet.words.fill(Word::OnlyIf, &[("condition", &condition)])
    })
}

/// Every section with something to ask, with what was typed and what is wrong.
pub(crate) fn sections(sheet: &Sheet, typed: &Form, problems: &Problems) -> Vec<Shown> {
    let sheet = &Sheet {
        definition: sheet.definition.shown(&[]),
        ..sheet.clone()
    };
    let section = |section: &Section| Shown {
        title: section.title.clone(),
        fields: section
            .questions
            .iter()
            .map(|question| field(sheet, question, typed, problems))
            .collect(),
    };
    sheet.definition.sections.iter().map(section).collect()
}

fn field(sheet: &Sheet, question: &Question, typed: &Form, problems: &Problems) -> Html {
    let hint = format!("{} {}", only_if(sheet, question), question.hint);
    let hint = hint.trim();
    let choices = |choices: Vec<(String, String)>| -> Html {
        let mut list = Radios::new(&question.key, &question.text)
            .hint(hint)
            .problems(problems)
            .small()
            .value(typed.text(&question.key));
        for (value, text) in choices {
            list = list.choice(Choice::new(&value, &text));
        }
        let aside = [
            (question.may_not_know, NonAnswer::NotKnown, Word::NotKnown),
            (
                question.may_decline,
                NonAnswer::PreferNotToSay,
                Word::PreferNotToSay,
            ),
        ];
        if aside.iter().any(|(offered, ..)| *offered) {
            list = list.choice(Choice::divider(sheet.words.say(Word::Or)));
        }
        for (_, non_answer, word) in aside.into_iter().filter(|(offered, ..)| *offered) {
            list = list.choice(Choice::new(non_answer.code(), sheet.words.say(word)));
        }
        (&list).into()
    };
    match question.kind {
        Kind::Text => (&Input::new(&question.key, &question.text)
            .hint(hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(20))
            .into(),
        Kind::Number => (&Input::new(&question.key, &question.text)
            .hint(hint)
            .kind(InputKind::Number)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(5))
            .into(),
        Kind::Date => (&Input::new(&question.key, &question.text)
            .hint(hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .width(10))
            .into(),
        Kind::LongText => (&Textarea::new(&question.key, &question.text)
            .hint(hint)
            .value(typed.text(&question.key))
            .problems(problems)
            .rows(4))
            .into(),
        Kind::Scale => {
            let labels = sheet
                .definition
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
        Kind::YesNoUnsure => choices(
            YES_NO
                .iter()
                .map(|(key, word)| ((*key).to_owned(), sheet.words.say(*word).to_owned()))
                .collect(),
        ),
        Kind::Single => choices(
            question
                .options
                .iter()
                .map(|option| (option.key.clone(), option.text.clone()))
                .collect(),
        ),
        Kind::Multiple => {
            let mut list = Checkboxes::new(&question.key, &question.text)
                .hint(hint)
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
