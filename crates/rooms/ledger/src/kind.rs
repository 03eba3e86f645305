//! The kinds of things that can be owed: a closed list. A kind more is one more name here, the two statements of `settle` that say when it is
//! owed and when it came, and a step that lets the table hold it.

use kernel::Fault;

/// What is owed to the evidence: by a session, or by the organisation of a manager.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The register of each of its days.
    Register,
    /// A batch of feedback.
    Feedback,
    /// What people say months later of what became of it.
    FollowUp,
    /// What a manager said that her organisation would review.
    Commitment,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Register, Self::Feedback, Self::FollowUp, Self::Commitment];

    /// The stored code, which addresses use as well.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Feedback => "feedback",
            Self::FollowUp => "follow-up",
            Self::Commitment => "commitment",
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
            Self::FollowUp => "Follow-up",
            Self::Commitment => "Commitment",
        }
    }

    /// Several of them, as a choice of a list.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Register => "Registers",
            Self::Feedback => "Feedback",
            Self::FollowUp => "Follow-ups",
            Self::Commitment => "Commitments",
        }
    }

    /// The page of its session where it is brought in.
    pub(crate) const fn page(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Feedback | Self::FollowUp | Self::Commitment => "plan",
        }
    }

    /// What a row of ours holds.
    pub(crate) fn stored(code: &str) -> Result<Self, Fault> {
        Self::parse(code).ok_or_else(|| Fault::new("something of an unknown kind is owed"))
    }
}
