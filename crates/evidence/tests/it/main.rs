//! The engine from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test, stopping is the right answer"
)]

mod documented;
mod fixed;
mod malformed;
mod properties;
mod rules;
mod support;
mod tables;
