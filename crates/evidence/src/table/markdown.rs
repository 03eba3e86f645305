//! A table as Markdown for reports, its foot underneath.

use std::fmt::Write;

use super::{ColumnKind, RowKind, Table};
use crate::value::mark;

/// Text that Markdown leaves as it is, on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    // The marks stay readable; nothing defines them as links.
    for mark in [mark::HIDDEN, mark::CAUTION, mark::NO_RETURN, mark::IMPOSSIBLE] {
        let guarded = mark.replace('[', "\\[").replace(']', "\\]");
        out = out
            .replace(&guarded, mark)
            .replace(&format!("{mark}("), &format!("{guarded}("));
    }
    out
}

pub(super) fn render(table: &Table) -> String {
    let mut out = format!("## {}\n\n|", escaped(&table.title));
    for column in &table.columns {
        let _ = write!(out, " {} |", escaped(&column.label));
    }
    out.push_str("\n|");
    for column in &table.columns {
        out.push_str(if column.kind == ColumnKind::Label {
            " :-- |"
        } else {
            " --: |"
        });
    }
    out.push('\n');
    for row in &table.rows {
        out.push('|');
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let words = escaped(&cell.display);
            if row.kind != RowKind::Body && column.kind == ColumnKind::Label && !words.is_empty() {
                let _ = write!(out, " **{words}** |");
            } else {
                let _ = write!(out, " {words} |");
            }
        }
        out.push('\n');
    }
    for line in table.foot() {
        let _ = write!(out, "\n{}\n", escaped(&line));
    }
    out
}
