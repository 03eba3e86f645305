//! The languages of a form beside the one that is read: a column of each text, named by its language as `label::Urdu (ur)`. What the columns
//! cannot hold exactly stands in a column of ours on the sheet of settings.

use super::cells::{Cells, exact, inside, plain, rows};
use super::lists::Lists;
use super::{Row, Sheets};
use crate::answers::NonAnswer;
use crate::definition::{Definition, Kind, Question};
use crate::language::{LANGUAGES, Language};
use crate::translation::Translation;
use std::collections::{BTreeMap, BTreeSet};

/// How the columns of ours begin that hold the rest of a translation; its language's tag follows.
pub(super) const REST: &str = "trellis_texts_";
/// What the unnamed columns are written in, where a form has several languages.
const MAIN: &str = "English (en)";
/// Characters of a cell, as workbooks have it.
const LONGEST: usize = 32_000;
/// Columns that have one for each language.
const SPOKEN: [&str; 2] = ["label", "hint"];

/// A sheet with texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Survey,
    Choices,
}

/// Which text a cell shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// The text at this place.
    Text(String),
    /// The next heading of these words.
    Heading(String),
}

/// A cell that shows a text of the questionnaire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shown {
    pub(super) part: Part,
    /// The row's number in its sheet.
    pub(super) row: usize,
    pub(super) column: &'static str,
    pub(super) place: Place,
}

impl Shown {
    /// The label of a row.
    pub(super) const fn label(part: Part, cells: &Cells<'_>, place: Place) -> Self {
        Self {
            part,
            row: cells.number,
            column: "label",
            place,
        }
    }
}

/// A question's row shows its words, and the rows of its list show its options or the points of its scale.
pub(super) fn shown_by(
    cells: &Cells<'_>,
    question: &Question,
    options: &[(String, String)],
    lists: &Lists<'_>,
) -> Vec<Shown> {
    let own = format!("question.{}", question.key);
    let words = Shown::label(Part::Survey, cells, Place::Text(own.clone()));
    let hint = Shown {
        column: "hint",
        place: Place::Text(format!("{own}.hint")),
        ..words.clone()
    };
    let mut all = vec![words, hint];
    let list = cells.get("type").split_whitespace().nth(1).unwrap_or_default();
    let mut point = 0_usize;
    for row in lists.get(list) {
        let name = row.get("name").trim();
        let place = match question.kind {
            Kind::Scale if NonAnswer::parse(name).is_none() => {
                point = point.saturating_add(1);
                Some(format!("scale.{}.{point}", question.scale))
            }
            Kind::Single | Kind::Multiple => options
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, key)| format!("{own}.option.{key}")),
            _ => None,
        };
        all.extend(place.map(|place| Shown::label(Part::Choices, row, Place::Text(place))));
    }
    all
}

/// The columns of a form in other languages than the one that is read.
pub(super) fn spoken(sheets: &Sheets, main: &[&str]) -> BTreeSet<String> {
    [&sheets.survey, &sheets.choices]
        .into_iter()
        .flat_map(|sheet| columns(sheet, main))
        .map(|(column, _)| column)
        .collect()
}

/// The same with headings found: sheet, row, column and place.
type Found = (Part, usize, &'static str, String);

/// Each heading belongs to the first section of its words that has none yet.
fn found(shown: &[Shown], definition: &Definition) -> Vec<Found> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::with_capacity(shown.len());
    for one in shown {
        let place = match &one.place {
            Place::Text(place) => place.clone(),
            Place::Heading(title) => {
                let mut sections = (1_usize..).zip(&definition.sections);
                let section =
                    sections.find(|(number, section)| section.title == *title && !taken.contains(number));
                let Some((number, _)) = section else {
                    continue;
                };
                taken.insert(number);
                format!("section.{number}")
            }
        };
        all.push((one.part, one.row, one.column, place));
    }
    all
}

/// The language that a column is named by: `Urdu (ur)`, `ur`, `Urdu`, or as those who read it write it.
fn named(text: &str) -> Option<Language> {
    let text = text.trim();
    let tag = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .map(|(_, tag)| tag);
    LANGUAGES.iter().copied().find(|language| {
        let is = |name: &str| name.eq_ignore_ascii_case(text);
        tag.is_some_and(|tag| language.code.eq_ignore_ascii_case(tag.trim()))
            || is(language.code)
            || is(language.name)
            || language.own_name == text
    })
}

fn heads(sheet: &[Row]) -> impl Iterator<Item = &str> {
    sheet.first().into_iter().flatten().map(|column| column.trim())
}

/// The columns in other languages than the one that is read, with their languages; of two for one language the first.
fn columns(sheet: &[Row], main: &[&str]) -> Vec<(String, Language)> {
    let mut all: Vec<(String, Language)> = Vec::new();
    for column in heads(sheet).filter(|column| !main.contains(column)) {
        let Some((name, language)) = column.split_once("::") else {
            continue;
        };
        if let (true, Some(language)) = (SPOKEN.contains(&name), named(language))
            && !all
                .iter()
                .any(|(known, other)| *other == language && known.split("::").next() == Some(name))
        {
            all.push((column.to_owned(), language));
        }
    }
    all
}

/// The column of a sheet for a language.
fn column<'c>(columns: &'c [(String, Language)], name: &str, language: &str) -> Option<&'c str> {
    columns
        .iter()
        .find(|(column, known)| known.code == language && column.split("::").next() == Some(name))
        .map(|(column, _)| column.as_str())
}

/// The texts in one language that the columns of a form hold.
fn in_columns(
    sheets: &Sheets,
    main: &[&str],
    language: Language,
    definition: &Definition,
    cells: &[Found],
) -> Translation {
    let sources: BTreeMap<String, String> = definition
        .texts()
        .into_iter()
        .map(|text| (text.place, text.source))
        .collect();
    let (survey, choices) = (rows(&sheets.survey), rows(&sheets.choices));
    let (of_survey, of_choices) = (columns(&sheets.survey, main), columns(&sheets.choices, main));
    let mut translation = Translation::new(language);
    for (part, row, name, place) in cells {
        let (rows, known) = match part {
            Part::Survey => (&survey, &of_survey),
            Part::Choices => (&choices, &of_choices),
        };
        let cell = column(known, name, language.code)
            .and_then(|column| {
                let cells = rows.iter().find(|cells| cells.number == *row)?;
                Some(cells.get(column))
            })
            .unwrap_or_default();
        if let (Some(source), false) = (sources.get(place), cell.trim().is_empty()) {
            translation.set(place, source, cell);
        }
    }
    translation
}

/// The translations of a form that was read.
pub(super) fn read(
    sheets: &Sheets,
    main: &[&str],
    settings: &Cells<'_>,
    definition: &Definition,
    shown: &[Shown],
) -> Vec<Translation> {
    let cells = found(shown, definition);
    let places: BTreeSet<&str> = cells.iter().map(|(.., place)| place.as_str()).collect();
    LANGUAGES
        .iter()
        .map(|language| {
            let mut translation = in_columns(sheets, main, *language, definition, &cells);
            let rest = inside(settings.get(&format!("{REST}{}", language.code)));
            let rest = Translation::parse(&rest)
                .map(|rest| rest.texts)
                .unwrap_or_default();
            for (place, text) in rest {
                // What somebody changed in a column of the form counts.
                let cell = translation.texts.get(&place).map(|read| read.text.as_str());
                let same = match cell {
                    Some(cell) => cell == plain(&text.text).trim(),
                    None => {
                        !places.contains(place.as_str())
                            || text.text.trim().is_empty()
                            || is_stale(definition, &place, &text.of)
                    }
                };
                if same {
                    translation.texts.insert(place, text);
                }
            }
            translation
        })
        .filter(|translation| !translation.texts.is_empty())
        .collect()
}

/// Something else stands at this place now.
fn is_stale(definition: &Definition, place: &str, of: &str) -> bool {
    let mut texts = definition.texts().into_iter();
    !texts.any(|text| text.place == place && text.source == of)
}

/// Lays the columns of each translation into sheets that were written.
pub(super) fn add(
    sheets: &mut Sheets,
    definition: &Definition,
    translations: &[Translation],
    shown: &[Shown],
) {
    let cells = found(shown, definition);
    let spoken: Vec<(&Translation, Language)> = translations
        .iter()
        .filter_map(|translation| Some((translation, translation.language()?)))
        .collect();
    if spoken.is_empty() {
        return;
    }
    put(&mut sheets.settings, 2, "default_language", MAIN);
    for (translation, language) in &spoken {
        let texts: BTreeMap<String, String> = definition
            .texts()
            .iter()
            .filter_map(|text| Some((text.place.clone(), translation.fresh(text)?.to_owned())))
            .collect();
        let title = format!("{} ({})", language.name, language.code);
        for (part, row, name, place) in &cells {
            let sheet = match part {
                Part::Survey => &mut sheets.survey,
                Part::Choices => &mut sheets.choices,
            };
            let text = texts.get(place).map_or("", String::as_str);
            put(sheet, *row, &format!("{name}::{title}"), &plain(text));
        }
    }
    for (translation, language) in spoken {
        let held = in_columns(sheets, &SPOKEN, language, definition, &cells);
        let mut rest = Translation::new(language);
        for (place, text) in &translation.texts {
            if held.texts.get(place) != Some(text) {
                rest.texts.insert(place.clone(), text.clone());
            }
        }
        let written = exact(&rest.written());
        if !rest.texts.is_empty() && written.chars().count() <= LONGEST {
            put(
                &mut sheets.settings,
                2,
                &format!("{REST}{}", language.code),
                &written,
            );
        }
    }
}

/// Puts a text into a row, under a heading that is made where there is none.
fn put(sheet: &mut [Row], row: usize, column: &str, text: &str) {
    let Some(head) = sheet.first_mut() else {
        return;
    };
    let place = head.iter().position(|known| known == column).unwrap_or_else(|| {
        head.push(column.to_owned());
        head.len().saturating_sub(1)
    });
    if let Some(cells) = row.checked_sub(1).and_then(|at| sheet.get_mut(at)) {
        if cells.len() <= place {
            cells.resize(place.saturating_add(1), String::new());
        }
        if let Some(cell) = cells.get_mut(place) {
            text.clone_into(cell);
        }
    }
}
