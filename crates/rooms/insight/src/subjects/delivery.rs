//! What took place: sessions, bookings, signatures, people and forms.

use crate::facts::{self, Delivered, Papers, SessionFact};
use crate::view::View;
use evidence::Table;
use evidence::agree::notes;
use evidence::completeness::ReturnTotal;
use evidence::disclosure::{Profile, protect};
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::tally::PeopleCount;
use evidence::value::mark;
use kernel::Stop;
use std::collections::BTreeMap;
use store::Tx;

/// A count of people under the profile, for a list with its sum.
fn guarded(profile: Profile, counts: &[u64]) -> Vec<Option<u64>> {
    let mut with_sum = counts.to_vec();
    with_sum.push(counts.iter().sum());
    protect(profile, &[counts.len()], &with_sum)
}

/// A printed count over papers, with how many of these came. `asked` says whether there could be any.
fn returned(count: Option<u64>, papers: Papers, asked: bool) -> Cell {
    match count {
        None => Cell::hidden(),
        Some(0) if papers.due == 0 && !asked => Cell::impossible(),
        Some(sum) if papers.due == 0 => Cell::count(sum),
        Some(sum) => Cell::returned_total(ReturnTotal {
            sum,
            came: papers.came,
            owed: papers.due,
        }),
    }
}

/// People as they print: the number, and whether it is the least there can have been.
fn people_cell(shown: Option<u64>, count: PeopleCount, registers: Papers) -> Cell {
    let Some(people) = shown else {
        return Cell::hidden();
    };
    if people == 0 {
        return returned(shown, registers, true);
    }
    Cell {
        display: PeopleCount { people, ..count }.people_text(registers.missing()),
        n: Some(people),
        ..Cell::default()
    }
}

pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = facts::sessions(tx, view)?;
    let sums = facts::delivered(&found);
    let (people_by, people_all) = facts::people(tx, view)?;
    let columns = vec![
        Column::new("area", "Area", ColumnKind::Label),
        Column::new("year", "Year", ColumnKind::Label),
        Column::new("course", "Course", ColumnKind::Label),
        Column::new("sessions", "Sessions", ColumnKind::Work),
        Column::new("registered", "Registered", ColumnKind::Count),
        Column::new("signed_in", "Signed in (attendances)", ColumnKind::Count),
        Column::new("people", "People", ColumnKind::Count),
        Column::new("feedback_forms", "Feedback forms", ColumnKind::Count),
    ];
    let mut table = Table::new("Sessions and people", &view.profile.to_string(), columns);
    let column =
        |pick: fn(&Delivered) -> u64| guarded(view.profile, &sums.values().map(pick).collect::<Vec<_>>());
    let (booked, signed, forms) = (
        column(|sum| sum.booked),
        column(|sum| sum.signed_in),
        column(|sum| sum.forms),
    );
    let each: Vec<PeopleCount> = sums
        .keys()
        .map(|place| people_by.get(place).copied().unwrap_or_default())
        .collect();
    // Somebody who comes to two courses stands in both rows: the whole is less than the sum, and goes where the sum would be hidden.
    let people = guarded(
        view.profile,
        &each.iter().map(|count| count.least()).collect::<Vec<_>>(),
    );
    let at = |column: &[Option<u64>], place: usize| column.get(place).copied().flatten();
    let last = sums.len();
    let all_people = at(&people, last)
        .and(guarded(view.profile, &[people_all.least()]).first().copied())
        .flatten();
    let all = sums.values().fold(Delivered::default(), Delivered::plus);
    for (place, ((area, year, course), sum)) in sums.iter().enumerate() {
        let count = each.get(place).copied().unwrap_or_default();
        table.also.extend(at(&signed, place).map(|count| {
            (
                facts::attendances_of(Some((area, &year.to_string(), course))),
                count,
            )
        }));
        let heads = [
            Cell::text(area),
            Cell::text(&year.to_string()),
            Cell::text(course),
        ];
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells: heads
                .into_iter()
                .chain([
                    Cell::count(sum.sessions),
                    Cell::count_or_hidden(at(&booked, place)),
                    returned(at(&signed, place), sum.registers, true),
                    people_cell(at(&people, place), count, sum.registers),
                    returned(at(&forms, place), sum.feedback, sum.asking > 0),
                ])
                .collect(),
        });
    }
    table
        .also
        .extend(at(&signed, last).map(|count| (facts::attendances_of(None), count)));
    table.rows.push(Row {
        kind: RowKind::Total,
        rule: None,
        cells: vec![
            Cell::text("All"),
            Cell::text(""),
            Cell::text(""),
            Cell::count(all.sessions),
            Cell::count_or_hidden(at(&booked, last)),
            returned(at(&signed, last), all.registers, true),
            people_cell(all_people, people_all, all.registers),
            returned(at(&forms, last), all.feedback, all.asking > 0),
        ],
    });
    if all.signed_in > 0 {
        table
            .also
            .extend(all_people.map(|people| ("People who signed in".to_owned(), people)));
        table.notes.extend(people_words(
            at(&signed, last),
            all_people,
            people_all,
            all.registers,
        ));
    }
    let shown = |mark: &str| {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| cell.display.contains(mark))
    };
    if shown(mark::NO_RETURN) || shown(" returns)") {
        table.notes.push(
            "[x] marks papers that were owed and did not come: it is no zero. A count with \"5 of 6 returns\" holds those that came."
                .to_owned(),
        );
    }
    let runs = found.iter().filter(|fact| fact.held && !fact.second_day).count();
    table.notes.push(format!(
        "{runs} courses were run; a specialist course of two days counts once, and is two sessions in the table."
    ));
    notes(&mut table, view.profile);
    Ok(vec![table, changes(view, &found)])
}

/// People and attendances in words, and why the people are the least there can have been.
fn people_words(
    attendances: Option<u64>,
    people: Option<u64>,
    count: PeopleCount,
    registers: Papers,
) -> Vec<String> {
    let (Some(attendances), Some(people)) = (attendances, people) else {
        return vec!["The number of people is too small to print.".to_owned()];
    };
    let known = PeopleCount {
        attendances,
        people,
        ..count
    };
    let mut words = vec![format!(
        "{}, each counted once.",
        known.text_of(registers.missing())
    )];
    if registers.missing() {
        words.push("Where a register is missing nobody can be counted.".to_owned());
    }
    if count.unknown > 0 {
        words.push(
            "Some signed in without an address: they are counted as attendances and not as people."
                .to_owned(),
        );
    }
    words
}

/// Sessions that did not take place as planned.
fn changes(view: &View, found: &[SessionFact]) -> Table {
    let mut changes = Table::new(
        "Cancelled and moved sessions",
        &view.profile.to_string(),
        vec![
            Column::new("area", "Area", ColumnKind::Label),
            Column::new("year", "Year", ColumnKind::Label),
            Column::new("course", "Course", ColumnKind::Label),
            Column::new("cancelled", "Cancelled", ColumnKind::Work),
            Column::new("rescheduled", "Rescheduled", ColumnKind::Work),
        ],
    );
    let mut changed: BTreeMap<(&str, i64, &str), (u64, u64)> = BTreeMap::new();
    for fact in found.iter().filter(|fact| !fact.held || fact.moved) {
        let entry = changed.entry((&fact.area, fact.year, &fact.course)).or_default();
        entry.0 += u64::from(!fact.held);
        entry.1 += u64::from(fact.held && fact.moved);
    }
    for ((area, year, course), (cancelled, moved)) in changed {
        changes.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
    match found.iter().filter(|fact| fact.running).count() {
        0 => {}
        1 => table
            .notes
            .push("1 session is still running: what has come of it so far is counted.".to_owned()),
        many => table.notes.push(format!(
            "{many} sessions are still running: what has come of them so far is counted."
        )),
    }
            cells: vec![
                Cell::text(area),
                Cell::text(&year.to_string()),
                Cell::text(course),
                Cell::count(cancelled),
                Cell::count(moved),
            ],
        });
    }
    changes
        .notes
        .push("Counts of sessions, not of people: nothing in it is hidden in any profile.".to_owned());
    changes
}
