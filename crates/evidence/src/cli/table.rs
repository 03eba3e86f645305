//! `trellis evidence table`.

use super::{ExitKind, Output, Streams, finish};
use crate::agree::{AgreeOptions, agree_table, distribution_table};
use crate::reading::{Input, Trouble, read_responses};
use crate::share::Precision;
use crate::statements::Statements;
use crate::table::{Format, Table};
use crate::tally::By;

/// What `table` is asked for.
pub struct TableArgs<'a> {
    /// The instrument's statements.
    pub statements: &'a Statements,
    /// The responses.
    pub responses: Input<'a>,
    /// None, one or two columns to break down by.
    pub by: &'a [String],
    /// Every point of the scale with mean and median, not sides.
    pub distribution: bool,
    /// Wilson intervals.
    pub interval: bool,
    /// One decimal where N allows it.
    pub one_decimal: bool,
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
    if let [first, second] = args.by
        && first == second
    {
        return Err(Trouble::Asked(format!("the column \"{first}\" is named twice")));
    }
    let by = args.by.iter().map(|name| By::named(name.trim())).collect();
    let tally = read_responses(args.responses, args.statements, by)?;
    let precision = if args.one_decimal {
        Precision::OneDecimal
    } else {
        Precision::Whole
    };
    let options = AgreeOptions {
        profile: args.output.profile,
        precision,
        interval: args.interval,
    };
    let make = if args.distribution {
        distribution_table
    } else {
        agree_table
    };
    Ok((make(args.statements, &tally, options)?, args.output.format))
}
