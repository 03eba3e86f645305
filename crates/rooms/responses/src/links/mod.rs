//! Questionnaires that are open to anybody: a link with dates and a cap, for an event, a survey of staff, a poster. Answers that come by one
//! belong to no session.

mod answer;
mod asked;
mod manage;

pub use answer::Standing;
pub(crate) use answer::{Filled, opened, take};
pub(crate) use asked::{asks, put, sparing_of, without};
pub(crate) use manage::{Draft, areas, change, close, create, load, reopen};

/// Answers of one link at most.
pub(crate) const MOST: i64 = 100_000;
/// The fewest people to whom questions are put that are put to some only: fewer would make figures about hardly anybody (decision 20).
pub(crate) const FEWEST_ASKED: i64 = 50;
/// The smallest share of a hundred.
pub(crate) const FEWEST_OF_HUNDRED: i64 = 10;
