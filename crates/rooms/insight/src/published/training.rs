//! Document 003, table 2 and appendix 1.

use super::{Report, cell, rows};
use crate::facts;
use crate::view::View;
use kernel::Stop;
use store::Tx;

const TRAINING: &str = include_str!("../../../../../data/published/st_training.csv");

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 003, table 2 and appendix 1: attendance";
    let attended = facts::by_borough(tx, view)?;
    let sums = facts::delivered(&facts::sessions(tx, view)?);
    for row in rows(TRAINING)? {
        let (course, borough, year) = (cell(&row, 0), cell(&row, 1), cell(&row, 2));
        let n: u64 = attended
            .iter()
            .filter(|((title, known, place), _)| {
                title.eq_ignore_ascii_case(course)
                    && known.to_string() == year
                    && (borough == "all" || place.as_deref() == Some(borough))
            })
            .map(|(_, count)| *count)
            .sum();
        report.add(
            section,
            format!("{course}, {borough}, year {year}: attended"),
            cell(&row, 4),
            n,
            None,
        );
        if !cell(&row, 3).is_empty() {
            let blocks: u64 = sums
                .iter()
                .filter(|((_, known, title), _)| {
                    title.eq_ignore_ascii_case(course) && known.to_string() == year
                })
                .map(|(_, sum)| sum.sessions)
                .sum();
            report.add(
                section,
                format!("{course}, year {year}: blocks"),
                cell(&row, 3),
                blocks,
                None,
            );
        }
    }
    Ok(())
}
