//! The rules of access as a table, and what a pass needs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod rules;
