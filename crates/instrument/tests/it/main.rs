//! Our own questionnaires and the rules of the format.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod format;
mod ours;
