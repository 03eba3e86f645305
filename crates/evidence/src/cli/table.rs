//! `trellis evidence table`.

use super::{ExitKind, Output, Streams, finish};
use crate::agree::{AgreeOptions, agree_table, distribution_table};
use crate::guard::check_breakdown_of;
use crate::reading::{Filter, Input, Trouble, read_responses};
use crate::share::Precision;
use crate::statements::Statements;
use crate::table::{Format, Table};
use crate::tally::By;

/// What `table` is asked for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, and any of them may stand with any other"
)]
pub struct TableArgs<'a> {
    /// The instrument's statements.
    pub statements: &'a Statements,
    /// The responses.
    pub responses: Input<'a>,
    /// None, one or two columns to break down by.
    pub by: &'a [String],
    /// Only rows with these values.
    pub filters: &'a [Filter],
    /// Every point of the scale with mean and median, not sides.
    pub distribution: bool,
    /// Wilson intervals.
    pub interval: bool,
    /// One decimal where N allows it.
    pub one_decimal: bool,
    /// Missing answers also by why they are missing.
    pub split_missing: bool,
    /// Profile and format.
    pub output: Output,
}

/// Makes the agree table (or the distributions) of a file of responses.
pub fn table(args: TableArgs<'_>, mut streams: Streams<'_>) -> Result<ExitKind, Trouble> {
    finish(made(args), &mut streams)
}

fn made(args: TableArgs<'_>) -> Result<(Table, Format), Trouble> {
    if args.by.len() > 2 {
        return Err(Trouble::Asked(
            "a table is broken down by one or two columns".to_owned(),
        ));
    }
    let by: Vec<&str> = args.by.iter().map(|name| name.trim()).collect();
    let filtered = Filter::columns(args.filters);
    check_breakdown_of(&by, &filtered)?;
    let columns = [by.as_slice(), &filtered].concat();
    for (place, name) in columns.iter().enumerate() {
        if columns.iter().take(place).any(|earlier| earlier == name) {
            return Err(Trouble::Asked(format!("the column \"{name}\" is named twice")));
        }
    }
    let groups = columns.iter().map(|name| By::named(name)).collect();
    let mut tally = read_responses(args.responses, args.statements, groups)?;
    if !args.filters.is_empty() {
        let values: Vec<&str> = args.filters.iter().map(|filter| filter.value.as_str()).collect();
        tally = tally.only(by.len(), &values);
        if tally.rows() == 0 {
            return Err(Filter::nothing(args.filters));
        }
    }
    let precision = if args.one_decimal {
        Precision::OneDecimal
    } else {
        Precision::Whole
    };
    let options = AgreeOptions {
        profile: args.output.profile,
        precision,
        interval: args.interval,
        split_missing: args.split_missing,
    };
    let make = if args.distribution {
        distribution_table
    } else {
        agree_table
    };
    let mut table = make(args.statements, &tally, options)?;
    table.narrowed(args.filters);
    Ok((table, args.output.format))
}
