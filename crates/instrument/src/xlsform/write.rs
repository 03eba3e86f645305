//! A questionnaire as the sheets of a form.

use super::Sheets;
use super::cells::{Line, exact, plain, put, sheet};
use super::languages;
use super::lists::{self, Lists};
use super::names::{Known, name_of};
use super::questions::{self, Form};
use super::read::read_shown;
use crate::definition::Definition;
use crate::score::Score;
use crate::translation::Translation;
use serde::{Deserialize, Serialize};

/// What is said of the whole form, as we write it.
pub(super) const SETTINGS: [&str; 7] = [
    "form_title",
    "form_id",
    "name",
    "version",
    "trellis_format",
    "trellis_scores",
    "trellis_exact",
];

/// The first format of our columns.
pub(super) const FORMAT: &str = "1";
/// The name under which a form keeps its answers; no key of ours has an underscore.
const ROOT: &str = "form_root";

/// Scores, which forms have no word for.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scores {
    #[serde(default)]
    pub(super) score: Vec<Score>,
}

/// A text that stands exactly in a column of ours.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) text: String,
}

/// Puts a text into a cell, and exactly beside it where the cell cannot hold it.
fn words(line: &mut Line, column: &'static str, text: &str) {
    put(line, column, plain(text));
    if let (true, Ok(whole)) = (
        plain(text) != text,
        toml::to_string(&Words {
            text: text.to_owned(),
        }),
    ) {
        put(line, "trellis_exact", exact(&whole));
    }
}

/// The sheets of a questionnaire with its translations, each in columns of its own.
pub fn write_with(definition: &Definition, translations: &[Translation]) -> Sheets {
    let mut sheets = write(definition);
    if let (false, Ok((_, shown))) = (translations.is_empty(), read_shown(&sheets)) {
        languages::add(&mut sheets, definition, translations, &shown);
    }
    sheets
}

/// The sheets of a questionnaire.
pub fn write(definition: &Definition) -> Sheets {
    let choices = sheet(&lists::COLUMNS, &choices(definition));
    let lists = Lists::of(&choices);
    let scales = lists.scales("label");
    let mut survey = Vec::new();
    if !definition.introduction.is_empty() {
        let mut line = Line::new();
        put(&mut line, "type", "note");
        put(&mut line, "name", "introduction_1");
        words(&mut line, "label", &definition.introduction);
        survey.push(line);
    }
    let mut known = Known::default();
    for (place, section) in definition.sections.iter().enumerate() {
        let name = format!("section_{}", place + 1);
        let mut begin = Line::new();
        put(&mut begin, "type", "begin_group");
        put(&mut begin, "name", name.as_str());
        words(&mut begin, "label", &section.title);
        survey.push(begin);
        for question in &section.questions {
            let (mut line, _) = questions::row(question, &definition.scales, &known);
            let form = Form {
                lists: &lists,
                scales: &scales,
                known: &known,
                label: "label",
                hint: "hint",
                choice: "label",
                own: true,
            };
            questions::add_exact(&mut line, question, &form);
            survey.push(line);
            known.add(name_of(&question.key), question, questions::keyed(question));
        }
        let mut end = Line::new();
        put(&mut end, "type", "end_group");
        put(&mut end, "name", name.as_str());
        survey.push(end);
    }
    let settings = sheet(&SETTINGS, &[settings(definition)]);
    Sheets {
        survey: sheet(&questions::COLUMNS, &survey),
        settings,
        choices,
    }
}

fn choices(definition: &Definition) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let mut written: Vec<String> = Vec::new();
    for scale in &definition.scales {
        let base = lists::of_scale(&definition.scales, &scale.key);
        let (name, mut lines) = lists::points(scale, &base, &[]);
        lists::add_exact(&mut lines, scale, &base, "label");
        written.push(name);
        all.extend(lines);
    }
    for question in definition.questions() {
        let (_, list) = questions::row(question, &definition.scales, &Known::default());
        if let Some((name, lines)) = list.filter(|(name, _)| !written.contains(name)) {
            written.push(name);
            all.extend(lines);
        }
    }
    all
}

fn settings(definition: &Definition) -> Line {
    let mut line = Line::new();
    words(&mut line, "form_title", &definition.title);
    put(&mut line, "form_id", definition.key.as_str());
    put(&mut line, "name", ROOT);
    put(&mut line, "version", definition.version.to_string());
    put(&mut line, "trellis_format", FORMAT);
    let scores = Scores {
        score: definition.scores.clone(),
    };
    if let (false, Ok(text)) = (definition.scores.is_empty(), toml::to_string(&scores)) {
        put(&mut line, "trellis_scores", exact(&text));
    }
    line
}
