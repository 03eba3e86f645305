//! Finished tables as a page shows them, and their bars.

use crate::subjects::Subject;
use evidence::table::{ColumnKind, RowKind};
use govuk::{Bar, BarChart, Cell, Table};

/// A table with the lines under it.
pub(super) struct Shown {
    pub(super) table: Table,
    pub(super) foot: Vec<String>,
    /// Where what is outstanding is listed.
    pub(super) ledger: Option<String>,
}

/// The words that name a row. Only a whole label is the margin's: "all" may stand inside the name of a course.
pub(super) fn label(kind: RowKind, words: &str) -> &str {
    if kind != RowKind::Body && words == evidence::crosstab::ALL {
        "All"
    } else {
        words
    }
}

/// A finished table as the page shows it.
pub(super) fn shown(table: &evidence::Table, may_read_ledger: bool) -> Shown {
    let heads = table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Label)
        .count();
    let mut out = Table::new(&table.title).of_figures();
    for (place, column) in table.columns.iter().enumerate() {
        out = if place < heads {
            out.column(&column.label)
        } else {
            out.figures(&column.label)
        };
    }
    for row in table.html_rows() {
        let cells = row
            .labels
            .iter()
            .map(|cell| Cell::text(label(row.kind, &cell.display)))
            .chain(row.figures.iter().map(|cell| Cell::number(&cell.display)));
        out = out.row(cells.collect::<Vec<_>>());
    }
    Shown {
        table: out.when_empty(&format!("{}: no records match these filters.", table.title)),
        foot: table.foot(),
        ledger: table
            .completeness
            .as_ref()
            .filter(|_| may_read_ledger)
            .and_then(|based| based.link.clone()),
    }
}

/// Bars for tables of statements; their figures are the table's own.
pub(super) fn chart(subject: Subject, tables: &[evidence::Table]) -> Option<BarChart> {
    if !matches!(subject, Subject::Feedback | Subject::Use) {
        return None;
    }
    let table = tables.first().filter(|table| !table.rows.is_empty())?;
    let mut chart = BarChart::new(
        "statements",
        subject.title(),
        "One bar for each statement: the better side, neither, the worse side. The same figures stand in the table below.",
    );
    for row in table.html_rows() {
        let count = |place: usize| row.figures.get(place).and_then(|cell| cell.n);
        let (Some(better), Some(neither), Some(worse)) = (count(0), count(1), count(2)) else {
            continue;
        };
        chart = chart.bar(Bar {
            label: row
                .labels
                .first()
                .map(|cell| cell.display.clone())
                .unwrap_or_default(),
            better,
            neither,
            worse,
            figure: row
                .figures
                .first()
                .map(|cell| cell.display.clone())
                .unwrap_or_default(),
        });
    }
    Some(chart)
}
