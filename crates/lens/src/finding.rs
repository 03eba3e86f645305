//! What the lens says of a phrase.

use crate::rules::Rule;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How much a phrase asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Severity {
    /// Worth a thought.
    Consider,
    /// Better said in another way.
    Improve,
    /// To be said in another way before anybody else reads it.
    Rewrite,
}

impl Severity {
    /// One step more.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Consider => Self::Improve,
            Self::Improve | Self::Rewrite => Self::Rewrite,
        }
    }

    /// One step less.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::Consider | Self::Improve => Self::Consider,
            Self::Rewrite => Self::Improve,
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Consider => "Consider",
            Self::Improve => "Improve",
            Self::Rewrite => "Rewrite before sharing",
        }
    }
}

impl TryFrom<u8> for Severity {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(Self::Consider),
            2 => Ok(Self::Improve),
            3 => Ok(Self::Rewrite),
            _ => Err(format!("a severity is 1, 2 or 3, not {number}")),
        }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Consider => 1,
            Severity::Improve => 2,
            Severity::Rewrite => 3,
        }
    }
}

/// What the writer is asked to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Say it in another way.
    Reword,
    /// These may be somebody's own words: keep them as they are, and say whose they are.
    Attribute,
}

/// A phrase that was found.
#[derive(Clone, Debug)]
pub struct Finding<'l> {
    /// The rule that found it.
    pub rule: &'l Rule,
    /// Where it stands: bytes of the text, on boundaries of characters.
    pub span: Range<usize>,
    /// How much it asks for here.
    pub severity: Severity,
    /// What the writer is asked to do.
    pub act: Act,
}
