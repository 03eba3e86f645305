//! Which column of a file is what: guessed from its heading, said by who sent it, and known again in the next file of the same headings.

use super::cells::Order;
use crate::door::report::plain;
use paper::sheet::Sheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that a column can be.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub label: &'static str,
    /// A session is none without it.
    pub needed: bool,
    /// Headings that mean it.
    means: &'static [&'static str],
}

const fn field(
    code: &'static str,
    label: &'static str,
    needed: bool,
    means: &'static [&'static str],
) -> Field {
    Field {
        code,
        label,
        needed,
        means,
    }
}

/// What the columns of sessions can be.
pub const FIELDS: [Field; 17] = [
    field(
        "course",
        "Course",
        true,
        &[
            "course",
            "coursetitle",
            "title",
            "training",
            "coursename",
            "event",
        ],
    ),
    field(
        "area",
        "Area",
        true,
        &["area", "borough", "localauthority", "region"],
    ),
    field(
        "day",
        "Day",
        true,
        &[
            "day",
            "date",
            "sessiondate",
            "dateofsession",
            "coursedate",
            "dateheld",
        ],
    ),
    field(
        "starts",
        "Start",
        false,
        &["start", "starts", "starttime", "from"],
    ),
    field("ends", "End", false, &["end", "ends", "endtime", "finish", "to"]),
    field("venue", "Venue", false, &["venue", "location", "place", "where"]),
    field(
        "trainer",
        "Trainer",
        false,
        &["trainer", "trainers", "facilitator", "ledby", "deliveredby"],
    ),
    field(
        "host",
        "Host",
        false,
        &["host", "hostorganisation", "hostedby", "organisation"],
    ),
    field(
        "capacity",
        "Places",
        false,
        &["capacity", "places", "maxplaces", "spaces"],
    ),
    field(
        "booked",
        "Booked",
        false,
        &[
            "booked",
            "registered",
            "bookings",
            "noregistered",
            "numberbooked",
            "registrations",
        ],
    ),
    field(
        "signed-in",
        "Signed in",
        false,
        &[
            "signedin",
            "attended",
            "attendees",
            "attendance",
            "noattended",
            "numberattended",
            "present",
        ],
    ),
    field(
        "individuals",
        "Different people",
        false,
        &["individuals", "uniqueattendees", "differentpeople", "unique"],
    ),
    field(
        "state",
        "Held, rescheduled or cancelled",
        false,
        &["state", "status", "held", "outcome", "tookplace"],
    ),
    field(
        "reason",
        "Reason for that",
        false,
        &[
            "reason",
            "reasonforcancellation",
            "cancellationreason",
            "comment",
            "comments",
            "notes",
        ],
    ),
    field(
        "announced",
        "Day first announced",
        false,
        &[
            "originaldate",
            "firstannounced",
            "originallyplanned",
            "dayfirstannounced",
            "planneddate",
        ],
    ),
    field(
        "register",
        "Register received",
        false,
        &[
            "register",
            "registerreceived",
            "signinsheet",
            "signinsheetreceived",
            "paperwork",
        ],
    ),
    field(
        "feedback",
        "Feedback received",
        false,
        &[
            "feedback",
            "feedbackreceived",
            "feedbackforms",
            "evaluation",
            "evaluationsreceived",
        ],
    ),
];

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
    /// What is missing of these sessions is asked for.
    pub asks: bool,
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
fn columns(row: &[String]) -> BTreeMap<String, usize> {
    let headings: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    for field in &FIELDS {
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
    pub fn guess(sheets: &[Sheet]) -> Self {
        let mut best = Self::default();
        for (sheet, found) in sheets.iter().enumerate() {
            let guess = Self::default().in_sheet(sheet, found);
            if guess.columns.len() > best.columns.len() {
                best = guess;
            }
        }
        best
    }

    /// The guess of one sheet.
    fn in_sheet(mut self, sheet: usize, found: &Sheet) -> Self {
        self.sheet = sheet;
        for (heading, row) in found.rows.iter().enumerate().take(HEADING_WITHIN) {
            let columns = columns(row);
            if columns.len() > self.columns.len() {
                self.heading = heading;
                self.columns = columns;
            }
        }
        self
    }

    /// Another sheet or row of headings was said: what the columns are is guessed anew.
    #[must_use]
    pub fn moved(self, sheet: usize, heading: usize, sheets: &[Sheet]) -> Self {
        let row = sheets.get(sheet).and_then(|found| found.rows.get(heading));
        Self {
            sheet,
            heading,
            columns: row.map(|row| columns(row)).unwrap_or_default(),
            ..self
        }
    }

    /// The headings that it stands on.
    pub fn headings<'s>(&self, sheets: &'s [Sheet]) -> &'s [String] {
        sheets
            .get(self.sheet)
            .and_then(|sheet| sheet.rows.get(self.heading))
            .map_or(&[], Vec::as_slice)
    }

    /// Needed fields that no column is said to be.
    pub fn lacks(&self) -> Vec<&'static str> {
        FIELDS
            .iter()
            .filter(|field| field.needed && !self.columns.contains_key(field.code))
            .map(|field| field.label)
            .collect()
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
        let guess = Mapping::guess(&[cover, log]);
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
        assert!(guess.lacks().is_empty());
        assert_eq!(Mapping::default().lacks(), ["Course", "Area", "Day"]);
    }

    #[test]
    fn one_column_is_one_thing() {
        let guess = Mapping::guess(&[sheet(&[&["Course", "Area", "Date", "Start"], &[]])]);
        assert_eq!(guess.columns.len(), 4);
        let moved = guess.moved(0, 1, &[sheet(&[&["Course"], &["Area"]])]);
        assert_eq!(moved.columns.keys().collect::<Vec<_>>(), ["area"]);
    }
}
