//! The store on whichever engine the environment names.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod writing;
