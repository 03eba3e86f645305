//! Our own questionnaires and the rules of the format.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod any_definition;
mod checks;
mod flow;
mod format;
mod ours;
mod scores;
mod xlsform;
