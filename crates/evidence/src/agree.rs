//! Agree tables and distributions: one row for each statement, by none to two columns (three where nothing is hidden), with
//! sub-totals.

mod missing;

use missing::Missing;

use crate::disclosure::Profile;
use crate::guard::{Guarded, check_breakdown, guard};
use crate::layout::Layout;
use crate::reading::Trouble;
use crate::scale::{Distribution, Side};
use crate::share::{Percentage, Precision};
use crate::statements::{Statement, Statements};
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};
use crate::tally::Tally;
use crate::value::{ABSENT, NonAnswer};

/// What a table of answers shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgreeOptions {
    /// The disclosure profile.
    pub profile: Profile,
    /// Whole per cent or one decimal.
    pub precision: Precision,
    /// A Wilson 95% interval for the better side, where counts are printed as they are.
    pub interval: bool,
    /// Missing answers also by why they are missing.
    pub split_missing: bool,
}

impl AgreeOptions {
    /// Whole per cent, no interval.
    pub const fn new(profile: Profile) -> Self {
        Self {
            profile,
            precision: Precision::Whole,
            interval: false,
            split_missing: false,
        }
    }
}

/// What the points of a scale are counted into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sides,
    Points,
}

/// One row for each statement: shares on the better side, between and on the worse side, N and missing.
pub fn agree_table(statements: &Statements, tally: &Tally, options: AgreeOptions) -> Result<Table, Trouble> {
    build(statements, tally, options, Kind::Sides)
}

/// One row for each statement: shares at each point, N and missing, mean and median beside them.
pub fn distribution_table(
    statements: &Statements,
    tally: &Tally,
    options: AgreeOptions,
) -> Result<Table, Trouble> {
    build(statements, tally, options, Kind::Points)
}

fn build(
    statements: &Statements,
    tally: &Tally,
    options: AgreeOptions,
    kind: Kind,
) -> Result<Table, Trouble> {
    let names: Vec<&str> = tally.by().iter().map(|by| by.name.as_str()).collect();
    check_breakdown(&names)?;
    // The sides are a dimension of their own, and what is hidden in four dimensions is not known to protect.
    if names.len() > 2 && options.profile.threshold().is_some() {
        return Err(Trouble::Asked(
            "where counts are hidden, a table is broken down by two columns at most".to_owned(),
        ));
    }
    let layout = Layout::of(tally)?;
    let places = layout.places();
    let mut shape: Vec<usize> = layout.values.iter().map(Vec::len).collect();
    let classes = match kind {
        Kind::Sides => 3,
        Kind::Points => usize::from(statements.widest()),
    };
    shape.push(classes);
    let guarded: Vec<Guarded> = statements
        .items()
        .iter()
        .enumerate()
        .map(|(item, statement)| {
            let class_of = |code: usize| class(kind, statement, code).unwrap_or(usize::MAX);
            guard(
                options.profile,
                &shape,
                &layout.block(tally.stride(), item, classes, class_of),
            )
        })
        .collect();
    let missing = Missing::of(options, &layout, tally.stride(), &guarded, classes);

    let mut table = Table::new(
        statements.title(),
        &options.profile.to_string(),
        columns(statements, tally, options, kind),
    );
    let midpoints = statements.items().iter().any(|item| item.scale.has_neither());
    let mut off = 0;
    for (item, (statement, cells)) in statements.items().iter().zip(&guarded).enumerate() {
        let rule = table.rule(&match kind {
            Kind::Sides => statement.scale.rule(),
            Kind::Points => format!(
                "points 1 to {} as answered; {}",
                statement.scale.points(),
                statement.scale.rule()
            ),
        });
        for place in &places {
            let line = Line {
                statement,
                options,
                kind,
                classes,
                cells,
                item,
                missing: &missing,
                place,
                midpoints,
            };
            let mut row = vec![Cell::text(&statement.label)];
            for (value, list) in place.iter().zip(&layout.values) {
                row.push(Cell::text(list.get(*value).map_or("all", String::as_str)));
            }
            off = line.figures(&mut row).max(off);
            let row_kind = if place.is_empty() {
                RowKind::Body
            } else {
                layout.kind(place)
            };
            table.rows.push(Row {
                kind: row_kind,
                rule: Some(rule),
                cells: row,
            });
        }
    }
    sums(&mut table, options.profile, off);
    if kind == Kind::Points && !options.profile.exact() {
        table.note("No means and medians are given: counts are rounded to 5 here.");
    }
    if options.interval && !options.profile.exact() {
        table.note("No intervals are given: counts are rounded to 5 here.");
    }
    notes(&mut table, options.profile);
    Ok(table)
}

/// Says at a table's foot that the percentages of a row need not add up to 100, where one is `off` by so much.
pub(crate) fn sums(table: &mut Table, profile: Profile, off: u64) {
    match off {
        0 => {}
        _ if !profile.exact() => {
            table.note("Percentages are made from counts rounded to 5: a row need not add up to 100.");
        }
        1 => table.note("Percentages are rounded one by one; a row may add up to 99 or 101."),
        _ => table.note("Percentages are rounded one by one; a row need not add up to 100."),
    }
}

/// Explains at a table's foot the marks that stand in it, and what its profile does.
pub fn notes(table: &mut Table, profile: Profile) {
    let shown = |mark: &str| {
        table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .any(|cell| cell.display.contains(mark))
    };
    let caution = shown(crate::value::mark::CAUTION);
    let hidden = shown(crate::value::mark::HIDDEN);
    let impossible = shown(crate::value::mark::IMPOSSIBLE);
    if caution {
        table.note("[u] marks percentages of fewer than 30 answers: treat with caution.");
    }
    if hidden {
        table.note("[c] marks what is hidden so that nobody can be recognised.");
    }
    if impossible {
        table.note("[z] marks what cannot exist.");
    }
    table.note(profile.words());
}

fn class(kind: Kind, statement: &Statement, code: usize) -> Option<usize> {
    let point = u8::try_from(code.checked_sub(ABSENT)? + 1).ok()?;
    let side = statement.scale.side(point)?;
    Some(match (kind, side) {
        (Kind::Points, _) => usize::from(point) - 1,
        (Kind::Sides, Side::Better) => 0,
        (Kind::Sides, Side::Neither) => 1,
        (Kind::Sides, Side::Worse) => 2,
    })
}

fn columns(statements: &Statements, tally: &Tally, options: AgreeOptions, kind: Kind) -> Vec<Column> {
    let mut columns = vec![Column::new("statement", "Statement", ColumnKind::Label)];
    columns.extend(
        tally
            .by()
            .iter()
            .map(|by| Column::new(&by.name, &by.name, ColumnKind::Label)),
    );
    let items = statements.items();
    let first = items.first();
    match kind {
        Kind::Sides => {
            for side in [Side::Better, Side::Neither, Side::Worse] {
                let own = first.map_or("", |item| item.scale.word(side));
                let common = items.iter().all(|item| item.scale.word(side) == own);
                let word = match side {
                    _ if common => own,
                    Side::Better => "better",
                    Side::Neither => "neither",
                    Side::Worse => "worse",
                };
                if side != Side::Neither || items.iter().any(|item| item.scale.has_neither()) {
                    columns.push(Column::new(word, &capital(word), ColumnKind::Share));
                }
            }
        }
        Kind::Points => {
            let common = items
                .iter()
                .all(|item| Some(item.scale.labels()) == first.map(|item| item.scale.labels()));
            for point in 1..=statements.widest() {
                let words = first.filter(|_| common).map(|item| item.scale.named(point));
                let words = words.unwrap_or_else(|| point.to_string());
                columns.push(Column::new(&format!("point_{point}"), &words, ColumnKind::Share));
            }
        }
    }
    columns.push(Column::new("answered", "Answered (N)", ColumnKind::Count));
    columns.push(Column::new("missing", "Missing", ColumnKind::Work));
    if options.split_missing {
        columns.extend(NonAnswer::ALL.map(|kind| {
            let words = kind.words();
            Column::new(
                &words.replace(' ', "_"),
                &format!("Missing: {words}"),
                ColumnKind::Count,
            )
        }));
    }
    if kind == Kind::Points && options.profile.exact() {
        columns.push(Column::new("mean", "Mean", ColumnKind::Number));
        columns.push(Column::new("median", "Median", ColumnKind::Number));
    }
    if options.interval && options.profile.exact() {
        columns.push(Column::new("interval", "95% interval", ColumnKind::Number));
    }
    columns
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One row in the making.
struct Line<'a> {
    statement: &'a Statement,
    options: AgreeOptions,
    kind: Kind,
    classes: usize,
    cells: &'a Guarded,
    item: usize,
    missing: &'a Missing,
    place: &'a [usize],
    midpoints: bool,
}

impl Line<'_> {
    fn at(&self, class: usize) -> Option<u64> {
        self.cells.at(&[self.place, &[class]].concat())
    }

    /// Appends the figures of the row; how far its printed percentages, where all print, are from adding up to 100.
    fn figures(&self, row: &mut Vec<Cell>) -> u64 {
        let of = self.at(self.classes);
        let missing = self.missing.number(self.item, self.cells, self.place);
        let (mut sum, mut all) = (0, true);
        let from = self.options.profile.percent_from();
        let scale = &self.statement.scale;
        for class in 0..self.classes {
            let exists = match self.kind {
                Kind::Points => class < usize::from(scale.points()),
                Kind::Sides => class != 1 || scale.has_neither(),
            };
            if !exists {
                // Where no scale of the table has anything between its sides there is no such column.
                if self.kind == Kind::Points || self.midpoints {
                    row.push(Cell::impossible());
                }
                continue;
            }
            row.push(match (self.at(class), of) {
                (Some(n), Some(of)) => {
                    let cell = Cell::share(n, of, missing, self.options.precision, from);
                    all &= cell.percent.is_some();
                    sum += Percentage::new(n, of).map_or(0, |share| share.printed(self.options.precision));
                    cell
                }
                (Some(n), None) => {
                    all = false;
                    Cell::count(n)
                }
                (None, _) => {
                    all = false;
                    Cell::hidden()
                }
            });
        }
        row.push(Cell::count_or_hidden(of));
        row.push(Cell::count_or_hidden(missing));
        if self.options.split_missing {
            row.extend(
                (0..ABSENT).map(|why| Cell::count_or_hidden(self.missing.reason(self.item, self.place, why))),
            );
        }
        if self.kind == Kind::Points && self.options.profile.exact() {
            let points: Option<Vec<u64>> = (0..self.classes).map(|class| self.at(class)).collect();
            let (mean, median) = match points {
                None => (Some(Cell::hidden()), Some(Cell::hidden())),
                Some(points) => {
                    let known = Distribution {
                        points,
                        absent: [0; 4],
                    };
                    (
                        known.mean().map(|text| Cell::text(&text)),
                        known.median().map(|text| Cell::text(&text)),
                    )
                }
            };
            row.push(mean.unwrap_or_else(Cell::impossible));
            row.push(median.unwrap_or_else(Cell::impossible));
        }
        if self.options.interval && self.options.profile.exact() {
            row.push(self.interval(of, from));
        }
        if all { sum.abs_diff(1_000).div_ceil(10) } else { 0 }
    }

    fn interval(&self, of: Option<u64>, from: u64) -> Cell {
        let better: Option<u64> = match self.kind {
            Kind::Sides => self.at(0),
            Kind::Points => (0..self.classes)
                .filter(|class| {
                    u8::try_from(class + 1)
                        .ok()
                        .and_then(|p| self.statement.scale.side(p))
                        == Some(Side::Better)
                })
                .map(|class| self.at(class))
                .sum(),
        };
        match (better, of) {
            (Some(n), Some(of)) if of >= from => crate::interval::wilson(n, of)
                .map_or_else(Cell::impossible, |found| Cell::text(&found.percent_text())),
            (Some(_), Some(_)) => Cell::text(""),
            _ => Cell::hidden(),
        }
    }
}
