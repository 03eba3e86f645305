//! Document 000, appendix 3: delivery, and what was cancelled or moved.

use super::{Report, cell, rows};
use crate::facts;
use crate::view::View;
use kernel::{Fault, Stop};
use store::Tx;

const DELIVERY: &str = include_str!("../../../../../data/published/hp_training_delivery.csv");
const DISRUPTIONS: &str = include_str!("../../../../../data/published/hp_training_disruptions.csv");

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, appendix 3: delivery";
    let sessions = facts::sessions(tx, view)?;
    let sums = facts::delivered(&sessions);
    let title = |published: &str| published.replace("follow-up ", "follow-up: ");
    for row in rows(DELIVERY)? {
        let (area, year, course) = (cell(&row, 0), cell(&row, 1), cell(&row, 2));
        let sum = sums
            .iter()
            .find(|((known, known_year, known_course), _)| {
                known == area
                    && known_year.to_string() == year
                    && known_course.to_lowercase() == title(course)
            })
            .map(|(_, sum)| *sum)
            .unwrap_or_default();
        for (name, printed, computed) in [
            ("sessions", 3, sum.sessions),
            ("registered", 4, sum.booked),
            ("signed in", 5, sum.signed_in),
            ("feedback forms", 6, sum.forms),
        ] {
            report.add(
                section,
                format!("{area}, year {year}, {course}: {name}"),
                cell(&row, printed),
                computed,
                None,
            );
        }
    }
    for row in rows(DISRUPTIONS)?
        .iter()
        .filter(|row| ["cancelled", "rescheduled"].contains(&cell(row, 3)))
    {
        let (area, year, course, what) = (cell(row, 0), cell(row, 1), cell(row, 2), cell(row, 3));
        let n = sessions
            .iter()
            .filter(|fact| {
                fact.area == area
                    && fact.year.to_string() == year
                    && (fact.course.to_lowercase() == title(course)
                        || (course == "specialist" && fact.course.starts_with("Specialist")))
            })
            .filter(|fact| {
                if what == "cancelled" {
                    !fact.held
                } else {
                    fact.held && fact.moved
                }
            })
            .count();
        report.add(
            section,
            format!("{area}, year {year}, {course}: {what}"),
            cell(row, 4),
            n,
            None,
        );
    }
    let (_, registers_missing) =
        ledger::completeness_of(tx, &view.leave, view.programme.id, "register", &view.part())?;
    let (_, feedback_missing) =
        ledger::completeness_of(tx, &view.leave, view.programme.id, "feedback", &view.part())?;
    // The number stands in the text of document 000, not in a table.
    let runs = sessions
        .iter()
        .filter(|fact| fact.held && !fact.second_day)
        .count();
    report.add(section, "courses run".to_owned(), 74, runs, None);
    report.add(
        section,
        "sign-in sheets missing".to_owned(),
        missing("sign-in")?,
        registers_missing,
        None,
    );
    report.add(
        section,
        "feedback missing".to_owned(),
        missing("feedback")?,
        feedback_missing,
        None,
    );
    Ok(())
}

fn missing(word: &str) -> Result<i64, Fault> {
    Ok(rows(DISRUPTIONS)?
        .iter()
        .filter(|row| cell(row, 3).contains("missing") && cell(row, 3).contains(word))
        .filter_map(|row| cell(row, 4).parse::<i64>().ok())
        .sum())
}
