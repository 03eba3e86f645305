//! Terms of law and of forms, which are right where they stand.

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
