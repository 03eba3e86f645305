//! A workbook of several sheets that hold nothing but text, as other programs exchange questionnaires.

use crate::sheet::{self, Rows};
use kernel::Fault;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Characters of a cell, as the format has it.
const LONGEST: usize = 32_767;

/// Named sheets of text as a workbook, each cell exactly as it is given. Nothing in it says when it was made.
pub fn write(sheets: &[(&str, &[Vec<String>])]) -> Result<Vec<u8>, Fault> {
    build(sheets).map_err(|error| Fault::caused("a workbook could not be written", error))
}

fn build(sheets: &[(&str, &[Vec<String>])]) -> Result<Vec<u8>, XlsxError> {
    // The format wants a date; left out, the library would take today's.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let (head, text) = (
        Format::new().set_bold().set_quote_prefix(),
        Format::new().set_num_format("@").set_quote_prefix(),
    );
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (line, cells) in rows.iter().enumerate() {
            let format = if line == 0 { &head } else { &text };
            let line = u32::try_from(line).map_err(|_| XlsxError::RowColumnLimitError)?;
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                if cell.chars().count() > LONGEST {
                    return Err(XlsxError::MaxStringLengthExceeded);
                }
                let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
                sheet.write_string_with_format(line, column, cell, format)?;
            }
        }
    }
    book.save_to_buffer()
}

/// Every sheet of a workbook with its name. The message says what is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Rows)>, String> {
    let sheets = sheet::read(bytes)?;
    Ok(sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were() {
        let rows = |cells: &[&[&str]]| -> Rows {
            cells
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect()
        };
        let first = rows(&[
            &["type", "label"],
            &["text", " two  blanks "],
            &["", "=1+1"],
            &["'", "line\nbreak <&> \"“ثلاثة”\""],
        ]);
        let second = rows(&[&["name"], &["012"]]);
        let book = write(&[("survey", &first), ("settings", &second)]).unwrap();
        let read = read(&book).unwrap();
        assert_eq!(
            read,
            [("survey".to_owned(), first), ("settings".to_owned(), second)]
        );
        assert_eq!(
            book,
            write(&[("survey", &read[0].1), ("settings", &read[1].1)]).unwrap(),
            "the same bytes"
        );
    }
}
