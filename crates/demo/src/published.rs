//! Reading the published files. Only the plan uses this.

use std::str::FromStr;

pub(crate) const DELIVERY: &str = include_str!("../../../data/published/hp_training_delivery.csv");
pub(crate) const DISRUPTIONS: &str = include_str!("../../../data/published/hp_training_disruptions.csv");
pub(crate) const FEEDBACK: &str = include_str!("../../../data/published/hp_training_feedback.csv");
pub(crate) const BACKGROUNDS: &str = include_str!("../../../data/published/hp_training_backgrounds.csv");
pub(crate) const STAKEHOLDER: &str = include_str!("../../../data/published/hp_stakeholder_year2.csv");
#[cfg(test)]
pub(crate) const LEARNING: &str = include_str!("../../../data/published/hp_training_learning.csv");
pub(crate) const TRAINING: &str = include_str!("../../../data/published/st_training.csv");

/// The rows of a file, without its heads.
pub(crate) fn rows(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(false)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| {
            row.map(|row| row.iter().map(str::to_owned).collect())
                .map_err(|error| error.to_string())
        })
        .collect()
}

/// A cell.
pub(crate) fn text(row: &[String], place: usize) -> Result<&str, String> {
    row.get(place)
        .map(String::as_str)
        .ok_or_else(|| format!("no column {place}"))
}

/// A cell as a number.
pub(crate) fn number<T: FromStr>(row: &[String], place: usize) -> Result<T, String> {
    let cell = text(row, place)?;
    cell.parse().map_err(|_| format!("{cell} is not a number"))
}
