//! Facts as the database adds them up, before any rule is laid over them.

use crate::records;
use crate::view::{View, year_of};
use kernel::{Day, Fault};
use std::collections::BTreeMap;
use store::Tx;

/// One session.
#[derive(Clone, Debug)]
pub(crate) struct SessionFact {
    pub(crate) area: String,
    pub(crate) course: String,
    pub(crate) second_day: bool,
    pub(crate) year: i64,
    pub(crate) held: bool,
    pub(crate) moved: bool,
    pub(crate) booked: u64,
    pub(crate) signed_in: u64,
    pub(crate) forms: u64,
}

/// Sums over sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Delivered {
    pub(crate) sessions: u64,
    pub(crate) booked: u64,
    pub(crate) signed_in: u64,
    pub(crate) forms: u64,
}

impl Delivered {
    fn add(&mut self, fact: &SessionFact) {
        self.sessions += 1;
        self.booked += fact.booked;
        self.signed_in += fact.signed_in;
        self.forms += fact.forms;
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Every session that was held or cancelled.
pub(crate) fn sessions(tx: &mut Tx<'_>, view: &View) -> Result<Vec<SessionFact>, Fault> {
    let (names, values) = view.filters();
    let start = view.programme.start;
    tx.list(&records::SESSIONS, &names, &values, |row| {
        Ok(SessionFact {
            area: row.get(0)?,
            course: row.get(1)?,
            year: year_of(start, row.get::<Day>(2)?),
            held: row.get::<String>(3)? == "held",
            moved: row.get::<Option<Day>>(4)?.is_some(),
            booked: count(row.get(5)?),
            signed_in: count(row.get(6)?),
            forms: count(row.get(7)?),
            second_day: row.get::<String>(8)? == learning::model::SECOND_DAY,
        })
    })
}

/// Sums by area, year and course.
pub(crate) fn delivered(facts: &[SessionFact]) -> BTreeMap<(String, i64, String), Delivered> {
    let mut sums: BTreeMap<(String, i64, String), Delivered> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.held) {
        sums.entry((fact.area.clone(), fact.year, fact.course.clone()))
            .or_default()
            .add(fact);
    }
    sums
}

/// People who signed in, each once.
pub(crate) fn people(tx: &mut Tx<'_>, view: &View) -> Result<u64, Fault> {
    let (names, values) = view.filters();
    Ok(count(
        tx.list(&records::PEOPLE, &names, &values, |row| row.get::<i64>(0))?
            .into_iter()
            .next()
            .unwrap_or(0),
    ))
}

/// Attendances by course, year and borough; no borough where it was not recorded.
pub(crate) type ByBorough = BTreeMap<(String, i64, Option<String>), u64>;

/// Attendances by course, year and the borough people work in.
pub(crate) fn by_borough(tx: &mut Tx<'_>, view: &View) -> Result<ByBorough, Fault> {
    let (names, values) = view.filters();
    let start = view.programme.start;
    let mut sums = BTreeMap::new();
    for (course, year, borough, number) in tx.list(&records::BY_BOROUGH, &names, &values, |row| {
        Ok((
            row.get::<String>(0)?,
            year_of(start, row.get::<Day>(1)?),
            row.get::<Option<String>>(2)?,
            row.get::<i64>(3)?,
        ))
    })? {
        *sums.entry((course, year, borough)).or_default() += count(number);
    }
    Ok(sums)
}

/// The name of a count of attendances that several pages print.
pub(crate) fn attendances_of(part: Option<(&str, &str, &str)>) -> String {
    part.map_or_else(
        || "Attendances / all".to_owned(),
        |(area, year, course)| format!("Attendances / {area}, {year}, {course}"),
    )
}

/// A course in the groups of the appendix: the three follow-ups together.
pub(crate) fn group_of(course: &str) -> &str {
    if course.starts_with("Follow-up") {
        "Follow-up"
    } else {
        course
    }
}
