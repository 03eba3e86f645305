//! The tables of a page as the sheet of a file: numbers are numbers, and a share has a column for each of its parts.

use super::tables::label;
use evidence::Table;
use evidence::table::{ColumnKind, Field, Part, Row};
use evidence::value::mark;
use paper::{Cell, Grid};

/// All tables of a page under each other, each with its title above and its foot below: what the page shows and nothing else (SG6).
pub(super) fn of(tables: &[Table]) -> Grid {
    let width = tables.iter().map(|table| heads(table).len()).max().unwrap_or(1);
    let pad = |mut cells: Vec<Cell>| {
        cells.resize(width, Cell::Empty);
        cells
    };
    let title = tables.first().map_or("Table", |table| table.title.as_str());
    let mut first = vec![title.to_owned()];
    first.resize(width, String::new());
    let mut grid = Grid::new(title, first);
    for (place, table) in tables.iter().enumerate() {
        if place > 0 {
            grid.row(pad(Vec::new()));
            grid.row(pad(vec![Cell::Head(table.title.clone())]));
        }
        if table.rows.is_empty() {
            grid.row(pad(vec![Cell::Text(
                "No records match these filters.".to_owned(),
            )]));
        } else {
            grid.row(pad(heads(table).into_iter().map(Cell::Head).collect()));
        }
        for row in &table.rows {
            grid.row(pad(cells(table, row)));
        }
        for line in table.foot() {
            // The mark stands beside a percentage on the page; here that is a number, and its N stands before it.
            let line = if line.starts_with(mark::CAUTION) {
                "Percentages of fewer than 30 answers (N under 30): treat with caution.".to_owned()
            } else {
                line
            };
            grid.row(pad(vec![Cell::Text(line)]));
        }
    }
    grid
}

/// The words that stand beside a number in a cell of counts: `5 of 6 returns`, `at least`.
fn beside(cell: &evidence::table::Cell) -> Option<String> {
    let number = evidence::table::Cell::count(cell.n?).display;
    let words = cell.display.replacen(&number, "", 1);
    let words = words.trim().trim_matches(['(', ')']).to_owned();
    (!words.is_empty()).then_some(words)
}

/// The columns of counts with such words in some cell: a file has a column of its own for them, so that the number stays one.
fn worded(table: &Table) -> Vec<bool> {
    let cells = |place: usize| table.rows.iter().filter_map(move |row| row.cells.get(place));
    table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            column.kind == ColumnKind::Count && cells(place).any(|cell| beside(cell).is_some())
        })
        .collect()
}

fn heads(table: &Table) -> Vec<String> {
    let mut heads = Vec::new();
    let mut worded = table.columns.iter().zip(worded(table));
    for head in table.heads() {
        // A column has one heading, or three of which the first is its own.
        let about = (head.part == Part::Own).then(|| worded.next()).flatten();
        heads.push(head.label);
        heads.extend(
            about
                .filter(|(_, worded)| *worded)
                .map(|(column, _)| format!("{}: about it", column.label)),
        );
    }
    heads
}

fn cells(table: &Table, row: &Row) -> Vec<Cell> {
    let cell = |field: Field<'_>| match field {
        Field::Label(words) => Cell::Text(label(row.kind, words).to_owned()),
        Field::Count(count) => {
            i64::try_from(count).map_or_else(|_| Cell::Text(count.to_string()), Cell::Whole)
        }
        Field::Figure(figure) => number(figure),
    };
    let mut fields = table.fields(row).into_iter();
    let mut all = Vec::new();
    for ((column, own), worded) in table.columns.iter().zip(&row.cells).zip(worded(table)) {
        let parts = if column.kind == ColumnKind::Share { 3 } else { 1 };
        all.extend(fields.by_ref().take(parts).map(cell));
        if worded {
            all.push(beside(own).map_or(Cell::Empty, Cell::Text));
        }
    }
    all
}

/// A figure as a number with the decimals that it prints; in words where it is none (`<1%`, `[c]`, an interval). The column of a
/// percentage says what it is, so that the sign goes.
fn number(figure: &str) -> Cell {
    let digits = figure.strip_suffix('%').unwrap_or(figure);
    let plain = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, "0"));
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !figures(whole) || !figures(decimals) {
        return match figure {
            "" => Cell::Empty,
            words => Cell::Text(words.to_owned()),
        };
    }
    match (plain.contains('.'), digits.parse::<i64>(), digits.parse::<f64>()) {
        (false, Ok(count), _) => Cell::Whole(count),
        (true, _, Ok(number)) => Cell::Real(number, u8::try_from(decimals.len()).unwrap_or(u8::MAX)),
        _ => Cell::Text(figure.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_no_comma_and_a_share_has_its_parts() {
        use evidence::share::Precision;
        use evidence::table::{Cell as Shown, Column, ColumnKind, RowKind};
        let columns = vec![
            Column::new("course", "Course", ColumnKind::Label),
            Column::new("people", "People", ColumnKind::Count),
            Column::new("agree", "Agree", ColumnKind::Share),
        ];
        let mut table = Table::new("Table", "internal", columns);
        for share in [
            Shown::share(532, 625, None, Precision::Whole, 10),
            Shown::hidden(),
        ] {
            table.rows.push(Row {
                kind: RowKind::Subtotal,
                rule: None,
                cells: vec![Shown::text("all"), Shown::count(1_234), share],
            });
        }
        let grid = of(&[table]);
        assert_eq!(grid.head, ["Table", "", "", "", ""]);
        assert_eq!(
            grid.rows[0],
            ["Course", "People", "Agree: n", "Agree: N", "Agree: %"].map(|head| Cell::Head(head.to_owned()))
        );
        let all = || Cell::from("All");
        let shown = [532, 625, 85].map(Cell::Whole);
        let hidden = [Cell::from("[c]"), Cell::from("[c]"), Cell::from("[c]")];
        assert_eq!(
            grid.rows[1],
            [[all(), Cell::Whole(1234)].as_slice(), &shown].concat()
        );
        assert_eq!(
            grid.rows[2],
            [[all(), Cell::Whole(1234)].as_slice(), &hidden].concat()
        );
    }

    /// Each table has its title above it, also one without rows, and its own foot below it.
    #[test]
    fn each_table_has_its_title_and_its_foot() {
        use evidence::table::{Cell as Shown, Column, ColumnKind, RowKind};
        let table = |title: &str, rows: bool| {
            let mut table = Table::new(
                title,
                "partner",
                vec![Column::new("course", "Course", ColumnKind::Label)],
            );
            table.notes.push(format!("Note of {title}"));
            if rows {
                table.rows.push(Row {
                    kind: RowKind::Body,
                    rule: None,
                    cells: vec![Shown::text("Multi-agency")],
                });
            }
            table
        };
        let grid = of(&[table("Empty", false), table("Full", true)]);
        let first = |row: &Vec<Cell>| row[0].text();
        assert_eq!(grid.head, ["Empty"]);
        assert_eq!(
            grid.rows.iter().map(first).collect::<Vec<_>>(),
            [
                "No records match these filters.",
                "Disclosure profile: partner.",
                "Note of Empty",
                "",
                "Full",
                "Course",
                "Multi-agency",
                "Disclosure profile: partner.",
                "Note of Full",
            ]
        );
        assert!(grid.notes.is_empty());
    }

    #[test]
    fn figures_are_numbers_where_they_are_numbers() {
        for (figure, cell) in [
            ("85%", Cell::Whole(85)),
            ("85.1%", Cell::Real(85.1, 1)),
            ("-0.50", Cell::Real(-0.5, 2)),
            ("3", Cell::Whole(3)),
            ("", Cell::Empty),
        ] {
            assert_eq!(number(figure), cell, "{figure}");
        }
        for words in ["<1%", ">99%", "[c]", "0.41 to 0.60", "<0.001", "1e5", "1.", "."] {
            assert_eq!(number(words), Cell::Text(words.to_owned()));
        }
    }
}
