//! How far two readers agree, theme by theme.

use super::{Question, count};
use crate::coding::two::readings;
use evidence::Table;
use evidence::agreement::{Level, agreement_by};
use evidence::reading::Readings;
use evidence::share::PERCENT_FROM;
use evidence::table::{Cell, Column, ColumnKind};
use evidence::value::mark;

impl Question {
    /// How far two readers agree on each theme, from the same number of comments on as percentages are printed; nothing where its count is hidden.
    pub(super) fn agreement(&self, table: &mut Table) {
        let both = |readings: &Readings| {
            let twice = readings
                .units
                .iter()
                .filter(|unit| unit.iter().flatten().count() >= 2);
            count(i64::try_from(twice.count()).unwrap_or(0))
        };
        let named: Vec<(String, Readings)> = self
            .themes
            .iter()
            .map(|(id, name)| (name.clone(), readings(&self.twice, &self.found_twice, *id)))
            .collect();
        if named.iter().all(|(_, readings)| both(readings) < PERCENT_FROM) {
            return;
        }
        let agreed = agreement_by("", "Theme", &named, Level::Nominal);
        table.columns.push(Column::new(
            "agreement",
            "Two readers agree (kappa or alpha, 95% interval)",
            ColumnKind::Number,
        ));
        for (row, line) in table
            .rows
            .iter_mut()
            .zip(agreed.rows.iter().map(Some).chain(std::iter::repeat(None)))
        {
            let hidden = row.cells.get(1).is_some_and(|cell| cell.display == mark::HIDDEN);
            let words = |at: usize| {
                let cell = line.and_then(|line| line.cells.get(at));
                cell.map_or("", |cell| cell.display.as_str())
            };
            let (measure, value, interval) = (words(1), words(7), words(8));
            row.cells.push(if hidden {
                Cell::hidden()
            } else if measure.is_empty() {
                Cell::text("")
            } else {
                let name = if measure.starts_with("Cohen") {
                    "kappa"
                } else {
                    "alpha"
                };
                let interval = if interval.is_empty() {
                    String::new()
                } else {
                    format!(" ({interval})")
                };
                Cell::text(&format!("{name} {value}{interval}"))
            });
        }
    }
}
