//! Mentoring added up for evidence: by area and kind, never by person.

use crate::model::{EntryKind, MentoringState, Outcome};
use crate::records::{mentoring_counted as sql, word};
use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Day, Fault, Id};
use std::collections::BTreeMap;
use store::{Stmt, Tx, Value, values};

use super::reading::{LOAD_DAYS, QUIET_DAYS};

/// The days and the area of which mentorings are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// The area.
    pub area: Option<Id>,
}

impl Period {
    fn asked(&self) -> (Vec<&'static str>, Vec<Value>) {
        let names = [
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("area", self.area.is_some()),
        ];
        let names = names.into_iter().filter_map(|(name, used)| used.then_some(name));
        (names.collect(), values![self.from, self.to, self.area].to_vec())
    }
}

/// Mentorings of an area that are for the same and stand alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The area.
    pub area: String,
    /// Code in [`crate::model::MENTORED_FOR`].
    pub kind: String,
    /// Where they stand.
    pub state: MentoringState,
    /// How they ended.
    pub outcome: Option<Outcome>,
    /// How many.
    pub mentorings: i64,
    /// Stages that were agreed.
    pub stages: i64,
    /// Of these, reached by the end of the period.
    pub reached: i64,
}

/// Mentorings that ran in a period.
///
/// # Errors
/// A fault of the engine.
pub fn standing(tx: &mut Tx, _leave: &Scope<ReadEvidence>, period: &Period) -> Result<Vec<Standing>, Fault> {
    let (names, values) = period.asked();
    tx.list(&sql::STANDING, &names, &values, |row| {
        Ok(Standing {
            area: row.get(0)?,
            kind: row.get(1)?,
            state: word(&row.get::<String>(2)?, MentoringState::parse)?,
            outcome: row
                .get::<Option<String>>(3)?
                .map(|code| word(&code, Outcome::parse))
                .transpose()?,
            mentorings: row.get(4)?,
            stages: row.get(5)?,
            reached: row.get(6)?,
        })
    })
}

/// Running mentorings, and those of them with contact in the last six weeks, or that began in them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contact {
    /// How many run.
    pub running: i64,
    /// Of these with contact lately.
    pub lately: i64,
}

/// How many of the running mentorings had contact lately.
///
/// # Errors
/// A fault of the engine.
pub fn contact(
    tx: &mut Tx,
    _leave: &Scope<ReadEvidence>,
    area: Option<Id>,
    today: Day,
) -> Result<Contact, Fault> {
    let names: &[&str] = if area.is_some() { &["area"] } else { &[] };
    let found = tx.list(
        &sql::CONTACT,
        names,
        values![today.plus(-QUIET_DAYS), area],
        |row| {
            Ok(Contact {
                running: row.get(0)?,
                lately: row.get(1)?,
            })
        },
    )?;
    Ok(found.first().copied().unwrap_or_default())
}

/// What was given in an area.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hours {
    /// The area.
    pub area: String,
    /// Meetings.
    pub meetings: i64,
    /// Their minutes.
    pub meeting_minutes: i64,
    /// Times of shadowing.
    pub shadowings: i64,
    /// Their minutes.
    pub shadowing_minutes: i64,
    /// Other minutes.
    pub other_minutes: i64,
}

impl Hours {
    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.meetings = self.meetings.saturating_add(other.meetings);
        self.meeting_minutes = self.meeting_minutes.saturating_add(other.meeting_minutes);
        self.shadowings = self.shadowings.saturating_add(other.shadowings);
        self.shadowing_minutes = self.shadowing_minutes.saturating_add(other.shadowing_minutes);
        self.other_minutes = self.other_minutes.saturating_add(other.other_minutes);
        self
    }
}

/// Hours that were given in a period, by area.
///
/// # Errors
/// A fault of the engine.
pub fn hours(tx: &mut Tx, _leave: &Scope<ReadEvidence>, period: &Period) -> Result<Vec<Hours>, Fault> {
    let (names, values) = period.asked();
    tx.list(&sql::HOURS, &names, &values, |row| {
        Ok(Hours {
            area: row.get(0)?,
            meetings: row.get(1)?,
            meeting_minutes: row.get(2)?,
            shadowings: row.get(3)?,
            shadowing_minutes: row.get(4)?,
            other_minutes: row.get(5)?,
        })
    })
}

/// People by a word that stands for them, as a statement counts them in a period.
fn people<K: Ord>(
    tx: &mut Tx,
    statement: &'static Stmt,
    period: &Period,
    key: impl Fn(String) -> Result<K, Fault>,
) -> Result<BTreeMap<K, i64>, Fault> {
    let (names, values) = period.asked();
    let found = tx.list(statement, &names, &values, |row| {
        Ok((key(row.get::<String>(0)?)?, row.get::<i64>(1)?))
    })?;
    Ok(found.into_iter().collect())
}

/// How many people hours were given to in a period, by what was given. Somebody who is mentored for two aims is one.
///
/// # Errors
/// A fault of the engine.
pub fn given_to(
    tx: &mut Tx,
    _leave: &Scope<ReadEvidence>,
    period: &Period,
) -> Result<BTreeMap<EntryKind, i64>, Fault> {
    people(tx, &sql::GIVEN_TO, period, |code| word(&code, EntryKind::parse))
}

/// How many people stand behind the mentorings of a period, by the code of what they are mentored for.
///
/// # Errors
/// A fault of the engine.
pub fn behind(
    tx: &mut Tx,
    _leave: &Scope<ReadEvidence>,
    period: &Period,
) -> Result<BTreeMap<String, i64>, Fault> {
    people(tx, &sql::BEHIND, period, Ok)
}

/// What mentors carry, all of them together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Carried {
    /// Mentors with somebody.
    pub mentors: i64,
    /// People they mentor; somebody whom two mentor counts with each.
    pub people: i64,
    /// People whom mentors offered to mentor.
    pub people_offered: i64,
    /// Minutes of the last three months.
    pub minutes: i64,
    /// Hours that were offered for three months.
    pub hours_offered: i64,
    /// Mentors who carry more people, or gave more hours, than they offered.
    pub over: i64,
}

/// What mentors carry today.
///
/// # Errors
/// A fault of the engine.
pub fn carried(tx: &mut Tx, _leave: &Scope<ReadEvidence>, today: Day) -> Result<Carried, Fault> {
    let found = tx.one(&sql::CARRIED, values![today.plus(-LOAD_DAYS)], |row| {
        Ok(Carried {
            mentors: row.get(0)?,
            people: row.get(1)?,
            people_offered: row.get(2)?,
            minutes: row.get(3)?,
            hours_offered: row.get(4)?,
            over: row.get(5)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}
