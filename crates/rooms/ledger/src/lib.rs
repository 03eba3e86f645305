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
use kernel::{Day, Fault, Id, IdMap};
use learning::attendance_sums::Meeting;
use learning::model::{SessionId, SessionState};
use learning::sittings::{Sitting, Sittings};
use std::collections::BTreeMap;
use store::{Tx, values};

/// What is outstanding in the viewer's sight, counted to 1,000.
///
/// # Errors
/// A fault of the engine.
pub fn outstanding<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<i64, Fault> {
    let found = audit::standing(tx, &records::OWED_COUNT, &[], &scope.values(), |row| row.get(0))?;
    Ok(found.first().copied().unwrap_or(0))
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
#[derive(Clone, Copy)]
struct Owed {
    session: Id,
    area: Id,
    /// 1 and 2: the first and the second day of a course, planned as sessions of their own.
    day: i64,
    cancelled: bool,
    outstanding: bool,
    waived: bool,
}

/// 1 and 2: the first and the second day of a course, planned as sessions of their own, by the kind of their courses.
fn day_of(kind: &str) -> i64 {
    match kind {
        learning::model::FIRST_DAY => 1,
        learning::model::SECOND_DAY => 2,
        _ => 0,
    }
}

impl Standing {
    /// Adds papers up, in the order of their days. No record says which second day belongs to which first: in each area they are taken in
    /// their order, the second of one with the second of the other.
    fn of(papers: &[Owed]) -> Self {
        let mut standing = Self::default();
        let mut days: BTreeMap<(Id, i64), u64> = BTreeMap::new();
        let mut came: IdMap<(Id, u64), bool> = IdMap::default();
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
    leave: &Scope<ReadEvidence>,
    programme: Id,
    kind: &str,
    part: &Part,
) -> Result<Standing, Fault> {
    let sittings = Sittings::read(tx, leave, programme)?;
    let within = |sitting: &Sitting| part.takes(sitting).then_some(());
    let found = standings(tx, leave, &sittings, kind, within)?;
    Ok(found.get(&()).copied().unwrap_or_default())
}

/// How complete one kind of paper is, apart for each group of a programme's sessions; those to which `group` gives nothing are left out.
///
/// # Errors
/// A fault of the engine.
pub fn standings<G: Ord>(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    kind: &str,
    group: impl Fn(&Sitting) -> Option<G>,
) -> Result<BTreeMap<G, Standing>, Fault> {
    let mut groups: BTreeMap<G, Vec<(Day, Owed)>> = BTreeMap::new();
    for (session, state) in audit::standing(tx, &records::OWED_OF_KIND, &[], values![kind], |row| {
        Ok((row.get::<Id>(0)?, row.get::<i64>(1)?))
    })? {
        let sitting = sittings.of(session)?;
        if sitting.course.programme != sittings.programme() {
            continue;
        }
        if let Some(group) = group(sitting) {
            let owed = Owed {
                session,
                area: sitting.area,
                day: day_of(&sitting.course.kind),
                cancelled: sitting.cancelled,
                outstanding: state == 1,
                waived: state == 2,
            };
            groups.entry(group).or_default().push((sitting.day, owed));
        }
    }
    let standing = |(group, mut papers): (G, Vec<(Day, Owed)>)| {
        papers.sort_unstable_by_key(|(day, owed)| (*day, owed.session));
        let papers: Vec<Owed> = papers.into_iter().map(|(_, owed)| owed).collect();
        (group, Standing::of(&papers))
    };
    Ok(groups.into_iter().map(standing).collect())
}

/// One paper that a session owes, or owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paper {
    /// A register; otherwise a batch of feedback.
    pub register: bool,
    /// It is waited for.
    pub outstanding: bool,
    /// It will not come.
    pub waived: bool,
}

impl Paper {
    /// It came.
    pub const fn came(&self) -> bool {
        !self.outstanding && !self.waived
    }
}

/// The registers and batches of feedback by session, of whatever programme.
///
/// # Errors
/// A fault of the engine.
pub fn papers(tx: &mut Tx<'_>, _leave: &Scope<ReadEvidence>) -> Result<IdMap<SessionId, Vec<Paper>>, Fault> {
    let mut found: IdMap<SessionId, Vec<Paper>> = IdMap::default();
    for (session, paper) in tx.all(&records::OWED_BY_SESSION, &[], |row| {
        let told = row.get::<i64>(1)?;
        let paper = Paper {
            register: told & 4 != 0,
            outstanding: told & 1 != 0,
            waived: told & 2 != 0,
        };
        Ok((SessionId(row.get(0)?), paper))
    })? {
        found.entry(session).or_default().push(paper);
    }
    Ok(found)
}

/// How complete papers are, each with its session, in the order of their days.
pub fn standing<'a>(papers: impl Iterator<Item = (&'a Meeting, &'a Paper)>) -> Standing {
    let owed: Vec<Owed> = papers
        .map(|(meeting, paper)| Owed {
            session: meeting.session.0,
            area: meeting.area.0,
            day: day_of(&meeting.course.kind),
            cancelled: meeting.state == SessionState::Cancelled,
            outstanding: paper.outstanding,
            waived: paper.waived,
        })
        .collect();
    Standing::of(&owed)
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
