//! When a question is asked: a closed language without loops, read from data and never from text to evaluate (SF5).

use crate::answers::{Answer, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A condition on earlier answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The question was answered with something else than a non-answer.
    Answered(String),
    /// The question's answer is this option.
    Is(String, String),
    /// The question's number is at least this.
    AtLeast(String, i64),
    /// The question's number lies between these, both included. [`Condition::at_most`] says how it is written where nothing bounds it below.
    Within(String, i64, i64),
}

/// Deepest nesting.
pub(crate) const DEPTH: usize = 8;

impl Condition {
    /// The question's number is at most this.
    pub const fn at_most(question: String, most: i64) -> Self {
        Self::Within(question, i64::MIN, most)
    }

    /// Holds for the answers given so far.
    pub fn holds(&self, answers: &[Answer]) -> bool {
        let value = |key: &str| {
            answers
                .iter()
                .find(|answer| answer.question == key)
                .map(|answer| &answer.value)
        };
        let number = |key: &str| match value(key) {
            Some(Value::Number(number)) => Some(*number),
            Some(Value::Text(_) | Value::Option(_) | Value::Day(_) | Value::None(_)) | None => None,
        };
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(answers)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answers)),
            Self::Not(part) => !part.holds(answers),
            Self::Answered(key) => value(key).is_some_and(|value| !matches!(value, Value::None(_))),
            Self::Is(key, option) => answers
                .iter()
                .any(|answer| answer.question == *key && answer.value == Value::Option(option.clone())),
            Self::AtLeast(key, least) => number(key).is_some_and(|number| number >= *least),
            Self::Within(key, least, most) => {
                number(key).is_some_and(|number| (*least..=*most).contains(&number))
            }
        }
    }

    /// The questions it looks at.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::questions).collect(),
            Self::Not(part) => part.questions(),
            Self::Answered(key) | Self::Is(key, _) | Self::AtLeast(key, _) | Self::Within(key, _, _) => {
                vec![key]
            }
        }
    }

    /// It holds whatever was answered.
    pub const fn is_always(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// It holds for no answers.
    pub const fn is_never(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }

    /// What is left of it where these questions are not put: no test of an answer to them holds, and parts that are settled fall away.
    #[must_use]
    pub fn without(&self, left_out: &BTreeSet<String>) -> Self {
        let without = |part: &Self| part.without(left_out);
        match self {
            Self::All(parts) => {
                let parts: Vec<Self> = parts.iter().map(without).collect();
                if parts.iter().any(Self::is_never) {
                    return Self::Any(Vec::new());
                }
                Self::All(parts.into_iter().filter(|part| !part.is_always()).collect())
            }
            Self::Any(parts) => {
                let parts: Vec<Self> = parts.iter().map(without).collect();
                if parts.iter().any(Self::is_always) {
                    return Self::All(Vec::new());
                }
                Self::Any(parts.into_iter().filter(|part| !part.is_never()).collect())
            }
            Self::Not(part) => match without(part) {
                part if part.is_never() => Self::All(Vec::new()),
                part if part.is_always() => Self::Any(Vec::new()),
                part => Self::Not(Box::new(part)),
            },
            Self::Answered(key) | Self::Is(key, _) | Self::AtLeast(key, _) | Self::Within(key, _, _) => {
                if left_out.contains(key) {
                    Self::Any(Vec::new())
                } else {
                    self.clone()
                }
            }
        }
    }

    /// Its only part where it has just one, which is joined to nothing.
    pub(crate) fn alone(&self) -> &Self {
        match self {
            Self::All(parts) | Self::Any(parts) => match parts.as_slice() {
                [only] => only.alone(),
                _ => self,
            },
            Self::Not(_) | Self::Answered(_) | Self::Is(..) | Self::AtLeast(..) | Self::Within(..) => self,
        }
    }

    /// The same, joined to nothing wherever it has just one part.
    pub(crate) fn plain(&self) -> Self {
        let plain = |parts: &[Self]| parts.iter().map(Self::plain).collect();
        match self.alone() {
            Self::All(parts) => Self::All(plain(parts)),
            Self::Any(parts) => Self::Any(plain(parts)),
            Self::Not(part) => Self::Not(Box::new(part.plain())),
            leaf @ (Self::Answered(_) | Self::Is(..) | Self::AtLeast(..) | Self::Within(..)) => leaf.clone(),
        }
    }

    /// Read aloud, it has words between parts: beside others it stands in brackets.
    pub(crate) fn is_joined(&self) -> bool {
        match self.alone() {
            Self::All(parts) | Self::Any(parts) => parts.len() > 1,
            Self::Not(_) | Self::Answered(_) | Self::Is(..) | Self::AtLeast(..) | Self::Within(..) => false,
        }
    }

    /// How many parts it has.
    pub(crate) fn size(&self) -> usize {
        1 + match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::size).sum(),
            Self::Not(part) => part.size(),
            Self::Answered(_) | Self::Is(..) | Self::AtLeast(..) | Self::Within(..) => 0,
        }
    }

    /// How deep it is nested.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            Self::Answered(_) | Self::Is(..) | Self::AtLeast(..) | Self::Within(..) => 1,
        }
    }
}
