//! Mentorings in bulk (the demonstration).

use crate::guards::MentoringRecord;
use crate::model::{EntryKind, LearnerId, MentoringState, Outcome};
use crate::moment::Moment;
use crate::people;
use crate::records::mentoring as sql;
use access::Scope;
use access::actions::SystemJob;
use audit::{Change, Done};
use directory::model::AreaId;
use kernel::{Day, Fault, Id, Stop};
use store::{Tx, Value, values};

/// A mentoring to load.
#[derive(Clone, Debug)]
pub struct NewMentoring {
    /// Who is mentored.
    pub mentee: LearnerId,
    /// The mentor's account.
    pub mentor: Id,
    /// The area it counts for.
    pub area: AreaId,
    /// Code in [`crate::model::MENTORED_FOR`].
    pub kind: &'static str,
    /// What was agreed.
    pub aims: &'static str,
    /// Since when.
    pub began: Day,
    /// When and how it ended, if it has.
    pub ended: Option<(Day, Outcome)>,
    /// The stages, with the day on which each was reached.
    pub stages: Vec<(&'static str, Option<Day>)>,
    /// What the two did: its kind, its day and its minutes.
    pub entries: Vec<(EntryKind, Day, i64)>,
}

/// Writes mentorings and what their mentors offered (people at a time, hours in three months), in one unit of work.
///
/// # Errors
/// A fault of the engine.
pub fn load(
    tx: &mut Tx,
    scope: &Scope<SystemJob>,
    moment: &Moment,
    new: &[NewMentoring],
    offers: &[(Id, i64, i64)],
) -> Result<Done<()>, Stop> {
    let mut last = moment.id();
    for one in new {
        last = moment.id();
        write(tx, moment, last, one)?;
    }
    for (mentor, people, hours) in offers {
        tx.run(&sql::OFFER_PUT, values![*mentor, *people, *hours])?;
    }
    let pass = scope.pass_new::<MentoringRecord>(crate::model::MentoringId(last));
    Done::recorded(tx, pass, Change::new("mentorings loaded"), moment.now, ())
}

fn write(tx: &mut Tx, moment: &Moment, id: Id, new: &NewMentoring) -> Result<(), Stop> {
    let aims = people::seal(tx, moment, "mentoring", "aims_sealed", id, new.aims);
    let at = kernel::Instant::on(new.began, "10:00").ok_or_else(|| Fault::new("no such time"))?;
    let row = values![
        id,
        Value::Null,
        new.mentee.0,
        new.area.0,
        new.kind,
        aims,
        new.began,
        at
    ];
    moment.referenced(tx, 'M', &sql::MENTORING_INSERT, row)?;
    tx.run(
        &sql::MENTOR_INSERT,
        values![moment.id(), id, new.mentor, new.began],
    )?;
    for (place, (title, reached)) in (1_i64..).zip(&new.stages) {
        let stage = moment.id();
        tx.run(&sql::STAGE_INSERT, values![stage, id, place, *title])?;
        if let Some(day) = reached {
            tx.run(&sql::STAGE_REACH, values![stage, id, *day])?;
        }
    }
    for (kind, day, minutes) in &new.entries {
        let (none, nothing) = (None::<Id>, None::<Vec<u8>>);
        let row = values![
            moment.id(),
            id,
            new.mentor,
            kind.code(),
            *day,
            *minutes,
            none,
            nothing.clone(),
            nothing,
            false,
            at
        ];
        tx.run(&sql::ENTRY_INSERT, row)?;
    }
    if let Some((day, outcome)) = new.ended {
        let row = values![id, 1, MentoringState::Ended.code(), day, outcome.code()];
        tx.run(&sql::MENTORING_TURN, row)?;
    }
    Ok(())
}
