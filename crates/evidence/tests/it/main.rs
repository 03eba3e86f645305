//! The engine from outside.

mod fixed;
mod rules;
