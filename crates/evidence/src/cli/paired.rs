//! `trellis evidence paired`.

use super::{ExitKind, Output, Streams, finish};
use crate::change::paired_table;
use crate::reading::{Input, Trouble, read_paired};
use crate::statements::Statements;
use crate::table::{Format, Table};

/// What `paired` is asked for.
pub struct PairedArgs<'a> {
    /// The instrument's statements.
    pub statements: &'a Statements,
    /// The responses before.
    pub before: Input<'a>,
    /// The responses after.
    pub after: Input<'a>,
    /// The column of link codes.
    pub code: &'a str,
    /// Profile and format.
    pub output: Output,
}

/// Joins two files by link code and compares the answers of the same persons.
pub fn paired(args: PairedArgs<'_>, mut streams: Streams<'_>) -> Result<ExitKind, Trouble> {
    finish(made(args), &mut streams)
}

fn made(args: PairedArgs<'_>) -> Result<(Table, Format), Trouble> {
    let pairing = read_paired(args.before, args.after, args.statements, args.code)?;
    Ok((
        paired_table(args.statements, &pairing, args.output.profile),
        args.output.format,
    ))
}
