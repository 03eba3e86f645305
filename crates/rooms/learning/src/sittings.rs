//! Sessions as figures tell them apart: where, of which course, on which day, and whether they count. A page reads them once, so that no
//! statement about answers or papers looks for the session of each of its rows.

use crate::model::Mode;
use crate::part::Part;
use crate::records::{attendance_sum::SUM_AREAS, sitting as sql};
use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Day, Fault, Id, IdMap};
use std::sync::Arc;
use store::{Made, Tx};

/// A course, as its sessions are told apart by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SittingCourse {
    /// The course.
    pub id: Id,
    /// Its programme.
    pub programme: Id,
    /// Its title.
    pub title: String,
    /// Its kind, as a code.
    pub kind: String,
    /// How it meets.
    pub mode: Mode,
    /// It asks before and after.
    pub asks_twice: bool,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sitting {
    /// Its course.
    pub course: Arc<SittingCourse>,
    /// The area it counts for.
    pub area: Id,
    /// The area's name.
    pub area_name: Arc<str>,
    /// Its first day.
    pub day: Day,
    /// It was cancelled.
    pub cancelled: bool,
    /// It counts as work that was done ([`crate::session_counts!`]).
    pub counts: bool,
}

/// Where something was given that can be counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given<'s> {
    /// In a session.
    In(&'s Sitting),
    /// In none.
    Alone,
}

impl<'s> Given<'s> {
    /// The session.
    pub const fn sitting(self) -> Option<&'s Sitting> {
        match self {
            Self::In(sitting) => Some(sitting),
            Self::Alone => None,
        }
    }
}

/// All sessions, for the figures of one programme.
#[derive(Debug)]
pub struct Sittings {
    programme: Id,
    all: IdMap<Id, Sitting>,
}

impl Made for Sittings {
    fn rows(&self) -> usize {
        self.all.len()
    }
}

impl Sittings {
    /// Reads them. Answers keep the programme for which they were given, whatever becomes of their course: so the sessions of others are
    /// here too.
    ///
    /// # Errors
    /// A fault of the engine; a row that cannot be read.
    pub fn read(tx: &mut Tx<'_>, _leave: &Scope<ReadEvidence>, programme: Id) -> Result<Arc<Self>, Fault> {
        audit::made(tx, programme, |tx| Self::all(tx, programme))
    }

    fn all(tx: &mut Tx<'_>, programme: Id) -> Result<Self, Fault> {
        let courses: IdMap<Id, Arc<SittingCourse>> = tx
            .all(&sql::SITTING_COURSES, &[], sql::course)?
            .into_iter()
            .map(|course| (course.id, Arc::new(course)))
            .collect();
        let areas: IdMap<Id, Arc<str>> = tx
            .all(&SUM_AREAS, &[], |row| {
                Ok((row.get::<Id>(0)?, Arc::from(row.get::<String>(1)?)))
            })?
            .into_iter()
            .collect();
        let gone = || Fault::new("a session without its course or area");
        let all = tx.all(&sql::SITTINGS, &[], |row| {
            let area: Id = row.get(2)?;
            let standing = row.get::<i64>(4)?;
            let sitting = Sitting {
                course: courses.get(&row.get(1)?).cloned().ok_or_else(gone)?,
                area,
                area_name: areas.get(&area).cloned().ok_or_else(gone)?,
                day: row.get(3)?,
                cancelled: standing == sql::CANCELLED,
                counts: standing == sql::COUNTS,
            };
            Ok((row.get::<Id>(0)?, sitting))
        })?;
        Ok(Self {
            programme,
            all: all.into_iter().collect(),
        })
    }

    /// The programme whose figures are asked for.
    pub const fn programme(&self) -> Id {
        self.programme
    }

    /// A session, of whatever programme.
    ///
    /// # Errors
    /// A fault where there is no such session.
    pub fn of(&self, session: Id) -> Result<&Sitting, Fault> {
        let found = self.all.get(&session);
        found.ok_or_else(|| Fault::new("something belongs to a session that is not there"))
    }

    /// Where something was given, in a session or in none on some day; `None` where it is not of a part, or does not count.
    ///
    /// # Errors
    /// A fault where there is no such session, or of `day`.
    pub fn within(
        &self,
        part: &Part,
        session: Option<Id>,
        day: impl FnOnce() -> Result<Day, Fault>,
    ) -> Result<Option<Given<'_>>, Fault> {
        let Some(session) = session else {
            let day = day()?;
            let within = part.from.is_none_or(|from| from <= day) && part.to.is_none_or(|to| day <= to);
            return Ok((part.area.is_none() && part.course.is_none() && within).then_some(Given::Alone));
        };
        let sitting = self.of(session)?;
        Ok((sitting.counts && part.takes(sitting)).then_some(Given::In(sitting)))
    }

    /// The sessions of the programme's courses, in no order.
    pub fn own(&self) -> impl Iterator<Item = (Id, &Sitting)> {
        self.all
            .iter()
            .filter(|(_, sitting)| sitting.course.programme == self.programme)
            .map(|(id, sitting)| (*id, sitting))
    }
}

impl Part {
    /// A session is in this part.
    pub fn takes(&self, sitting: &Sitting) -> bool {
        self.area.is_none_or(|area| area == sitting.area)
            && self.course.is_none_or(|course| course == sitting.course.id)
            && self.from.is_none_or(|from| from <= sitting.day)
            && self.to.is_none_or(|to| sitting.day <= to)
    }
}
