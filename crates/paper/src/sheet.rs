//! Reading a workbook that came from elsewhere: its first sheet as text. A workbook is a packed archive of XML, so what it unpacks to is
//! counted as it comes out, before anything is read from it (SG3).

use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes that a workbook may unpack to, really and not by what it claims.
pub const MOST_UNPACKED: u64 = 20 * 1024 * 1024;
/// How much larger it may become.
pub const MOST_RATIO: u64 = 100;
/// Parts it may have.
pub const MOST_PARTS: usize = 200;
/// Rows and columns that are read.
pub const MOST_ROWS: u32 = 50_000;
/// Columns that are read.
pub const MOST_COLUMNS: u32 = 100;

/// Words for somebody whose file is no workbook.
const UNREADABLE: &str = "The file cannot be read as a workbook. Save it as XLSX or CSV and try again";
const TOO_LARGE: &str = "The workbook is too large when it is unpacked";

/// The file is a packed archive, as a workbook is.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The rows of the first sheet, headings first, without blanks around the cells. The message says what is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Rows, String> {
    let mut book = open(bytes)?;
    let name = book
        .sheet_names()
        .first()
        .cloned()
        .ok_or_else(|| UNREADABLE.to_owned())?;
    let mut rows = rows(&mut book, &name)?;
    for cell in rows.iter_mut().flatten() {
        *cell = cell.trim().to_owned();
    }
    Ok(rows)
}

/// The rows of a sheet.
pub type Rows = Vec<Vec<String>>;

/// Every sheet with its name, each cell as it stands.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<(String, Rows)>, String> {
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let rows = rows(&mut book, &name)?;
            Ok((name, rows))
        })
        .collect()
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

fn open(bytes: &[u8]) -> Result<Book<'_>, String> {
    measure(bytes)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|_| UNREADABLE.to_owned())
}

fn rows(book: &mut Book<'_>, name: &str) -> Result<Rows, String> {
    // Cell by cell: a sheet of two cells may claim to be a million rows long.
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|_| UNREADABLE.to_owned())?;
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
    Ok(rows)
}

/// Unpacks everything once, counting, and keeps nothing.
fn measure(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| UNREADABLE.to_owned())?;
    if archive.len() > MOST_PARTS {
        return Err(TOO_LARGE.to_owned());
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(1024);
    let most = MOST_UNPACKED.min(packed.saturating_mul(MOST_RATIO));
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| UNREADABLE.to_owned())?;
        if part.is_symlink() {
            return Err(UNREADABLE.to_owned());
        }
        loop {
            let count = part.read(&mut buffer).map_err(|_| UNREADABLE.to_owned())?;
            if count == 0 {
                break;
            }
            total = total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            if total > most {
                return Err(TOO_LARGE.to_owned());
            }
        }
    }
    Ok(())
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(when) => when.as_f64().to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_was_written_is_read() {
        let mut grid = crate::Grid::new("List", ["Name", "Minutes"]);
        grid.row(vec!["Ann One".into(), 42_i64.into()]);
        grid.row(vec!["=1+1".into(), crate::Cell::Empty]);
        let rows = read(&crate::xlsx::write(&grid).unwrap()).unwrap();
        assert_eq!(
            rows[..3],
            [vec!["Name", "Minutes"], vec!["Ann One", "42"], vec!["=1+1"]]
        );
    }

    /// Proves SG3: a bomb is refused by what comes out of it, quickly; so are very many parts, and whatever is no workbook.
    #[test]
    fn a_bomb_is_refused() {
        let bomb = archive(&[(
            "xl/worksheets/sheet1.xml".to_owned(),
            vec![b'a'; 30 * 1024 * 1024],
        )]);
        assert!(bomb.len() < 100 * 1024);
        assert_eq!(read(&bomb).unwrap_err(), TOO_LARGE);
        let small = archive(&[("a".to_owned(), vec![b'a'; 1024 * 1024])]);
        assert_eq!(read(&small).unwrap_err(), TOO_LARGE, "a thousand times larger");
        let parts: Vec<_> = (0..=MOST_PARTS)
            .map(|number| (number.to_string(), vec![b'a']))
            .collect();
        assert_eq!(read(&archive(&parts)).unwrap_err(), TOO_LARGE);
        for nonsense in [&b"PK\x03\x04nothing"[..], b"", b"name,address\r\n"] {
            assert_eq!(read(nonsense).unwrap_err(), UNREADABLE);
        }
    }

    /// Proves SG3: two cells at the ends of a sheet are not a sheet of that size.
    #[test]
    fn a_sheet_is_as_long_as_its_cells() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "Name").unwrap();
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
        assert!(
            read(&book.save_to_buffer().unwrap())
                .unwrap_err()
                .contains("too long")
        );
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
