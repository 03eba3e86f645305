//! Document 000, the text after table 1: knowledge, likelihood and time of use.

use super::{Report, cell, percent, rows};
use crate::view::View;
use kernel::Stop;
use responses::tallies;
use store::Tx;

const LEARNING: &str = include_str!("../../../../../data/published/hp_training_learning.csv");

/// A course's group in the text after table 1.
fn group(course: &str) -> &'static str {
    if course.starts_with("Multi") {
        "multi-agency"
    } else if course.starts_with("Specialist") {
        "specialist"
    } else {
        "follow-up"
    }
}

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, text after table 1";
    let nobody = kernel::Id(uuid::Uuid::nil());
    let areas = tx.all(
        &crate::records::AREAS,
        store::values![nobody, true, view.programme.id],
        |row| Ok((row.get::<kernel::Id>(0)?, row.get::<String>(1)?)),
    )?;
    let tri = areas
        .iter()
        .find(|(_, name)| name == "Tri-borough")
        .map(|(id, _)| *id);
    let sittings = view.sittings(tx)?;
    let all = tallies::counts_by_course(tx, &view.leave, &sittings, "feedback", &view.answers())?.counts;
    let in_tri = tallies::counts_by_course(
        tx,
        &view.leave,
        &sittings,
        "feedback",
        &tallies::Filter {
            area: tri,
            ..view.answers()
        },
    )?
    .counts;
    let sum = |counts: &[tallies::Count],
               question: &str,
               who: &str,
               pick: &dyn Fn(&tallies::Count) -> bool|
     -> u64 {
        counts
            .iter()
            .filter(|count| {
                count.question == question
                    && count.non_answer.is_none()
                    && (who == "all"
                        || who == "tri-borough"
                        || count.course.as_deref().is_some_and(|course| group(course) == who))
                    && pick(count)
            })
            .map(|count| u64::try_from(count.count).unwrap_or(0))
            .sum()
    };
    for row in rows(LEARNING)? {
        let (measure, who) = (cell(&row, 0), cell(&row, 1));
        let counts = if who == "tri-borough" { &in_tri } else { &all };
        let option =
            |wanted: &'static str| move |count: &tallies::Count| count.option.as_deref() == Some(wanted);
        let (n, of) = if measure.starts_with("high likelihood") {
            (
                sum(counts, "likelihood", who, &option("high")),
                sum(counts, "likelihood", who, &|_| true),
            )
        } else if measure == "within a month" {
            (
                sum(counts, "time-of-use", who, &option("month")),
                sum(counts, "time-of-use", who, &|_| true),
            )
        } else {
            let question = if measure.ends_with("start") {
                "knowledge-before"
            } else {
                "knowledge-after"
            };
            let point = ["excellent", "good", "fair", "poor"]
                .iter()
                .position(|word| measure.contains(word))
                .and_then(|place| i64::try_from(place + 1).ok());
            (
                sum(counts, question, who, &|count| count.number == point),
                sum(counts, question, who, &|_| true),
            )
        };
        if !cell(&row, 2).is_empty() {
            report.add(
                section,
                format!("{measure}, {who}: count"),
                cell(&row, 2),
                n,
                None,
            );
            report.add(
                section,
                format!("{measure}, {who}: answered"),
                cell(&row, 3),
                of,
                None,
            );
        }
        report.add(
            section,
            format!("{measure}, {who}: percent"),
            cell(&row, 4),
            percent(n, of),
            None,
        );
    }
    Ok(())
}
