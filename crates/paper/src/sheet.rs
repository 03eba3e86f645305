//! Reading a workbook that came from elsewhere: its sheets as text. A workbook is a packed archive of XML: [`crate::archive`] looks at it before
//! anything is read from it, and the program does both in a process of its own (SG3).

use crate::archive::{self, Wrong};
use calamine::{DataRef, Reader, Xlsx};
use std::io::Cursor;

/// Rows and columns that are read.
pub const MOST_ROWS: u32 = 60_000;
/// Columns that are read.
pub const MOST_COLUMNS: u32 = 100;
/// Sheets that are read.
pub const MOST_SHEETS: usize = 50;

/// Words for somebody whose file is no workbook.
pub const UNREADABLE: &str = "The file cannot be read as a workbook. Save it as XLSX or CSV and try again";
/// Words for somebody whose workbook is too much.
pub const TOO_LARGE: &str = "The workbook is too large when it is unpacked";
const MACROS: &str = "The workbook has macros in it. Save it as XLSX without them";

/// The rows of a sheet.
pub type Rows = Vec<Vec<String>>;

/// A sheet: a table as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty where the file is a single table.
    pub name: String,
    /// Its rows, each as long as its last cell with something in it.
    pub rows: Rows,
}

kernel::masked!(Sheet);

/// The sheets of a workbook, each cell as it stands. The message says what is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    archive::measure(bytes).map_err(|wrong| {
        match wrong {
            Wrong::Unreadable => UNREADABLE,
            Wrong::TooLarge => TOO_LARGE,
            Wrong::Macros => MACROS,
        }
        .to_owned()
    })?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| UNREADABLE.to_owned())?;
    let names = book.sheet_names();
    if names.len() > MOST_SHEETS {
        return Err("The workbook has too many sheets".to_owned());
    }
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        // A chart has no cells.
        if let Some(rows) = rows(&mut book, &name)? {
            sheets.push(Sheet { name, rows });
        }
    }
    if sheets.is_empty() {
        return Err(UNREADABLE.to_owned());
    }
    Ok(sheets)
}

fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Rows>, String> {
    // Cell by cell: a sheet of two cells may claim to be a million rows long.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return Ok(None);
    };
    let mut rows: Rows = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| UNREADABLE.to_owned())? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err("The sheet is too long or too wide".to_owned());
        }
        let (row, column) = (
            usize::try_from(row).unwrap_or_default(),
            usize::try_from(column).unwrap_or_default(),
        );
        if rows.len() <= row {
            rows.resize(row.saturating_add(1), Vec::new());
        }
        if let Some(row) = rows.get_mut(row) {
            if row.len() <= column {
                row.resize(column.saturating_add(1), String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(Some(rows))
}

/// A cell as somebody would type it. Of a formula it is what the formula came to; where it came to nothing, the mark that stands in the cell.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(when) if when.is_datetime() && when.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, ..) = when.to_ymd_hms_milli();
            let time = if hour == 0 && minute == 0 {
                String::new()
            } else {
                format!(" {hour:02}:{minute:02}")
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        DataRef::DateTime(when) if when.is_datetime() => {
            let (_, _, _, hour, minute, ..) = when.to_ymd_hms_milli();
            format!("{hour:02}:{minute:02}")
        }
        DataRef::DateTime(when) => when.as_f64().to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    #[test]
    fn what_was_written_is_read() {
        let mut grid = crate::Grid::new("List", ["Name", "Minutes"]);
        grid.row(vec!["Ann One".into(), 42_i64.into()]);
        grid.row(vec!["=1+1".into(), crate::Cell::Empty]);
        let sheets = read(&crate::xlsx::write(&grid).unwrap()).unwrap();
        assert_eq!(sheets[0].name, "List");
        assert_eq!(
            sheets[0].rows[..3],
            [vec!["Name", "Minutes"], vec!["Ann One", "42"], vec!["=1+1"]]
        );
    }

    #[test]
    fn days_times_and_formulas_are_read_as_they_show() {
        let mut book = Workbook::new();
        let (days, times) = (
            Format::new().set_num_format("dd/mm/yyyy"),
            Format::new().set_num_format("hh:mm"),
        );
        let sheet = book.add_worksheet();
        let day = ExcelDateTime::from_ymd(2019, 4, 3).unwrap();
        sheet.write_with_format(0, 0, &day, &days).unwrap();
        let time = ExcelDateTime::from_hms(9, 30, 0).unwrap();
        sheet.write_with_format(0, 1, &time, &times).unwrap();
        sheet
            .write_formula(0, 2, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet
            .write_formula(0, 3, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        book.add_worksheet().write_string(1, 1, "x").unwrap();
        let sheets = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(sheets[0].rows, [["2019-04-03", "09:30", "2", "#DIV/0!"]]);
        assert_eq!(sheets[1].rows, [vec![], vec!["", "x"]]);
    }

    #[test]
    fn what_is_no_workbook_is_said_in_words() {
        for nonsense in [&b"PK\x03\x04nothing"[..], b"", b"name,address\r\n"] {
            assert_eq!(read(nonsense), Err(UNREADABLE.to_owned()));
        }
    }

    /// Proves SG3: two cells at the ends of a sheet are not a sheet of that size.
    #[test]
    fn a_sheet_is_as_long_as_its_cells() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "Name").unwrap();
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
        let refused = read(&book.save_to_buffer().unwrap());
        assert!(refused.unwrap_err().contains("too long"));
    }

    /// Proves SG3: a workbook whose bytes are damaged anywhere is refused or read; it does no harm.
    #[test]
    fn damage_does_no_harm() {
        let grid = crate::Grid::new("List", ["Name", "Minutes"]);
        let whole = crate::xlsx::write(&grid).unwrap();
        for place in (0..whole.len()).step_by(7) {
            let mut broken = whole.clone();
            broken[place] ^= 0xff;
            let _ = read(&broken);
            let _ = read(&whole[..place]);
        }
    }
}
