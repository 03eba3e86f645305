//! What a session that is planned would clash with. One statement for its venue and one for each of its trainers, however many days.

use crate::model::{Clash, DayDraft, Mode, SessionDraft, SessionId, overlap, venue_key};
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
    /// The session itself, which is no clash.
    pub except: Option<SessionId>,
}

impl Wanted {
    /// What a draft needs; a room only when people meet in one.
    pub fn of(draft: &SessionDraft, mode: Mode, except: Option<SessionId>) -> Self {
        Self {
            days: draft.days.clone(),
            venue: if mode == Mode::Room {
                draft.venue.clone()
            } else {
                String::new()
            },
            trainers: draft.trainers.clone(),
            except,
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
    let mut look = |tx: &mut Tx, statement: &'static Stmt, what: Value, trainer: Option<&str>| {
        let except = wanted.except.map_or(Id(uuid::Uuid::nil()), |id| id.0);
        let values = scoped(
            scope,
            vec![what, Value::from(first), Value::from(last), Value::from(except)],
        );
        let others = tx.all(statement, &values, |row| other(row, trainer))?;
        found.extend(others.into_iter().filter(|other| meets(&wanted.days, other)));
        Ok::<(), Stop>(())
    };
    for (trainer, name) in names.iter().filter(|(id, _)| wanted.trainers.contains(id)) {
        look(tx, &sql::CLASH_LIST_OF_TRAINER, Value::from(*trainer), Some(name))?;
    }
    if !wanted.venue.trim().is_empty() {
        look(
            tx,
            &sql::CLASH_LIST_OF_VENUE,
            Value::from(venue_key(&wanted.venue)),
            None,
        )?;
    }
    found.sort_by(|one, other| (one.day, &one.starts).cmp(&(other.day, &other.starts)));
    Ok(found)
}

/// One of the days is the other's, at a time they have in common.
fn meets(days: &[DayDraft], other: &Clash) -> bool {
    days.iter()
        .any(|day| day.day == other.day && overlap((&day.starts, &day.ends), (&other.starts, &other.ends)))
}

fn other(row: &Row, trainer: Option<&str>) -> Result<Clash, Fault> {
    let in_sight: bool = row.get(6)?;
    let other = (row.get(3)?, row.get(4)?);
    Ok(Clash {
        trainer: trainer.map(str::to_owned),
        day: row.get::<Day>(0)?,
        starts: row.get(1)?,
        ends: row.get(2)?,
        other: in_sight.then_some(other),
        area: row.get(5)?,
    })
}
