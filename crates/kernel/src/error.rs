//! Three families of error, never mixed: what the person can fix, what is refused, and what is our fault.

use crate::Instant;

/// Something the person can put right, shown in the error summary and next to the field (422).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Name of the form field.
    pub field: String,
    /// What to do, in plain words.
    pub message: String,
}

/// All that is wrong with one form, in the order of its fields.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// No problems yet.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One problem.
    pub fn one(field: &str, message: &str) -> Self {
        let mut problems = Self::none();
        problems.add(field, message);
        problems
    }

    /// Adds a problem.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(Problem {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message for a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.message.as_str())
    }

    /// `Ok` when nothing is wrong.
    pub fn check(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// A request that is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Nobody is signed in (303 to the sign-in page).
    SignIn,
    /// No such record, or none that this person may know of: 404, the same bytes for both (SA2).
    Unknown,
    /// The record is known to the person and this action on it is not theirs (403).
    NotAllowed(&'static str),
    /// Somebody changed the record first (409). Words for the page: who and when.
    Changed {
        /// Who changed it.
        by: String,
        /// When.
        when: Instant,
    },
    /// Too many tries; seconds until the next (429).
    TooMany(i64),
    /// The place, link or window is closed; a sentence saying so (410).
    Closed(String),
    /// The server is full or its storage does not take writes; what was typed is kept in the browser (503).
    Busy,
    /// The request itself is broken or came from another site (400).
    Malformed(&'static str),
}

/// Our own failure. The text is logged once, at the edge, and never leaves the server (500).
#[derive(Debug)]
pub struct Fault {
    what: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault with words for the log. Never put a personal value into them.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            source: None,
        }
    }

    /// A fault with its cause.
    pub fn caused(what: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            what: what.into(),
            source: Some(Box::new(source)),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| source.as_ref() as &(dyn std::error::Error + 'static))
    }
}

/// Why a unit of work ended without doing what was asked.
#[derive(Debug)]
pub enum Stop {
    /// The person can fix it.
    Problems(Problems),
    /// Refused.
    Refusal(Refusal),
    /// Ours.
    Fault(Fault),
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
