//! The sheets of a form as a questionnaire: what can be taken is taken, and the rest is named row by row with the reason.

use super::cells::{Cells, column, inside, language, plain, rows};
use super::conditions;
use super::languages::{self, Part, Place, REST, Shown};
use super::lists::{self, Lists};
use super::names::{Known, key_of, name_of};
use super::questions::Form;
use super::write::{FORMAT, SETTINGS, Scores, Words};
use super::{Left, Sheets, Taken};
use crate::condition::Condition;
use crate::definition::{Definition, Section};
use crate::scale::Scale;
use std::collections::BTreeSet;

/// Columns of questions that are read.
const READ: [&str; 8] = [
    "type",
    "name",
    "required",
    "relevant",
    "constraint",
    "trellis_wording",
    "trellis_link",
    "trellis_exact",
];

/// A form as a questionnaire.
///
/// # Errors
/// When there is no question in it that can be taken: everything that was left out.
pub fn read(sheets: &Sheets) -> Result<Taken, Vec<Left>> {
    read_shown(sheets).map(|(taken, _)| taken)
}

/// The same, with the cells that show its texts.
pub(super) fn read_shown(sheets: &Sheets) -> Result<(Taken, Vec<Shown>), Vec<Left>> {
    let settings_rows = rows(&sheets.settings);
    let blank = Cells::none();
    let settings = settings_rows.first().unwrap_or(&blank);
    let language = language(sheets, settings);
    let lists = Lists::of(&sheets.choices);
    let choice_label = column(&sheets.choices, "label", &language);
    let scales = lists.scales(&choice_label);
    let (label, hint) = (
        column(&sheets.survey, "label", &language),
        column(&sheets.survey, "hint", &language),
    );
    let main = [label.as_str(), hint.as_str(), choice_label.as_str()];
    let mut reader = Reader {
        lists: &lists,
        scales: &scales,
        label: label.clone(),
        hint: hint.clone(),
        choice_label: choice_label.clone(),
        spoken: languages::spoken(sheets, &main),
        shown: Vec::new(),
        own: settings.get("trellis_format").trim() == FORMAT,
        known: Known::default(),
        keys: BTreeSet::new(),
        groups: Vec::new(),
        repeats: 0,
        sections: Vec::new(),
        introduction: String::new(),
        title: String::new(),
        left: Vec::new(),
    };
    let mut definition = reader.form(settings);
    for cells in rows(&sheets.survey) {
        reader.row(&cells);
    }
    reader.other_columns(&sheets.choices);
    definition.introduction = reader.introduction;
    definition.sections = reader.sections;
    definition.scales = scales.iter().map(|(_, scale)| scale.clone()).collect();
    if definition.questions().next().is_none() {
        return Err(reader.left);
    }
    let translations = languages::read(sheets, &main, settings, &definition, &reader.shown);
    let taken = Taken {
        definition,
        translations,
        left: reader.left,
    };
    Ok((taken, reader.shown))
}

struct Reader<'r> {
    lists: &'r Lists<'r>,
    scales: &'r [(String, Scale)],
    label: String,
    hint: String,
    choice_label: String,
    /// The columns in other languages.
    spoken: BTreeSet<String>,
    /// The cells that show a text.
    shown: Vec<Shown>,
    own: bool,
    known: Known,
    keys: BTreeSet<String>,
    /// The groups that are open: title, and the condition that they have or why it cannot be taken.
    groups: Vec<(String, Result<Option<Condition>, String>)>,
    /// Repeats that are open.
    repeats: usize,
    sections: Vec<Section>,
    introduction: String,
    title: String,
    left: Vec<Left>,
}

impl Reader<'_> {
    fn leave(&mut self, sheet: &'static str, row: usize, what: &str, why: impl Into<String>) {
        self.left.push(Left {
            sheet,
            row,
            what: what.trim().to_owned(),
            why: why.into(),
        });
    }

    fn words(&self, cells: &Cells<'_>, column: &str) -> String {
        let text = cells.get(column);
        let exact = toml::from_str::<Words>(&inside(cells.get("trellis_exact")));
        match exact {
            Ok(words) if self.own && plain(&words.text) == text => words.text,
            _ if self.own => text.to_owned(),
            _ => text.trim().to_owned(),
        }
    }

    fn form(&mut self, settings: &Cells<'_>) -> Definition {
        let mut title = self.words(settings, "form_title");
        if title.trim().is_empty() && !self.own {
            let id = settings.get("form_id").trim();
            title = if id.is_empty() {
                "Questionnaire".to_owned()
            } else {
                id.to_owned()
            };
            self.leave(
                "settings",
                settings.number,
                "form_title",
                format!("there is none: “{title}” stands in its place"),
            );
        }
        let id = settings.get("form_id").trim();
        let scores = match settings.get("trellis_scores") {
            "" => Vec::new(),
            text => toml::from_str::<Scores>(&inside(text)).map_or_else(
                |_| {
                    self.leave(
                        "settings",
                        settings.number,
                        "trellis_scores",
                        "they cannot be read",
                    );
                    Vec::new()
                },
                |scores| scores.score,
            ),
        };
        for column in settings.filled() {
            if !SETTINGS.contains(&column) && column != "default_language" && !column.starts_with(REST) {
                self.leave(
                    "settings",
                    settings.number,
                    column,
                    "this setting is not known here",
                );
            }
        }
        self.title.clone_from(&title);
        Definition {
            key: match (self.own, id) {
                (true, id) => id.to_owned(),
                (false, "") => key_of(&title),
                (false, id) => key_of(id),
            },
            version: settings
                .get("version")
                .trim()
                .parse()
                .ok()
                .filter(|_| self.own)
                .unwrap_or(1),
            title,
            introduction: String::new(),
            scales: Vec::new(),
            sections: Vec::new(),
            scores,
        }
    }

    fn row(&mut self, cells: &Cells<'_>) {
        let kind = cells.get("type").split_whitespace().collect::<Vec<_>>().join("_");
        match kind.as_str() {
            "begin_repeat" => {
                self.repeats += 1;
                self.leave(
                    "survey",
                    cells.number,
                    cells.get("name"),
                    "questions are asked once here: what is asked again and again was left out",
                );
            }
            "end_repeat" => self.repeats = self.repeats.saturating_sub(1),
            _ if self.repeats > 0 => {
                if !kind.starts_with("end") {
                    self.leave(
                        "survey",
                        cells.number,
                        cells.get("name"),
                        "it is asked again and again",
                    );
                }
            }
            "begin_group" => self.begin(cells),
            "end_group" => {
                self.groups.pop();
                // What follows inside the group around it stands under that one's heading again.
                if let Some((title, _)) = self.groups.last() {
                    self.sections.push(Section {
                        title: title.clone(),
                        questions: Vec::new(),
                    });
                } else if !self.own {
                    self.sections.push(Section {
                        title: self.title.clone(),
                        questions: Vec::new(),
                    });
                }
            }
            "note"
                if self.sections.is_empty()
                    && self.introduction.is_empty()
                    && cells.get("relevant").trim().is_empty() =>
            {
                self.introduction = self.words(cells, &self.label.clone());
                self.show(cells, Place::Text("introduction".to_owned()));
                self.other_cells(cells);
            }
            "note" => self.leave(
                "survey",
                cells.number,
                cells.get("name"),
                "texts between questions are not known here",
            ),
            _ => self.question(cells),
        }
        if !self.own {
            // Sections that nothing was put into are none.
            let last = self.sections.len().saturating_sub(1);
            let mut place = 0;
            self.sections.retain(|section| {
                place += 1;
                place > last || !section.questions.is_empty()
            });
        }
    }

    fn begin(&mut self, cells: &Cells<'_>) {
        let title = self.words(cells, &self.label.clone());
        let title = if title.is_empty() && !self.own {
            self.title.clone()
        } else {
            title
        };
        let relevant = cells.get("relevant").trim();
        let condition = if relevant.is_empty() {
            Ok(None)
        } else {
            conditions::read(relevant, &self.known).map(Some)
        };
        if let Err(why) = &condition {
            let why =
                format!("the condition of this group cannot be taken, so all of it was left out: {why}");
            self.leave("survey", cells.number, cells.get("name"), why);
        }
        self.show(cells, Place::Heading(title.clone()));
        self.groups.push((title.clone(), condition));
        self.sections.push(Section {
            title,
            questions: Vec::new(),
        });
        self.other_cells(cells);
    }

    fn question(&mut self, cells: &Cells<'_>) {
        let name = cells.get("name").trim().to_owned();
        let form = Form {
            lists: self.lists,
            scales: self.scales,
            known: &self.known,
            label: &self.label,
            hint: &self.hint,
            choice: &self.choice_label,
            own: self.own,
        };
        let read = form.read(cells);
        let mut found = match read {
            Ok(found) => found,
            Err(why) => return self.leave("survey", cells.number, &name, why),
        };
        let mut conditions = Vec::new();
        for (_, condition) in &self.groups {
            let Ok(condition) = condition else {
                let why = "the condition of its group cannot be taken";
                return self.leave("survey", cells.number, &name, why);
            };
            conditions.extend(condition.clone());
        }
        if !conditions.is_empty() {
            conditions.extend(found.question.show_if.take());
            found.question.show_if = Some(conditions::together(conditions));
        }
        if !self.keys.insert(found.question.key.clone()) {
            let why = format!("another question is called {} already", found.question.key);
            return self.leave("survey", cells.number, &name, why);
        }
        for why in std::mem::take(&mut found.left) {
            self.leave("survey", cells.number, &name, why);
        }
        if name_of(&found.question.key) != name {
            let why = format!("it is taken under the name {}", found.question.key);
            self.leave("survey", cells.number, &name, why);
        }
        self.shown.extend(languages::shown_by(
            cells,
            &found.question,
            &found.options,
            self.lists,
        ));
        self.known.add(&name, &found.question, found.options);
        if self.sections.is_empty() {
            self.sections.push(Section {
                title: self.title.clone(),
                questions: Vec::new(),
            });
        }
        if let Some(section) = self.sections.last_mut() {
            section.questions.push(found.question);
        }
        self.other_cells(cells);
    }

    /// A row's label shows this text.
    fn show(&mut self, cells: &Cells<'_>, place: Place) {
        self.shown.push(Shown::label(Part::Survey, cells, place));
    }

    /// Cells of a row that say something here has no word for.
    fn other_cells(&mut self, cells: &Cells<'_>) {
        let name = cells.get("name").trim().to_owned();
        for column in cells.filled() {
            let read = READ.contains(&column)
                || column == self.label
                || column == self.hint
                || self.spoken.contains(column);
            let appearance =
                column == "appearance" && ["multiline", "likert"].contains(&cells.get(column).trim());
            if !read && !appearance && !column.is_empty() {
                self.leave(
                    "survey",
                    cells.number,
                    &name,
                    format!("its column {column} was left out"),
                );
            }
        }
    }

    /// Columns of the lists that nothing here has a word for, each named once.
    fn other_columns(&mut self, choices: &[super::Row]) {
        let mut seen = BTreeSet::new();
        for cells in rows(choices) {
            for column in cells.filled() {
                let read = lists::COLUMNS.contains(&column)
                    || column == "list name"
                    || column == self.choice_label
                    || self.spoken.contains(column);
                if !read && !column.is_empty() && seen.insert(column) {
                    self.leave(
                        "choices",
                        cells.number,
                        column,
                        "this column of the lists was left out",
                    );
                }
            }
        }
    }
}
