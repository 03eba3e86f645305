//! A row of a file that was checked.

use super::cells::Became;
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
