//! A questionnaire as it is put to somebody: in one language, with the answer page's words in it.

use crate::answers::{Answer, read_in};
use crate::definition::Definition;
use crate::language::{ENGLISH, Language};
use crate::translation::Translation;
use crate::words::Words;
use kernel::Problems;

/// A questionnaire in the language of who answers. Keys and points are those of every other language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    /// The questionnaire.
    pub definition: Definition,
    /// What the page says itself.
    pub words: Words,
    /// The language.
    pub language: Language,
}

impl Sheet {
    /// As it was written.
    pub fn written(definition: &Definition) -> Self {
        Self {
            definition: definition.clone(),
            words: Words::english(),
            language: ENGLISH,
        }
    }

    /// In another language.
    pub fn translated(definition: &Definition, translation: &Translation) -> Self {
        Self {
            definition: translation.applied(definition),
            words: translation.words(),
            language: translation.language().unwrap_or(ENGLISH),
        }
    }

    /// Reads a form against it.
    ///
    /// # Errors
    /// What the person can put right, by question, in her language.
    pub fn read<'f>(&self, values: impl Fn(&str) -> Vec<&'f str>) -> Result<Vec<Answer>, Problems> {
        read_in(&self.definition, &self.words, values)
    }
}
