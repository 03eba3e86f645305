//! Mentorings in sight: the list, one of them, and what mentors carry.

use super::meeting;
use crate::guards::MentoringRecord;
use crate::model::{
    Entry, LearnerId, Load, Meeting, Mentor, Mentoring, MentoringLine, MentoringState, Stage,
};
use crate::own_record::Holder;
use crate::people;
use crate::records::mentoring as sql;
use access::{Action, Scope, actions};
use kernel::{Day, Fault, Id, Instant, Refusal, Stop};
use store::{Tx, Value, values};

/// Mentorings on a page.
pub const PAGE: usize = 25;
/// Mentorings in a file at most.
pub const MOST_IN_FILE: usize = 5_000;
/// Two who had no contact for so many days are told of.
pub const QUIET_DAYS: i64 = 42;
/// What mentors gave is counted over so many days: three months.
pub const LOAD_DAYS: i64 = 91;

/// Which mentorings are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Where they stand.
    pub state: Option<MentoringState>,
    /// Whose they are.
    pub mentor: Option<Id>,
    /// Only those without contact for six weeks.
    pub quiet: bool,
    /// After this one.
    pub after: Option<String>,
}

/// The first day of those within which contact is not long ago.
fn lately(today: Day) -> Day {
    today.plus(-QUIET_DAYS)
}

fn account_name(tx: &Tx, account: Id, sealed: &[u8]) -> Result<String, Fault> {
    people::open(tx.keys(), "account", "name_sealed", account, Some(sealed))
}

/// Mentorings in sight, the newest first, and the reference to go on after.
pub fn page(
    tx: &mut Tx,
    scope: &Scope<actions::ReadMentoring>,
    query: &Query,
    today: Day,
    most: usize,
) -> Result<(Vec<MentoringLine>, Option<String>), Stop> {
    let asked = [
        ("state", query.state.is_some()),
        ("mentor", query.mentor.is_some()),
        ("quiet", query.quiet),
        ("after", query.after.is_some()),
    ];
    let filters: Vec<&str> = asked
        .iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| *name)
        .collect();
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(25);
    let wanted = scope.values_and(values![
        Value::from(query.state.map(|state| state.code().to_owned())),
        Value::from(query.mentor),
        lately(today),
        Value::from(query.after.clone()),
        limit
    ]);
    let closed = tx.list(&sql::MENTORING_PAGE, &filters, &wanted, sql::line)?;
    let more = closed.len() > most;
    let mut lines = Vec::with_capacity(closed.len());
    for one in closed.into_iter().take(most) {
        let mentor = match &one.mentor {
            Some((account, sealed)) => account_name(tx, *account, sealed)?,
            None => String::new(),
        };
        lines.push(MentoringLine {
            mentee: people::learner_name(tx.keys(), one.mentee.0, &one.mentee.1)?,
            mentor,
            id: one.id,
            reference: one.reference,
            kind: one.kind,
            state: one.state,
            next: one.next,
            last: one.last,
            minutes: one.minutes,
            stages: one.stages,
        });
    }
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last: &MentoringLine| last.reference.clone());
    Ok((lines, next))
}

/// How many mentorings in sight had no contact for six weeks.
pub fn quiet(tx: &mut Tx, scope: &Scope<actions::SeeToday>, today: Day) -> Result<i64, Stop> {
    let wanted = scope.values_and(values![lately(today)]);
    let count = audit::standing(tx, &sql::MENTORING_QUIET, &[], &wanted, |row| row.get(0))?;
    Ok(count.first().copied().unwrap_or(0))
}

fn opened(tx: &Tx, closed: sql::Closed) -> Result<Mentoring, Fault> {
    let sql::Closed { open, name, aims } = closed;
    Ok(Mentoring {
        name: people::learner_name(tx.keys(), open.mentee, &name)?,
        aims: people::open(tx.keys(), "mentoring", "aims_sealed", open.id.0, aims.as_deref())?,
        ..open
    })
}

/// A mentoring in sight.
pub fn one<A: Action>(tx: &mut Tx, scope: &Scope<A>, reference: &str) -> Result<Mentoring, Stop> {
    let closed = tx
        .one(&sql::MENTORING_FETCH, values![reference], sql::mentoring)?
        .ok_or(Refusal::Unknown)?;
    drop(scope.pass::<MentoringRecord>(tx, closed.open.id)?);
    Ok(opened(tx, closed)?)
}

/// The mentorings of the holder of a record.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<Mentoring>, Stop> {
    let closed = tx.all(&sql::MENTORING_OF, values![holder.learner.0], sql::mentoring)?;
    let mut all = Vec::with_capacity(closed.len());
    for one in closed {
        all.push(opened(tx, one)?);
    }
    Ok(all)
}

/// Who reads what two people noted: what was learnt everybody with the mentoring in sight, what only the two read the mentor of that time and
/// the mentee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    /// An account.
    Staff(Option<Id>),
    /// The mentee.
    Mentee(LearnerId),
}

/// What belongs to a mentoring.
#[derive(Clone, PartialEq, Eq)]
pub struct Course {
    /// Its mentors, the present one first.
    pub mentors: Vec<Mentor>,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// What the two did, the last first.
    pub entries: Vec<Entry>,
    /// The meeting with a time that they agreed last.
    pub meeting: Option<Meeting>,
}

kernel::masked!(Course);

impl Course {
    /// The calendars of the two know, or have to unlearn, a meeting that is still to come.
    pub fn in_calendars(&self, now: Instant) -> Option<&Meeting> {
        self.meeting.as_ref().filter(|meeting| meeting.ends > now)
    }

    /// The present mentor.
    pub fn mentor(&self) -> Option<&Mentor> {
        self.mentors.iter().find(|mentor| mentor.until.is_none())
    }
}

/// What belongs to a mentoring that its reader has in sight: four statements.
pub fn course<A: Action>(
    tx: &mut Tx,
    _scope: &Scope<A>,
    mentoring: &Mentoring,
    reader: Reader,
) -> Result<Course, Stop> {
    let id = mentoring.id.0;
    let closed = tx.all(&sql::MENTOR_LIST, values![id], |row| {
        let (account, name): (Id, Vec<u8>) = (row.get(0)?, row.get(1)?);
        Ok((account, name, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let mut mentors = Vec::with_capacity(closed.len());
    for (account, name, since, until, minutes) in closed {
        mentors.push(Mentor {
            name: account_name(tx, account, &name)?,
            account,
            since,
            until,
            minutes,
        });
    }
    let stages = tx.all(&sql::STAGE_LIST, values![id], sql::stage)?;
    let mut entries = Vec::new();
    for one in tx.all(&sql::ENTRY_LIST, values![id], sql::entry)? {
        let row = one.open.id;
        let theirs = match reader {
            Reader::Staff(account) => account == Some(one.open.mentor),
            Reader::Mentee(learner) => learner == mentoring.mentee,
        };
        let note = one.note.as_deref().filter(|_| theirs);
        entries.push(Entry {
            learnt: people::open(
                tx.keys(),
                "mentoring_entry",
                "learnt_sealed",
                row,
                one.learnt.as_deref(),
            )?,
            note: people::open(tx.keys(), "mentoring_entry", "note_sealed", row, note)?,
            ..one.open
        });
    }
    Ok(Course {
        mentors,
        stages,
        entries,
        meeting: meeting::agreed(tx, mentoring.id)?,
    })
}

/// What each mentor carries, those who carry more than they offered first.
pub fn loads(tx: &mut Tx, _scope: &Scope<actions::PlanMentoring>, today: Day) -> Result<Vec<Load>, Stop> {
    let closed = tx.all(&sql::LOAD_LIST, values![today.plus(-LOAD_DAYS)], |row| {
        let (account, name): (Id, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let offer = row.get::<Option<i64>>(4)?.zip(row.get::<Option<i64>>(5)?);
        Ok((account, name, row.get(2)?, row.get(3)?, offer))
    })?;
    let mut all = Vec::with_capacity(closed.len());
    for (account, name, people, minutes, offer) in closed {
        all.push(Load {
            name: account_name(tx, account, &name)?,
            account,
            people,
            minutes,
            offer,
        });
    }
    all.sort_by_cached_key(|load| (!load.over(), load.name.to_lowercase()));
    Ok(all)
}
