//! A workbook with one visible sheet that holds what the preview shows: no author, no hidden part, no formula (SG6).

use crate::{Cell, Grid, csv};
use kernel::Fault;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The table as a workbook. Nothing in it says when it was made: the same table is the same bytes on any day (evidence.md,
/// determinism).
pub fn write(grid: &Grid) -> Result<Vec<u8>, Fault> {
    build(grid).map_err(|error| Fault::caused("a workbook could not be written", error))
}

fn build(grid: &Grid) -> Result<Vec<u8>, XlsxError> {
    // The format wants a date; left out, the library would take today's.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let bold = Format::new().set_bold().set_text_wrap().set_quote_prefix();
    let as_text = Format::new().set_quote_prefix();
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(&grid.title))?;
    for (column, text) in grid.head.iter().enumerate() {
        let column = place_of(column)?;
        sheet.write_string_with_format(0, column, text, &bold)?;
        sheet.set_column_width(column, if column == 0 { 36.0 } else { 16.0 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut line = 1_u32;
    for row in &grid.rows {
        for (column, cell) in row.iter().enumerate() {
            let column = place_of(column)?;
            match cell {
                Cell::Empty => {}
                Cell::Head(text) => {
                    sheet.write_string_with_format(line, column, text, &bold)?;
                }
                Cell::Text(text) if csv::is_dangerous(text) => {
                    sheet.write_string_with_format(line, column, text, &as_text)?;
                }
                Cell::Text(text) => {
                    sheet.write_string(line, column, text)?;
                }
                Cell::Whole(number) => {
                    sheet.write_number_with_format(line, column, exact(*number), &Format::new())?;
                }
                Cell::Real(number, decimals) => {
                    let mut shape = "0".to_owned();
                    if *decimals > 0 {
                        shape.push('.');
                        shape.push_str(&"0".repeat(usize::from(*decimals)));
                    }
                    let format = Format::new().set_num_format(shape);
                    sheet.write_number_with_format(line, column, *number, &format)?;
                }
            }
        }
        line = line.saturating_add(1);
    }
    line = line.saturating_add(1);
    for note in &grid.notes {
        sheet.write_string_with_format(line, 0, note, &as_text)?;
        line = line.saturating_add(1);
    }
    book.save_to_buffer()
}

fn place_of(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// Counts stay far below 2^53, where a workbook's numbers stop being exact.
#[expect(
    clippy::cast_precision_loss,
    reason = "a workbook knows no other numbers than these"
)]
const fn exact(number: i64) -> f64 {
    number as f64
}

/// A sheet's name may have 31 characters, and not these.
fn sheet_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| {
            if "[]:*?/\\'".contains(c) || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .take(31)
        .collect();
    let plain = plain.trim();
    if plain.is_empty() || plain.eq_ignore_ascii_case("history") {
        "Table".to_owned()
    } else {
        plain.to_owned()
    }
}
