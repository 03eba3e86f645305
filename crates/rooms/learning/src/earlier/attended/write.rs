//! Writing the people of a file that was found right, and taking them back.

use super::{Known, Row, SessionDay, Who};
use crate::loading::{self, Load, NewAttendance, NewBooking, NewLearner};
use crate::model::{AttendanceId, BookingId, BookingState, How, LearnerId, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::records::attended as sql;
use kernel::{Id, Instant, Refusal, Stop};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Tx, Value, values};

/// What a row made on a day: the line, the day, and the person, the booking and the mark where they are new.
type Made = (usize, Id, [Option<Id>; 3]);

/// What is put together before anything is written.
#[derive(Default)]
struct Draft {
    load: Load,
    made: Vec<Made>,
    new: HashMap<usize, LearnerId>,
    bookings: HashMap<(Id, Id), BookingId>,
    seats: BTreeMap<Id, i64>,
    days: BTreeSet<Id>,
}

/// Writes the people of a file; how many rows brought something new.
pub(in crate::earlier) fn take_in(
    tx: &mut Tx,
    moment: &Moment,
    import: Id,
    rows: &[Row],
    known: &Known,
) -> Result<usize, Stop> {
    let by_id: HashMap<Id, &SessionDay> = known.days.iter().map(|day| (day.id, day)).collect();
    let mut first: HashMap<Id, Id> = HashMap::new();
    for day in &known.days {
        first.entry(day.session).or_insert(day.id);
    }
    let mut draft = Draft::default();
    for row in rows.iter().filter(|row| !row.there()) {
        let day = first.get(&row.session).copied().unwrap_or(Id::NIL);
        draft.add(moment, row, known, day);
    }
    loading::write(tx, moment, &draft.load)?;
    for id in &draft.days {
        let Some(day) = by_id.get(id) else { continue };
        let came = day.register_missing && !day.cancelled;
        let values = values![import, day.id, day.session, day.capacity, day.version, came];
        tx.run(&sql::ATTENDED_DAY_INSERT, values)?;
    }
    for (session, count) in &draft.seats {
        tx.run(&sql::ATTENDED_SEATS, values![*session, *count])?;
    }
    tx.run(&sql::ATTENDED_REGISTERS, values![import, moment.now])?;
    for (line, day, [learner, booking, mark]) in &draft.made {
        let line = i64::try_from(*line).unwrap_or(0);
        let (learner, booking, mark) = (Value::from(*learner), Value::from(*booking), Value::from(*mark));
        let values = values![import, line, *day, learner, booking, mark];
        tx.run(&sql::ATTENDED_PERSON_INSERT, values)?;
    }
    Ok(rows.iter().filter(|row| !row.there()).count())
}

impl Draft {
    /// Adds what comes of a row; `first` is the first day of its session.
    fn add(&mut self, moment: &Moment, row: &Row, known: &Known, first: Id) {
        let (learner, new) = self.learner(moment, row);
        let place = (row.session, learner.0);
        let standing = known.bookings.get(&place).copied();
        let booked = row.books.then(|| BookingId(moment.id()));
        if let Some(id) = booked {
            self.bookings.insert(place, id);
            let seats = self.seats.entry(row.session).or_default();
            *seats = seats.saturating_add(1);
            self.load.bookings.push(NewBooking {
                id,
                session: SessionId(row.session),
                learner,
                state: BookingState::Booked,
                person: row.person.clone(),
                made_at: moment.now,
            });
        }
        // Who had cancelled and came all the same came without a booking.
        let booking = match standing {
            Some((id, true)) => Some(BookingId(id)),
            Some((_, false)) => None,
            None => self.bookings.get(&place).copied(),
        };
        let mut made = [new, booked.map(|id| id.0), None];
        if row.marks.is_empty() {
            self.days.insert(first);
            self.made.push((row.line, first, made));
        }
        for day in &row.marks {
            let id = AttendanceId(moment.id());
            self.load.attendance.push(NewAttendance {
                id,
                day: SessionDayId(*day),
                session: SessionId(row.session),
                booking,
                learner,
                how: if booking.is_some() {
                    How::Paper
                } else {
                    How::WalkIn
                },
                walk_in: booking.is_none().then(|| row.person.clone()),
                at: moment.now,
            });
            let [learner, booking, _] = made;
            self.days.insert(*day);
            self.made.push((row.line, *day, [learner, booking, Some(id.0)]));
            made = [None; 3];
        }
    }

    /// The person of a row, and her id where she is made by it.
    fn learner(&mut self, moment: &Moment, row: &Row) -> (LearnerId, Option<Id>) {
        let place = match row.who {
            Who::Address(id) | Who::Name(id) => return (LearnerId(id), None),
            Who::New(place) => place,
        };
        if let Some(known) = self.new.get(&place) {
            return (*known, None);
        }
        let id = LearnerId(moment.id());
        self.new.insert(place, id);
        self.load.learners.push(NewLearner {
            id,
            name: row.person.name.clone(),
            email: row.person.email.clone(),
        });
        (id, Some(id.0))
    }
}

/// Something else rests on what came of a file of people.
pub(in crate::earlier) fn refuse_in_use(tx: &mut Tx, id: Id) -> Result<(), Stop> {
    let sessions = tx.one(&sql::ATTENDED_IN_USE, values![id], |row| row.get::<i64>(0))?;
    let changed = tx.one(&sql::ATTENDED_CHANGED, values![id], |row| row.get::<i64>(0))?;
    let (sessions, changed) = (sessions.unwrap_or(0), changed.unwrap_or(0));
    if sessions == 0 && changed == 0 {
        return Ok(());
    }
    let words = if sessions > 0 {
        format!(
            "{sessions} of its sessions changed since, or somebody booked, signed in or was written to: it can no longer be taken back as a whole."
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
    for clear in [&sql::ATTENDED_CLEAR_MARKS, &sql::ATTENDED_CLEAR_BOOKINGS] {
        tx.run(clear, values![id])?;
    }
    tx.run(&sql::ATTENDED_CLEAR_WAVES, values![id, Value::from(taken)])?;
    for clear in [
        &sql::ATTENDED_CLEAR_SEATS,
        &sql::ATTENDED_CLEAR_REGISTERS,
        &sql::ATTENDED_CLEAR_OWNERS,
        &sql::ATTENDED_CLEAR_OWED,
        &sql::ATTENDED_CLEAR_PAIRS,
        &sql::ATTENDED_CLEAR_PATHWAYS,
        &sql::ATTENDED_CLEAR_PEOPLE,
        &sql::ATTENDED_CLEAR_ROWS,
        &sql::ATTENDED_CLEAR_DAYS,
    ] {
        tx.run(clear, values![id])?;
    }
    Ok(())
}
