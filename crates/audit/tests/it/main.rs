//! The audit trail on whichever engine the environment names.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod chain;
mod flips;
mod standing;
