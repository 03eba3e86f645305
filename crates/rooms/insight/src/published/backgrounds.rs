//! Document 000, appendix 2: backgrounds.

use super::{Report, cell, erratum, percent, rows};
use crate::facts;
use crate::view::View;
use kernel::Stop;
use responses::tallies;
use store::Tx;

const BACKGROUNDS: &str = include_str!("../../../../../data/published/hp_training_backgrounds.csv");

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, appendix 2: backgrounds";
    let counts = tallies::counts_by_course(tx, &view.leave, view.programme.id, "feedback", &view.answers())?;
    let mine = |course: &str, pick: &dyn Fn(&tallies::Count) -> bool| -> u64 {
        counts
            .iter()
            .filter(|count| {
                count.question == "background"
                    && count
                        .course
                        .as_deref()
                        .is_some_and(|title| facts::group_of(title).eq_ignore_ascii_case(course))
                    && pick(count)
            })
            .map(|count| u64::try_from(count.count).unwrap_or(0))
            .sum()
    };
    let mut totals: Vec<(String, u64, u64, &str)> = Vec::new();
    for row in rows(BACKGROUNDS)? {
        let (course, label) = (cell(&row, 0), cell(&row, 1));
        let code = directory::model::background_by_label(label).map_or("", |entry| entry.code);
        let n = if code == "not-stated" {
            mine(course, &|count| count.option.is_none())
        } else {
            mine(course, &|count| count.option.as_deref() == Some(code))
        };
        // Two totals contradict appendix 3 by one form each. Which background the form has is a choice of the allocation.
        let place = match course {
            "multi-agency" => "multi-agency total",
            "specialist day 1" => "specialist day 1 total",
            _ => "no such place",
        };
        let in_choice = matches!(
            (course, code),
            ("multi-agency", "social-care-children") | ("specialist day 1", "not-stated")
        );
        let why = erratum("000", place, cell(&row, 2), n)?;
        report.add(
            section,
            format!("{course}: {label}: count"),
            cell(&row, 2),
            n,
            why.filter(|_| in_choice),
        );
        let all = mine(course, &|_| true);
        report.add(
            section,
            format!("{course}: {label}: percent"),
            cell(&row, 3),
            percent(n, all),
            None,
        );
        match totals.last_mut() {
            Some((known, printed, _, _)) if *known == course => {
                *printed += cell(&row, 2).parse::<u64>().unwrap_or(0);
            }
            Some(_) | None => {
                totals.push((course.to_owned(), cell(&row, 2).parse().unwrap_or(0), all, place));
            }
        }
    }
    for (course, printed, all, place) in totals {
        let why = erratum("000", place, &printed.to_string(), all)?;
        report.add(section, format!("{course}: total"), printed, all, why);
    }
    Ok(())
}
