//! A table as comma-separated values: one line for each row, every line carrying its rule and profile, the first the notes as
//! well, text made harmless for spreadsheets.

use super::{ColumnKind, Field, Part, Row, Table};
use crate::value::mark;

/// Characters that make a spreadsheet take a cell for a formula, with their full-width forms.
const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn risky(text: &str) -> bool {
    // A leading apostrophe is guarded as well, so that taking one off always gives the text back.
    text.starts_with(['\'', '\t', '\r', '\n'])
        || text
            .trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
            .starts_with(STARTS)
}

/// Text that no spreadsheet takes for a formula: an apostrophe goes in front of what looks like one.
pub fn neutralised(text: &str) -> String {
    if risky(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that [`neutralised`] was given.
pub fn restored(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| risky(rest)).unwrap_or(text)
}

fn put(line: &mut String, field: &str) {
    if !line.is_empty() {
        line.push(',');
    }
    if field.contains([',', '"', '\n', '\r']) || (field.is_empty() && line.is_empty()) {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}

/// The caution mark of a row's percentages, which stand in columns of their own without it: they all have one N.
fn caution(row: &Row) -> &'static str {
    let marked = row
        .cells
        .iter()
        .any(|cell| cell.percent.is_some() && cell.display.contains(mark::CAUTION));
    if marked { mark::CAUTION } else { "" }
}

pub(super) fn render(table: &Table) -> String {
    let heads = table.heads();
    let mut out = String::new();
    let mut line = String::new();
    // The whole of a share stands in a column of the table already.
    for head in heads.iter().filter(|head| head.part != Part::Whole) {
        put(&mut line, &neutralised(&head.key));
    }
    let shares = table
        .columns
        .iter()
        .any(|column| column.kind == ColumnKind::Share);
    if shares {
        put(&mut line, "caution");
    }
    let ruled = !table.rules.is_empty();
    if ruled {
        put(&mut line, "rule");
    }
    put(&mut line, "profile");
    if table.completeness.is_some() {
        put(&mut line, "completeness");
    }
    put(&mut line, "notes");
    let mut notes = table.notes.join(" ");
    out.push_str(&line);
    out.push('\n');
    for row in &table.rows {
        line.clear();
        for (head, field) in heads.iter().zip(table.fields(row)) {
            match field {
                _ if head.part == Part::Whole => {}
                Field::Label(words) => put(&mut line, &neutralised(words)),
                Field::Count(count) => put(&mut line, &count.to_string()),
                Field::Figure(figure) => put(&mut line, figure),
            }
        }
        if shares {
            put(&mut line, caution(row));
        }
        if ruled {
            let rule = row.rule.and_then(|place| table.rules.get(place));
            put(&mut line, &neutralised(rule.map_or("", String::as_str)));
        }
        put(&mut line, &table.profile);
        if let Some(completeness) = &table.completeness {
            put(&mut line, &completeness.text());
        }
        put(&mut line, &neutralised(&std::mem::take(&mut notes)));
        out.push_str(&line);
        out.push('\n');
    }
    out
}
