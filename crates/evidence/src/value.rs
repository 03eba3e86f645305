//! What stands where a number would: the four non-answers, and an answer on a scale.

use serde::{Deserialize, Serialize};

/// A question that got no answer, and why. Never a zero, never in a denominator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NonAnswer {
    /// The question was not put to this person.
    NotAsked,
    /// The person did not know.
    NotKnown,
    /// The person would rather not say.
    PreferNotToSay,
    /// Nobody wrote an answer down.
    NotRecorded,
}

impl NonAnswer {
    /// All four, in the order of the code book.
    pub const ALL: [Self; 4] = [
        Self::NotAsked,
        Self::NotKnown,
        Self::PreferNotToSay,
        Self::NotRecorded,
    ];

    /// The words of the code book and of CSV files.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotAsked => "not asked",
            Self::NotKnown => "not known",
            Self::PreferNotToSay => "prefer not to say",
            Self::NotRecorded => "not recorded",
        }
    }

    /// The non-answer that a text says; an empty text says `not recorded`. Case, hyphens and underscores do not matter.
    pub fn read(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Some(Self::NotRecorded);
        }
        let plain = trimmed.to_lowercase().replace(['-', '_'], " ");
        Self::ALL.into_iter().find(|kind| kind.words() == plain)
    }

    const fn place(self) -> u8 {
        match self {
            Self::NotAsked => 0,
            Self::NotKnown => 1,
            Self::PreferNotToSay => 2,
            Self::NotRecorded => 3,
        }
    }
}

/// How many codes the non-answers take up before the first point of a scale.
pub(crate) const ABSENT: usize = 4;

/// One person's answer to one statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Answer {
    /// No answer, and why.
    Absent(NonAnswer),
    /// A point of the scale, 1 or more.
    Point(u8),
}

impl Answer {
    /// A dense code: non-answers 0 to 3, point `p` at `3 + p`.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Absent(kind) => kind.place(),
            Self::Point(point) => point.saturating_add(3),
        }
    }

    /// The answer a code stands for.
    pub(crate) const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Absent(NonAnswer::NotAsked),
            1 => Self::Absent(NonAnswer::NotKnown),
            2 => Self::Absent(NonAnswer::PreferNotToSay),
            3 => Self::Absent(NonAnswer::NotRecorded),
            point => Self::Point(point.saturating_sub(3)),
        }
    }
}

/// Marks that stand in a cell instead of a figure, after the shorthand of the Government Analysis Function.
pub mod mark {
    /// Hidden to protect people.
    pub const HIDDEN: &str = "[c]";
    /// A return that was owed and did not come.
    pub const NO_RETURN: &str = "[x]";
    /// Cannot exist.
    pub const IMPOSSIBLE: &str = "[z]";
    /// Printed beside a percentage of fewer than 30: treat with caution.
    pub const CAUTION: &str = "[u]";
}
