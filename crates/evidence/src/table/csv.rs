//! A table as comma-separated values: one line for each row, every line carrying its rule and profile, text made
//! harmless for spreadsheets.

use super::{Cell, ColumnKind, Table};

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
    if field.contains([',', '"', '\n', '\r']) || field.is_empty() {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}

fn plain(cell: &Cell) -> String {
    cell.n.map_or_else(|| cell.display.clone(), |n| n.to_string())
}

pub(super) fn render(table: &Table) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for column in &table.columns {
        put(&mut line, &neutralised(&column.key));
        if column.kind == ColumnKind::Share {
            put(&mut line, &format!("{}_percent", column.key));
        }
    }
    let ruled = !table.rules.is_empty();
    if ruled {
        put(&mut line, "rule");
    }
    put(&mut line, "profile");
    if table.completeness.is_some() {
        put(&mut line, "completeness");
    }
    out.push_str(&line);
    out.push('\n');
    for row in &table.rows {
        line.clear();
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            match column.kind {
                ColumnKind::Label => put(&mut line, &neutralised(&cell.display)),
                ColumnKind::Number => put(&mut line, &cell.display),
                ColumnKind::Count | ColumnKind::Work => put(&mut line, &plain(cell)),
                ColumnKind::Share => {
                    put(&mut line, &plain(cell));
                    let hidden = if cell.n.is_none() {
                        cell.display.as_str()
                    } else {
                        ""
                    };
                    put(&mut line, cell.percent.as_deref().unwrap_or(hidden));
                }
            }
        }
        if ruled {
            let rule = row.rule.and_then(|place| table.rules.get(place));
            put(&mut line, &neutralised(rule.map_or("", String::as_str)));
        }
        put(&mut line, &table.profile);
        if let Some(completeness) = &table.completeness {
            put(&mut line, &completeness.text());
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}
