//! Terms of law and of forms, which are right where they stand, and what a note may not say yet.

use serde::Deserialize;

/// A term: what overlaps it is not marked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Term {
    /// The term itself.
    #[serde(default)]
    pub(crate) phrases: Vec<String>,
    /// What says that its sentence is about it.
    #[serde(default)]
    pub(crate) near: Vec<String>,
    /// The rows for which it is a term; all where there is none.
    #[serde(default)]
    pub(crate) rows: Vec<u16>,
    /// What it is a term of.
    pub(crate) about: String,
}

/// A question about what a note does not say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its name.
    pub id: String,
    /// The question to the writer.
    pub ask: String,
    /// Named lists: it is asked where a word of each stands in the note.
    pub needs: Vec<String>,
    /// Phrases that answer it: where one stands in the note, it is not asked.
    pub said: Vec<String>,
}
