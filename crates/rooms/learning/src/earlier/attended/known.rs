//! Reading what a file of people is matched with: a fixed number of statements, however long the file is.

use super::{Known, SessionDay};
use crate::records::attended as sql;
use kernel::{Day, Fault, Id, Stop};
use std::collections::hash_map::Entry;
use store::{Tx, Value, values};

/// What is in the database, of sessions where who sent the file works.
pub(in crate::earlier) fn known(tx: &mut Tx, sight: &[Value], first: Day, today: Day) -> Result<Known, Stop> {
    let mut within = sight.to_vec();
    // A session of today is not over: its register is at the door.
    within.extend([Value::from(first), Value::from(today.plus(-1))]);
    let days = tx.all(&sql::ATTENDED_DAYS, &within, day)?;
    let mut known = Known {
        people: tx
            .all(&sql::ATTENDED_PEOPLE, &[], |row| Ok((row.get(0)?, row.get(1)?)))?
            .into_iter()
            .collect(),
        ..Known::default()
    };
    let mut named = Vec::new();
    let booked = tx.all(&sql::ATTENDED_BOOKED, values![first, today], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Id>(1)?,
            row.get::<Id>(2)?,
            row.get::<String>(3)?,
            row.get::<Option<Vec<u8>>>(4)?,
        ))
    })?;
    for (session, learner, booking, state, name) in booked {
        known
            .bookings
            .insert((session, learner), (booking, state != "cancelled"));
        named.extend(name.map(|name| (session, name, learner)));
    }
    let there = tx.all(&sql::ATTENDED_THERE, values![first, today], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Id>(1)?,
            row.get::<Id>(2)?,
            row.get::<Option<Vec<u8>>>(3)?,
        ))
    })?;
    for (day, session, learner, name) in there {
        known.there.insert((day, learner));
        named.extend(name.map(|name| (session, name, learner)));
    }
    for (session, name, learner) in named {
        match known.names.entry((session, name)) {
            Entry::Vacant(free) => drop(free.insert(Some(learner))),
            Entry::Occupied(mut taken) if *taken.get() != Some(learner) => drop(taken.insert(None)),
            Entry::Occupied(_) => {}
        }
    }
    known.days = days;
    Ok(known)
}

fn day(row: &store::Row) -> Result<SessionDay, Fault> {
    Ok(SessionDay {
        id: row.get(0)?,
        session: row.get(1)?,
        reference: row.get(2)?,
        course: row.get(3)?,
        area: row.get(4)?,
        venue: row.get(5)?,
        day: row.get(6)?,
        cancelled: row.get::<String>(7)? == "cancelled",
        version: row.get(8)?,
        capacity: row.get(9)?,
        register_missing: row.get::<i64>(10)? > 0,
        numbered: row.get::<i64>(11)? > 0,
        area_name: row.get(12)?,
    })
}
