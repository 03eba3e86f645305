//! The trainer's register of a day. It is saved whole or not at all, and never wipes out a mark that somebody made on her
//! own phone while the page was open.

use super::sign_in::{add_walk_in, mark};
use crate::guards::DayRecord;
use crate::model::{BookingId, BookingState, How, LearnerId, Person, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::records::{door as sql, session};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Refusal, Stop};
use std::collections::BTreeSet;
use store::{Tx, values};

/// A line of the register.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Her booking; `None` for a walk-in.
    pub booking: Option<BookingId>,
    /// The person.
    pub learner: LearnerId,
    /// Where her booking stands.
    pub state: Option<BookingState>,
    /// Reference of the booking.
    pub reference: String,
    /// Her name.
    pub name: String,
    /// Whom she works for.
    pub organisation: String,
    /// How she is marked, if she is.
    pub how: Option<How>,
}

kernel::masked!(Line);

/// Everybody the register of a day names, by name: the day's guard and two statements.
pub fn lines(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
    day: SessionDayId,
) -> Result<Vec<Line>, Stop> {
    drop(scope.pass::<DayRecord>(tx, day)?);
    named(tx, session, day)
}

fn named(tx: &mut Tx, session: SessionId, day: SessionDayId) -> Result<Vec<Line>, Stop> {
    let mut closed = tx.all(&sql::REGISTER_BOOKED, values![session.0, day.0], sql::booked_line)?;
    closed.extend(tx.all(&sql::REGISTER_WALK_INS, values![day.0], sql::walk_in_line)?);
    let mut lines = Vec::with_capacity(closed.len());
    for line in closed {
        lines.push(Line {
            name: people::learner_name(tx.keys(), line.learner, &line.name)?,
            booking: line.booking,
            learner: line.learner,
            state: line.state,
            reference: line.reference,
            organisation: line.organisation,
            how: line.mark.map(|(_, how)| how),
        });
    }
    lines.sort_by_cached_key(|line| (line.name.to_lowercase(), line.learner));
    Ok(lines)
}

/// What a trainer sends: who was shown as there when the page was made, and who is there now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// Shown as there.
    pub shown: BTreeSet<LearnerId>,
    /// There now.
    pub present: BTreeSet<LearnerId>,
}

/// Saves the register: new marks are made, marks that were shown and taken away are removed, and all of it is refused
/// when one line names a person who is not on this register. Returns how many were marked and how many taken away.
pub fn save(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    marks: &Marks,
) -> Result<Done<(usize, usize)>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = tx
        .one(&sql::DOOR_DAY, values![day.0], sql::door_day)?
        .ok_or(Refusal::Unknown)?;
    let lines = named(tx, open.session, day)?;
    let known = |learner: &LearnerId| lines.iter().find(|line| line.learner == *learner);
    if !marks
        .present
        .iter()
        .chain(&marks.shown)
        .all(|learner| known(learner).is_some() || gone(marks, learner))
    {
        return Err(Refusal::Unknown.into());
    }
    let mut made = 0;
    for learner in &marks.present {
        if let Some(line) = known(learner)
            && line.how.is_none()
        {
            mark(tx, moment, day, line.booking, *learner, How::Register, None)?;
            made += 1;
        }
    }
    let mut taken = 0;
    for learner in marks.shown.difference(&marks.present) {
        let rows = tx.changed(&sql::ATTENDANCE_DELETE, values![day.0, learner.0])?;
        taken += usize::try_from(rows).unwrap_or(0);
    }
    tx.run(&sql::REGISTER_SAVED, values![day.0, moment.now])?;
    tx.run(&session::SESSION_HELD, values![open.session.0, open.day])?;
    Done::recorded(tx, pass, Change::new("register saved"), moment.now, (made, taken))
}

/// A walk-in whose mark another trainer took away meanwhile is no longer on the register, and is not wanted there either.
fn gone(marks: &Marks, learner: &LearnerId) -> bool {
    marks.shown.contains(learner) && !marks.present.contains(learner)
}

/// Adds a walk-in for a day.
pub fn walk_in(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    person: &Person,
) -> Result<Done<()>, Stop> {
    person.problems(true).check()?;
    let pass = scope.pass::<DayRecord>(tx, day)?;
    add_walk_in(tx, moment, day, person, How::Register)?;
    Done::recorded(tx, pass, Change::new("walk-in added"), moment.now, ())
}
