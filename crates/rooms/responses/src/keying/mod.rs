//! Questionnaires on paper, keyed in twice: two people key each sheet, each for herself; where they differ somebody decides; then the whole
//! batch becomes responses.

mod batch;
mod compare;
mod keyed;
mod take;

pub(crate) use batch::{Pile, Progress, begin, keep_sheet, keying_of, load, own_keying, progress, undo};
pub(crate) use compare::{Counts, Difference, decide, difference_of, differences};
pub(crate) use keyed::{Keyed, choices, for_paper, read_keyed, typed};
pub(crate) use take::take;

/// Sheets of one batch at most.
pub(crate) const SHEETS: i64 = 100;
