//! Our own questionnaires and the rules of the format.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod any_definition;
mod building;
mod checks;
mod clauses;
mod comparing;
mod flow;
mod format;
mod languages;
mod ours;
mod scores;
mod xlsform;
mod xlsform_languages;
