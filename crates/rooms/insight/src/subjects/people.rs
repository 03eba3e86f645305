//! Where people come from: their backgrounds and their boroughs.

use super::engine;
use super::opinions::say_if_few;
use crate::attendances;
use crate::facts;
use crate::view::{View, year_of};
use evidence::agree::notes;
use evidence::disclosure::Profile;
use evidence::share::Precision;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::{By, Crosstab, Noun, Table};
use kernel::Stop;
use learning::attendance_sums::Meeting;
use responses::tallies::{self, ByCourse};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Tx;

/// The rule by which backgrounds are shared out: the base that the pilot's report printed.
const BASE: &str = "shares are of all forms of a course, as the pilot's report printed them; forms that name no background, or one that nobody can place, are a row of their own and part of the base";

/// Backgrounds of those who gave feedback, by course: counts, and each course's shares.
pub(super) fn backgrounds(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let order: Vec<String> = directory::model::BACKGROUNDS
        .iter()
        .map(|entry| entry.label.to_owned())
        .collect();
    let mut cross =
        Crosstab::new(vec![By::in_order("background", order), By::named("course")]).map_err(engine)?;
    let sittings = view.sittings(tx)?;
    let found = tallies::counts_by_course(tx, &view.leave, &sittings, "feedback", &view.answers())?;
    for count in found.counts.iter().filter(|count| count.question == "background") {
        let label = count.option.as_deref().map_or("Not stated or unclear", |code| {
            directory::model::label_of(directory::model::BACKGROUNDS, code)
        });
        let course = count.course.as_deref().map_or("", facts::group_of);
        cross.add(&[label, course], u64::try_from(count.count).unwrap_or(0));
    }
    let mut counts = cross
        .wide_with_shares("Where those who gave feedback work", view.profile)
        .map_err(engine)?;
    counts.rules.push(BASE.to_owned());
    let courses: BTreeSet<&str> = found
        .counts
        .iter()
        .filter_map(|count| count.course.as_deref())
        .collect();
    counts.units = courses.into_iter().map(str::to_owned).collect();
    let mut shares = shares_of(&counts, view.profile);
    let responses = u64::try_from(found.responses).unwrap_or(0);
    for table in [&mut counts, &mut shares] {
        if cross.total() == 0 {
            table.rows.clear();
        }
        say_if_few(table, responses);
        table.notes.extend(left_out(&found, view.profile));
    }
    Ok(vec![counts, shares])
}

/// What a table by course does not hold. How many forms a small course has is itself a small count.
fn left_out(found: &ByCourse, profile: Profile) -> Option<String> {
    let courses = match found.closed_courses {
        0 => return None,
        1 => "1 course with fewer than five forms is left out".to_owned(),
        courses => format!("{courses} courses with fewer than five forms each are left out"),
    };
    let forms = Noun::new("form", "forms").counted(found.closed_responses);
    Some(if profile == Profile::Internal {
        format!("{courses} ({forms}).")
    } else {
        format!("{courses}.")
    })
}

/// Each course's shares, made from the printed counts of the other table and from nothing else.
fn shares_of(counts: &Table, profile: Profile) -> Table {
    let courses = 1..counts.columns.len().saturating_sub(2);
    let columns = counts.columns.iter().enumerate().filter_map(|(place, column)| {
        let kind = match place {
            0 => ColumnKind::Label,
            _ if courses.contains(&place) => ColumnKind::Share,
            _ => return None,
        };
        Some(Column::new(&column.key, &column.label, kind))
    });
    let mut table = Table::new(
        "The same as shares of each course's forms",
        &counts.profile,
        columns.collect(),
    );
    let total = counts.rows.iter().find(|row| row.kind == RowKind::Total);
    let printed = |row: Option<&Row>, place: usize| row.and_then(|row| row.cells.get(place)?.n);
    for row in counts.rows.iter().filter(|row| row.kind == RowKind::Body) {
        let mut cells: Vec<Cell> = row.cells.iter().take(1).cloned().collect();
        cells.extend(
            courses
                .clone()
                .map(|place| match (printed(Some(row), place), printed(total, place)) {
                    (Some(n), Some(of)) => Cell::share(n, of, None, Precision::Whole, profile.percent_from()),
                    _ => Cell::hidden(),
                }),
        );
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells,
        });
    }
    table.rules.push(BASE.to_owned());
    notes(&mut table, profile);
    table
}

/// Attendances by borough, and the blocks of training behind them.
pub(super) fn attendance(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = attendances::by_borough(tx, view)?;
    let (gathered, part) = (view.gathered(tx)?, view.part());
    let sessions: Vec<(&Meeting, i64)> = facts::met(&gathered, &part)
        .map(|meeting| (meeting, year_of(view.programme.start, meeting.day)))
        .collect();
    // Years are numbers: 2 stands before 12.
    let years: BTreeSet<i64> = found
        .keys()
        .map(|(_, year, _)| *year)
        .chain(sessions.iter().map(|(_, year)| *year))
        .collect();
    let years = By::in_order("year", years.iter().map(i64::to_string).collect());
    let mut cross =
        Crosstab::new(vec![By::named("course"), years.clone(), By::named("borough")]).map_err(engine)?;
    for ((course, year, borough), count) in found {
        cross.add(
            &[
                &course,
                &year.to_string(),
                borough.as_deref().unwrap_or("Not recorded"),
            ],
            count,
        );
    }
    let mut people = cross
        .wide("Attendances by course, year and borough", view.profile)
        .map_err(engine)?;
    let mut blocks = Crosstab::new(vec![By::named("course"), years]).map_err(engine)?;
    let area = sessions
        .first()
        .filter(|_| view.area.is_some())
        .map(|(meeting, _)| Arc::clone(&meeting.area_name));
    people.also = shared(&people, area.as_deref());
    let mut held: BTreeMap<(&str, i64), u64> = BTreeMap::new();
    for (meeting, year) in sessions.iter().filter(|(meeting, _)| meeting.counts) {
        *held.entry((&meeting.course.title, *year)).or_default() += 1;
    }
    for ((course, year), count) in held {
        blocks.add(&[course, &year.to_string()], count);
    }
    // Blocks are sessions, not people: nothing to protect.
    let mut blocks = blocks
        .wide("Blocks by course and year", Profile::Internal)
        .map_err(engine)?;
    blocks.profile = view.profile.to_string();
    for column in &mut blocks.columns {
        if column.kind == ColumnKind::Count {
            column.kind = ColumnKind::Work;
        }
    }
    blocks.notes =
        vec!["Counts of sessions, not of people: nothing in it is hidden in any profile.".to_owned()];
    Ok(vec![people, blocks])
}

/// What Delivery prints as well: all attendances, and those of an area by year and course.
fn shared(table: &Table, area: Option<&str>) -> Vec<(String, u64)> {
    table
        .html_rows()
        .filter_map(|row| {
            let count = row.figures.last()?.n?;
            let [course, year] = row.labels else { return None };
            let name = match (row.kind, area) {
                (RowKind::Total, _) => facts::attendances_of(None),
                (RowKind::Body, Some(area)) => {
                    facts::attendances_of(Some((area, &year.display, &course.display)))
                }
                _ => return None,
            };
            Some((name, count))
        })
        .collect()
}
