//! A questionnaire as those who answer see it, in a frame as wide as a phone. It can be filled in to see which questions a path puts; what
//! is sent is read, shown, and kept nowhere.

use super::fields::{Shown, sections};
use askama::Template;
use front::Form;
use govuk::{Button, Cell, ErrorSummary, Html, Table};
use instrument::{Answer, NonAnswer, Sheet, Value, Word, YES_NO};
use kernel::Problems;

/// A preview.
#[derive(Template)]
#[template(path = "preview.html")]
pub(crate) struct Preview {
    /// What stands above the frame.
    pub(crate) heading: String,
    pub(crate) ways: Vec<(String, String, bool)>,
    pub(crate) read: Html,
    pub(crate) language: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) wide: bool,
    pub(crate) title: String,
    pub(crate) introduction: String,
    pub(crate) errors: ErrorSummary,
    pub(crate) hidden: Html,
    pub(crate) sections: Vec<Shown>,
    pub(crate) send: Button,
}

impl Preview {
    /// The preview of a sheet, with what was typed into it.
    pub(crate) fn of(sheet: &Sheet, hidden: Html, typed: &Form, problems: &Problems) -> Self {
        let definition = &sheet.definition;
        Self {
            heading: "Preview".to_owned(),
            ways: Vec::new(),
            read: Html::default(),
            language: sheet.language.code,
            direction: sheet.language.direction(),
            wide: false,
            title: definition.title.clone(),
            introduction: definition.introduction.clone(),
            errors: ErrorSummary::new(problems).titled(sheet.words.say(Word::Problem)),
            hidden,
            sections: sections(sheet, typed, problems),
            send: Button::new(sheet.words.say(Word::Send)),
        }
    }
}

/// Reads a form that has the questionnaire's fields and no others, as the answer page does.
pub(crate) fn only_its_fields(sheet: &Sheet, form: &Form, besides: &[&str]) -> Result<(), kernel::Stop> {
    let (mut single, mut lists) = (besides.to_vec(), Vec::new());
    for question in sheet.definition.questions() {
        if question.kind == instrument::Kind::Multiple {
            lists.push(question.key.as_str());
        } else {
            single.push(question.key.as_str());
        }
    }
    form.only(&single, &lists)
}

/// What would be kept of the answers, in the words of the page.
pub(crate) fn as_read(sheet: &Sheet, answers: &[Answer]) -> Table {
    let definition = &sheet.definition;
    let rows = definition.questions().map(|question| {
        let own: Vec<String> = answers
            .iter()
            .filter(|answer| answer.question == question.key)
            .map(|answer| match &answer.value {
                Value::Text(text) => text.clone(),
                Value::Number(number) => definition
                    .scale_of(question)
                    .and_then(|scale| scale.label(usize::try_from(*number).ok()?))
                    .map_or_else(|| number.to_string(), str::to_owned),
                Value::Option(option) => said(sheet, &question.key, option),
                Value::Day(day) => day.text(),
                Value::None(NonAnswer::NotAsked) => "Not asked on this path".to_owned(),
                Value::None(reason) => reason.label().to_owned(),
            })
            .collect();
        let mut words = own.join("; ");
        if question.link {
            words.push_str(" (makes the link code, and is not kept)");
        }
        vec![Cell::text(&question.text), Cell::text(&words)]
    });
    Table::new("What would be kept of these answers")
        .column("Question")
        .column("Answer")
        .rows(rows)
}

fn said(sheet: &Sheet, question: &str, option: &str) -> String {
    YES_NO.iter().find(|(key, _)| *key == option).map_or_else(
        || sheet.definition.option_text(question, option),
        |(_, word)| sheet.words.say(*word).to_owned(),
    )
}
