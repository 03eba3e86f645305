//! What a session that is planned would clash with. One statement for its venue and one for each of its trainers, however many days.

use crate::faults;
use crate::model::{Clash, DayDraft, Mode, Other, SessionDraft, SessionId, overlap, venue_key};
use crate::reading::{self, scoped};
use crate::records::session as sql;
use access::{Action, Scope};
use kernel::{Day, Fault, Id, Stop};
use store::{Row, Stmt, Tx, Value};

/// What is to be free.
#[derive(Clone)]
pub struct Wanted {
    /// When.
    pub days: Vec<DayDraft>,
    /// Where; empty when no room is used.
    pub venue: String,
    /// Who.
    pub trainers: Vec<Id>,
    /// The sessions that are planned, which are no clash.
    pub except: Vec<SessionId>,
}

impl Wanted {
    /// What a draft needs: a room only when people meet in one, and nobody's time when people work through it alone.
    pub fn of(draft: &SessionDraft, mode: Mode, except: Option<SessionId>) -> Self {
        Self {
            days: draft.days.clone(),
            venue: match mode {
                Mode::Room => draft.venue.clone(),
                Mode::Online | Mode::SelfStudy => String::new(),
            },
            trainers: match mode {
                Mode::Room | Mode::Online => draft.trainers.clone(),
                Mode::SelfStudy => Vec::new(),
            },
            except: except.into_iter().collect(),
        }
    }
}

/// Every session of another time and place that is not free for this one, by day.
///
/// # Errors
/// A fault of the engine.
pub fn clashes<A: Action>(tx: &mut Tx, scope: &Scope<A>, wanted: &Wanted) -> Result<Vec<Clash>, Stop> {
    let days = wanted.days.iter().map(|day| day.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let names = if wanted.trainers.is_empty() {
        Vec::new()
    } else {
        reading::trainer_choices(tx)?
    };
    let mut look = |tx: &mut Tx, statement: &'static Stmt, what: Value, trainer: Option<(Id, String)>| {
        let values = scoped(scope, vec![what, Value::from(first), Value::from(last)]);
        let others = tx.all(statement, &values, other)?;
        let clash = others
            .into_iter()
            .filter(|other| !wanted.except.contains(&other.id) && meets(&wanted.days, other));
        found.extend(clash.map(|other| Clash::Session {
            trainer: trainer.clone(),
            day: other.day,
            other: other.in_sight.then_some(other.known),
        }));
        Ok::<(), Stop>(())
    };
    for trainer in names.into_iter().filter(|(id, _)| wanted.trainers.contains(id)) {
        let id = Value::from(trainer.0);
        look(tx, &sql::CLASH_LIST_OF_TRAINER, id, Some(trainer))?;
    }
    if !wanted.venue.trim().is_empty() {
        let key = Value::from(venue_key(&wanted.venue));
        look(tx, &sql::CLASH_LIST_OF_VENUE, key, None)?;
    }
    let faults = faults::open_at(tx, &wanted.venue)?;
    if !faults.is_empty() {
        found.push(Clash::Faults {
            day: first,
            found: faults,
        });
    }
    found.sort_by_key(Clash::day);
    // Of two out of sight at one time no more is told than of one.
    found.dedup();
    Ok(found)
}

/// Another session on a day.
struct Meeting {
    id: SessionId,
    day: Day,
    in_sight: bool,
    known: Other,
}

/// One of the days is the other's, at a time they have in common.
fn meets(days: &[DayDraft], other: &Meeting) -> bool {
    days.iter().any(|day| {
        day.day == other.day && overlap((&day.starts, &day.ends), (&other.known.starts, &other.known.ends))
    })
}

fn other(row: &Row) -> Result<Meeting, Fault> {
    Ok(Meeting {
        id: SessionId(row.get(7)?),
        day: row.get(0)?,
        in_sight: row.get(6)?,
        known: Other {
            starts: row.get(1)?,
            ends: row.get(2)?,
            reference: row.get(3)?,
            title: row.get(4)?,
            area: row.get(5)?,
        },
    })
}
