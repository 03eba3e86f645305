//! `trellis evidence crosstab`.

use super::{ExitKind, Output, Streams, finish};
use crate::reading::{Filter, Input, Trouble, read_counts};
use crate::table::{Format, Table};

/// What `crosstab` is asked for.
pub struct CrosstabArgs<'a> {
    /// The counts in long form.
    pub counts: Input<'a>,
    /// Only rows with these values.
    pub filters: &'a [Filter],
    /// The title.
    pub title: &'a str,
    /// Profile and format.
    pub output: Output,
}

/// Protects a table of counts: long form as CSV and JSON, laid out for reading as Markdown.
pub fn crosstab(args: CrosstabArgs<'_>, mut streams: Streams<'_>) -> Result<ExitKind, Trouble> {
    finish(made(args), &mut streams)
}

fn made(args: CrosstabArgs<'_>) -> Result<(Table, Format), Trouble> {
    let counts = read_counts(args.counts, args.filters)?;
    let Output { profile, format } = args.output;
    let mut table = match format {
        Format::Md => counts.wide(args.title, profile)?,
        Format::Csv | Format::Json => counts.long(args.title, profile)?,
    };
    table.narrowed(args.filters);
    Ok((table, format))
}
