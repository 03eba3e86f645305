//! Document 003, table 2 and appendix 1.

use super::{Report, cell, erratum, rows};
use crate::attendances;
use crate::facts;
use crate::view::View;
use kernel::Stop;
use store::Tx;

const TRAINING: &str = include_str!("../../../../../data/published/st_training.csv");

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 003, table 2 and appendix 1: attendance";
    let attended = attendances::by_borough(tx, view)?;
    let sums = facts::delivered(&facts::sessions(tx, view)?);
    let blocks_of = |course: &str, year: &str| -> u64 {
        sums.iter()
            .filter(|((_, known, title), _)| title.eq_ignore_ascii_case(course) && known.to_string() == year)
            .map(|(_, sum)| sum.sessions)
            .sum()
    };
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
            report.add(
                section,
                format!("{course}, year {year}: blocks"),
                cell(&row, 3),
                blocks_of(course, year),
                None,
            );
        }
    }
    // The number stands in the text of document 003, not in a table.
    let offered = blocks_of("working with perpetrators", "2");
    report.add(
        section,
        "working with perpetrators, year 2: times offered, as the text says".to_owned(),
        6,
        offered,
        erratum("003", "working with perpetrators year 2", "6", offered)?,
    );
    Ok(())
}
