//! A questionnaire that is being written: its definition, its translations, and the reasons why changed words count as the same.

use crate::definition::{Definition, Kind, Unreadable};
use crate::edit::RESERVED;
use crate::published::{Published, Unfit};
use crate::translation::Translation;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A draft as it is stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Questions whose words were changed and still mean the same, each with the reason.
    #[serde(default)]
    pub mended: BTreeMap<String, String>,
    /// The questionnaire.
    pub definition: Definition,
    /// Its translations.
    #[serde(default, rename = "translation")]
    pub translations: Vec<Translation>,
}

impl Draft {
    /// A draft of a questionnaire.
    pub const fn of(definition: Definition) -> Self {
        Self {
            mended: BTreeMap::new(),
            definition,
            translations: Vec::new(),
        }
    }

    /// As it is stored.
    pub fn written(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// As it was stored.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        Ok(toml::from_str(text)?)
    }

    /// Its translation into a language.
    pub fn translation(&self, language: &str) -> Option<&Translation> {
        self.translations.iter().find(|known| known.language == language)
    }

    /// Puts a translation in the place of the one into its language; one without a text is left out.
    pub fn translate(&mut self, translation: Translation) {
        self.translations
            .retain(|known| known.language != translation.language);
        if !translation.texts.is_empty() {
            self.translations.push(translation);
            self.translations
                .sort_by(|one, other| one.language.cmp(&other.language));
        }
    }

    /// Everything that keeps it from being published, by question: what the format refuses, and what nobody could answer by.
    pub fn wrong(&self) -> Vec<Unfit> {
        let mut wrong = Published::publish(self.definition.clone())
            .err()
            .unwrap_or_default();
        let mut add = |key: &str, what| {
            wrong.push(Unfit {
                key: key.to_owned(),
                what,
            });
        };
        for section in &self.definition.sections {
            if section.questions.is_empty() {
                add(&section.title, "a section needs a question");
            }
            if section.title.trim().is_empty() && self.definition.sections.len() > 1 {
                add("", "a section needs a heading where there are several");
            }
        }
        for question in self.definition.questions() {
            if RESERVED.contains(&question.key.as_str()) {
                add(&question.key, "this key belongs to a field of every form");
            }
            if matches!(question.kind, Kind::Single | Kind::Multiple) {
                let mut read = BTreeSet::new();
                if question
                    .options
                    .iter()
                    .any(|option| option.text.trim().is_empty() || !read.insert(option.text.trim()))
                {
                    add(&question.key, "each option needs words of its own");
                }
            }
            let condition = question.show_if.as_ref();
            if condition.is_some_and(|condition| self.definition.cannot_be_met(condition)) {
                add(
                    &question.key,
                    "its condition looks at an answer that there is not: open when it is asked, and choose again",
                );
            }
            if question.link && !question.required {
                add(
                    &question.key,
                    "a question for the link code must be answered: mark it as required",
                );
            }
        }
        wrong
    }
}
