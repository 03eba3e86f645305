//! The roles an account can have.

/// What an account's owner does in the partnership.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Looks after accounts and the system; sees no cases and no evidence.
    Administrator,
    /// Plans training, fills places, chases what is owed.
    Coordinator,
    /// Runs the door of her own sessions.
    Trainer,
    /// Gives specialist advice.
    Adviser,
    /// Works with people; learns.
    Practitioner,
    /// Analyses.
    Evaluator,
}

impl Role {
    /// All roles, in the order in which lists show them.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Coordinator,
        Self::Trainer,
        Self::Adviser,
        Self::Practitioner,
        Self::Evaluator,
    ];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::Trainer => "trainer",
            Self::Adviser => "adviser",
            Self::Practitioner => "practitioner",
            Self::Evaluator => "evaluator",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Coordinator => "Coordinator",
            Self::Trainer => "Trainer",
            Self::Adviser => "Adviser",
            Self::Practitioner => "Practitioner",
            Self::Evaluator => "Evaluator",
        }
    }

    /// The role of a stored word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
