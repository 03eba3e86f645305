//! Document 000, tables 1 and 2.

use super::{Report, cell, rows};
use crate::subjects::Subject;
use crate::view::View;
use evidence::Table;
use kernel::Stop;
use store::Tx;

pub(super) const FEEDBACK: &str = include_str!("../../../../../data/published/hp_training_feedback.csv");
pub(super) const STAKEHOLDER: &str = include_str!("../../../../../data/published/hp_stakeholder_year2.csv");

/// Agree, neither, disagree and answered of each statement, in the order of both tables.
pub(super) fn compare(
    tx: &mut Tx<'_>,
    report: &mut Report,
    view: &View,
    section: &'static str,
    subject: Subject,
    file: &str,
) -> Result<(), Stop> {
    let tables = subject.tables(tx, view)?;
    let computed: Vec<Vec<u64>> = tables
        .first()
        .map(|table: &Table| {
            table
                .html_rows()
                .map(|row| row.figures.iter().filter_map(|cell| cell.n.or(cell.of)).collect())
                .collect()
        })
        .unwrap_or_default();
    for (place, row) in rows(file)?.iter().enumerate() {
        for (column, name) in ["agree", "neither", "disagree"].into_iter().enumerate() {
            let found = computed
                .get(place)
                .and_then(|figures| figures.get(column))
                .map_or_else(|| "none".to_owned(), u64::to_string);
            report.add(
                section,
                format!("{}: {name}", cell(row, 1)),
                cell(row, column + 2),
                found,
                None,
            );
        }
        let answered = computed
            .get(place)
            .map_or(0, |figures| figures.iter().take(3).sum::<u64>());
        report.add(
            section,
            format!("{}: answered", cell(row, 1)),
            cell(row, 5),
            answered,
            None,
        );
    }
    Ok(())
}
