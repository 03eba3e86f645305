//! The store on whichever engine the environment names.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod copying;
mod disk;
mod filled;
mod halting;
mod lost;
mod syncs;
mod trouble;
mod twin;
mod upgrades;
mod waiting;
mod writing;
