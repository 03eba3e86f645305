//! `trellis evidence agreement`.

use super::{ExitKind, Streams, finish};
use crate::agreement::{Level, agreement_table};
use crate::reading::{Input, ReadingColumns, Trouble, read_readings};
use crate::table::{Format, Table};

/// What `agreement` is asked for.
pub struct AgreementArgs<'a> {
    /// The readings.
    pub readings: Input<'a>,
    /// Its columns and how values are read.
    pub columns: ReadingColumns<'a>,
    /// The title.
    pub title: &'a str,
    /// The format.
    pub format: Format,
}

/// Says how far the readers of a file agree.
pub fn agreement(args: AgreementArgs<'_>, mut streams: Streams<'_>) -> Result<ExitKind, Trouble> {
    finish(made(args), &mut streams)
}

fn made(args: AgreementArgs<'_>) -> Result<(Table, Format), Trouble> {
    let columns = args.columns;
    if columns.level != Level::Ordinal && !columns.order.is_empty() {
        return Err(Trouble::Asked("only ordered values have an order".to_owned()));
    }
    for (place, value) in columns.order.iter().enumerate() {
        if value.trim().is_empty()
            || columns
                .order
                .iter()
                .take(place)
                .any(|other| other.trim() == value.trim())
        {
            return Err(Trouble::Asked(
                "the values of an order must differ and not be empty".to_owned(),
            ));
        }
    }
    let readings = read_readings(args.readings, columns)?;
    if readings.units.is_empty() {
        return Err(Trouble::Asked("the file has no readings".to_owned()));
    }
    Ok((agreement_table(args.title, &readings, columns.level), args.format))
}
