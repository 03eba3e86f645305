//! How many said something, were asked, answered, and did it.

use super::Outcome;
use crate::records::intention as sql;
use crate::tallies::Filter;
use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Fault, Id};
use store::{Tx, Value, values};

/// So many of them stand alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// They were asked what became of it.
    pub asked: bool,
    /// What they answered.
    pub outcome: Option<Outcome>,
    /// Why not, as a code of the list.
    pub why: Option<String>,
    /// How many.
    pub count: u64,
}

/// At how many sessions people could say something, and at how many somebody did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Offered {
    /// Sessions whose people are asked later.
    pub sessions: u64,
    /// Those of them at which somebody said something.
    pub said: u64,
}

fn asked_of(programme: Id, filter: &Filter) -> (Vec<&'static str>, Vec<Value>) {
    let names = filter
        .names()
        .into_iter()
        .filter(|name| *name != "instrument")
        .collect();
    let values = values![programme, filter.area, filter.from, filter.to, filter.course];
    (names, values.to_vec())
}

/// How intentions of a part of a programme stand.
///
/// # Errors
/// A fault of the engine.
pub fn counted(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    filter: &Filter,
) -> Result<Vec<Counted>, Fault> {
    let (names, values) = asked_of(programme, filter);
    tx.list(&sql::INTENTIONS_COUNTED, &names, &values, |row| {
        Ok(Counted {
            asked: row.get::<i64>(0)? > 0,
            outcome: row.get::<Option<String>>(1)?.as_deref().and_then(Outcome::parse),
            why: row.get(2)?,
            count: u64::try_from(row.get::<i64>(3)?).unwrap_or(0),
        })
    })
}

/// At how many sessions of the part people could say something, and at how many they did.
///
/// # Errors
/// A fault of the engine.
pub fn offered_at(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    filter: &Filter,
) -> Result<Offered, Fault> {
    let (names, values) = asked_of(programme, filter);
    let found = tx.list(&sql::INTENTION_SESSIONS, &names, &values, |row| {
        Ok(Offered {
            sessions: u64::try_from(row.get::<i64>(0)?).unwrap_or(0),
            said: u64::try_from(row.get::<i64>(1)?).unwrap_or(0),
        })
    })?;
    Ok(found.first().copied().unwrap_or_default())
}

/// How many answered what became of it, of one course in one area and year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answered {
    /// The area.
    pub area: Id,
    /// The course.
    pub course: Id,
    /// The calendar year in which the year of the programme began.
    pub year: i64,
    /// How many.
    pub count: u64,
}

/// How many answered, in each part of a programme that filters can tell apart; of one area alone where one is named.
///
/// # Errors
/// A fault of the engine.
pub fn answered(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    begins: &str,
    area: Option<Id>,
) -> Result<Vec<Answered>, Fault> {
    let names: &[&str] = if area.is_some() { &["area"] } else { &[] };
    tx.list(
        &sql::INTENTIONS_ANSWERED,
        names,
        values![programme, area, begins],
        |row| {
            Ok(Answered {
                area: row.get(0)?,
                course: row.get(1)?,
                year: row.get(2)?,
                count: u64::try_from(row.get::<i64>(3)?).unwrap_or(0),
            })
        },
    )
}
