//! A question that stands by itself, with its scale, to be taken into a questionnaire.

use crate::definition::{Definition, Question, Unreadable};
use crate::scale::Scale;
use serde::{Deserialize, Serialize};

/// A question with its scale.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The question, without a condition: it looks at nothing else.
    pub question: Question,
    /// Its scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
}

impl Kept {
    /// A question of a questionnaire.
    pub fn of(definition: &Definition, question: &Question) -> Self {
        let mut alone = question.clone();
        alone.show_if = None;
        question.counted_as().clone_into(&mut alone.wording);
        Self {
            scale: definition.scale_of(question).cloned(),
            question: alone,
        }
    }

    /// As it is stored.
    pub fn written(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// As it was stored.
    ///
    /// # Errors
    /// When it is no question.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        Ok(toml::from_str(text)?)
    }

    /// Puts it at the end of a section, counted from 0, with its wording key and its scale, so that its figures are added up with those of
    /// where it comes from. Returns its key; `None` where there is no such section, or the questionnaire asks it already.
    pub fn take_into(&self, definition: &mut Definition, section: usize) -> Option<String> {
        let asked = definition
            .questions()
            .any(|other| other.counted_as() == self.question.counted_as());
        if asked || section >= definition.sections.len() {
            return None;
        }
        let mut question = self.question.clone();
        question.key = definition.fresh_key(&question.key.replace('-', " "));
        if let Some(scale) = &self.scale {
            let same = |known: &&Scale| {
                known.labels == scale.labels
                    && known.polarity == scale.polarity
                    && known.collapse == scale.collapse
                    && known.sides == scale.sides
            };
            let known = definition.scales.iter().find(same).map(|known| known.key.clone());
            question.scale = known.unwrap_or_else(|| {
                let mut scale = scale.clone();
                scale.key = definition.fresh_scale_key(&scale.key.replace('-', " "));
                definition.scales.push(scale.clone());
                scale.key
            });
        }
        let key = question.key.clone();
        definition.add(section, question).then_some(key)
    }
}
