//! Data of earlier years from a spreadsheet, a session, a person at a session or a filled-in form a row: a file is read, its columns are said to be this or that,
//! every row is checked, what would come of it is shown, and then it is taken in whole or not at all (security.md SR10). A whole file can be
//! taken back.

pub mod alike;
pub(crate) mod aside;
pub mod attended;
pub mod cells;
pub mod check;
pub mod fields;
pub mod forms;
pub(crate) mod forms_aside;
mod found;
mod in_use;
pub mod keep;
pub mod kept;
pub mod mapping;
mod places;
pub mod rows;
mod shown;
pub mod source;
pub mod work;

use kernel::Id;

/// The name of a person of whom only that she came is known.
pub(crate) const NAMELESS: &str = "Not recorded";
/// Longest text of a cell that is kept.
pub(crate) const LONGEST: usize = 300;

/// What a row of a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A session.
    Sessions,
    /// Somebody at a session, or on a day of it.
    People,
    /// A form that somebody filled in.
    Forms,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Sessions, Self::People, Self::Forms];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::People => "people",
            Self::Forms => "forms",
        }
    }

    /// The kind with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sessions => "Sessions",
            Self::People => "People at sessions",
            Self::Forms => "Filled-in forms",
        }
    }
}

/// Where a file stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It is looked at.
    Open,
    /// It is to be taken in.
    Queued,
    /// It was taken in.
    Taken,
    /// It is to be taken back.
    Leaving,
    /// It was taken back.
    Gone,
}

impl State {
    /// All.
    pub const ALL: [Self; 5] = [Self::Open, Self::Queued, Self::Taken, Self::Leaving, Self::Gone];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Queued => "queued",
            Self::Taken => "taken",
            Self::Leaving => "leaving",
            Self::Gone => "gone",
        }
    }

    /// The state with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Looked at",
            Self::Queued => "Being taken in",
            Self::Taken => "Taken in",
            Self::Leaving => "Being taken back",
            Self::Gone => "Taken back",
        }
    }
}

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// When it was sent.
    pub made_at: kernel::Instant,
    /// SHA-256 of the file.
    pub hash: String,
    /// Where it stands.
    pub state: State,
    /// What a row of it is.
    pub kind: Kind,
    /// Sessions that were made.
    pub sessions: i64,
    /// Rows of people or forms that were taken in.
    pub people: i64,
    /// What would come of it as who asked for it was shown it.
    pub shown: Option<String>,
    /// When it was taken in.
    pub taken_at: Option<kernel::Instant>,
    /// Why it was not taken in or back.
    pub told: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

kernel::masked!(Import);
