//! Moving what belongs to one record to another, and back. Which rows were moved is noted, so that what comes later stays where it came.

use crate::model::{LearnerId, PairId};
use crate::moment::Moment;
use crate::records::join as sql;
use kernel::{Fault, Id, Stop};
use store::{Stmt, Tx, Value, values};

/// What moves row by row: how its rows are noted, and how those noted are moved. A house test holds this against every table that names a learner.
const MOVES: [(&Stmt, &Stmt); 10] = [
    (&sql::NOTE_BOOKINGS, &sql::MOVE_BOOKINGS),
    (&sql::NOTE_ATTENDANCE, &sql::MOVE_ATTENDANCE),
    (&sql::NOTE_CERTIFICATES, &sql::MOVE_CERTIFICATES),
    (&sql::NOTE_RECOGNISED, &sql::MOVE_RECOGNISED),
    (&sql::NOTE_MARKS, &sql::MOVE_MARKS),
    (&sql::NOTE_PATHWAYS, &sql::MOVE_PATHWAYS),
    (&sql::NOTE_SIGN_OFFS, &sql::MOVE_SIGN_OFFS),
    (&sql::NOTE_MENTORINGS, &sql::MOVE_MENTORINGS),
    (&sql::NOTE_PASSED_ON, &sql::MOVE_PASSED_ON),
    (&sql::NOTE_JOINED, &sql::MOVE_JOINED),
];

/// `kept` stands for `gone`. Of two bookings of one session the one that got further stays hers; the other holds nothing any more. Two marks
/// of one day count once.
pub(super) fn join(
    tx: &mut Tx,
    moment: &Moment,
    pair: PairId,
    gone: LearnerId,
    kept: LearnerId,
) -> Result<(), Stop> {
    tx.run(&sql::UNDO_FORGET, values![gone.0])?;
    let crossed = tx.all(&sql::CROSSED_FIND, values![gone.0, kept.0], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Id>(1)?))
    })?;
    for (further, behind) in crossed {
        cross(tx, moment, (further, kept), (behind, gone))?;
        note(tx, pair, "crossed", further, Some(behind), None)?;
    }
    let doubles = tx.all(&sql::DOUBLE_FIND, values![gone.0, kept.0], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<Option<i64>>(2)?,
        ))
    })?;
    for (booking, was, place) in doubles {
        note(tx, pair, "double", booking, None, Some((&was, place)))?;
        tx.run(&sql::DOUBLE_TURN, values![booking, "cancelled", Value::Null])?;
    }
    let moving = values![pair.0, gone.0, kept.0];
    tx.run(&sql::ASIDE_TAKE, moving)?;
    tx.run(&sql::ASIDE_TAKEN, values![pair.0])?;
    for (noting, moving_noted) in MOVES {
        tx.run(noting, moving)?;
        tx.run(moving_noted, moving)?;
    }
    Ok(tx.run(&sql::LEARNER_JOIN, values![gone.0, kept.0])?)
}

/// Each stands for herself again: what moved goes back, as far as it is still with `kept`.
pub(super) fn part(
    tx: &mut Tx,
    moment: &Moment,
    pair: PairId,
    gone: LearnerId,
    kept: LearnerId,
) -> Result<(), Stop> {
    tx.run(&sql::UNDO_FORGET, values![kept.0])?;
    tx.run(&sql::LEARNER_JOIN, values![gone.0, Value::Null])?;
    for (_, moving) in MOVES {
        tx.run(moving, values![pair.0, kept.0, gone.0])?;
    }
    tx.run(&sql::ASIDE_GIVE, values![pair.0])?;
    tx.run(&sql::ASIDE_DROP, values![pair.0])?;
    for row in tx.all(&sql::ROW_LIST, values![pair.0], sql::noted)? {
        match (row.kind.as_str(), row.other, row.was) {
            ("crossed", Some(behind), _) => cross(tx, moment, (row.row, gone), (behind, kept))?,
            ("double", _, Some(was)) => {
                tx.run(&sql::DOUBLE_TURN, values![row.row, was, Value::from(row.place)])?;
            }
            _ => return Err(Fault::new("a pair's row is noted without what it was").into()),
        }
    }
    Ok(tx.run(&sql::ROW_DROP, values![pair.0])?)
}

/// Two bookings of one session change owners: each is given to the person beside it. Nobody has two of one session, so one waits with
/// nobody meanwhile.
fn cross(tx: &mut Tx, moment: &Moment, one: (Id, LearnerId), other: (Id, LearnerId)) -> Result<(), Stop> {
    let nobody = moment.id();
    tx.run(&sql::LEARNER_PARK, values![nobody, one.1.0])?;
    tx.run(&sql::BOOKING_GIVE, values![one.0, nobody])?;
    tx.run(&sql::BOOKING_GIVE, values![other.0, other.1.0])?;
    tx.run(&sql::BOOKING_GIVE, values![one.0, one.1.0])?;
    Ok(tx.run(&sql::LEARNER_UNPARK, values![nobody])?)
}

fn note(
    tx: &mut Tx,
    pair: PairId,
    kind: &str,
    row: Id,
    other: Option<Id>,
    was: Option<(&str, Option<i64>)>,
) -> Result<(), Fault> {
    let (state, place) = was.map_or((None, None), |(state, place)| (Some(state.to_owned()), place));
    tx.run(
        &sql::ROW_NOTE,
        values![
            pair.0,
            kind,
            row,
            Value::from(other),
            Value::from(state),
            Value::from(place)
        ],
    )
}
