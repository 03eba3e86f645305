//! CSV that a spreadsheet cannot mistake for formulas, and that comes back unchanged (SG7).

use crate::{Cell, Grid};
use kernel::Fault;

/// Characters that start a formula, with the look-alikes that programs fold into them.
const STARTERS: &[char] = &[
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁼', '⁺', '⁻', '₌', '₊', '₋', '−',
    '‐', '‑', '‒', '–', '—', '|', '%', '∣',
];

/// Characters that a program may skip before it looks for a formula.
fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '"'
        )
}

/// A program might run this text as a formula.
pub fn is_dangerous(text: &str) -> bool {
    text.starts_with(|c: char| c.is_control())
        || text
            .chars()
            .find(|c| !is_skipped(*c))
            .is_some_and(|c| STARTERS.contains(&c))
}

/// The text as it stands in a file: an apostrophe goes before what a program might run, and before an apostrophe, so
/// that [`unguard`] can tell them apart.
pub fn guard(text: &str) -> String {
    if text.starts_with('\'') || is_dangerous(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text as it was before [`guard`]. Text from elsewhere that only begins with an apostrophe is left alone.
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with('\'') || is_dangerous(rest) => rest,
        _ => text,
    }
}

/// The table as CSV in UTF-8 with a byte order mark (spreadsheets need it for names), CRLF lines. Notes follow after an
/// empty line. Numbers stand bare, words in quotation marks.
pub fn write(grid: &Grid) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::NonNumeric)
        .from_writer(vec![0xEF, 0xBB, 0xBF]);
    let mut put = |cells: Vec<String>| {
        writer
            .write_record(&cells)
            .map_err(|error| Fault::caused("a CSV row could not be written", error))
    };
    put(grid.head.iter().map(|text| guard(text)).collect())?;
    for row in &grid.rows {
        put(row.iter().map(field).collect())?;
    }
    if !grid.notes.is_empty() {
        put(vec![String::new()])?;
        for note in &grid.notes {
            put(vec![guard(note)])?;
        }
    }
    writer
        .into_inner()
        .map_err(|_| Fault::new("a CSV file could not be finished"))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Head(text) => guard(text),
        Cell::Empty | Cell::Whole(_) | Cell::Real(..) => cell.text(),
    }
}

/// The rows of a CSV file, headings first, guards taken off. The message names the line that cannot be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    rows(bytes, ',', false)
}

/// The rows of a file line by line, so that a row's place is its line: blank lines are rows too. Its cells may be separated otherwise, by a
/// semicolon or a tab.
pub fn read_lines(bytes: &[u8], separator: char) -> Result<Vec<Vec<String>>, String> {
    rows(bytes, separator, true)
}

fn rows(bytes: &[u8], separator: char, by_line: bool) -> Result<Vec<Vec<String>>, String> {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let mut rows = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(bytes);
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            format!("Line {line} is not readable as CSV in UTF-8")
        })?;
        let before = record.position().map_or(0, |ended| lines_before(bytes, ended));
        if by_line && rows.len() < before {
            rows.resize(before, Vec::new());
        }
        rows.push(record.iter().map(|text| unguard(text).to_owned()).collect());
    }
    Ok(rows)
}

/// The lines before a record. The reader says of it where the one before it ended: the end of that line may not be read yet, and no blank line
/// after it is.
fn lines_before(bytes: &[u8], ended: &csv::Position) -> usize {
    let rest = usize::try_from(ended.byte()).ok().and_then(|at| bytes.get(at..));
    let ends = rest
        .unwrap_or_default()
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let read = usize::try_from(ended.line())
        .unwrap_or_default()
        .saturating_sub(1);
    read.saturating_add(ends.filter(|byte| **byte == b'\n').count())
}
