//! A questionnaire as written.

use crate::check::Check;
use crate::condition::Condition;
use crate::scale::Scale;
use crate::score::Score;
use serde::{Deserialize, Serialize};

/// A questionnaire as its author wrote it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its key; stays the same over versions.
    pub key: String,
    /// Its version, from 1.
    pub version: u32,
    /// Its title, as those who answer see it.
    pub title: String,
    /// A paragraph above the first question.
    #[serde(default)]
    pub introduction: String,
    /// Scales that questions use.
    #[serde(default, rename = "scale")]
    pub scales: Vec<Scale>,
    /// Sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Scores worked out from the answers, each with its worked examples.
    #[serde(default, rename = "score", skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
}

/// Questions under one heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One question.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that authors write in the file"
)]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its key in this questionnaire: also the form field and the column.
    pub key: String,
    /// Names the wording: questions of different versions are pooled only where this is the same.
    #[serde(default)]
    pub wording: String,
    /// What it asks for.
    pub kind: Kind,
    /// The question.
    pub text: String,
    /// A sentence under it.
    #[serde(default)]
    pub hint: String,
    /// Must be answered.
    #[serde(default)]
    pub required: bool,
    /// The scale's key, for [`Kind::Scale`].
    #[serde(default)]
    pub scale: String,
    /// Options, for [`Kind::Single`] and [`Kind::Multiple`].
    #[serde(default)]
    pub options: Vec<OptionText>,
    /// "Prefer not to say" is offered.
    #[serde(default)]
    pub may_decline: bool,
    /// "Not known" is offered.
    #[serde(default, skip_serializing_if = "is_off")]
    pub may_not_know: bool,
    /// The answer is used to rebuild a link code and is never kept.
    #[serde(default)]
    pub link: bool,
    /// What an answer must fit beyond its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Asked only when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
}

impl Question {
    /// Its answer is a number.
    pub(crate) const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Scale)
    }
}

/// One option.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionText {
    /// The stored key.
    pub key: String,
    /// What it reads.
    pub text: String,
}

/// What a question asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Number,
    /// A day.
    Date,
    /// One option.
    Single,
    /// Any number of options.
    Multiple,
    /// A point of a scale.
    Scale,
    /// Yes, no or unsure.
    YesNoUnsure,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_off(flag: &bool) -> bool {
    !flag
}

/// A definition that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the questionnaire cannot be read: {0}")]
pub struct Unreadable(#[from] toml::de::Error);

impl Unreadable {
    /// What is wrong, on one line.
    pub fn message(&self) -> String {
        self.0.message().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Line and column from 1 where it is wrong in the text that was read.
    pub fn place(&self, text: &str) -> Option<(usize, usize)> {
        let before = text.get(..self.0.span()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// With line and column, when it is not a definition.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        Ok(toml::from_str(text)?)
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// A question's scale.
    pub fn scale_of(&self, question: &Question) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.key == question.scale)
    }
}
