//! Questionnaires that are being written in the browser. Every change keeps what stood there before, so that it can be undone, and an
//! event, so that it can be told who made it. What is published never changes again.

mod begin;
mod change;
mod meaning;
mod publish;
mod reading;

pub(crate) use begin::{Beginning, begin_from, bring_back, put_aside};
pub(crate) use change::{change, undo};
pub(crate) use meaning::{Known, Meaning, settle};
pub(crate) use publish::{publish, wrong};
pub(crate) use reading::{NOTHING_DONE, Record, any, changed, known_of, known_with, open, still, unchanged};

pub use begin::begin;

/// Earlier states of a draft that are kept.
const UNDONE_AT_MOST: i64 = 50;
/// Characters of a draft at most.
const LONGEST: usize = 400_000;
