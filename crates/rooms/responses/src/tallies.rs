//! Counts of answers, added up by the database: what the evidence pages stand on.

use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Fault, Id};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Tx, Value, values};

/// The answers that count: to a session that does, or to none.
macro_rules! answer_counts {
    () => {
        concat!("(s.id is null or ", learning::session_counts!(), ")")
    };
}
pub(crate) use answer_counts;

store::statements! {
    /// Answers by question, point or option, and course kind, for one programme and purpose. ?1 programme, ?2 purpose, ?3 area, ?4 first day, ?5 last day, ?6 course.
    ANSWER_COUNTS = concat!("select a.question_key, a.number, a.option_key, a.non_answer, count(*), r.instrument_version_id
        from response r join answer a on a.response_id = r.id left join session s on s.id = r.session_id
        where r.programme_id = ?1 and r.purpose = ?2 and a.text_sealed is null and ", answer_counts!(), " {filters}
        group by a.question_key, a.number, a.option_key, a.non_answer, r.instrument_version_id"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// The same, apart for each course.
    ANSWER_COUNTS_BY_COURSE = concat!("select c.title, a.question_key, a.number, a.option_key, a.non_answer, count(*), r.instrument_version_id
        from response r join answer a on a.response_id = r.id join session s on s.id = r.session_id join course c on c.id = s.course_id
        where r.programme_id = ?1 and r.purpose = ?2 and a.text_sealed is null and ", learning::session_counts!(), " {filters}
        group by c.title, a.question_key, a.number, a.option_key, a.non_answer, r.instrument_version_id"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// How many responses.
    RESPONSE_COUNT = concat!("select count(*) from response r left join session s on s.id = r.session_id where r.programme_id = ?1 and r.purpose = ?2 and ", answer_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// How many responses, apart for each course.
    RESPONSE_COUNT_BY_COURSE = concat!("select c.title, count(*) from response r join session s on s.id = r.session_id join course c on c.id = s.course_id
        where r.programme_id = ?1 and r.purpose = ?2 and ", learning::session_counts!(), " {filters} group by c.title"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// Answers to one question, apart for each group of the sessions they were given in. ?8 by what, ?9 when a year begins, ?10 the question.
    ANSWER_COUNTS_BY_GROUP = concat!("select ", learning::session_group!("?8", "?9"), ", n.question_key, n.number, n.option_key, n.non_answer, count(*), r.instrument_version_id
        from response r join answer n on n.response_id = r.id join session s on s.id = r.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where r.programme_id = ?1 and r.purpose = ?2 and n.text_sealed is null and ", learning::session_counts!(), " {filters}
        group by 1, n.question_key, n.number, n.option_key, n.non_answer, r.instrument_version_id"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)", question: "and n.question_key = ?10" };
    /// How many responses, apart for each group of the sessions they were given in. ?8 by what, ?9 when a year begins.
    RESPONSE_COUNT_BY_GROUP = concat!("select ", learning::session_group!("?8", "?9"), ", count(*)
        from response r join session s on s.id = r.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where r.programme_id = ?1 and r.purpose = ?2 and ", learning::session_counts!(), " {filters} group by 1"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6",
            instrument: "and r.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// Responses of each session, for the delivery table.
    RESPONSES_BY_SESSION = "select r.session_id, count(*) from response r where r.programme_id = ?1 and r.purpose = ?2 and r.session_id is not null group by r.session_id";
}

/// What a page asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One area.
    pub area: Option<Id>,
    /// First day, `YYYY-MM-DD`, of sessions; of answers that belong to none.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// One course.
    pub course: Option<Id>,
    /// One questionnaire, by its key.
    pub instrument: Option<String>,
}

impl Filter {
    pub(crate) fn names(&self) -> Vec<&'static str> {
        [
            ("area", self.area.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("course", self.course.is_some()),
            ("instrument", self.instrument.is_some()),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    fn values(&self, programme: Id, purpose: &str) -> Vec<Value> {
        values![
            programme,
            purpose,
            self.area,
            self.from.clone(),
            self.to.clone(),
            self.course,
            self.instrument.clone()
        ]
        .to_vec()
    }
}

/// One count: a question's point or option, or a reason for no answer, and how often.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// The course's title, where counts were asked for by course.
    pub course: Option<String>,
    /// The question.
    pub question: String,
    /// A number or a scale's point.
    pub number: Option<i64>,
    /// An option.
    pub option: Option<String>,
    /// A reason for no answer.
    pub non_answer: Option<String>,
    /// How often.
    pub count: i64,
    /// The version of the questionnaire that was answered.
    pub version: Id,
}

fn count_at(row: &Row<'_>, from: usize) -> Result<Count, Fault> {
    Ok(Count {
        course: None,
        question: row.get(from)?,
        number: row.get(from + 1)?,
        option: row.get(from + 2)?,
        non_answer: row.get(from + 3)?,
        count: row.get(from + 4)?,
        version: row.get(from + 5)?,
    })
}

/// A selection of fewer responses is never opened, in any profile: in a small room an answer has a face (SH11).
pub const FEWEST: i64 = 5;

/// Counts of all answers; none when fewer than [`FEWEST`] responses are selected.
///
/// # Errors
/// A fault of the engine.
pub fn counts(
    tx: &mut Tx<'_>,
    leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
    filter: &Filter,
) -> Result<Vec<Count>, Fault> {
    if responses(tx, leave, programme, purpose, filter)? < FEWEST {
        return Ok(Vec::new());
    }
    tx.list(
        &ANSWER_COUNTS,
        &filter.names(),
        &filter.values(programme, purpose),
        |row| count_at(row, 0),
    )
}

/// Counts of answers by course, and how much was not opened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ByCourse {
    /// Counts of the courses with [`FEWEST`] responses or more.
    pub counts: Vec<Count>,
    /// Courses with fewer.
    pub closed_courses: u64,
    /// Their responses.
    pub closed_responses: u64,
}

/// Counts of all answers, apart for each course with [`FEWEST`] responses or more.
///
/// # Errors
/// A fault of the engine.
pub fn counts_by_course(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
    filter: &Filter,
) -> Result<ByCourse, Fault> {
    let (names, values) = (filter.names(), filter.values(programme, purpose));
    let sizes = tx.list(&RESPONSE_COUNT_BY_COURSE, &names, &values, |row| {
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?))
    })?;
    let mut found = ByCourse::default();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for (course, size) in &sizes {
        if *size >= FEWEST {
            open.insert(course);
        } else {
            found.closed_courses += 1;
            found.closed_responses += u64::try_from(*size).unwrap_or(0);
        }
    }
    let mut counts = tx.list(&ANSWER_COUNTS_BY_COURSE, &names, &values, |row| {
        Ok(Count {
            course: Some(row.get(0)?),
            ..count_at(row, 1)?
        })
    })?;
    counts.retain(|count| {
        count
            .course
            .as_deref()
            .is_some_and(|course| open.contains(course))
    });
    found.counts = counts;
    Ok(found)
}

/// By what sessions are grouped: the word for it, and the month and date on which a year begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grouping {
    /// area, mode, year or quarter.
    pub by: &'static str,
    /// Like `04-01`.
    pub year_begins: String,
}

/// One group's answers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupCounts {
    /// How many responses.
    pub responses: i64,
    /// Counts of answers; none when there are fewer than [`FEWEST`] responses.
    pub counts: Vec<Count>,
}

/// Counts of answers to one question (or to all, where none is named), apart for each group of the sessions they were given in. Answers
/// that name no session are in no group.
///
/// # Errors
/// A fault of the engine.
pub fn counts_by_group(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
    filter: &Filter,
    grouping: &Grouping,
    question: Option<&str>,
) -> Result<BTreeMap<String, GroupCounts>, Fault> {
    let (mut names, mut values) = (filter.names(), filter.values(programme, purpose));
    values.extend([
        Value::from(grouping.by),
        Value::from(grouping.year_begins.as_str()),
    ]);
    let sizes = tx.list(&RESPONSE_COUNT_BY_GROUP, &names, &values, |row| {
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?))
    })?;
    let mut found: BTreeMap<String, GroupCounts> = BTreeMap::new();
    for (group, responses) in sizes {
        found.entry(group).or_default().responses = responses;
    }
    if let Some(question) = question {
        names.push("question");
        values.push(Value::from(question));
    }
    for (group, count) in tx.list(&ANSWER_COUNTS_BY_GROUP, &names, &values, |row| {
        Ok((row.get::<String>(0)?, count_at(row, 1)?))
    })? {
        let own = found.entry(group).or_default();
        if own.responses >= FEWEST {
            own.counts.push(count);
        }
    }
    Ok(found)
}

/// How many responses.
///
/// # Errors
/// A fault of the engine.
pub fn responses(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
    filter: &Filter,
) -> Result<i64, Fault> {
    Ok(tx
        .list(
            &RESPONSE_COUNT,
            &filter.names(),
            &filter.values(programme, purpose),
            |row| row.get::<i64>(0),
        )?
        .into_iter()
        .next()
        .unwrap_or(0))
}

/// Responses of each session.
///
/// # Errors
/// A fault of the engine.
pub fn responses_by_session(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
) -> Result<Vec<(Id, i64)>, Fault> {
    tx.all(&RESPONSES_BY_SESSION, values![programme, purpose], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
