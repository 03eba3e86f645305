//! Scores: a closed language over answers, exact, without loops, with worked examples that are run before publishing.

use crate::answers::{Answer, Value, read_one};
use crate::condition::Condition;
use crate::definition::{Definition, Question};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure worked out from the answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How it is worked out.
    pub formula: Formula,
    /// Worked examples; at least one.
    #[serde(rename = "example")]
    pub examples: Vec<Example>,
}

/// Answers as a form sends them, and the score they must give.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// In hundredths; left out where there must be no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hundredths: Option<i64>,
    /// Answers by question.
    pub answers: BTreeMap<String, String>,
}

/// How a score is worked out. A part without an answer leaves the whole without a score: a non-answer is never a zero.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Formula {
    /// A number or a scale's point.
    Points(String),
    /// A scale's point counted from its other end.
    Reversed(String),
    /// A plain number.
    Plain(i64),
    /// All parts together.
    Sum(Vec<Formula>),
    /// The mean of the parts.
    Mean(Vec<Formula>),
    /// How many of the conditions hold.
    Count(Vec<Condition>),
    /// The first formula where the condition holds, else the second.
    If(Condition, Box<Formula>, Box<Formula>),
}

/// Deepest nesting, and parts of one formula at most.
const DEPTH: usize = 8;
const PARTS: usize = 300;

/// A fraction that stays exact; `None` when it leaves the range.
#[derive(Clone, Copy)]
struct Exact(i128, i128);

impl Exact {
    fn plus(self, other: Self) -> Option<Self> {
        let top = self
            .0
            .checked_mul(other.1)?
            .checked_add(other.0.checked_mul(self.1)?)?;
        Some(Self(top, self.1.checked_mul(other.1)?).short())
    }

    fn short(self) -> Self {
        let (mut a, mut b) = (self.0.unsigned_abs(), self.1.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a).unwrap_or(1).max(1);
        Self(self.0 / common, self.1 / common)
    }

    /// Hundredths, a half rounded away from zero.
    fn hundredths(self) -> Option<i64> {
        let twice = self.0.checked_mul(200)?;
        let half = if twice < 0 { -self.1 } else { self.1 };
        i64::try_from(twice.checked_add(half)? / self.1.checked_mul(2)?).ok()
    }
}

impl Formula {
    /// The score in hundredths; `None` where an answer is missing.
    pub fn hundredths(&self, definition: &Definition, answers: &[Answer]) -> Option<i64> {
        self.exact(definition, answers)?.hundredths()
    }

    fn exact(&self, definition: &Definition, answers: &[Answer]) -> Option<Exact> {
        let number = |key: &str| {
            answers
                .iter()
                .find(|answer| answer.question == key)
                .and_then(|answer| match answer.value {
                    Value::Number(number) => Some(i128::from(number)),
                    Value::Text(_) | Value::Option(_) | Value::Day(_) | Value::None(_) => None,
                })
        };
        let sum = |parts: &[Self]| {
            parts.iter().try_fold(Exact(0, 1), |sum, part| {
                sum.plus(part.exact(definition, answers)?)
            })
        };
        match self {
            Self::Points(key) => Some(Exact(number(key)?, 1)),
            Self::Reversed(key) => {
                let question = definition.questions().find(|question| question.key == *key)?;
                let points = i128::try_from(definition.scale_of(question)?.points()).ok()?;
                Some(Exact(points + 1 - number(key)?, 1))
            }
            Self::Plain(number) => Some(Exact(i128::from(*number), 1)),
            Self::Sum(parts) => sum(parts),
            Self::Mean(parts) => {
                let total = sum(parts)?;
                let count = i128::try_from(parts.len()).ok().filter(|count| *count > 0)?;
                Some(Exact(total.0, total.1.checked_mul(count)?).short())
            }
            Self::Count(conditions) => {
                let held = conditions
                    .iter()
                    .filter(|condition| condition.holds(answers))
                    .count();
                Some(Exact(i128::try_from(held).ok()?, 1))
            }
            Self::If(condition, then, otherwise) => {
                let chosen = if condition.holds(answers) { then } else { otherwise };
                chosen.exact(definition, answers)
            }
        }
    }

    /// What is wrong with the formula.
    fn unfit(&self, definition: &Definition) -> Option<&'static str> {
        if self.depth() > DEPTH || self.parts() > PARTS {
            return Some("its formula is too deep or too long");
        }
        let question = |key: &str| definition.questions().find(|question| question.key == key);
        let conditions = |conditions: &[Condition]| {
            conditions
                .iter()
                .any(|condition| {
                    condition.depth() > DEPTH
                        || condition.questions().iter().any(|key| question(key).is_none())
                })
                .then_some("its condition looks at a question that there is not, or is nested too deep")
        };
        match self {
            Self::Points(key) if !question(key).is_some_and(Question::is_number) => {
                Some("it counts points of a question that has none")
            }
            Self::Reversed(key)
                if question(key)
                    .and_then(|found| definition.scale_of(found))
                    .is_none() =>
            {
                Some("it reverses a question that has no scale")
            }
            Self::Points(_) | Self::Reversed(_) | Self::Plain(_) => None,
            Self::Sum(parts) | Self::Mean(parts) if parts.is_empty() => Some("it adds up nothing"),
            Self::Sum(parts) | Self::Mean(parts) => parts.iter().find_map(|part| part.unfit(definition)),
            Self::Count(list) => conditions(list),
            Self::If(condition, then, otherwise) => conditions(std::slice::from_ref(condition))
                .or_else(|| then.unfit(definition))
                .or_else(|| otherwise.unfit(definition)),
        }
    }

    fn depth(&self) -> usize {
        1 + match self {
            Self::Points(_) | Self::Reversed(_) | Self::Plain(_) | Self::Count(_) => 0,
            Self::Sum(parts) | Self::Mean(parts) => parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::If(_, then, otherwise) => then.depth().max(otherwise.depth()),
        }
    }

    fn parts(&self) -> usize {
        1 + match self {
            Self::Points(_) | Self::Reversed(_) | Self::Plain(_) => 0,
            Self::Count(conditions) => conditions.iter().map(Condition::size).sum(),
            Self::Sum(parts) | Self::Mean(parts) => parts.iter().map(Self::parts).sum(),
            Self::If(condition, then, otherwise) => condition.size() + then.parts() + otherwise.parts(),
        }
    }
}

impl Score {
    /// What keeps the score from being published: its formula, or a worked example that comes out otherwise.
    pub(crate) fn unfit(&self, definition: &Definition) -> Option<&'static str> {
        if let Some(wrong) = self.formula.unfit(definition) {
            return Some(wrong);
        }
        if self.examples.is_empty() {
            return Some("a score needs a worked example");
        }
        self.examples.iter().find_map(|example| {
            let mut answers = Vec::new();
            for (key, sent) in &example.answers {
                let question = definition.questions().find(|question| question.key == *key);
                let Some(Ok(values)) =
                    question.map(|question| read_one(definition, &Words::english(), question, &[sent]))
                else {
                    return Some("a worked example has an answer that does not fit");
                };
                answers.extend(values.into_iter().map(|value| Answer {
                    question: key.clone(),
                    value,
                }));
            }
            (self.formula.hundredths(definition, &answers) != example.hundredths)
                .then_some("a worked example comes out otherwise")
        })
    }
}
