//! Which column of a file is what: guessed from its heading, said by who sent it, and known again in the next file of the same headings.

use super::Kind;
use super::cells::Order;
use super::fields::Field;
use super::forms::{Asked, QUESTION};
use crate::door::report::plain;
use crate::model::Purpose;
use paper::sheet::Sheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows within which the headings are looked for.
const HEADING_WITHIN: usize = 30;

/// Which column is what, and what its values mean.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// The place of the sheet in the workbook.
    pub sheet: usize,
    /// The place of the row of headings in the sheet.
    pub heading: usize,
    /// The column of each field, by its code.
    pub columns: BTreeMap<String, usize>,
    /// What comes first in dates that can be read in two ways.
    pub order: Option<Order>,
    /// Areas by how the file calls them: their ids.
    pub areas: BTreeMap<String, String>,
    /// Courses by how the file calls them: their ids.
    pub courses: BTreeMap<String, String>,
    /// Professional backgrounds by how the file calls them: their codes.
    #[serde(default)]
    pub backgrounds: BTreeMap<String, String>,
    /// What is missing of these sessions is asked for.
    pub asks: bool,
    /// Its people are not all who were there: registers that are missing do not come with them.
    #[serde(default)]
    pub partial: bool,
    /// Of which questionnaire forms are, and what was answered.
    #[serde(default)]
    pub form: OfForms,
}

/// What is said of a file of forms besides its columns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OfForms {
    /// The published version of the questionnaire: its id.
    pub version: String,
    /// What the forms were for; empty: feedback.
    pub purpose: String,
    /// Forms of which the session is not known count for the programme of their course.
    pub loose: bool,
    /// Answers by question and by how the file calls them.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

impl OfForms {
    /// What the forms were for.
    pub fn purpose(&self) -> Purpose {
        Purpose::parse(&self.purpose).unwrap_or(Purpose::Feedback)
    }
}

/// A name as it is compared.
pub fn key(text: &str) -> String {
    crate::model::venue_key(text)
}

/// The column that a field is in.
fn column(headings: &[String], field: &Field) -> Option<usize> {
    field
        .means
        .iter()
        .find_map(|word| headings.iter().position(|heading| heading == word))
}

/// The columns that a row of headings names.
fn columns(kind: Kind, row: &[String]) -> BTreeMap<String, usize> {
    let headings: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    for field in kind.fields() {
        if let Some(place) = column(&headings, field)
            && !columns.values().any(|taken| *taken == place)
        {
            columns.insert(field.code.to_owned(), place);
        }
    }
    columns
}

impl Mapping {
    /// What the headings of a file seem to say: the first sheet with any, and in it the row that names most.
    pub fn guess(kind: Kind, sheets: &[Sheet]) -> Self {
        let mut best = Self::default();
        for (sheet, found) in sheets.iter().enumerate() {
            let guess = Self::default().in_sheet(kind, sheet, found);
            if guess.columns.len() > best.columns.len() {
                best = guess;
            }
        }
        best
    }

    /// The guess of one sheet.
    fn in_sheet(mut self, kind: Kind, sheet: usize, found: &Sheet) -> Self {
        self.sheet = sheet;
        for (heading, row) in found.rows.iter().enumerate().take(HEADING_WITHIN) {
            let columns = columns(kind, row);
            if columns.len() > self.columns.len() {
                self.heading = heading;
                self.columns = columns;
            }
        }
        self
    }

    /// Another sheet or row of headings was said: what the columns are is guessed anew.
    #[must_use]
    pub fn moved(self, kind: Kind, sheet: usize, heading: usize, sheets: &[Sheet]) -> Self {
        let row = sheets.get(sheet).and_then(|found| found.rows.get(heading));
        Self {
            sheet,
            heading,
            columns: row.map(|row| columns(kind, row)).unwrap_or_default(),
            ..self
        }
    }

    /// What was said of a whole file, and stands in none of its rows.
    pub(super) fn said_of_all(&self, kind: Kind) -> String {
        match kind {
            Kind::Sessions => format!("asks {}", self.asks),
            Kind::People => format!("partial {}", self.partial),
            Kind::Forms => format!("{} {}", self.form.version, self.form.purpose().code()),
        }
    }

    /// The headings that it stands on.
    pub fn headings<'s>(&self, sheets: &'s [Sheet]) -> &'s [String] {
        sheets
            .get(self.sheet)
            .and_then(|sheet| sheet.rows.get(self.heading))
            .map_or(&[], Vec::as_slice)
    }

    /// What has to be said before a row can be read.
    pub fn lacks(&self, kind: Kind) -> Vec<&'static str> {
        let mut lacks = kind.lacks(|code| self.columns.contains_key(code));
        if kind == Kind::Forms && self.form.version.is_empty() {
            lacks.push("the questionnaire");
        } else if kind == Kind::Forms && !self.columns.keys().any(|code| code.starts_with(QUESTION)) {
            lacks.push("the columns of its questions");
        }
        lacks
    }

    /// The columns whose headings are questions of a questionnaire, where nothing was said of them.
    #[must_use]
    pub fn answering(mut self, sheets: &[Sheet], asked: &[Asked]) -> Self {
        let headings: Vec<String> = self.headings(sheets).iter().map(|cell| plain(cell)).collect();
        for question in asked {
            let named = |heading: &String| {
                !heading.is_empty() && (*heading == plain(&question.key) || *heading == plain(&question.text))
            };
            let place = headings.iter().position(named);
            if let Some(place) = place.filter(|place| !self.columns.values().any(|taken| taken == place)) {
                self.columns.insert(question.code(), place);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        Sheet {
            name: String::new(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect(),
        }
    }

    #[test]
    fn columns_are_guessed_from_their_headings() {
        let cover = sheet(&[&["Training log"], &["Made by somebody"]]);
        let log = sheet(&[
            &["Sessions 2019", "", ""],
            &[],
            &[
                "Date",
                "Course title",
                "Borough",
                "No. registered",
                "Attended",
                "Colour",
            ],
            &["2019-04-23", "A", "East", "3", "2", "red"],
        ]);
        let guess = Mapping::guess(Kind::Sessions, &[cover, log]);
        assert_eq!((guess.sheet, guess.heading), (1, 2));
        let found: Vec<_> = guess
            .columns
            .iter()
            .map(|(code, place)| (code.as_str(), *place))
            .collect();
        assert_eq!(
            found,
            [
                ("area", 2),
                ("booked", 3),
                ("course", 1),
                ("day", 0),
                ("signed-in", 4)
            ]
        );
        assert!(guess.lacks(Kind::Sessions).is_empty());
        assert_eq!(
            Mapping::default().lacks(Kind::Sessions),
            ["Course", "Area", "Day"]
        );
    }

    #[test]
    fn one_column_is_one_thing() {
        let guess = Mapping::guess(
            Kind::Sessions,
            &[sheet(&[&["Course", "Area", "Date", "Start"], &[]])],
        );
        assert_eq!(guess.columns.len(), 4);
        let moved = guess.moved(Kind::Sessions, 0, 1, &[sheet(&[&["Course"], &["Area"]])]);
        assert_eq!(moved.columns.keys().collect::<Vec<_>>(), ["area"]);
    }
}
