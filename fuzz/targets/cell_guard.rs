//! Cells of exported tables: no cell is a formula to a spreadsheet, and each comes back as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use paper::{Cell, Grid, csv, xlsx};
use std::io::Read as _;

fuzz_target!(|data: &[u8]| {
    // Any bytes may be sent as a CSV file to be read.
    let _ = csv::read(data);
    let text = String::from_utf8_lossy(data);
    let guarded = csv::guard(&text);
    assert_eq!(csv::unguard(&guarded), text, "a guard that does not come off");
    assert!(
        guarded.starts_with('\'') || !csv::is_dangerous(&guarded),
        "a formula without its guard"
    );
    let cells: Vec<&str> = text.split('\u{1f}').take(6).collect();
    let mut grid = Grid::new("Table", cells.iter());
    grid.row(cells.iter().map(|cell| Cell::from(*cell)).collect());
    let read = csv::read(&csv::write(&grid).unwrap()).unwrap();
    assert_eq!(
        read,
        [cells.clone(), cells.clone()],
        "a CSV that reads differently"
    );
    if data.len() < 256 {
        let book = xlsx::write(&grid).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
        let mut sheet = String::new();
        archive
            .by_name("xl/worksheets/sheet1.xml")
            .unwrap()
            .read_to_string(&mut sheet)
            .unwrap();
        assert!(
            !sheet.contains("<f>") && !sheet.contains("<f "),
            "a formula in a workbook"
        );
    }
});
