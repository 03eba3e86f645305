//! Coming to a course again: who should, and a message to those whose turn it is.

pub mod reading;
pub mod tell;
