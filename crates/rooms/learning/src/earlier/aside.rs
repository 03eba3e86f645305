//! What a file makes, before it is there: on a reader's connection ids and references are drawn and names sealed, in small units of work all of it is
//! written aside, and in one short one it is put in place. It comes to the same as if the file had been taken in when it was matched: what that
//! rests on is looked at once more (`STAGED_STALE`), and nothing else would have made a difference.

use super::forms::Forms;
use super::forms_aside;
use super::keep::mapping;
use super::work::{impossible, people_of, right};
use super::{Import, Kind, State, attended};
use crate::model::Person;
use crate::moment::Moment;
use crate::people;
use crate::records::{attended as attended_sql, staged as sql};
use kernel::{Fault, Id, Instant, Reference, Refusal, Stop};
use post::work::Ahead;
use std::collections::{HashMap, HashSet};
use store::{Tx, Value, values};

/// Rows written in one unit of work.
const PIECE: usize = 250;
/// Rows deleted in one.
pub(crate) const CLEARED: u64 = 2_000;

/// Somebody at a session or on a day of it.
pub(super) struct Aside {
    /// The line of the file.
    pub(super) line: usize,
    /// The session.
    pub(super) session: Id,
    /// The day.
    pub(super) day: Id,
    /// The person.
    pub(super) learner: Id,
    /// She is known already.
    pub(super) known: bool,
    /// She is made with this row.
    pub(super) made: bool,
    /// A booking that is made with it.
    pub(super) booking: Option<Id>,
    /// Her being there, where that is made with it.
    pub(super) mark: Option<Id>,
    /// The booking to which that belongs.
    pub(super) booked: Option<Id>,
    /// That booking stands already.
    pub(super) stood: bool,
    /// The person as the row says.
    pub(super) person: Person,
}

kernel::masked!(Aside);

/// Writes aside what a file makes; of a file that makes something else than was shown it is told, and nothing is written. What was written
/// aside before is deleted first.
pub(super) fn put(house: &Ahead<'_>, import: &Import, forms: Forms) -> Result<(), Stop> {
    let (id, now) = (import.id, house.now());
    while house.write(move |tx, _| Ok(tx.changed(&sql::STAGED_CLEAR, values![id, most()])?))? > 0 {}
    if import.kind == Kind::Forms {
        forms_aside::clear_all(house, id)?;
    }
    if import.state != State::Queued {
        return Ok(());
    }
    let written = match import.kind {
        Kind::Forms => forms_aside::put(house, import, forms),
        Kind::Sessions | Kind::People => write(house, import, forms),
    };
    match written {
        Err(Stop::Refusal(Refusal::Closed(words))) => house.write(move |tx, scope| {
            let pass = scope.pass::<crate::guards::EarlierRecord>(tx, id)?;
            impossible(tx, &pass, (id, State::Queued), &words, now)
        }),
        other => other,
    }
}

/// Writes the people of a file aside, piece by piece.
fn write(house: &Ahead<'_>, import: &Import, forms: Forms) -> Result<(), Stop> {
    let (id, now, entropy) = (import.id, house.now(), house.entropy());
    let (round, rows) = house.read(|tx| rows(tx, &Moment::new(now, entropy.as_ref(), ""), import, forms))?;
    for piece in rows.chunks(PIECE) {
        let piece = piece.to_vec();
        house.write(move |tx, _| {
            for row in &piece {
                tx.run(&sql::STAGED_INSERT, row)?;
            }
            Ok(())
        })?;
    }
    let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    house.write(move |tx, _| Ok(tx.run(&sql::STAGED_WHOLE, values![id, round, many, Value::Null])?))
}

/// [`CLEARED`], as a statement takes it.
pub(crate) fn most() -> i64 {
    i64::try_from(CLEARED).unwrap_or(i64::MAX)
}

/// What a file makes, row by row as it is written aside, and the round in which it is.
fn rows(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<(Id, Vec<Vec<Value>>), Stop> {
    let (found, _) = right(tx, moment, import, forms)?;
    let checked = found.checked.unwrap_or_default();
    let asides = match import.kind {
        Kind::People => attended::asides(moment, &checked.people, &found.people),
        Kind::Sessions | Kind::Forms => checked
            .new_rows()
            .flat_map(|row| people_of(moment, row, (moment.id(), moment.id())))
            .collect(),
    };
    let round = moment.id();
    let mut references = HashSet::new();
    let rows = asides.iter().enumerate().map(|(place, aside)| {
        let mut row = vec![
            Value::from(round),
            Value::from(i64::try_from(place).unwrap_or(i64::MAX)),
            Value::from(import.id),
        ];
        row.extend(bound(tx, moment, aside, &mut references));
        row
    });
    Ok((round, rows.collect()))
}

/// A row as it is written aside, without the round and its place there.
fn bound(tx: &Tx, moment: &Moment, row: &Aside, references: &mut HashSet<String>) -> Vec<Value> {
    let person = &row.person;
    let sealed = |column, text| {
        let sealed = row
            .made
            .then(|| people::seal(tx, moment, "learner", column, row.learner, text));
        Value::from(sealed.flatten())
    };
    let name_blind = row.made.then(|| people::name_blind(tx.keys(), &person.name));
    let email_blind = (!person.email.is_empty()).then(|| people::email_blind(tx.keys(), &person.email));
    let reference = row.booking.map(|_| reference(moment, references));
    let uid = row.booking.map(|_| paper::calendar::fresh_uid(moment.entropy()));
    values![
        i64::try_from(row.line).unwrap_or(0),
        row.session,
        row.day,
        row.learner,
        row.known,
        sealed("name_sealed", &person.name),
        name_blind,
        sealed("email_sealed", &person.email),
        email_blind,
        row.booking,
        reference,
        uid,
        row.mark,
        row.booked,
        row.stood,
        person.organisation.as_str(),
        person.background.as_str(),
        person.area.borough(),
        person.area.answer()
    ]
    .to_vec()
}

/// A reference that no other row of the file has.
fn reference(moment: &Moment, drawn: &mut HashSet<String>) -> String {
    loop {
        let reference = Reference::fresh('B', moment.entropy()).as_str().to_owned();
        if drawn.insert(reference.clone()) {
            return reference;
        }
    }
}

/// The sessions that rows written aside belong to, with their days, by line.
pub(super) fn sessions(tx: &mut Tx, import: Id) -> Result<HashMap<i64, (Id, Id)>, Stop> {
    let (round, _) = whole(tx, import)?;
    let found = tx.all(&sql::STAGED_SESSIONS, values![round], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// The round that was finished, and the lines of the file in it.
fn whole(tx: &mut Tx, import: Id) -> Result<(Id, usize), Stop> {
    let round = tx.one(&sql::STAGED_ROUND, values![import], |row| {
        Ok((row.get::<Option<Id>>(0)?, row.get::<Option<i64>>(1)?))
    })?;
    let Some((Some(round), Some(rows))) = round else {
        return Err(anew().into());
    };
    let counted = tx.one(&sql::STAGED_COUNT, values![round], |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    let (there, lines) = counted.unwrap_or_default();
    if there != rows {
        return Err(anew().into());
    }
    Ok((round, usize::try_from(lines).unwrap_or(0)))
}

/// The work is tried again, and matches the file anew.
pub(super) fn anew() -> Fault {
    Fault::new("what was written aside of a file does not fit what is there: it is worked out anew")
}

/// Puts in place what was written aside, while all that it rests on is as it was; how many rows of the file it is.
pub(super) fn in_place(tx: &mut Tx, moment: &Moment, import: &Import) -> Result<usize, Stop> {
    let (id, now) = (import.id, moment.now);
    let (round, lines) = whole(tx, id)?;
    let stale = tx.one(&sql::STAGED_STALE, values![round], |row| row.get::<i64>(0))?;
    if stale != Some(0) {
        return Err(anew().into());
    }
    for place in tx.all(&sql::STAGED_TAKEN, values![round], |row| row.get::<i64>(0))? {
        let other = Reference::fresh('B', moment.entropy());
        tx.run(&sql::STAGED_REFERENCE, values![round, place, other.as_str()])?;
    }
    let people = import.kind == Kind::People;
    if people {
        let whole = !mapping(tx, id)?.partial;
        tx.run(&sql::STAGED_DAYS, values![id, round, whole])?;
    }
    for statement in [&sql::STAGED_PEOPLE, &sql::STAGED_BOOKINGS, &sql::STAGED_MARKS] {
        tx.run(statement, values![round, now])?;
    }
    if people {
        added(tx, round, id, now)?;
    }
    Ok(lines)
}

/// The sessions to which people were added, and which rows added them.
fn added(tx: &mut Tx, round: Id, import: Id, now: Instant) -> Result<(), Stop> {
    let seats = tx.all(&sql::STAGED_SEATS, values![round], |row| {
        Ok((row.get::<Id>(0)?, row.get::<i64>(1)?))
    })?;
    for (session, count) in seats {
        tx.run(&attended_sql::ATTENDED_SEATS, values![session, count])?;
    }
    tx.run(&attended_sql::ATTENDED_REGISTERS, values![import, now])?;
    tx.run(&sql::STAGED_ROWS, values![round])?;
    Ok(())
}
