//! Planning: courses, their sessions, and what changes them.

pub mod change;
pub mod clashes;
pub mod course;
pub(crate) mod days;
pub mod message;
pub mod rules;
pub mod series;
pub mod session;
pub mod sign_off;
