//! The words of the ledger.

use kernel::{Day, Id, Instant};

kernel::id!(
    /// A piece of evidence that is owed.
    OwedId
);

/// What is owed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The register of a day.
    Register,
    /// The feedback of a day.
    Feedback,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Register, Self::Feedback];

    /// What is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Feedback => "feedback",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Register => "Register",
            Self::Feedback => "Feedback",
        }
    }

    /// Reads what is stored.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where an entry stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing has come.
    Outstanding,
    /// It has come.
    Received,
    /// A coordinator gave it up.
    Waived,
}

impl Standing {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Outstanding, Self::Received, Self::Waived];

    /// Its code, in addresses and as the name of its filter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Received => "received",
            Self::Waived => "waived",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Outstanding => "Outstanding",
            Self::Received => "Received",
            Self::Waived => "Waived",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }
}

/// An entry as the list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owed {
    /// Its id.
    pub id: OwedId,
    /// What is owed.
    pub kind: Kind,
    /// The course's title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// The day it is about.
    pub day: Day,
    /// The session's short reference.
    pub session: String,
    /// Owed since.
    pub since: Day,
    /// When it was seen to have come.
    pub received_at: Option<Instant>,
    /// When it was given up.
    pub waived_at: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
    /// Where it stands.
    pub standing: Standing,
}

/// What a list is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// One kind.
    pub kind: Option<Kind>,
    /// One area.
    pub area: Option<Id>,
    /// One programme.
    pub programme: Option<Id>,
    /// One standing.
    pub standing: Option<Standing>,
    /// Go on after this entry.
    pub after: Option<Id>,
}

/// A page of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its entries.
    pub rows: Vec<Owed>,
    /// Where the next page begins.
    pub next: Option<OwedId>,
    /// How many entries all pages hold; 1,001 means more than a thousand.
    pub count: i64,
}

/// Which sessions a table is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// One area.
    pub area: Option<Id>,
    /// Sessions from this day on.
    pub from: Option<Day>,
    /// Sessions up to this day.
    pub to: Option<Day>,
    /// One course.
    pub course: Option<Id>,
}

/// How complete something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Days that owe it, waived ones left out.
    pub due: u64,
    /// Of these, days it has not come from.
    pub outstanding: u64,
}

impl Count {
    /// Days it has come from.
    pub const fn received(self) -> u64 {
        self.due.saturating_sub(self.outstanding)
    }
}
