//! Workbooks, and the archives that they are: whatever their bytes, they are refused in words or read within their limits.

#![no_main]

use libfuzzer_sys::fuzz_target;
use paper::sheet::{MOST_COLUMNS, MOST_ROWS, MOST_SHEETS};
use paper::table::{HERE, Sent};
use paper::{archive, sheet};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// What a sound workbook has besides the parts that chance writes.
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"List\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
    ),
];
const WRITTEN: [&str; 3] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
];

/// A sound archive around a sheet, its strings and its styles, which zero bytes part.
fn packed(written: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let fixed = PARTS.map(|(name, text)| (name, text.as_bytes()));
    let chance = WRITTEN.into_iter().zip(written.splitn(3, |byte| *byte == 0));
    for (name, bytes) in fixed.into_iter().chain(chance) {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, rest)) = data.split_first() else {
        return;
    };
    // Half are archives as they come; half are sound ones, so that chance gets as far as the XML.
    let sent = if choice & 1 == 0 {
        rest.to_vec()
    } else {
        packed(rest)
    };
    match sheet::read(&sent) {
        Ok(sheets) => {
            assert_eq!(archive::measure(&sent), Ok(()), "read without being measured");
            assert!(!sheets.is_empty() && sheets.len() <= MOST_SHEETS);
            for rows in sheets.iter().map(|sheet| &sheet.rows) {
                assert!(rows.len() <= MOST_ROWS as usize, "a sheet that is too long");
                assert!(
                    rows.iter().all(|row| row.len() <= MOST_COLUMNS as usize),
                    "a sheet that is too wide"
                );
            }
        }
        Err(words) => assert!(!words.is_empty(), "refused without a word"),
    }
    // The same bytes under any ending: a workbook is one under its own alone.
    for extension in ["xlsx", "csv"] {
        let read = HERE.tables(Sent {
            bytes: &sent,
            extension,
            declared: "",
        });
        assert!(read.is_err() || sent.starts_with(archive::MARK) == (extension == "xlsx"));
    }
});
