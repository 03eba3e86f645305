//! The trainer's register of a day. It is saved whole or not at all, and never wipes out a mark that somebody made on her
//! own phone while the page was open.

use super::code;
use super::sign_in::{Marked, add_walk_in, day_of, held, mark};
use super::undo::{self, Undoing};
use crate::guards::DayRecord;
use crate::model::{BookingId, BookingState, How, LearnerId, Person, SessionDayId, SessionId, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::reading::takes_place;
use crate::records::door as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Instant, Problems, Refusal, Stop};
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

/// The same for who has leave already: two statements.
pub(crate) fn named(tx: &mut Tx, session: SessionId, day: SessionDayId) -> Result<Vec<Line>, Stop> {
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

/// How many marks were made and how many taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Save {
    /// Made.
    pub made: u64,
    /// Taken away.
    pub taken: u64,
}

/// Why the register of a day takes nothing now: its session does not take place, or its door is not open yet.
pub(crate) fn shut(state: SessionState, day: Day, starts: &str, now: Instant) -> Option<String> {
    if !takes_place(state) {
        return Some("This session is cancelled, so its register is closed.".to_owned());
    }
    let opens = Instant::on(day, starts)?.plus_seconds(-code::EARLY_SECONDS);
    (now < opens).then(|| {
        format!(
            "The register of this day opens on {} at {}, two hours before the start.",
            opens.day().long_text(),
            opens.time_text()
        )
    })
}

pub(crate) fn refuse_shut(open: &sql::DoorDay, now: Instant) -> Result<(), Stop> {
    match shut(open.state, open.day, &open.starts, now) {
        Some(words) => Err(Refusal::Closed(words).into()),
        None => Ok(()),
    }
}

/// A register is changed without being asked why until so many days after its day.
pub const LATE_DAYS: i64 = 7;

/// Whoever changes the register of a day now is asked why.
pub fn late(day: Day, now: Instant) -> bool {
    now.day().days_since(day) > LATE_DAYS
}

/// A late entry has a reason; none is a problem of `reason`.
pub(crate) fn refuse_late(open: &sql::DoorDay, now: Instant, reason: &str) -> Result<(), Stop> {
    let mut problems = Problems::none();
    if late(open.day, now) {
        let words = "This day is more than a week ago. Enter why it is changed now";
        crate::model::text(&mut problems, "reason", reason.trim(), words, 500);
    }
    Ok(problems.check()?)
}

/// Saves the register of a day that is not long ago.
pub fn save(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    marks: &Marks,
) -> Result<Done<Save>, Stop> {
    save_because(tx, scope, moment, day, marks, "")
}

/// Saves the register: new marks are made, marks that were shown and taken away are removed, and all of it is refused
/// when one line names a person who is not on this register. What was done is kept, to be taken back.
pub fn save_because(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    marks: &Marks,
    reason: &str,
) -> Result<Done<Save>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    refuse_shut(&open, moment.now)?;
    refuse_late(&open, moment.now, reason)?;
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
    let mut save = Save::default();
    let mut undoing = Undoing::default();
    let before = undo::marks(tx, day)?;
    for learner in &marks.present {
        if let Some(line) = known(learner)
            && line.how.is_none()
            && let Marked::New(made) = mark(tx, moment, &open, line.booking, *learner, How::Register, None)?
        {
            undoing.made.push(made.to_string());
            save.made += 1;
        }
    }
    for learner in marks.shown.difference(&marks.present) {
        save.taken += tx.changed(&sql::ATTENDANCE_DELETE, values![day.0, learner.0])?;
        let text = learner.to_string();
        undoing
            .taken
            .extend(before.iter().filter(|mark| mark.learner == text).cloned());
    }
    let saved = tx.one(&sql::REGISTER_AT, values![day.0], |row| row.get(0))?;
    undo::keep(tx, scope, moment, day, saved.flatten(), &undoing)?;
    tx.run(&sql::REGISTER_SAVED, values![day.0, moment.now])?;
    held(tx, moment, open.session)?;
    let change = Change::new("register saved").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, save)
}

/// A walk-in whose mark another trainer took away meanwhile is no longer on the register, and is not wanted there either.
fn gone(marks: &Marks, learner: &LearnerId) -> bool {
    marks.shown.contains(learner) && !marks.present.contains(learner)
}

/// Adds a walk-in for a day. Nobody is added twice under one address.
pub fn walk_in(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    person: &Person,
) -> Result<Done<()>, Stop> {
    walk_in_because(tx, scope, moment, day, person, "")
}

/// The same with the reason that a late entry needs.
pub fn walk_in_because(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    person: &Person,
    reason: &str,
) -> Result<Done<()>, Stop> {
    person.problems(true).check()?;
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    refuse_shut(&open, moment.now)?;
    refuse_late(&open, moment.now, reason)?;
    if add_walk_in(tx, moment, &open, person, How::Register)?.is_none() {
        let words = "The person with this address is already on the register as there";
        return Err(Problems::one("email", words).into());
    }
    let change = Change::new("walk-in added").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
