//! How far readers agree, as a table: kappa where two readers read everything, alpha otherwise, percent agreement beside it.

use std::collections::BTreeMap;

use super::{Level, Matrix, Weights, alpha};
use crate::disclosure::Profile;
use crate::interval::decimals;
use crate::reading::Readings;
use crate::share::{PERCENT_FROM, Precision};
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};

/// What was found, before it is laid out.
struct Found {
    measure: &'static str,
    rule: &'static str,
    value: Option<f64>,
    interval: Option<String>,
}

impl Found {
    fn of(readings: &Readings, level: Level) -> Self {
        two(readings, level).unwrap_or_else(|| many(readings, level))
    }
}

/// The figures of one row, and how many pairs of readings they compare.
fn cells(readings: &Readings, found: &Found) -> (Vec<Cell>, u64) {
    let (same, compared) = pairs(&readings.units);
    let read = |unit: &&Vec<Option<i64>>| unit.iter().flatten().count() >= 2;
    let twice = readings.units.iter().filter(read).count();
    let given = readings.units.iter().flatten().flatten().count();
    let count = |count: usize| Cell::count(count as u64);
    let cells = vec![
        Cell::text(found.measure),
        count(readings.units.len()),
        count(twice),
        count(readings.readers),
        count(given),
        Cell::share(same, compared, None, Precision::Whole, PERCENT_FROM),
        found
            .value
            .map_or_else(Cell::impossible, |value| Cell::text(&decimals(value))),
        Cell::text(found.interval.as_deref().unwrap_or_default()),
    ];
    (cells, compared)
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("measure", "Measure", ColumnKind::Label),
        Column::new("units", "Units", ColumnKind::Work),
        Column::new("compared", "Read twice or more", ColumnKind::Work),
        Column::new("readers", "Readers", ColumnKind::Work),
        Column::new("readings", "Readings", ColumnKind::Work),
        Column::new("agreement", "Agreement", ColumnKind::Share),
        Column::new("value", "Value", ColumnKind::Number),
        Column::new("interval", "95% interval", ColumnKind::Number),
    ]
}

const ALIKE: &str = "All readings are the same: chance alone would agree as well.";

/// The agreement of readings of a kind of values.
pub fn agreement_table(title: &str, readings: &Readings, level: Level) -> Table {
    let found = Found::of(readings, level);
    let profile = Profile::Internal;
    let mut table = Table::new(title, &profile.to_string(), columns());
    let rule = table.rule(found.rule);
    let (cells, compared) = cells(readings, &found);
    table.rows.push(Row {
        kind: RowKind::Body,
        rule: Some(rule),
        cells,
    });
    if compared == 0 {
        table.note("No unit was read twice.");
    } else if found.value.is_none() {
        table.note(ALIKE);
    }
    crate::agree::notes(&mut table, profile);
    table
}

/// The agreement of readings of several things, such as themes: a row for each under its name, in a column with the heading `head`.
pub fn agreement_by(title: &str, head: &str, all: &[(String, Readings)], level: Level) -> Table {
    let profile = Profile::Internal;
    let mut named = vec![Column::new("name", head, ColumnKind::Label)];
    named.extend(columns());
    let mut table = Table::new(title, &profile.to_string(), named);
    for (name, readings) in all {
        let found = Found::of(readings, level);
        let rule = table.rule(found.rule);
        let (figures, compared) = cells(readings, &found);
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: Some(rule),
            cells: std::iter::once(Cell::text(name)).chain(figures).collect(),
        });
        if compared > 0 && found.value.is_none() {
            table.note(ALIKE);
        }
    }
    crate::agree::notes(&mut table, profile);
    table
}

/// Kappa, where two readers read every unit and values are names or in order.
fn two(readings: &Readings, level: Level) -> Option<Found> {
    let pairs: Option<Vec<(i64, i64)>> = readings
        .units
        .iter()
        .map(|unit| match unit.as_slice() {
            [Some(first), Some(second)] => Some((*first, *second)),
            _ => None,
        })
        .collect();
    let pairs = pairs.filter(|pairs| !pairs.is_empty())?;
    let each = || pairs.iter().flat_map(|(first, second)| [*first, *second]);
    let (low, high) = (each().min()?, each().max()?);
    let place = |value: i64| usize::try_from(value - low).ok();
    let (measure, rule, weights) = match level {
        Level::Nominal => (
            "Cohen's kappa",
            "agreement: the two readers said the same of a unit; kappa: agreement beyond chance, 1 is complete and 0 is chance",
            Weights::None,
        ),
        Level::Ordinal => (
            "Cohen's kappa, linear weights",
            "agreement: the two readers said the same of a unit; kappa: agreement beyond chance, 1 is complete and 0 is chance, a disagreement counting by how far apart the two values are",
            Weights::Linear,
        ),
        Level::Interval => return None,
    };
    let placed: Option<Vec<(usize, usize)>> = pairs
        .iter()
        .map(|(first, second)| place(*first).zip(place(*second)))
        .collect();
    let kappa = Matrix::of(place(high)? + 1, placed?)?.kappa(weights);
    Some(Found {
        measure,
        rule,
        value: kappa.map(|kappa| kappa.kappa),
        interval: kappa.map(|kappa| kappa.interval.text()),
    })
}

fn many(readings: &Readings, level: Level) -> Found {
    let (measure, rule) = match level {
        Level::Nominal => (
            "Krippendorff's alpha, names",
            "agreement: pairs of readings of a unit that are the same; alpha: agreement beyond chance over names, 1 is complete and 0 is chance",
        ),
        Level::Ordinal => (
            "Krippendorff's alpha, ordered values",
            "agreement: pairs of readings of a unit that are the same; alpha: agreement beyond chance over ordered values, 1 is complete and 0 is chance",
        ),
        Level::Interval => (
            "Krippendorff's alpha, numbers",
            "agreement: pairs of readings of a unit that are the same; alpha: agreement beyond chance over numbers with equal steps, 1 is complete and 0 is chance",
        ),
    };
    Found {
        measure,
        rule,
        value: alpha(&readings.units, level),
        interval: None,
    }
}

/// Pairs of readings of the same unit: those that are the same, and all.
fn pairs(units: &[Vec<Option<i64>>]) -> (u64, u64) {
    let of = |count: u64| count * count.saturating_sub(1) / 2;
    units.iter().fold((0, 0), |(same, all), unit| {
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        for value in unit.iter().flatten() {
            *counts.entry(*value).or_insert(0) += 1;
        }
        let alike: u64 = counts.values().map(|count| of(*count)).sum();
        (same + alike, all + of(counts.values().sum()))
    })
}
