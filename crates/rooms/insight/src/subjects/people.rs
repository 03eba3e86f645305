//! Where people come from: their backgrounds and their boroughs.

use super::engine;
use super::opinions::say_if_few;
use crate::facts;
use crate::view::View;
use evidence::disclosure::Profile;
use evidence::table::{ColumnKind, RowKind};
use evidence::{By, Crosstab, Table};
use kernel::Stop;
use responses::tallies;
use store::Tx;

/// Backgrounds of those who gave feedback, by course.
pub(super) fn backgrounds(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let order: Vec<String> = directory::model::BACKGROUNDS
        .iter()
        .map(|entry| entry.label.to_owned())
        .collect();
    let mut cross =
        Crosstab::new(vec![By::in_order("background", order), By::named("course")]).map_err(engine)?;
    for count in tallies::counts_by_course(tx, &view.leave, view.programme.id, "feedback", &view.answers())?
        .iter()
        .filter(|count| count.question == "background")
    {
        let label = count.option.as_deref().map_or("Not stated or unclear", |code| {
            directory::model::label_of(directory::model::BACKGROUNDS, code)
        });
        let course = count.course.as_deref().map_or("", facts::group_of);
        cross.add(&[label, course], u64::try_from(count.count).unwrap_or(0));
    }
    let mut table = cross
        .wide_with_shares("Where those who gave feedback work", view.profile)
        .map_err(engine)?;
    let responses = tallies::responses(tx, &view.leave, view.programme.id, "feedback", &view.answers())?;
    say_if_few(&mut table, u64::try_from(responses).unwrap_or(0));
    Ok(vec![table])
}

/// Attendances by borough, and the blocks of training behind them.
pub(super) fn attendance(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut cross =
        Crosstab::new(vec![By::named("course"), By::named("year"), By::named("borough")]).map_err(engine)?;
    for ((course, year, borough), count) in facts::by_borough(tx, view)? {
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
    let mut blocks = Crosstab::new(vec![By::named("course"), By::named("year")]).map_err(engine)?;
    let sessions = facts::sessions(tx, view)?;
    let area = sessions
        .first()
        .filter(|_| view.area.is_some())
        .map(|fact| fact.area.clone());
    people.also = shared(&people, area.as_deref());
    for fact in sessions.iter().filter(|fact| fact.held) {
        blocks.add(&[&fact.course, &fact.year.to_string()], 1);
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
