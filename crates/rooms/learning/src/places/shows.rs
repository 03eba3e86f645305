//! Who had a place and came, and who did not.

use crate::model::{LearnerId, SessionId, TurnOut};
use crate::records::{booking as sql, turn_out};
use kernel::{Day, Fault, Id};
use std::collections::BTreeSet;
use store::{Tx, values};

/// Who came to a session, on any of its days. `None` while a register is owed: then nobody is known not to have come.
pub(crate) fn came(tx: &mut Tx, session: SessionId) -> Result<Option<BTreeSet<LearnerId>>, Fault> {
    let owed: Option<i64> = tx.one(&sql::SESSION_UNSIGNED, values![session.0], |row| row.get(0))?;
    if owed != Some(0) {
        return Ok(None);
    }
    let came = tx.all(&sql::SESSION_CAME, values![session.0], |row| row.get::<Id>(0))?;
    Ok(Some(came.into_iter().map(LearnerId).collect()))
}

/// How the bookings of a session turned out, once it is known who came.
pub(crate) fn turn_out(tx: &mut Tx, session: SessionId) -> Result<TurnOut, Fault> {
    let found = tx.one(&turn_out::TURN_OUT_OF_SESSION, values![session.0], |row| {
        turn_out::counts(row, 0)
    })?;
    Ok(found.unwrap_or_default())
}

/// Of the sessions for which a person had a place, which are over and whose registers are all there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shows {
    /// How many.
    pub(crate) booked: i64,
    /// To how many of them she came.
    pub(crate) came: i64,
}

/// How often a person came who had a place, before this day.
pub(crate) fn of(tx: &mut Tx, learner: LearnerId, today: Day) -> Result<Shows, Fault> {
    let found = tx.one(&sql::LEARNER_CAME, values![learner.0, today], |row| {
        Ok(Shows {
            booked: row.get(0)?,
            came: row.get(1)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}
