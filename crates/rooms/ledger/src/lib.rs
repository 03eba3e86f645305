//! The ledger: every register and every batch of feedback that a session owes to the evidence, who owes it, whether it came, when it was
//! asked for, and who decided that it will not come. The record of the work is the return: nobody fills in a list of gaps.

mod chasing;
mod counted;
mod kind;
mod owners;
mod pages;
pub mod reading;
mod record;
mod records;
mod settle;

pub use chasing::Chasing;
pub use kind::Kind;
pub use learning::Part;
pub use pages::routes;
pub use settle::{Owing, owe, settle};

use access::actions::ReadEvidence;
use access::{Action, Scope};
use kernel::{Day, Fault, Id};
use std::collections::BTreeMap;
use store::{Row, Tx, Value};

/// What is outstanding in the viewer's sight, counted to 1,000.
///
/// # Errors
/// A fault of the engine.
pub fn outstanding<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<i64, Fault> {
    Ok(tx
        .one(&records::OWED_COUNT, &scope.values(), |row| row.get::<i64>(0))?
        .unwrap_or(0))
}

/// What the viewer owes herself, the oldest first: so many lines at most, and how many there are in all, counted to 1,001.
///
/// # Errors
/// A fault of the engine.
pub fn own<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    most: usize,
) -> Result<(Vec<reading::Entry>, i64), Fault> {
    let query = reading::Query {
        state: Some(reading::State::Outstanding),
        mine: true,
        oldest: true,
        ..reading::Query::default()
    };
    let rows = reading::beginning(tx, scope, &query, most)?;
    let count = reading::counted(tx, scope, &query)?;
    Ok((rows, count))
}

/// How complete one kind of paper is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Courses run that owe it, or owed it until it was waived: a session is one, and so is a first day with its second.
    pub due: u64,
    /// Those of which all of it came.
    pub received: u64,
    /// Papers that have not come and are waited for.
    pub outstanding: u64,
    /// Papers that have not come and will not.
    pub waived: u64,
    /// Sessions that took place and owe it: more than are due where a course of two days, which owes once, is two of them.
    pub sessions: u64,
    /// Papers outstanding or waived for sessions that were cancelled: they are no part of what is due.
    pub cancelled: u64,
}

/// What a paper belongs to, as far as it is counted.
struct Owed {
    session: Id,
    area: Id,
    /// 1 and 2: the first and the second day of a course, planned as sessions of their own.
    day: i64,
    cancelled: bool,
    outstanding: bool,
    waived: bool,
}

impl Owed {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        Ok(Self {
            session: row.get(0)?,
            area: row.get(1)?,
            day: row.get(2)?,
            cancelled: row.get::<i64>(3)? == 1,
            outstanding: row.get::<i64>(4)? == 1,
            waived: row.get::<i64>(5)? == 1,
        })
    }
}

impl Standing {
    /// Adds papers up, in the order of their days. No record says which second day belongs to which first: in each area they are taken in
    /// their order, the second of one with the second of the other.
    fn of(papers: &[Owed]) -> Self {
        let mut standing = Self::default();
        let mut days: BTreeMap<(Id, i64), u64> = BTreeMap::new();
        let mut came: BTreeMap<(Id, u64), bool> = BTreeMap::new();
        for paper in papers {
            let missing = paper.outstanding || paper.waived;
            standing.outstanding += u64::from(paper.outstanding);
            standing.waived += u64::from(paper.waived);
            if paper.cancelled {
                standing.cancelled += u64::from(missing);
                continue;
            }
            standing.sessions += 1;
            let run = if paper.day == 0 {
                (paper.session, 0)
            } else {
                let place = days.entry((paper.area, paper.day)).or_default();
                *place += 1;
                (paper.area, *place)
            };
            *came.entry(run).or_insert(true) &= !missing;
        }
        let count = |all: usize| u64::try_from(all).unwrap_or(u64::MAX);
        standing.due = count(came.len());
        standing.received = count(came.values().filter(|came| **came).count());
        standing
    }
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
        &of_kind(part, programme, kind),
        Owed::read,
    )?;
    Ok(Standing::of(&found))
}

/// The values of a statement about one kind of paper.
fn of_kind(part: &Part, programme: Id, kind: &str) -> Vec<Value> {
    let mut values = part.values(programme);
    values.push(kind.into());
    values
}

/// Where and when a session that owes a paper meets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The area's name.
    pub area: String,
    /// room, online or self-study.
    pub mode: String,
    /// Its first day.
    pub day: Day,
}

/// How complete one kind of paper is in each group of sessions.
///
/// # Errors
/// A fault of the engine.
pub fn completeness_by(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    kind: &str,
    part: &Part,
    group: impl Fn(&Meeting) -> String,
) -> Result<BTreeMap<String, Standing>, Fault> {
    let found = tx.list(
        &records::OWED_BY_PLACE,
        &part.names(),
        &of_kind(part, programme, kind),
        |row| {
            let meeting = Meeting {
                area: row.get(6)?,
                mode: row.get(7)?,
                day: row.get(8)?,
            };
            Ok((group(&meeting), Owed::read(row)?))
        },
    )?;
    let mut groups: BTreeMap<String, Vec<Owed>> = BTreeMap::new();
    for (group, paper) in found {
        groups.entry(group).or_default().push(paper);
    }
    let standing = |(group, papers): (String, Vec<Owed>)| (group, Standing::of(&papers));
    Ok(groups.into_iter().map(standing).collect())
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
        &part.values(programme),
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
    records::catalogue()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A course of two days that lacks both registers lacks one course; what a cancelled session owes is waited for, and is none of what is due.
    #[test]
    fn papers_and_courses_are_counted_apart() {
        let id = |number: u128| Id::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
        let owed = |session: u128, area: u128, day: i64, outstanding: bool| Owed {
            session: id(session),
            area: id(area),
            day,
            cancelled: false,
            outstanding,
            waived: false,
        };
        let cancelled = Owed {
            cancelled: true,
            ..owed(9, 101, 0, true)
        };
        let whole = [
            owed(1, 101, 1, false),
            owed(2, 101, 2, false),
            owed(3, 101, 1, true),
            owed(4, 101, 2, true),
            owed(5, 102, 1, false),
            owed(6, 102, 2, false),
            owed(7, 101, 0, true),
            owed(8, 101, 0, false),
            cancelled,
        ];
        let standing = Standing {
            due: 5,
            received: 3,
            outstanding: 4,
            waived: 0,
            sessions: 8,
            cancelled: 1,
        };
        assert_eq!(Standing::of(&whole), standing);
        assert_eq!(
            Standing::of(&whole[8..]),
            Standing {
                outstanding: 1,
                cancelled: 1,
                ..Standing::default()
            }
        );
    }
}
