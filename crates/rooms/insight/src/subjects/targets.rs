//! Targets of areas, and how many of their people were reached.

use super::delivery::{guarded, not_recorded, people_cell};
use super::take_up::part_of;
use crate::attendances::{Gathered, Reached};
use crate::facts::Place;
use crate::view::{View, year_of};
use evidence::Table;
use evidence::agree::notes;
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use kernel::Fault;
use learning::Part;
use learning::model::{Target, TargetOf};
use store::Tx;

/// A target is of what the page is about.
fn asked_for(view: &View, target: &Target) -> bool {
    view.area.is_none_or(|area| area == target.area.0)
        && view
            .course
            .is_none_or(|course| matches!(target.of, TargetOf::Course(own) if own.0 == course))
}

/// Whether all of a target's days are among those asked for; `None`: none of them is.
fn within(view: &View, target: &Target) -> Option<bool> {
    let (from, to) = view.period();
    let (first, last) = (target.draft.first_day, target.draft.last_day);
    let meets = from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to);
    meets.then(|| from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to))
}

/// The sessions that count towards a target.
fn part(target: &Target) -> Part {
    Part {
        area: Some(target.area.0),
        from: Some(target.draft.first_day),
        to: Some(target.draft.last_day),
        course: match target.of {
            TargetOf::Course(course) => Some(course.0),
            TargetOf::Programme(_) => None,
        },
    }
}

/// What may be printed of a target's people. The page prints the people of each area, year and course: where a few of them are hidden, and
/// where a few came in the rest of these years, the target's number beside them would show how few.
fn printed(
    view: &View,
    gathered: &Gathered,
    target: &Target,
    reached: &Reached,
    hidden: &[&Place],
) -> Option<u64> {
    if let Some(threshold) = view.profile.threshold() {
        let start = view.programme.start;
        let (first, last) = (target.draft.first_day, target.draft.last_day);
        let years = year_of(start, first)..=year_of(start, last);
        let holds = |(area, year, course): &Place| {
            *area == target.area_name
                && years.contains(year)
                && (matches!(target.of, TargetOf::Programme(_)) || *course == target.called)
        };
        let (from, to) = view.period();
        let rest = Part {
            from,
            to,
            ..part(target)
        };
        let rest = gathered.reached(&rest, |meeting| {
            years.contains(&year_of(start, meeting.day)) && !(first..=last).contains(&meeting.day)
        });
        if hidden.iter().any(|place| holds(place)) || (1..threshold).contains(&rest.people.least()) {
            return None;
        }
    }
    guarded(view.profile, &[reached.people.people])
        .first()
        .copied()
        .flatten()
}

fn row(target: &Target, reached: &Reached, printed: Option<u64>) -> Row {
    let wanted = u64::try_from(target.draft.people).unwrap_or(0);
    let people = people_cell(printed, reached.people, reached.registers);
    let [share, left] = match people.n {
        Some(came) => [
            part_of(came, wanted),
            Cell::text(&wanted.saturating_sub(came).to_string()),
        ],
        // Hidden, not recorded, or waited for: so is what would follow from it.
        None => [people.clone(), people.clone()],
    };
    let to_hold = target.draft.sessions.map(|sessions| sessions.to_string());
    Row {
        kind: RowKind::Body,
        rule: None,
        cells: vec![
            Cell::text(&target.area_name),
            Cell::text(&target.draft.period()),
            Cell::text(&of_what(target)),
            Cell::count(wanted),
            people,
            share,
            left,
            Cell::count(reached.sessions),
            Cell::text(to_hold.as_deref().unwrap_or("not set")),
        ],
    }
}

/// What a target is of: the programme is the page's own.
fn of_what(target: &Target) -> String {
    match target.of {
        TargetOf::Course(_) => target.called.clone(),
        TargetOf::Programme(_) => "Whole programme".to_owned(),
    }
}

/// An area that was given no target.
fn without(area: &str) -> Row {
    let words = [area, "", "", "no target"];
    let blank = std::iter::repeat_n(Cell::text(""), 5);
    Row {
        kind: RowKind::Body,
        rule: None,
        cells: words.into_iter().map(Cell::text).chain(blank).collect(),
    }
}

/// The table: a row for each target that stands, and one for each of `areas` that has none; nothing where no target is about what is shown.
/// `hidden` are the areas, years and courses of which the page hides the people.
pub(super) fn table(
    tx: &mut Tx<'_>,
    view: &View,
    areas: &[&str],
    hidden: &[&Place],
) -> Result<Option<Table>, Fault> {
    let gathered = view.gathered(tx)?;
    let all = learning::targets::of_programme(tx, &view.leave, view.programme.id)?;
    let met: Vec<(&Target, bool)> = all
        .iter()
        .filter(|target| asked_for(view, target))
        .filter_map(|target| Some((target, within(view, target)?)))
        .collect();
    if met.is_empty() {
        return Ok(None);
    }
    let mut table = Table::new("Targets", &view.profile.to_string(), columns());
    for (target, _) in met.iter().filter(|(_, whole)| *whole) {
        let reached = gathered.reached(&part(target), |_| true);
        let printed = printed(view, &gathered, target, &reached, hidden);
        table.rows.push(row(target, &reached, printed));
    }
    let has = |area: &str| met.iter().any(|(target, _)| target.area_name == area);
    table
        .rows
        .extend(areas.iter().filter(|area| !has(area)).map(|area| without(area)));
    table.notes.push(
        "A target stands whatever was planned, held or cancelled. People are counted once each over its own area and days; a target of the whole programme counts who came to two courses once."
            .to_owned(),
    );
    let shown = |words: &str| {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| cell.display == words)
    };
    if shown(&not_recorded().display) {
        table.notes.push(
            "Where nobody who came gave an address, how many people they were is not recorded.".to_owned(),
        );
    }
    match met.iter().filter(|(_, whole)| !whole).count() {
        0 => {}
        1 => table
            .notes
            .push("1 target reaches beyond the days asked for and is not shown.".to_owned()),
        many => table.notes.push(format!(
            "{many} targets reach beyond the days asked for and are not shown."
        )),
    }
    notes(&mut table, view.profile);
    Ok(Some(table))
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("area", "Area", ColumnKind::Label),
        Column::new("days", "Days", ColumnKind::Label),
        Column::new("of", "Of", ColumnKind::Label),
        Column::new("target", "People to reach", ColumnKind::Work),
        Column::new("people", "People", ColumnKind::Count),
        Column::new("reached", "Of the target", ColumnKind::Share),
        Column::new("left", "Left to reach", ColumnKind::Number),
        Column::new("sessions", "Sessions", ColumnKind::Work),
        Column::new("to_hold", "Sessions to hold", ColumnKind::Number),
    ]
}
