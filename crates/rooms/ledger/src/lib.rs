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
use store::{Tx, Value, values};

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

impl Part {
    fn names(&self) -> Vec<&'static str> {
        [
            ("area", self.area.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("course", self.course.is_some()),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    fn values(&self, programme: Id, kind: &str) -> Vec<Value> {
        values![programme, kind, self.area, self.from, self.to, self.course].to_vec()
    }
}

/// How complete one kind of paper is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Sessions that owe it, or owed it until it was waived.
    pub due: u64,
    /// Sessions that gave it.
    pub received: u64,
    /// What has not come and is waited for.
    pub outstanding: u64,
    /// What has not come and will not.
    pub waived: u64,
    /// Sessions that took place and owe it: more than are due where a course of two days, which owes once, is two of them.
    pub sessions: u64,
    /// What has not come and is waited for, for sessions that were cancelled.
    pub cancelled: u64,
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// How complete one kind is for a programme's sessions. A course run over two days counts once.
///
/// # Errors
/// A fault of the engine.
pub fn completeness(
    tx: &mut Tx<'_>,
    leave: &Scope<ReadEvidence>,
    programme: Id,
    kind: &str,
) -> Result<Standing, Fault> {
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
) -> Result<Standing, Fault> {
    let found = tx.list(
        &records::OWED_OF_PROGRAMME,
        &part.names(),
        &part.values(programme, kind),
        |row| {
            Ok([
                row.get::<i64>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ])
        },
    )?;
    let [courses, sessions, outstanding, waived, cancelled] =
        found.first().copied().unwrap_or_default().map(count);
    // A part that holds second days only, or papers of cancelled sessions only, is due by itself.
    let due = if courses == 0 { sessions } else { courses }.max(outstanding + waived);
    Ok(Standing {
        due,
        received: due - outstanding - waived,
        outstanding,
        waived,
        sessions,
        cancelled,
    })
}

/// One paper that a session owes, or owed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// The session.
    pub session: Id,
    /// register or feedback.
    pub kind: String,
    /// It came; otherwise it is waited for, or was waived.
    pub came: bool,
}

/// Every paper of a part of a programme.
///
/// # Errors
/// A fault of the engine.
pub fn papers(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    part: &Part,
) -> Result<Vec<Paper>, Fault> {
    tx.list(
        &records::OWED_BY_SESSION,
        &part.names(),
        &part.values(programme, ""),
        |row| {
            Ok(Paper {
                session: row.get(0)?,
                kind: row.get(1)?,
                came: row.get::<i64>(2)? == 1,
            })
        },
    )
}

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
