//! A row of a file that was checked.

use super::cells::{self, Became, Order};
use super::mapping::Mapping;
use super::{Kind, LONGEST};
use kernel::{Day, Id};

/// A session as its row says it.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: usize,
    /// The course.
    pub course: Id,
    /// The area.
    pub area: Id,
    /// The day.
    pub day: Day,
    /// Start, where recorded.
    pub starts: Option<String>,
    /// End, where recorded.
    pub ends: Option<String>,
    /// Where it met; empty where not recorded.
    pub venue: String,
    /// Who trained, as written.
    pub trainer: String,
    /// Who was its host, as written.
    pub host: String,
    /// Places.
    pub capacity: Option<i64>,
    /// People booked.
    pub booked: Option<i64>,
    /// People signed in.
    pub signed_in: Option<i64>,
    /// Different people among them.
    pub individuals: Option<i64>,
    /// What became of it.
    pub became: Became,
    /// Why it was moved or cancelled.
    pub reason: String,
    /// The day first announced, of one that was moved.
    pub announced: Option<Day>,
    /// Its register came.
    pub register_came: Option<bool>,
    /// Its feedback came.
    pub feedback_came: Option<bool>,
    /// It is there already, and is left as it is.
    pub there: bool,
}

/// What is wrong with a row.
#[derive(Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its line.
    pub line: usize,
    /// What the column is said to be.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why it cannot be taken.
    pub why: String,
}

kernel::masked!(Row, Bad);

/// A row while it is read: its cells by what they are, and what is told of them.
pub(super) struct Telling<'r> {
    kind: Kind,
    mapping: &'r Mapping,
    /// Its line.
    pub(super) line: usize,
    row: &'r [String],
    /// What is wrong with it.
    pub(super) bad: Vec<Bad>,
}

impl<'r> Telling<'r> {
    /// A row of a file of this kind.
    pub(super) const fn new(kind: Kind, mapping: &'r Mapping, line: usize, row: &'r [String]) -> Self {
        Self {
            kind,
            mapping,
            line,
            row,
            bad: Vec::new(),
        }
    }

    /// What stands in the column of a field; nothing where there is none.
    pub(super) fn cell(&self, code: &str) -> String {
        let place = self.mapping.columns.get(code);
        place
            .and_then(|place| self.row.get(*place))
            .map(|cell| cell.trim().to_owned())
            .unwrap_or_default()
    }

    /// Says what is wrong with a field.
    pub(super) fn tell(&mut self, code: &str, why: &str) {
        let (column, value) = (self.kind.label_of(code), self.cell(code));
        self.tell_of(column, &value, why);
    }

    /// Says what is wrong with a column that is no field of its own.
    pub(super) fn tell_of(&mut self, column: &str, value: &str, why: &str) {
        self.bad.push(Bad {
            line: self.line,
            column: column.to_owned(),
            value: value.chars().take(LONGEST).collect(),
            why: why.to_owned(),
        });
    }

    /// A day that is over; what is wrong with it is told.
    pub(super) fn day(&mut self, code: &str, order: Option<Order>, today: Day) -> Option<Day> {
        match cells::past_day(&self.cell(code), order, today) {
            Ok(day) => Some(day),
            Err(why) => {
                self.tell(code, why);
                None
            }
        }
    }
}
