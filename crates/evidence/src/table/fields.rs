//! A table on its way into a file: one heading for each field, and what each field holds. Every file, the command line's and the
//! service's, is made from these.

use super::{Cell, ColumnKind, Row, Table};

/// Which part of a column a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The column itself: words, a number, the count of a share.
    Own,
    /// The whole that a share is of.
    Whole,
    /// A share's percentage.
    Percent,
}

impl Part {
    const fn of(kind: ColumnKind) -> &'static [Self] {
        match kind {
            ColumnKind::Label | ColumnKind::Count | ColumnKind::Work | ColumnKind::Number => &[Self::Own],
            ColumnKind::Share => &[Self::Own, Self::Whole, Self::Percent],
        }
    }
}

/// The heading of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// For programs.
    pub key: String,
    /// For people.
    pub label: String,
    /// Which part of its column it heads.
    pub part: Part,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field<'t> {
    /// Words that name the row.
    Label(&'t str),
    /// A count.
    Count(u64),
    /// A figure as it prints: a percentage, a mean, an interval, or the mark in its place. Empty where there is none.
    Figure(&'t str),
}

impl Table {
    /// The headings of the table's fields.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads = Vec::new();
        for column in &self.columns {
            for part in Part::of(column.kind) {
                let (key, label) = match (column.kind, part) {
                    (ColumnKind::Share, Part::Own) => ("", ": n"),
                    (_, Part::Own) => ("", ""),
                    (_, Part::Whole) => ("_of", ": N"),
                    (_, Part::Percent) => ("_percent", ": %"),
                };
                heads.push(Head {
                    key: column.key.clone() + key,
                    label: column.label.clone() + label,
                    part: *part,
                });
            }
        }
        heads
    }

    /// The fields of a row, one for each heading.
    pub fn fields<'t>(&'t self, row: &'t Row) -> Vec<Field<'t>> {
        let mut fields = Vec::new();
        for (cell, column) in row.cells.iter().zip(&self.columns) {
            fields.extend(
                Part::of(column.kind)
                    .iter()
                    .map(|part| field(cell, column.kind, *part)),
            );
        }
        fields
    }
}

fn field(cell: &Cell, kind: ColumnKind, part: Part) -> Field<'_> {
    // What is hidden is hidden in each of its parts.
    let count = |count: Option<u64>| match count {
        Some(count) => Field::Count(count),
        None if cell.n.is_some() => Field::Figure(""),
        None => Field::Figure(&cell.display),
    };
    match (kind, part) {
        (ColumnKind::Label, _) => Field::Label(&cell.display),
        (ColumnKind::Number, _) => Field::Figure(&cell.display),
        (_, Part::Own) => count(cell.n),
        (_, Part::Whole) => count(cell.of),
        (_, Part::Percent) => match &cell.percent {
            Some(percent) => Field::Figure(percent),
            None => count(None),
        },
    }
}
