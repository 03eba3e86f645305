//! Booked and did not come: by organisation and by course, of the sessions in sight. The bookings of each session are counted with its packed
//! row ([`crate::attendance_sums`]); sessions that changed since are counted as they are.

use crate::model::{TurnOut, TurnOutLine, TurnOutQuery};
use crate::records::turn_out::{self as sql, Group};
use access::{Scope, actions};
use kernel::{Day, Stop};
use std::collections::BTreeMap;
use store::{Tx, Value, values};

/// Rows of the table of organisations at most: those of which most did not come.
pub const MOST: usize = 50;

/// Both tables, and all bookings together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tables {
    /// By organisation.
    pub organisations: Vec<TurnOutLine>,
    /// How many organisations there are besides.
    pub left_out: usize,
    /// By course.
    pub courses: Vec<TurnOutLine>,
    /// All of them.
    pub whole: TurnOut,
}

/// How the bookings of sessions in sight turned out: one statement.
pub fn read(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    query: TurnOutQuery,
    today: Day,
) -> Result<Tables, Stop> {
    let (from, before) = query.time.days(today);
    let wanted = scope.values_and(values![from, before, Value::from(query.area)]);
    let filters: &[&str] = if query.area.is_some() { &["area"] } else { &[] };
    Ok(tables(audit::standing(
        tx,
        &sql::TURN_OUT,
        filters,
        &wanted,
        sql::group,
    )?))
}

/// Adds the groups up. An organisation is one however its name is spelt in capitals.
fn tables(groups: Vec<Group>) -> Tables {
    let mut organisations: BTreeMap<String, TurnOutLine> = BTreeMap::new();
    let mut courses: BTreeMap<String, TurnOutLine> = BTreeMap::new();
    let mut whole = TurnOut::default();
    for group in groups {
        let more = group.turn_out;
        whole = whole.and(more);
        let organisation = group.organisation.trim().to_owned();
        add(
            &mut organisations,
            organisation.to_lowercase(),
            (organisation, None),
            more,
        );
        let reference = group.reference;
        add(
            &mut courses,
            reference.clone(),
            (group.title, Some(reference)),
            more,
        );
    }
    let mut organisations = in_order(organisations);
    let left_out = organisations.len().saturating_sub(MOST);
    organisations.truncate(MOST);
    Tables {
        organisations,
        left_out,
        courses: in_order(courses),
        whole,
    }
}

fn add(
    all: &mut BTreeMap<String, TurnOutLine>,
    key: String,
    (called, reference): (String, Option<String>),
    more: TurnOut,
) {
    let line = all.entry(key).or_insert_with(|| TurnOutLine {
        called: called.clone(),
        reference,
        turn_out: TurnOut::default(),
    });
    line.turn_out = line.turn_out.and(more);
    // Of several spellings always the same one.
    if called < line.called {
        line.called = called;
    }
}

/// Of which most did not come first; where nobody had a place or gave one back late there is nothing to show.
fn in_order(all: BTreeMap<String, TurnOutLine>) -> Vec<TurnOutLine> {
    let mut lines: Vec<TurnOutLine> = all.into_values().collect();
    lines.retain(|line| line.turn_out.places > 0 || line.turn_out.late > 0);
    lines.sort_by_cached_key(|line| {
        let missed = line.turn_out.missed();
        (
            std::cmp::Reverse((missed, line.turn_out.late)),
            line.called.to_lowercase(),
        )
    });
    lines
}
