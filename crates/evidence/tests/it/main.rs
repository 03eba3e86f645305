//! The engine from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "in a test, stopping is the right answer"
)]

mod agreement;
mod attacker;
mod compare;
mod disclosure;
mod fixed;
mod joint;
mod malformed;
mod narrowed;
mod optimum;
mod printed;
mod profiles;
mod properties;
mod rules;
mod support;
mod tables;
