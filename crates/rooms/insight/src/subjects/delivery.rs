//! What took place: sessions, bookings, signatures, people and forms.

use super::{engine, take_up, targets};
use crate::attendances;
use crate::facts::{self, Delivered, Papers, Place, SessionFact};
use crate::view::View;
use evidence::agree::notes;
use evidence::completeness::ReturnTotal;
use evidence::disclosure::{Profile, protect};
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use evidence::tally::PeopleCount;
use evidence::value::{NonAnswer, mark};
use evidence::{By, Crosstab, Table};
use kernel::Stop;
use learning::model::Cause;
use std::collections::BTreeMap;
use store::Tx;

/// A count of people under the profile, for a list with its sum.
pub(super) fn guarded(profile: Profile, counts: &[u64]) -> Vec<Option<u64>> {
    let mut with_sum = counts.to_vec();
    with_sum.push(counts.iter().sum());
    protect(profile, &[counts.len()], &with_sum)
}

/// What prints of a column, and of its sum. What is hidden is chosen once, in the table of the whole programme with all its margins, so
/// that no two filters hide different cells and give each other's away.
fn slice(
    view: &View,
    programme: &BTreeMap<Place, Delivered>,
    sums: &BTreeMap<Place, Delivered>,
    pick: fn(&Delivered) -> u64,
) -> Result<Vec<Option<u64>>, Stop> {
    let mut cross =
        Crosstab::new(vec![By::named("area"), By::named("year"), By::named("course")]).map_err(engine)?;
    for ((area, year, course), sum) in programme {
        cross.add(&[area, &year.to_string(), course], pick(sum));
    }
    let Ok(printed) = cross.printed(view.profile) else {
        // Too wide for one block: hidden for itself, and held against other releases when it leaves.
        return Ok(guarded(
            view.profile,
            &sums.values().map(pick).collect::<Vec<_>>(),
        ));
    };
    let of = |key: [Option<&str>; 3]| printed.at(&key);
    let mut shown: Vec<Option<u64>> = sums
        .keys()
        .map(|(area, year, course)| of([Some(area), Some(&year.to_string()), Some(course)]))
        .collect();
    let first = sums.keys().next();
    let (area, year, course) = (
        first
            .map(|(area, _, _)| area.as_str())
            .filter(|_| view.area.is_some()),
        first
            .map(|(_, year, _)| year.to_string())
            .filter(|_| view.year.is_some()),
        first
            .map(|(_, _, course)| course.as_str())
            .filter(|_| view.course.is_some()),
    );
    shown.push(if sums.is_empty() {
        Some(0)
    } else {
        of([area, year.as_deref(), course])
    });
    Ok(shown)
}

/// A printed count over papers, with how many of these came. `asked` says whether there could be any.
pub(super) fn returned(count: Option<u64>, papers: Papers, asked: bool) -> Cell {
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

/// Attendances, and nobody among them who is known: how many people they were is on no record.
const fn nameless(count: PeopleCount) -> bool {
    count.people == 0 && count.unknown > 0
}

/// What was never written down: it is no zero.
pub(super) fn not_recorded() -> Cell {
    Cell::text(NonAnswer::NotRecorded.words())
}

/// Bookings as they print. Where people came and nobody had booked, bookings were not kept here.
pub(super) fn booked_cell(shown: Option<u64>, sum: &Delivered) -> Cell {
    if sum.booked == 0 && sum.signed_in > 0 {
        return not_recorded();
    }
    Cell::count_or_hidden(shown)
}

/// People as they print: the number, and whether it is the least there can have been.
pub(super) fn people_cell(shown: Option<u64>, count: PeopleCount, registers: Papers) -> Cell {
    if nameless(count) {
        return not_recorded();
    }
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
    // Read first, so that the view of the whole programme has it too.
    view.gathered(tx)?;
    let all_found = facts::sessions(tx, &view.whole())?;
    let found: Vec<&SessionFact> = all_found.iter().filter(|fact| view.takes(fact)).collect();
    let sums = facts::delivered(found.iter().copied());
    let programme = facts::delivered(&all_found);
    let (people_by, people_all) = attendances::people(tx, view)?;
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
    let column = |pick: fn(&Delivered) -> u64| slice(view, &programme, &sums, pick);
    let (booked, signed, forms) = (
        column(|sum| sum.booked)?,
        column(|sum| sum.signed_in)?,
        column(|sum| sum.forms)?,
    );
    let each: Vec<PeopleCount> = sums
        .keys()
        .map(|place| people_by.get(place).copied().unwrap_or_default())
        .collect();
    // Somebody who comes to two courses stands in both rows: the whole is less than the sum, and goes where the sum would be hidden.
    let people = guarded(
        view.profile,
        &each.iter().map(|count| count.people).collect::<Vec<_>>(),
    );
    let at = |column: &[Option<u64>], place: usize| column.get(place).copied().flatten();
    let last = sums.len();
    let all_people = at(&people, last)
        .and(guarded(view.profile, &[people_all.people]).first().copied())
        .flatten()
        .filter(|_| !nameless(people_all));
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
                    booked_cell(at(&booked, place), sum),
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
            booked_cell(at(&booked, last), &all),
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
    if sums.values().any(|sum| sum.booked == 0 && sum.signed_in > 0) {
        table.notes.push(
            "Where people came and no booking is on record, how many had booked is not recorded: it is no zero."
                .to_owned(),
        );
    }
    let runs = found.iter().filter(|fact| fact.held && !fact.second_day).count();
    // Where second days alone are shown, how many courses they belong to is not.
    if runs > 0 {
        table.notes.push(format!(
            "{} run; a specialist course of two days counts once, and is two sessions in the table.",
            if runs == 1 {
                "1 course was".to_owned()
            } else {
                format!("{runs} courses were")
            }
        ));
    }
    match found.iter().filter(|fact| fact.earlier).count() {
        0 => {}
        1 => table.notes.push(
            "1 session came from a file of earlier years: its people are numbers, and who of them had booked is not known.".to_owned(),
        ),
        many => table.notes.push(format!(
            "{many} sessions came from files of earlier years: their people are numbers, and who of them had booked is not known."
        )),
    }
    match found.iter().filter(|fact| fact.running).count() {
        0 => {}
        1 => table
            .notes
            .push("1 session is still running: what has come of it so far is counted.".to_owned()),
        many => table.notes.push(format!(
            "{many} sessions are still running: what has come of them so far is counted."
        )),
    }
    notes(&mut table, view.profile);
    let mut taken = take_up::table(view, &found, &sums, (&booked, &signed));
    let hidden: Vec<&Place> = sums
        .keys()
        .enumerate()
        .filter(|(place, _)| at(&people, *place).is_none())
        .map(|(_, known)| known)
        .collect();
    let mut areas: Vec<&str> = sums.keys().map(|(area, _, _)| area.as_str()).collect();
    areas.dedup();
    let targets = targets::table(tx, view, &areas, &hidden)?;
    if targets.is_none() {
        taken
            .notes
            .insert(0, "No target is set for what is shown.".to_owned());
    }
    let tables = [table, changes(view, &found), taken];
    Ok(tables.into_iter().chain(targets).collect())
}

/// People and attendances in words, and why the people are the least there can have been.
fn people_words(
    attendances: Option<u64>,
    people: Option<u64>,
    count: PeopleCount,
    registers: Papers,
) -> Vec<String> {
    if nameless(count) {
        return vec![
            "Nobody who signed in gave an address: attendances are counted, and how many people they were is not recorded."
                .to_owned(),
        ];
    }
    let hidden = |what: &str| {
        format!("{what} hidden: it is small, or would show with the other counts how large a small one is.")
    };
    let mut words = vec![match (attendances, people) {
        (Some(attendances), Some(people)) => {
            let known = PeopleCount {
                attendances,
                people,
                ..count
            };
            format!("{}, each counted once.", known.text_of(registers.missing()))
        }
        (None, Some(_)) => hidden("The number of attendances is"),
        (Some(_), None) => return vec![hidden("The number of people is")],
        (None, None) => return vec![hidden("Each of the numbers of attendances and of people is")],
    }];
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

/// Sessions that did not take place as planned, a row for each reason.
fn changes(view: &View, found: &[&SessionFact]) -> Table {
    let mut changes = Table::new(
        "Cancelled and moved sessions",
        &view.profile.to_string(),
        vec![
            Column::new("area", "Area", ColumnKind::Label),
            Column::new("year", "Year", ColumnKind::Label),
            Column::new("course", "Course", ColumnKind::Label),
            Column::new("reason", "Reason", ColumnKind::Label),
            Column::new("cancelled", "Cancelled", ColumnKind::Work),
            Column::new("rescheduled", "Rescheduled", ColumnKind::Work),
        ],
    );
    // Reasons in the order in which they are chosen, and last what was not asked.
    let place = |cause: Option<Cause>| {
        cause
            .and_then(|cause| Cause::ALL.iter().position(|known| *known == cause))
            .unwrap_or(Cause::ALL.len())
    };
    let mut changed: BTreeMap<(&str, i64, &str, usize), (u64, u64)> = BTreeMap::new();
    for fact in found.iter().filter(|fact| !fact.held || fact.moved) {
        let entry = changed
            .entry((&fact.area, fact.year, &fact.course, place(fact.cause)))
            .or_default();
        entry.0 += u64::from(!fact.held);
        entry.1 += u64::from(fact.held && fact.moved);
    }
    let unasked = changed.keys().any(|(_, _, _, cause)| *cause == Cause::ALL.len());
    for ((area, year, course, cause), (cancelled, moved)) in changed {
        let cause = Cause::ALL.get(cause).copied();
        changes.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells: vec![
                Cell::text(area),
                Cell::text(&year.to_string()),
                Cell::text(course),
                cause.map_or_else(not_recorded, |cause| Cell::text(cause.label())),
                Cell::count(cancelled),
                Cell::count(moved),
            ],
        });
    }
    changes
        .notes
        .push("Counts of sessions, not of people: nothing in it is hidden in any profile.".to_owned());
    if unasked {
        changes.notes.push(
            "Where the reason is not recorded, nobody was asked for one from the list: the session was cancelled or moved before that, or came from a file."
                .to_owned(),
        );
    }
    changes
}
