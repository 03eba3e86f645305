//! Two readers: percent agreement, and Cohen's kappa with its large-sample 95% interval (Fleiss, Cohen and Everitt 1969).

use crate::interval::{Interval, Z95, float};
use crate::share::Percentage;

/// How much a disagreement counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weights {
    /// Any disagreement counts in full.
    None,
    /// In proportion to the distance of the categories, for ordered scales.
    Linear,
}

/// What two readers said of the same things: one count for each pair of categories.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matrix {
    categories: usize,
    counts: Vec<u64>,
}

/// Kappa with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kappa {
    /// Agreement beyond chance; 1 is complete, 0 is chance.
    pub kappa: f64,
    /// Its standard error.
    pub error: f64,
    /// Its 95% interval, cut at -1 and 1.
    pub interval: Interval,
}

impl Matrix {
    /// From pairs of categories 0 to `categories - 1`. `None` where a reading is not one of them.
    pub fn of(categories: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Option<Self> {
        let mut matrix = Self {
            categories,
            counts: vec![0; categories * categories],
        };
        for (first, second) in pairs {
            if second >= categories {
                return None;
            }
            *matrix.counts.get_mut(first * categories + second)? += 1;
        }
        Some(matrix)
    }

    /// Things both readers read.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How often they said the same.
    pub fn agreement(&self) -> Option<Percentage> {
        let same = self.counts.iter().step_by(self.categories + 1).sum();
        Percentage::new(same, self.total())
    }

    fn each(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let whole = float(self.total());
        self.counts.iter().enumerate().map(move |(place, count)| {
            (
                place / self.categories,
                place % self.categories,
                float(*count) / whole,
            )
        })
    }

    /// Cohen's kappa. `None` where nothing was read, or where chance alone would agree completely.
    pub fn kappa(&self, weights: Weights) -> Option<Kappa> {
        let total = float(self.total());
        if self.total() == 0 || self.categories < 2 {
            return None;
        }
        let widest = float(self.categories as u64 - 1);
        let weight = |row: usize, column: usize| match weights {
            Weights::None if row == column => 1.0,
            Weights::None => 0.0,
            Weights::Linear => 1.0 - float(row.abs_diff(column) as u64) / widest,
        };
        let (mut rows, mut columns) = (vec![0.0; self.categories], vec![0.0; self.categories]);
        for (row, column, share) in self.each() {
            *rows.get_mut(row)? += share;
            *columns.get_mut(column)? += share;
        }
        let (mut seen, mut chance) = (0.0, 0.0);
        let (mut row_weight, mut column_weight) = (vec![0.0; self.categories], vec![0.0; self.categories]);
        for (row, column, share) in self.each() {
            let (by_row, by_column) = (*rows.get(row)?, *columns.get(column)?);
            let counted = weight(row, column);
            seen += counted * share;
            chance += counted * by_row * by_column;
            *row_weight.get_mut(row)? += counted * by_column;
            *column_weight.get_mut(column)? += counted * by_row;
        }
        let room = 1.0 - chance;
        if room < 1e-12 {
            return None;
        }
        let kappa = (seen - chance) / room;
        let mut sum = 0.0;
        for (row, column, share) in self.each() {
            let level = row_weight.get(row)? + column_weight.get(column)?;
            let term = weight(row, column) - level * (1.0 - kappa);
            sum += share * term * term;
        }
        let rest = kappa - chance * (1.0 - kappa);
        let error = ((sum - rest * rest).max(0.0) / (total * room * room)).sqrt();
        let low = (kappa - Z95 * error).max(-1.0);
        let high = (kappa + Z95 * error).min(1.0);
        Some(Kappa {
            kappa,
            error,
            interval: Interval { low, high },
        })
    }
}
