//! Planning: courses, their sessions, and what changes them.

pub mod change;
pub mod course;
pub(crate) mod days;
pub mod session;
