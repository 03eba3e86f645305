//! Finished tables as a page shows them, and their bars.

use crate::subjects::Subject;
use evidence::Completeness;
use evidence::table::{ColumnKind, HtmlRow, Row, RowKind};
use evidence::value::mark;
use govuk::{Bar, BarChart, Cell, Html, Table};

/// A table with the lines under it.
pub(crate) struct Shown {
    pub(crate) table: Table,
    /// Of the same people before and after, who moved where: one for each statement.
    pub(crate) moves: Vec<Table>,
    pub(crate) foot: Vec<String>,
    /// Where the ledger lists what did not come, for who may read it.
    pub(crate) gaps: Vec<Html>,
}

/// The words that name a row. Only a whole label is the margin's: "all" may stand inside the name of a course.
pub(super) fn label(kind: RowKind, words: &str) -> &str {
    if kind != RowKind::Body && words == evidence::crosstab::ALL {
        "All"
    } else {
        words
    }
}

/// A finished table as the page shows it. Who moved where is as wide as the scale: on a page, but not in a file, it stands in tables of its own.
pub(crate) fn shown(table: &evidence::Table, may_read_ledger: bool) -> Shown {
    let (main, moves) = apart(table);
    Shown {
        table: drawn(&main),
        moves: moves.iter().map(drawn).collect(),
        foot: table.foot(),
        gaps: table
            .completeness
            .as_ref()
            .filter(|_| may_read_ledger)
            .map_or_else(Vec::new, gaps),
    }
}

/// The ways to what is waited for and to what was waived, each with its number; where nothing is, to all that was due.
fn gaps(based: &Completeness) -> Vec<Html> {
    let Some(link) = based
        .link
        .as_ref()
        .filter(|_| based.due > 0 || based.outstanding > 0)
    else {
        return Vec::new();
    };
    if based.outstanding + based.waived == 0 {
        let text = format!("See in the ledger that all {} came", based.owes.many);
        return vec![Html::link(&format!("{link}&state=all"), &text)];
    }
    [
        (based.outstanding, "outstanding", String::new()),
        (based.waived, "waived", "&state=waived".to_owned()),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, word, more)| {
        let text = format!("See the {} {word}", based.owes.counted(count));
        Html::link(&format!("{link}{more}"), &text)
    })
    .collect()
}

/// The table of the same people without its transition matrices, and these, each under its statement; any other table as it is.
fn apart(table: &evidence::Table) -> (evidence::Table, Vec<evidence::Table>) {
    let keyed = |place: usize, key: &str| table.columns.get(place).is_some_and(|column| column.key == key);
    let first_after = table.columns.iter().position(|column| column.key == "after_1");
    let (true, true, Some(after)) = (keyed(0, "statement"), keyed(1, "before"), first_after) else {
        return (table.clone(), Vec::new());
    };
    let mut main = table.clone();
    let of_people = |place: &usize| *place != 1 && *place < after;
    main.columns = picked(&table.columns, of_people);
    main.rows.retain(|row| row.kind == RowKind::Total);
    let sums = std::mem::take(&mut main.rows);
    let mut moves = Vec::new();
    for sum in &sums {
        let own = |row: &&Row| row.kind == RowKind::Body && row.cells.first() == sum.cells.first();
        let points = table.rows.iter().filter(own).count();
        let of_moves = |place: &usize| *place == 1 || (after..after + points).contains(place);
        let lines = table.rows.iter().filter(own).chain([sum]);
        let statement = sum.cells.first().map_or("", |cell| cell.display.as_str());
        let mut matrix = evidence::Table::new(
            &format!("Who moved where: {statement}"),
            &table.profile,
            picked(&table.columns, of_moves),
        );
        matrix.rows = lines.map(|row| only(row, of_moves)).collect();
        if points > 0 {
            moves.push(matrix);
        }
    }
    main.rows = sums.iter().map(|row| only(row, of_people)).collect();
    (main, moves)
}

/// What stands at some places.
fn picked<T: Clone>(all: &[T], at: impl Fn(&usize) -> bool) -> Vec<T> {
    let places = all.iter().enumerate();
    places
        .filter(|(place, _)| at(place))
        .map(|(_, one)| one.clone())
        .collect()
}

/// A row with some of its cells.
fn only(row: &Row, at: impl Fn(&usize) -> bool) -> Row {
    Row {
        cells: picked(&row.cells, at),
        ..row.clone()
    }
}

/// What stands in a column are sentences, which are read from the left.
fn in_words(column: &evidence::table::Column) -> bool {
    column.kind == ColumnKind::Number && ["based_on", "conclusion"].contains(&column.key.as_str())
}

/// The markup of a finished table.
fn drawn(table: &evidence::Table) -> Table {
    let heads = table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Label)
        .count();
    let mut out = Table::new(&table.title).of_figures();
    for (place, column) in table.columns.iter().enumerate() {
        out = if place < heads || in_words(column) {
            out.column(&column.label)
        } else {
            out.figures(&column.label)
        };
    }
    // A statement with many rows is shown at the first of them, and read at each.
    let grouped = heads > 1
        && table
            .columns
            .first()
            .is_some_and(|column| column.key == "statement");
    let mut above = None;
    for row in table.html_rows() {
        let own = row.labels.first().map(|cell| cell.display.as_str());
        let again = grouped && own == above;
        above = own;
        let cells = row
            .labels
            .iter()
            .enumerate()
            .map(|(place, cell)| match label(row.kind, &cell.display) {
                words if place == 0 && again => Cell::html(Html::unseen(words)),
                words => Cell::text(words),
            })
            .chain(
                row.figures
                    .iter()
                    .zip(table.columns.iter().skip(heads))
                    .map(|(cell, column)| {
                        if in_words(column) {
                            Cell::text(&cell.display)
                        } else {
                            Cell::number(&cell.display)
                        }
                    }),
            );
        out = out.row(cells.collect::<Vec<_>>());
    }
    out.when_empty(&format!("{}: no records match these filters.", table.title))
}

/// Bars for tables of statements; their figures are the table's own.
pub(super) fn chart(subject: Subject, tables: &[evidence::Table]) -> Option<BarChart> {
    if !matches!(subject, Subject::Feedback | Subject::Use) {
        return None;
    }
    let table = tables.first().filter(|table| !table.rows.is_empty())?;
    // Its sides are its shares: a scale without anything between them has two.
    let heads = table
        .columns
        .iter()
        .take_while(|column| column.kind == ColumnKind::Label)
        .count();
    let sides: Vec<usize> = (0..table.columns.len().saturating_sub(heads))
        .filter(|place| {
            table
                .columns
                .get(place + heads)
                .is_some_and(|column| column.kind == ColumnKind::Share)
        })
        .collect();
    let bars: Vec<Bar> = table.html_rows().map(|row| bar(&row, &sides)).collect();
    let hidden = bars.iter().any(|bar| bar.figure == mark::HIDDEN);
    let mut chart = BarChart::new(
        "statements",
        subject.title(),
        if hidden {
            "One bar for each statement: the better side, neither, the worse side. Where one of these is hidden there is no bar, and [c] stands in its place. The same figures stand in the table below."
        } else {
            "One bar for each statement: the better side, neither, the worse side. The same figures stand in the table below."
        },
    );
    for bar in bars {
        chart = chart.bar(bar);
    }
    Some(chart)
}

/// The bar of a row; an empty one, marked, where a side of it is hidden: its length would show what is.
fn bar(row: &HtmlRow<'_>, sides: &[usize]) -> Bar {
    let count = |place: &usize| {
        let cell = row.figures.get(*place)?;
        cell.n.or_else(|| (cell.display == mark::IMPOSSIBLE).then_some(0))
    };
    let counts: Option<Vec<u64>> = sides.iter().map(count).collect();
    let (better, neither, worse) = match counts.as_deref() {
        Some([better, worse]) => (*better, 0, *worse),
        Some([better, neither, worse]) => (*better, *neither, *worse),
        _ => (0, 0, 0),
    };
    let figure = match counts {
        Some(_) => row
            .figures
            .first()
            .map(|cell| cell.display.clone())
            .unwrap_or_default(),
        None => mark::HIDDEN.to_owned(),
    };
    Bar {
        label: row
            .labels
            .first()
            .map(|cell| cell.display.clone())
            .unwrap_or_default(),
        better,
        neither,
        worse,
        figure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::disclosure::Profile;
    use evidence::{AgreeOptions, Answer, Scale, Statement, Statements, Tally, agree_table};

    /// A statement with a hidden side has an empty bar that says so, and a scale with nothing between its sides has both of them.
    #[test]
    fn no_statement_is_without_its_bar() {
        let even = Scale::new(
            ["Yes", "Rather", "Hardly", "No"].map(str::to_owned).to_vec(),
            evidence::Polarity::BestFirst,
        );
        let table = |scales: [Scale; 2]| {
            let items = scales.into_iter().zip(["First", "Second"]);
            let items = items.map(|(scale, label)| Statement::new(&label.to_lowercase(), label, scale));
            let statements = Statements::new("Feedback", items.collect()).unwrap();
            let mut tally = Tally::new(&statements, Vec::new());
            for (item, last) in [(0, 12), (1, 2)] {
                tally.add(&[], item, Answer::Point(1), 30);
                tally.add(&[], item, Answer::Point(4), last);
            }
            agree_table(&statements, &tally, AgreeOptions::new(Profile::Partner)).unwrap()
        };
        let even = even.unwrap();
        for scales in [
            [Scale::agreement(), Scale::agreement()],
            [even.clone(), even.clone()],
            [Scale::agreement(), even],
        ] {
            let table = table(scales);
            let sides = table
                .columns
                .iter()
                .filter(|column| column.kind == ColumnKind::Share)
                .count();
            let places: Vec<usize> = (0..sides).collect();
            let bars: Vec<Bar> = table.html_rows().map(|row| bar(&row, &places)).collect();
            let shape = |bar: &Bar| (bar.better, bar.neither, bar.worse, bar.figure.clone());
            assert_eq!(shape(&bars[0]), (30, 0, 12, "71% (n=30/42)".to_owned()));
            assert_eq!(shape(&bars[1]), (0, 0, 0, "[c]".to_owned()));
            let drawn = Html::of(&chart(Subject::Feedback, &[table]).unwrap()).to_string();
            assert!(
                drawn.contains("Where one of these is hidden there is no bar") && drawn.contains(">Second<"),
                "{drawn}"
            );
        }
    }
}
