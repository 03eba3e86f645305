//! Rows by the heading of their columns, and text as it may stand in a cell.

use super::{Row, Sheets};
use std::collections::BTreeMap;

/// A row that is written, by heading.
pub(super) type Line = BTreeMap<&'static str, String>;

/// Adds a cell, unless it is empty.
pub(super) fn put(line: &mut Line, column: &'static str, text: impl Into<String>) {
    let text = text.into();
    if !text.is_empty() {
        line.insert(column, text);
    }
}

/// A sheet from its lines, with these columns.
pub(super) fn sheet(columns: &[&'static str], lines: &[Line]) -> Vec<Row> {
    let head = columns.iter().map(|column| (*column).to_owned()).collect();
    let row = |line: &Line| {
        columns
            .iter()
            .map(|column| line.get(column).cloned().unwrap_or_default())
            .collect()
    };
    std::iter::once(head).chain(lines.iter().map(row)).collect()
}

/// A row that is read.
#[derive(Clone)]
pub(super) struct Cells<'s> {
    head: &'s [String],
    values: &'s [String],
    /// Its number in the sheet, from 1; the headings are row 1.
    pub(super) number: usize,
}

impl<'s> Cells<'s> {
    /// A cell; empty where there is none.
    pub(super) fn get(&self, column: &str) -> &'s str {
        let place = self.head.iter().position(|known| known.trim() == column);
        place
            .and_then(|place| self.values.get(place))
            .map_or("", String::as_str)
    }

    /// A cell that has two names.
    pub(super) fn either(&self, column: &str, other: &str) -> &'s str {
        let found = self.get(column);
        if found.is_empty() { self.get(other) } else { found }
    }

    /// A row of a sheet that is not there.
    pub(super) const fn none() -> Self {
        Self {
            head: &[],
            values: &[],
            number: 1,
        }
    }

    /// The headings of its cells that are not empty.
    pub(super) fn filled(&self) -> impl Iterator<Item = &'s str> {
        let head = self.head;
        self.values.iter().enumerate().filter_map(move |(place, cell)| {
            let filled = !cell.trim().is_empty();
            filled.then(|| head.get(place).map_or("", |column| column.trim()))
        })
    }

    /// It says what a written line says, in these columns.
    pub(super) fn says(&self, line: &Line, columns: &[&str]) -> bool {
        columns
            .iter()
            .all(|column| self.get(column) == line.get(column).map_or("", String::as_str))
    }
}

/// The rows of a sheet that have anything in them.
pub(super) fn rows(sheet: &[Row]) -> Vec<Cells<'_>> {
    let Some((head, rows)) = sheet.split_first() else {
        return Vec::new();
    };
    rows.iter()
        .enumerate()
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(place, cells)| Cells {
            head,
            values: cells,
            number: place + 2,
        })
        .collect()
}

/// Text in which nothing is taken for a reference to another question.
pub(super) fn plain(text: &str) -> String {
    text.replace("${", "$ {")
}

/// Exact data for a column of ours: no reference, and the same again from [`inside`].
pub(super) fn exact(text: &str) -> String {
    text.replace('%', "%25").replace('$', "%24")
}

/// What [`exact`] was given.
pub(super) fn inside(cell: &str) -> String {
    cell.replace("%24", "$").replace("%25", "%")
}

/// The language that is read: what the form names, or the first that it has; empty where its columns name none.
pub(super) fn language(sheets: &Sheets, settings: &Cells<'_>) -> String {
    let head = sheets.survey.first().map_or(&[][..], Vec::as_slice);
    if head.iter().any(|column| column.trim() == "label") {
        return String::new();
    }
    let languages: Vec<&str> = head
        .iter()
        .filter_map(|column| column.trim().strip_prefix("label::"))
        .collect();
    let wanted = settings.get("default_language").trim();
    let found = languages
        .iter()
        .find(|language| **language == wanted)
        .or(languages.first());
    found.map_or_else(String::new, |language| (*language).to_owned())
}

/// A column in the language that is read.
pub(super) fn column(sheet: &[Row], name: &str, language: &str) -> String {
    let translated = format!("{name}::{language}");
    let head = sheet.first().map_or(&[][..], Vec::as_slice);
    if !language.is_empty() && head.iter().any(|column| column.trim() == translated) {
        translated
    } else {
        name.to_owned()
    }
}
