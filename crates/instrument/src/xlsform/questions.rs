//! A question as a row, and back.

use super::cells::{Cells, Line, exact, inside, plain, put, sheet};
use super::conditions::{self, asides};
use super::constraints;
use super::lists::{self, Found, Lists};
use super::names::{Known, key_of, name_of};
use crate::answers::NonAnswer;
use crate::definition::{Kind, OptionText, Question};
use crate::scale::Scale;

/// The columns of the sheet, as we write it.
pub(super) const COLUMNS: [&str; 11] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "trellis_wording",
    "trellis_link",
    "trellis_exact",
];
/// Those that say what a row means without the last, which says it exactly.
pub(super) const SAYING: [&str; 10] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "trellis_wording",
    "trellis_link",
];

/// A question's row without exact data, and the list of its options with their name.
pub(super) fn row(
    question: &Question,
    scales: &[Scale],
    known: &Known,
) -> (Line, Option<(String, Vec<Line>)>) {
    let asides = asides(question);
    let list = match question.kind {
        Kind::Text | Kind::LongText | Kind::Number | Kind::Date => None,
        Kind::Single | Kind::Multiple => Some(lists::options(question, &asides)),
        Kind::YesNoUnsure => Some(lists::yes_no(&asides)),
        Kind::Scale => {
            let base = lists::of_scale(scales, &question.scale);
            let scale = scales.iter().find(|scale| scale.key == question.scale);
            Some(scale.map_or_else(
                || (base.clone(), Vec::new()),
                |scale| lists::points(scale, &base, &asides),
            ))
        }
    };
    let name = list.as_ref().map_or("", |(name, _)| name.as_str());
    let mut line = Line::new();
    put(
        &mut line,
        "type",
        match question.kind {
            Kind::Text | Kind::LongText => "text".to_owned(),
            Kind::Number => "integer".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Multiple => format!("select_multiple {name}"),
            Kind::Single | Kind::Scale | Kind::YesNoUnsure => format!("select_one {name}"),
        },
    );
    put(&mut line, "name", name_of(&question.key));
    put(&mut line, "label", plain(&question.text));
    put(&mut line, "hint", plain(&question.hint));
    put(&mut line, "required", if question.required { "yes" } else { "" });
    let relevant = question
        .show_if
        .as_ref()
        .map(|condition| conditions::write(condition, known));
    put(&mut line, "relevant", relevant.unwrap_or_default());
    put(&mut line, "constraint", constraints::write(&question.checks));
    put(
        &mut line,
        "appearance",
        match question.kind {
            Kind::LongText => "multiline",
            Kind::Scale => "likert",
            _ => "",
        },
    );
    put(&mut line, "trellis_wording", plain(&question.wording));
    put(&mut line, "trellis_link", if question.link { "yes" } else { "" });
    (line, list)
}

/// What a row is read against.
pub(super) struct Form<'f> {
    pub(super) lists: &'f Lists<'f>,
    pub(super) scales: &'f [(String, Scale)],
    pub(super) known: &'f Known,
    /// The columns of the language that is read.
    pub(super) label: &'f str,
    pub(super) hint: &'f str,
    pub(super) choice: &'f str,
    /// It was written by us: cells are taken as they stand.
    pub(super) own: bool,
}

/// A question as it was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) question: Question,
    /// The names of its options in the form and their keys.
    pub(super) options: Vec<(String, String)>,
    /// What was left out of it.
    pub(super) left: Vec<String>,
}

impl Form<'_> {
    fn text(&self, text: &str) -> String {
        if self.own {
            text.to_owned()
        } else {
            text.trim().to_owned()
        }
    }

    /// The exact data of a row, where it says what the row says.
    pub(super) fn exact(&self, cells: &Cells<'_>) -> Option<Question> {
        let question: Question = toml::from_str(&inside(cells.get("trellis_exact"))).ok()?;
        let scales: Vec<Scale> = self.scales.iter().map(|(_, scale)| scale.clone()).collect();
        let (line, list) = row(&question, &scales, self.known);
        let same_list = list.is_none_or(|(name, lines)| {
            let rows = self.lists.get(&name);
            rows.len() == lines.len()
                && rows
                    .iter()
                    .zip(&lines)
                    .all(|(cells, line)| cells.says(line, &["list_name", "name", "label"]))
        });
        (cells.says(&line, &SAYING) && same_list).then_some(question)
    }

    /// A row, whether it says it exactly or as other programs do. The message says why it cannot be taken.
    pub(super) fn read(&self, cells: &Cells<'_>) -> Result<Read, String> {
        if let Some(question) = self.exact(cells) {
            let options = keyed(&question);
            return Ok(Read {
                question,
                options,
                left: Vec::new(),
            });
        }
        self.visible(cells)
    }

    /// A row as other programs read it.
    pub(super) fn visible(&self, cells: &Cells<'_>) -> Result<Read, String> {
        let mut left = Vec::new();
        let mut question = Question {
            key: key_of(cells.get("name")),
            wording: self.text(cells.get("trellis_wording")),
            kind: Kind::Text,
            text: self.text(cells.get(self.label)),
            hint: self.text(cells.get(self.hint)),
            required: false,
            scale: String::new(),
            options: Vec::new(),
            may_decline: false,
            may_not_know: false,
            link: cells.get("trellis_link").trim() == "yes",
            checks: Vec::new(),
            show_if: None,
        };
        if cells.get("name").trim().is_empty() {
            return Err("it has no name".to_owned());
        }
        if question.text.trim().is_empty() && !self.own {
            return Err("it has no label".to_owned());
        }
        let mut options = Vec::new();
        let words: Vec<&str> = cells.get("type").split_whitespace().collect();
        let lines = cells
            .get("appearance")
            .split_whitespace()
            .any(|word| word == "multiline");
        match words.as_slice() {
            ["text" | "string"] => question.kind = if lines { Kind::LongText } else { Kind::Text },
            ["integer" | "int"] => question.kind = Kind::Number,
            ["date"] => question.kind = Kind::Date,
            ["select_one" | "select1", list] => options = self.one_of(&mut question, list)?,
            ["select_multiple", list] => {
                let (found, asides) = lists::split(self.lists.get(list), self.choice, self.own);
                if !asides.is_empty() {
                    return Err("several options can be chosen, and a non-answer is among them".to_owned());
                }
                question.kind = Kind::Multiple;
                options = own_options(&mut question, &found)?;
            }
            _ => {
                return Err(format!(
                    "questions of the type “{}” are not known here",
                    cells.get("type").trim()
                ));
            }
        }
        match cells.get("required").trim().to_lowercase().as_str() {
            "" | "no" | "false" | "false()" | "0" => {}
            "yes" | "true" | "true()" | "1" => question.required = true,
            _ => left.push("it is required only under a condition: here it may be left empty".to_owned()),
        }
        if !cells.get("relevant").trim().is_empty() {
            let condition = conditions::read(cells.get("relevant"), self.known)
                .map_err(|why| format!("its condition cannot be taken: {why}"))?;
            question.show_if = Some(condition);
        }
        if !cells.get("constraint").trim().is_empty() {
            match constraints::read(cells.get("constraint"), question.kind) {
                Ok(checks) => question.checks = checks,
                Err(why) => left.push(format!("its constraint was left out: {why}")),
            }
        }
        Ok(Read {
            question,
            options,
            left,
        })
    }

    /// One answer out of a list: a scale, yes or no, or options.
    fn one_of(&self, question: &mut Question, list: &str) -> Result<Vec<(String, String)>, String> {
        let (found, asides) = lists::split(self.lists.get(list), self.choice, self.own);
        question.may_not_know = asides.contains(&NonAnswer::NotKnown);
        question.may_decline = asides.contains(&NonAnswer::PreferNotToSay);
        let base = list.split_once("_or_").map_or(list, |(base, _)| base);
        if let Some((_, scale)) = self.scales.iter().find(|(name, _)| name == list || name == base) {
            let same = found.len() == scale.points()
                && found
                    .iter()
                    .zip(self.lists.get(base))
                    .all(|(found, point)| found.option.text == self.text(point.get(self.choice)));
            if !same {
                return Err(format!("the points of {list} are not those of {base}"));
            }
            question.kind = Kind::Scale;
            question.scale.clone_from(&scale.key);
            return Ok(Vec::new());
        }
        if lists::is_yes_no(list, &found) {
            question.kind = Kind::YesNoUnsure;
            return Ok(keyed_as(&found));
        }
        question.kind = Kind::Single;
        own_options(question, &found)
    }
}

fn own_options(question: &mut Question, found: &[Found]) -> Result<Vec<(String, String)>, String> {
    if found.len() < 2 {
        return Err("there are not two options or more in its list".to_owned());
    }
    if found
        .iter()
        .any(|one| one.option.key.is_empty() || one.option.text.trim().is_empty())
    {
        return Err("an option of its list has no name or no label".to_owned());
    }
    let again = |(place, one): (usize, &Found)| {
        found
            .iter()
            .take(place)
            .any(|other| other.option.key == one.option.key)
    };
    if found.iter().enumerate().any(again) {
        return Err("two options of its list have names that are the same in small letters".to_owned());
    }
    question.options = found.iter().map(|one| one.option.clone()).collect();
    Ok(keyed_as(found))
}

fn keyed_as(found: &[Found]) -> Vec<(String, String)> {
    found
        .iter()
        .map(|one| (one.name.clone(), one.option.key.clone()))
        .collect()
}

/// The options of a question of ours, under their own names.
pub(super) fn keyed(question: &Question) -> Vec<(String, String)> {
    let same = |key: &str| (key.to_owned(), key.to_owned());
    if question.kind == Kind::YesNoUnsure {
        return crate::answers::YES_NO.iter().map(|(key, _)| same(key)).collect();
    }
    question
        .options
        .iter()
        .map(|OptionText { key, .. }| same(key))
        .collect()
}

/// Adds exact data to a row that other programs would read as something else.
pub(super) fn add_exact(line: &mut Line, question: &Question, form: &Form<'_>) {
    let written = sheet(&COLUMNS, std::slice::from_ref(line));
    let read = super::cells::rows(&written)
        .first()
        .map(|cells| form.visible(cells));
    let same = matches!(read, Some(Ok(read)) if read.question == *question && read.left.is_empty());
    if let (false, Ok(text)) = (same, toml::to_string(question)) {
        put(line, "trellis_exact", exact(&text));
    }
}
