//! The kinds of things that can be owed: a closed list. A kind more is one more name here, the two statements of `settle` that say when it is
//! owed and when it came, and a step that lets the table hold it.

use kernel::Fault;

/// What a session owes to the evidence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The register of each of its days.
    Register,
    /// A batch of feedback.
    Feedback,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Register, Self::Feedback];

    /// The stored code, which addresses use as well.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Feedback => "feedback",
        }
    }

    /// Reads the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// One of them, at the beginning of a line.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Register => "Register",
            Self::Feedback => "Feedback",
        }
    }

    /// Several of them, as a choice of a list.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Register => "Registers",
            Self::Feedback => "Feedback",
        }
    }

    /// The page of its session where it is brought in.
    pub(crate) const fn page(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Feedback => "plan",
        }
    }

    /// What a row of ours holds.
    pub(crate) fn stored(code: &str) -> Result<Self, Fault> {
        Self::parse(code).ok_or_else(|| Fault::new("something of an unknown kind is owed"))
    }
}
