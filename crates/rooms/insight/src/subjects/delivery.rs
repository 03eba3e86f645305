//! What took place: sessions, bookings, signatures, people and forms.

use crate::facts;
use crate::view::View;
use evidence::Table;
use evidence::agree::notes;
use evidence::disclosure::{Profile, protect};
use evidence::table::{Cell, Column, ColumnKind, Row, RowKind};
use kernel::Stop;
use std::collections::BTreeMap;
use store::Tx;

/// A count of people under the profile, for a list with its sum.
fn guarded(profile: Profile, counts: &[u64]) -> Vec<Option<u64>> {
    let mut with_sum = counts.to_vec();
    with_sum.push(counts.iter().sum());
    protect(profile, &[counts.len()], &with_sum)
}

pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = facts::sessions(tx, view)?;
    let sums = facts::delivered(&found);
    let columns = vec![
        Column::new("area", "Area", ColumnKind::Label),
        Column::new("year", "Year", ColumnKind::Label),
        Column::new("course", "Course", ColumnKind::Label),
        Column::new("sessions", "Sessions", ColumnKind::Work),
        Column::new("registered", "Registered", ColumnKind::Count),
        Column::new("signed_in", "Signed in (attendances)", ColumnKind::Count),
        Column::new("feedback_forms", "Feedback forms", ColumnKind::Count),
    ];
    let mut table = Table::new("Sessions and people", &view.profile.to_string(), columns);
    let column = |pick: fn(&facts::Delivered) -> u64| {
        guarded(view.profile, &sums.values().map(pick).collect::<Vec<_>>())
    };
    let (booked, signed, forms) = (
        column(|sum| sum.booked),
        column(|sum| sum.signed_in),
        column(|sum| sum.forms),
    );
    let at =
        |column: &[Option<u64>], place: usize| Cell::count_or_hidden(column.get(place).copied().flatten());
    let printed = |place: usize| signed.get(place).copied().flatten();
    for (place, ((area, year, course), sum)) in sums.iter().enumerate() {
        table.also.extend(printed(place).map(|count| {
            (
                facts::attendances_of(Some((area, &year.to_string(), course))),
                count,
            )
        }));
        let cells = vec![
            Cell::text(area),
            Cell::text(&year.to_string()),
            Cell::text(course),
            Cell::count(sum.sessions),
            at(&booked, place),
            at(&signed, place),
            at(&forms, place),
        ];
        table.rows.push(Row {
            kind: RowKind::Body,
            rule: None,
            cells,
        });
    }
    let last = sums.len();
    table
        .also
        .extend(printed(last).map(|count| (facts::attendances_of(None), count)));
    let all = sums.values().map(|sum| sum.sessions).sum();
    table.rows.push(Row {
        kind: RowKind::Total,
        rule: None,
        cells: vec![
            Cell::text("All"),
            Cell::text(""),
            Cell::text(""),
            Cell::count(all),
            at(&booked, last),
            at(&signed, last),
            at(&forms, last),
        ],
    });
    let people = facts::people(tx, view)?;
    let shown = guarded(view.profile, &[people]).into_iter().next().flatten();
    let attendances: u64 = sums.values().map(|sum| sum.signed_in).sum();
    if attendances > 0 {
        table
            .also
            .extend(shown.map(|people| ("People who signed in".to_owned(), people)));
        table.notes.push(match shown {
            Some(people) => format!(
                "At least {people} people, counted once each; where a sheet is missing nobody can be counted."
            ),
            None => "The number of people is too small to print.".to_owned(),
        });
    }
    let runs = found.iter().filter(|fact| fact.held && !fact.second_day).count();
    table.notes.push(format!(
        "{runs} courses were run; a specialist course of two days counts once."
    ));
    notes(&mut table, view.profile);
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
    Ok(vec![table, changes])
}
