//! Document 000, appendix 3: delivery, and what was cancelled or moved.

use super::{Report, cell, erratum, rows};
use crate::facts::{self, Delivered, SessionFact};
use crate::view::View;
use kernel::{Fault, Stop};
use learning::sittings::Sitting;
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
    for row in rows(DISRUPTIONS)? {
        let (area, year, course, what) = (cell(&row, 0), cell(&row, 1), cell(&row, 2), cell(&row, 3));
        let of_course = sessions.iter().filter(|fact| {
            *fact.area == *area
                && fact.year.to_string() == year
                && (fact.course.to_lowercase() == title(course)
                    || (course == "specialist" && fact.course.starts_with("Specialist")))
        });
        let fits = |fact: &&SessionFact| match what {
            "cancelled" => !fact.held,
            "rescheduled" => fact.held && fact.moved,
            "sign-in sheet missing" => fact.register.missing() && !fact.feedback.missing(),
            "sign-in sheet and feedback missing" => fact.register.missing() && fact.feedback.missing(),
            _ => false,
        };
        report.add(
            section,
            format!("{area}, year {year}, {course}: {what}"),
            cell(&row, 4),
            of_course.filter(fits).count(),
            None,
        );
    }
    let (sittings, part) = (view.sittings(tx)?, view.part());
    let mut standing = |kind| {
        let within = |sitting: &Sitting| part.takes(sitting).then_some(());
        let found = ledger::standings(tx, &view.leave, &sittings, kind, within)?;
        Ok::<_, Fault>(found.get(&()).copied().unwrap_or_default())
    };
    let (registers, feedback) = (standing("register")?, standing("feedback")?);
    // These two stand in the text of document 000, not in a table.
    let runs = sessions
        .iter()
        .filter(|fact| fact.held && !fact.second_day)
        .count();
    report.add(section, "courses run".to_owned(), 74, runs, None);
    let multi = sums
        .iter()
        .filter(|((_, _, course), _)| course == "Multi-agency")
        .fold(Delivered::default(), |all, (_, sum)| all.plus(sum));
    let each = (2 * multi.signed_in + multi.registers.came)
        .checked_div(2 * multi.registers.came)
        .unwrap_or(0);
    report.add(
        section,
        "multi-agency: attendances for each sheet".to_owned(),
        12,
        each,
        erratum("000", "multi-agency attendees per course", "12", each)?,
    );
    report.add(
        section,
        "sign-in sheets missing".to_owned(),
        missing("sign-in")?,
        registers.outstanding + registers.waived,
        None,
    );
    report.add(
        section,
        "feedback missing".to_owned(),
        missing("feedback")?,
        feedback.outstanding + feedback.waived,
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
