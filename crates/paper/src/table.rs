//! A table that somebody sent as a file: a workbook, or text. What kind of file it is has to be said alike by its content, by the end of its name
//! and by what the browser declared (SG1).

use crate::sheet::{self, Sheet};
use crate::{archive, csv};
use encoding_rs::WINDOWS_1252;

/// A file as it was sent.
#[derive(Clone, Copy)]
pub struct Sent<'f> {
    /// What is in it.
    pub bytes: &'f [u8],
    /// The end of its name, in small letters.
    pub extension: &'f str,
    /// The kind that the browser declared.
    pub declared: &'f str,
}

/// What reads a workbook. The program reads it in a process of its own; [`HERE`] does not.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Its sheets, or in words what is wrong with it.
    pub workbook: fn(&[u8]) -> Result<Vec<Sheet>, String>,
}

/// Reads a workbook in this very process: for tests, and for the process that does nothing else.
pub const HERE: Reader = Reader {
    workbook: sheet::read,
};

/// Lines within which the sign that separates cells is looked for.
const HEADING_WITHIN: usize = 60;

/// How files of other kinds begin that could pass for text.
const NO_TEXT: [&str; 8] = [
    "%pdf-",
    "<!doctype",
    "<html",
    "<?xml",
    "<svg",
    "{\\rtf",
    "<script",
    "#!",
];

const NEITHER: &str = "The file is neither a workbook nor text. Save it as XLSX or CSV";
const UNLIKE: &str = "The file is not what its name says. Save it as XLSX or CSV in the program that made it, and send that file";

/// What programs call text with a table in it.
const TEXT_KINDS: [&str; 7] = [
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "text/comma-separated-values",
    "application/csv",
    "text/x-csv",
    // What a machine with Excel on it calls CSV.
    "application/vnd.ms-excel",
];
const WORKBOOK_KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// What a browser says that does not know.
const UNKNOWN: [&str; 2] = ["", "application/octet-stream"];

impl Reader {
    /// The tables of a file. The message says what is wrong with it.
    pub fn tables(self, sent: Sent<'_>) -> Result<Vec<Sheet>, String> {
        let declared = sent.declared.split(';').next().unwrap_or_default().trim();
        let declared = declared.to_ascii_lowercase();
        let declared_as =
            |kinds: &[&str]| kinds.contains(&declared.as_str()) || UNKNOWN.contains(&declared.as_str());
        let workbook = sent.bytes.starts_with(archive::MARK);
        match sent.extension {
            "xlsx" if workbook && declared_as(&[WORKBOOK_KIND]) => {
                let mut sheets = (self.workbook)(sent.bytes)?;
                for cell in sheets.iter_mut().flat_map(|sheet| &mut sheet.rows).flatten() {
                    *cell = cell.trim().to_owned();
                }
                Ok(sheets)
            }
            "csv" | "tsv" | "txt" if !workbook && declared_as(&TEXT_KINDS) => {
                let text = text(sent.bytes).ok_or_else(|| NEITHER.to_owned())?;
                let rows = csv::read_lines(text.as_bytes(), separator(&text))?;
                Ok(vec![Sheet {
                    name: String::new(),
                    rows,
                }])
            }
            "xlsx" | "csv" | "tsv" | "txt" => Err(UNLIKE.to_owned()),
            _ => Err("The file is of a kind that is not taken here. Save it as XLSX or CSV".to_owned()),
        }
    }
}

/// The sign that separates the cells of the first lines.
fn separator(text: &str) -> char {
    let first = text.lines().take(HEADING_WITHIN).collect::<Vec<_>>().join("\n");
    [',', ';', '\t']
        .into_iter()
        .max_by_key(|sign| first.matches(*sign).count())
        .unwrap_or(',')
}

/// The text of a file in UTF-8, UTF-16, or else in what Windows wrote before; `None` where it is no text.
fn text(bytes: &[u8]) -> Option<String> {
    let wide = |pair: fn([u8; 2]) -> u16, rest: &[u8]| {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .filter_map(|two| <[u8; 2]>::try_from(two).ok().map(pair))
            .collect();
        String::from_utf16(&units).ok()
    };
    let found = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        plain => Some(String::from_utf8(plain.to_vec()).unwrap_or_else(|_| {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(plain);
            text.into_owned()
        })),
    }?;
    let start: String = found.trim_start().chars().take(16).collect();
    let start = start.to_lowercase();
    let other = NO_TEXT.iter().any(|kind| start.starts_with(kind));
    let odd = found
        .chars()
        .any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'));
    (!other && !odd).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(bytes: &[u8], extension: &str, declared: &str) -> Result<Vec<Sheet>, String> {
        HERE.tables(Sent {
            bytes,
            extension,
            declared,
        })
    }

    fn workbook() -> Vec<u8> {
        crate::xlsx::write(&crate::Grid::new("List", ["Name", "Minutes"])).unwrap()
    }

    #[test]
    fn text_is_read_in_the_encodings_of_programs() {
        for (bytes, wanted) in [
            (
                &b"Name;Town\nZo\xeb;Z\xfcrich \x96 West\n"[..],
                "Zoë|Zürich – West",
            ),
            ("Name,Town\nZoë,Zürich\n".as_bytes(), "Zoë|Zürich"),
            (b"\xef\xbb\xbfName\tTown\nAnn\tA, B\n", "Ann|A, B"),
            (b"\xff\xfeA\0,\0B\0\n\0a\0,\0b\0", "a|b"),
        ] {
            let sheets = tables(bytes, "csv", "text/csv").unwrap();
            assert_eq!(sheets[0].rows[1].join("|"), wanted);
        }
    }

    /// Proves SG1: content, name and declared kind agree, or the file is refused.
    #[test]
    fn a_renamed_file_is_refused() {
        let (book, text) = (workbook(), b"Name,Town\nAnn,B\n".as_slice());
        for (bytes, extension, declared) in [
            (book.as_slice(), "xlsx", WORKBOOK_KIND),
            (&book, "xlsx", "application/octet-stream"),
            (text, "csv", "text/csv; charset=utf-8"),
            (text, "csv", "application/vnd.ms-excel"),
            (text, "txt", "text/plain"),
            (text, "tsv", ""),
        ] {
            assert!(
                tables(bytes, extension, declared).is_ok(),
                "{extension} {declared}"
            );
        }
        for (bytes, extension, declared) in [
            (book.as_slice(), "csv", "text/csv"),
            (&book, "xlsx", "text/csv"),
            (&book, "xlsx", "image/png"),
            (&book, "xls", WORKBOOK_KIND),
            (&book, "xlsm", WORKBOOK_KIND),
            (text, "xlsx", WORKBOOK_KIND),
            (text, "csv", WORKBOOK_KIND),
            (text, "csv", "text/html"),
            (text, "html", "text/csv"),
            (text, "", ""),
        ] {
            assert!(
                tables(bytes, extension, declared).is_err(),
                "{extension} {declared}"
            );
        }
    }

    /// Proves SG1: thirty kinds of file that are no table are refused under the name of one.
    #[test]
    fn other_kinds_are_no_text() {
        let begins: [&[u8]; 30] = [
            b"%PDF-1.7\nname,town",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            b"GIF89a\x01\0\x01\0",
            b"BM6\0\0\0\0\0",
            b"RIFF\x24\0\0\0WEBPVP8 ",
            b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08",
            b"\0\0\0\x18ftypheic",
            b"\0\0\0\x18ftypmp42",
            b"ID3\x03\0\0\0",
            b"OggS\0\x02",
            b"fLaC\0\0\0\x22",
            b"\x1a\x45\xdf\xa3\x01",
            b"MZ\x90\0\x03",
            b"\x7fELF\x02\x01\x01\0",
            b"\xca\xfe\xba\xbe\0\0",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
            b"Rar!\x1a\x07\x01\0",
            b"7z\xbc\xaf\x27\x1c\0",
            b"\x1f\x8b\x08\0",
            b"BZh91AY&SY\x01",
            b"\xfd7zXZ\0",
            b"SQLite format 3\0",
            b"<!DOCTYPE html><p>name,town",
            b" \n<html><body>",
            b"<?xml version=\"1.0\"?><a/>",
            b"<svg xmlns=\"x\" onload=\"alert(1)\">",
            b"{\\rtf1\\ansi",
            b"#!/bin/sh\necho",
        ];
        for begin in begins {
            for extension in ["csv", "xlsx"] {
                let refused = tables(begin, extension, "");
                assert!(
                    refused.is_err(),
                    "{} as {extension}",
                    String::from_utf8_lossy(begin)
                );
            }
        }
    }
}
