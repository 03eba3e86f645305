//! What the people of a file that was found right make, and taking them back.

use super::{Known, Row, Who};
use crate::earlier::aside::Aside;
use crate::moment::Moment;
use crate::records::attended as sql;
use kernel::{Id, Instant, Refusal, Stop};
use std::collections::HashMap;
use store::{Tx, Value, values};

/// What rows make, as it is put together.
#[derive(Default)]
struct Draft {
    rows: Vec<Aside>,
    new: HashMap<usize, Id>,
    bookings: HashMap<(Id, Id), Id>,
}

/// What the people of a file make: a row for each day on which somebody is to be marked, or one where there is none.
pub(in crate::earlier) fn asides(moment: &Moment, rows: &[Row], known: &Known) -> Vec<Aside> {
    let mut first: HashMap<Id, Id> = HashMap::new();
    for day in &known.days {
        first.entry(day.session).or_insert(day.id);
    }
    let mut draft = Draft::default();
    for row in rows.iter().filter(|row| !row.there()) {
        let day = first.get(&row.session).copied().unwrap_or(Id::NIL);
        draft.add(moment, row, known, day);
    }
    draft.rows
}

impl Draft {
    /// Adds what comes of a row; `first` is the first day of its session.
    fn add(&mut self, moment: &Moment, row: &Row, known: &Known, first: Id) {
        let (learner, new) = self.learner(moment, row);
        let place = (row.session, learner);
        let standing = known.bookings.get(&place).copied();
        let booking = row.books.then(|| moment.id());
        if let Some(id) = booking {
            self.bookings.insert(place, id);
        }
        // Who had cancelled and came all the same came without a booking.
        let (booked, stood) = match standing {
            Some((id, true)) => (Some(id), true),
            Some((_, false)) => (None, false),
            None => (self.bookings.get(&place).copied(), false),
        };
        let days: Vec<Option<Id>> = match row.marks.as_slice() {
            [] => vec![None],
            marks => marks.iter().copied().map(Some).collect(),
        };
        for (number, day) in days.into_iter().enumerate() {
            self.rows.push(Aside {
                line: row.line,
                session: row.session,
                day: day.unwrap_or(first),
                learner,
                known: !matches!(row.who, Who::New(_)),
                made: new && number == 0,
                booking: booking.filter(|_| number == 0),
                mark: day.map(|_| moment.id()),
                booked,
                stood,
                person: row.person.clone(),
            });
        }
    }

    /// The person of a row, and whether she is made by it.
    fn learner(&mut self, moment: &Moment, row: &Row) -> (Id, bool) {
        let place = match row.who {
            Who::Address(id) | Who::Name(id) => return (id, false),
            Who::New(place) => place,
        };
        if let Some(known) = self.new.get(&place) {
            return (*known, false);
        }
        let id = moment.id();
        self.new.insert(place, id);
        (id, true)
    }
}

/// Something else rests on what came of a file of people.
pub(in crate::earlier) fn refuse_in_use(tx: &mut Tx, id: Id) -> Result<(), Stop> {
    let sessions = tx.one(&sql::ATTENDED_IN_USE, values![id], |row| row.get::<i64>(0))?;
    let changed = tx.one(&sql::ATTENDED_CHANGED, values![id], |row| row.get::<i64>(0))?;
    let rests = tx.one(&sql::ATTENDED_RESTS, values![id], |row| row.get::<i64>(0))?;
    let (sessions, changed) = (sessions.unwrap_or(0), changed.unwrap_or(0));
    let rests = rests.unwrap_or(0);
    if sessions == 0 && changed == 0 && rests == 0 {
        return Ok(());
    }
    let words = if sessions > 0 {
        format!(
            "{sessions} of its sessions changed since, or somebody booked, signed in or was written to: it can no longer be taken back as a whole."
        )
    } else if rests > 0 {
        format!(
            "Its people have {rests} certificates of pathways to which its courses belong, or things that they passed on at work, of having been there: it can no longer be taken back as a whole."
        )
    } else {
        format!(
            "{changed} of its bookings, marks or people changed since: it can no longer be taken back as a whole."
        )
    };
    Err(Refusal::Closed(words).into())
}

/// Takes a file of people back: all that it made, and the sessions as they were.
pub(in crate::earlier) fn take_back(tx: &mut Tx, id: Id, taken: Option<Instant>) -> Result<(), Stop> {
    let since = Value::from(taken.map(Instant::day));
    tx.run(&sql::ATTENDED_CLEAR_PATHWAYS, values![id, since])?;
    for clear in [&sql::ATTENDED_CLEAR_MARKS, &sql::ATTENDED_CLEAR_BOOKINGS] {
        tx.run(clear, values![id])?;
    }
    tx.run(&sql::ATTENDED_CLEAR_WAVES, values![id, Value::from(taken)])?;
    for clear in [
        &sql::ATTENDED_CLEAR_SEATS,
        &sql::ATTENDED_CLEAR_REGISTERS,
        &sql::ATTENDED_OWED_AGAIN,
        &sql::ATTENDED_CLEAR_OWNERS,
        &sql::ATTENDED_CLEAR_OWED,
        &sql::ATTENDED_CLEAR_PAIRS,
        &sql::ATTENDED_CLEAR_PEOPLE,
        &sql::ATTENDED_CLEAR_ROWS,
        &sql::ATTENDED_CLEAR_DAYS,
    ] {
        tx.run(clear, values![id])?;
    }
    Ok(())
}
