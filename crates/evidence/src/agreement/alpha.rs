//! Krippendorff's alpha: any number of readers, any reading missing, for names, orders and intervals.

use crate::interval::float;
use std::collections::BTreeMap;

/// What kind of values were read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Names without order.
    Nominal,
    /// Ordered categories.
    Ordinal,
    /// Numbers with equal steps.
    Interval,
}

/// Alpha over units, each with the readings it got (`None` is missing). Values are whole numbers. `None` where fewer
/// than two readings can be compared or all of them are the same.
pub fn alpha(units: &[Vec<Option<i64>>], level: Level) -> Option<f64> {
    let mut values: Vec<i64> = units.iter().flatten().filter_map(|reading| *reading).collect();
    values.sort_unstable();
    values.dedup();
    let place = |value: i64| values.binary_search(&value).ok();
    let width = values.len();
    let mut together = vec![0.0; width * width];
    for unit in units {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        for value in unit.iter().filter_map(|reading| *reading) {
            *counts.entry(place(value)?).or_insert(0) += 1;
        }
        let readings: u64 = counts.values().sum();
        if readings < 2 {
            continue;
        }
        let others = float(readings - 1);
        for (row, first) in &counts {
            for (column, second) in &counts {
                let pairs = if row == column {
                    first * first.saturating_sub(1)
                } else {
                    first * second
                };
                *together.get_mut(row * width + column)? += float(pairs) / others;
            }
        }
    }
    let margins: Vec<f64> = together
        .chunks(width.max(1))
        .map(|row| row.iter().sum())
        .collect();
    let whole: f64 = margins.iter().sum();
    let (mut seen, mut chance) = (0.0, 0.0);
    for row in 0..width {
        for column in (row + 1)..width {
            let apart = distance(level, &values, &margins, row, column)?;
            seen += together.get(row * width + column)? * apart;
            chance += margins.get(row)? * margins.get(column)? * apart;
        }
    }
    if chance <= 0.0 {
        None
    } else {
        Some(1.0 - (whole - 1.0) * seen / chance)
    }
}

fn distance(level: Level, values: &[i64], margins: &[f64], low: usize, high: usize) -> Option<f64> {
    match level {
        Level::Nominal => Some(1.0),
        Level::Ordinal => {
            let between: f64 = margins.get(low..=high)?.iter().sum();
            let ranks = between - f64::midpoint(*margins.get(low)?, *margins.get(high)?);
            Some(ranks * ranks)
        }
        Level::Interval => {
            let steps = float(values.get(low)?.abs_diff(*values.get(high)?));
            Some(steps * steps)
        }
    }
}
