//! Document 000, appendix 2: backgrounds, read from the cells of the page's tables.

use super::{Report, cell, erratum, rows};
use crate::facts;
use crate::subjects::Subject;
use crate::view::View;
use evidence::Table;
use evidence::table::{Cell, RowKind};
use kernel::Stop;
use store::Tx;

const BACKGROUNDS: &str = include_str!("../../../../../data/published/hp_training_backgrounds.csv");

/// The cell of a course in a table of backgrounds: of one background, or of all.
fn at<'t>(table: Option<&'t Table>, label: Option<&str>, course: &str) -> Option<&'t Cell> {
    let table = table?;
    let place = table
        .columns
        .iter()
        .position(|column| facts::group_of(&column.label).eq_ignore_ascii_case(course))?;
    let mut rows = table.rows.iter();
    let row = match label {
        Some(label) => rows.find(|row| {
            row.kind == RowKind::Body && row.cells.first().is_some_and(|cell| cell.display == label)
        }),
        None => rows.find(|row| row.kind == RowKind::Total),
    };
    row?.cells.get(place)
}

pub(super) fn compare(tx: &mut Tx<'_>, report: &mut Report, view: &View) -> Result<(), Stop> {
    let section = "Document 000, appendix 2: backgrounds";
    let tables = Subject::Backgrounds.tables(tx, view)?;
    let (counts, shares) = (tables.first(), tables.get(1));
    let count =
        |label: Option<&str>, course: &str| at(counts, label, course).and_then(|cell| cell.n).unwrap_or(0);
    let mut totals: Vec<(String, u64, &str)> = Vec::new();
    for row in rows(BACKGROUNDS)? {
        let (course, published) = (cell(&row, 0), cell(&row, 1));
        let entry = directory::model::background_by_label(published);
        let label = entry.map_or(published, |entry| entry.label);
        let code = entry.map_or("", |entry| entry.code);
        let n = count(Some(label), course);
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
            format!("{course}: {published}: count"),
            cell(&row, 2),
            n,
            why.filter(|_| in_choice),
        );
        let share = at(shares, Some(label), course).and_then(|cell| cell.percent.as_deref());
        report.add(
            section,
            format!("{course}: {published}: percent"),
            cell(&row, 3),
            share.unwrap_or("0%").trim_end_matches('%'),
            None,
        );
        match totals.last_mut() {
            Some((known, printed, _)) if *known == course => {
                *printed += cell(&row, 2).parse::<u64>().unwrap_or(0);
            }
            Some(_) | None => {
                totals.push((course.to_owned(), cell(&row, 2).parse().unwrap_or(0), place));
            }
        }
    }
    for (course, printed, place) in totals {
        let all = count(None, &course);
        let why = erratum("000", place, &printed.to_string(), all)?;
        report.add(section, format!("{course}: total"), printed, all, why);
    }
    Ok(())
}
