//! People at sessions of earlier years, one a row: whom a row means and at which session, what would come of it, taking it in and back.

pub mod check;
mod known;
mod write;

pub use check::check;
pub(super) use known::known;
pub(super) use write::{asides, refuse_in_use, take_back};

use crate::model::Person;
use kernel::{Day, Id};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What an area's name means that is none of the partnership's.
pub const ELSEWHERE: &str = "elsewhere";

/// A day of a session in sight.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionDay {
    /// The day's record.
    pub id: Id,
    /// Its session.
    pub session: Id,
    /// The session's reference.
    pub reference: String,
    /// Its course.
    pub course: Id,
    /// Its area.
    pub area: Id,
    /// What that is called.
    pub area_name: String,
    /// Its venue as it is compared.
    pub venue: String,
    /// The date.
    pub day: Day,
    /// The session was cancelled.
    pub cancelled: bool,
    /// The session's version.
    pub version: i64,
    /// Its places.
    pub capacity: i64,
    /// The day's register is missing.
    pub register_missing: bool,
    /// A file of sessions gave the number of its people: they stand there without names.
    pub numbered: bool,
}

impl SessionDay {
    /// The day's register.
    pub const fn register(&self) -> Register {
        match (self.register_missing, self.cancelled) {
            (false, _) => Register::Here,
            (true, true) => Register::None,
            (true, false) => Register::Missing,
        }
    }
}

/// What is in the database of what a file of people names.
#[derive(Clone, Default)]
pub struct Known {
    /// Days of sessions, by session.
    pub days: Vec<SessionDay>,
    /// People by the keyed hash of an address.
    pub people: HashMap<Vec<u8>, Id>,
    /// Bookings by session and person, and whether they stand.
    pub bookings: HashMap<(Id, Id), (Id, bool)>,
    /// Who was there on which day.
    pub there: HashSet<(Id, Id)>,
    /// People of a session who gave no address, by the keyed hash of their name: several of one name are nobody.
    pub names: HashMap<(Id, Vec<u8>), Option<Id>>,
}

/// Whom a row means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody known by her address.
    Address(Id),
    /// Somebody of the same session who gave no address, by her name.
    Name(Id),
    /// Somebody new: so many of them stand before her in the file.
    New(usize),
}

/// The registers of some days, before a file is taken in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Register {
    /// They are here.
    #[default]
    Here,
    /// There is none, because the session was cancelled: none is asked for.
    None,
    /// One is missing.
    Missing,
}

/// A row that says what it has to.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: usize,
    /// The session.
    pub session: Id,
    /// Its reference.
    pub reference: String,
    /// What its area is called.
    pub area: String,
    /// The first of the days that the row is about.
    pub day: Day,
    /// The days on which she is to be marked: none where she did not come, or is marked already.
    pub marks: Vec<Id>,
    /// The person as the row says.
    pub person: Person,
    /// Whom it means.
    pub who: Who,
    /// She has no booking yet, and gets one.
    pub books: bool,
    /// She came.
    pub came: bool,
    /// The registers of her days.
    pub register: Register,
}

impl Row {
    /// Nothing would come of it: all of it is there.
    pub const fn there(&self) -> bool {
        !self.books && self.marks.is_empty()
    }
}

/// How many came of a part of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Rows of people who came.
    pub came: i64,
    /// Rows of people who did not.
    pub missed: i64,
    /// Rows of people who are known already.
    pub known: i64,
    /// Rows of which everything is there already.
    pub there: i64,
}

/// Sums by year and area.
pub fn sums(rows: &[Row]) -> BTreeMap<(i16, String), Sums> {
    let mut sums: BTreeMap<(i16, String), Sums> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry((row.day.parts().0, row.area.clone())).or_default();
        if row.there() {
            sum.there += 1;
            continue;
        }
        sum.came += i64::from(row.came);
        sum.missed += i64::from(!row.came);
        sum.known += i64::from(!matches!(row.who, Who::New(_)));
    }
    sums
}

kernel::masked!(SessionDay, Known, Who, Row);
