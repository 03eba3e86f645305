//! Two or more groups of answers side by side. Never called change in persons: nobody knows who is in both.

use crate::agree::AgreeOptions;
use crate::reading::Trouble;
use crate::statements::Statements;
use crate::table::Table;
use crate::tally::{By, Tally};
use crate::value::{Answer, NonAnswer};

/// One group of answers with its name (`before`, `after`, `year 1`).
#[derive(Clone, Copy, Debug)]
pub struct Wave<'a> {
    /// Its name.
    pub name: &'a str,
    /// For each statement, how answers fall.
    pub answers: &'a [crate::scale::Distribution],
}

/// Distributions of several groups under each other, statement by statement, without a sum over groups.
pub fn side_by_side(
    statements: &Statements,
    waves: &[Wave<'_>],
    options: AgreeOptions,
) -> Result<Table, Trouble> {
    let order: Vec<String> = waves.iter().map(|wave| wave.name.to_owned()).collect();
    let mut tally = Tally::new(statements, vec![By::in_order("group", order)]);
    for wave in waves {
        for (item, found) in wave.answers.iter().enumerate() {
            for (point, count) in (1_u8..).zip(&found.points) {
                tally.add(&[wave.name], item, Answer::Point(point), *count);
            }
            for (kind, count) in NonAnswer::ALL.into_iter().zip(found.absent) {
                tally.add(&[wave.name], item, Answer::Absent(kind), count);
            }
        }
    }
    let mut table = crate::agree::distribution_table(statements, &tally, options)?;
    // The same persons may stand in both groups, so a sum over them counts nothing.
    table.rows.retain(|row| row.kind == crate::table::RowKind::Body);
    table.note("Two groups side by side: how far the same persons changed is not known.");
    Ok(table)
}
