//! The ledger: every register and every batch of feedback that a session owes to the evidence, whether it came, and who
//! decided that it will not. The record of the work is the return: nobody fills in a list of gaps.

mod pages;
pub mod reading;
mod records;
mod settle;

pub use pages::routes;
pub use settle::{Owing, owe, settle};

use access::actions::ReadEvidence;
use access::{Action, Scope};
use kernel::{Day, Fault, Id};
use store::{Tx, values};

/// What is outstanding in the viewer's sight, counted to 1,000.
///
/// # Errors
/// A fault of the engine.
pub fn outstanding<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<i64, Fault> {
    Ok(tx
        .one(&records::OWED_COUNT, &scope.values(), |row| row.get::<i64>(0))?
        .unwrap_or(0))
}

/// Which sessions of a programme a table is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// One area.
    pub area: Option<Id>,
    /// Sessions that begin on this day or later.
    pub from: Option<Day>,
    /// Sessions that begin on this day or earlier.
    pub to: Option<Day>,
    /// One course.
    pub course: Option<Id>,
}

/// Due and still outstanding of one kind for a programme's sessions: the completeness line of its tables. A course run over
/// two days counts once.
///
/// # Errors
/// A fault of the engine.
pub fn completeness(
    tx: &mut Tx<'_>,
    leave: &Scope<ReadEvidence>,
    programme: Id,
    kind: &str,
) -> Result<(i64, i64), Fault> {
    completeness_of(tx, leave, programme, kind, &Part::default())
}

/// The same for the part of a programme that a filtered table is about.
///
/// # Errors
/// A fault of the engine.
pub fn completeness_of(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    kind: &str,
    part: &Part,
) -> Result<(i64, i64), Fault> {
    let names: Vec<&str> = [
        ("area", part.area.is_some()),
        ("from", part.from.is_some()),
        ("to", part.to.is_some()),
        ("course", part.course.is_some()),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(name, _)| name)
    .collect();
    let values = values![programme, kind, part.area, part.from, part.to, part.course];
    let found = tx.list(&records::OWED_OF_PROGRAMME, &names, values, |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
    })?;
    let (courses, days, outstanding) = found.first().copied().unwrap_or((0, 0, 0));
    // A part that holds second days only, or papers of cancelled sessions only, is due by itself.
    let due = if courses == 0 { days } else { courses };
    Ok((due.max(outstanding), outstanding))
}

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
