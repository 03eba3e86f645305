//! Counts of answers, added up by the database: what the evidence pages stand on.

use crate::model::InstrumentVersion;
use crate::sums::{Sums, What};
use crate::{books, records};
use access::Scope;
use access::actions::ReadEvidence;
use instrument::NonAnswer;
use kernel::{Fault, Id};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Stmt, Tx, Value, values};

/// The answers that count: to a session that does, or to none.
macro_rules! answer_counts {
    () => {
        concat!("(s.id is null or ", learning::session_counts!(), ")")
    };
}
pub(crate) use answer_counts;

store::statements! {
    /// Sums of answers for one programme and purpose, by version. ?1 programme, ?2 purpose, ?3 area, ?4 first day, ?5 last day, ?6 course, ?7 questionnaire.
    SUMS = concat!("select t.instrument_version_id, t.responses, t.sums from answer_sum t left join session s on s.id = t.session_id
        where t.programme_id = ?1 and t.purpose = ?2 and ", answer_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, t.day) >= ?4", to: "and coalesce(s.first_day, t.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// The same, apart for each course.
    SUMS_BY_COURSE = concat!("select c.title, t.instrument_version_id, t.responses, t.sums from answer_sum t join session s on s.id = t.session_id join course c on c.id = s.course_id
        where t.programme_id = ?1 and t.purpose = ?2 and ", learning::session_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6",
            instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// The same, apart for each group of the sessions they were given in. ?8 by what, ?9 when a year begins.
    SUMS_BY_GROUP = concat!("select ", learning::session_group!("?8", "?9"), ", t.instrument_version_id, t.responses, t.sums
        from answer_sum t join session s on s.id = t.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where t.programme_id = ?1 and t.purpose = ?2 and ", learning::session_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6",
            instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// Sums of the answers to one version, for each purpose. ?2 the version.
    SUMS_OF_VERSION = concat!("select t.purpose, t.instrument_version_id, t.responses, t.sums from answer_sum t left join session s on s.id = t.session_id
        where t.programme_id = ?1 and t.purpose in ('feedback', 'pre', 'post', 'follow-up') and t.instrument_version_id = ?2 and ", answer_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, t.day) >= ?4", to: "and coalesce(s.first_day, t.day) <= ?5", course: "and s.course_id = ?6" };
    /// How many responses.
    RESPONSE_COUNT = concat!("select cast(coalesce(sum(t.responses), 0) as bigint) from answer_sum t left join session s on s.id = t.session_id
        where t.programme_id = ?1 and t.purpose = ?2 and ", answer_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, t.day) >= ?4", to: "and coalesce(s.first_day, t.day) <= ?5", course: "and s.course_id = ?6",
            instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?7)" };
    /// Responses of each session, for the delivery table.
    RESPONSES_BY_SESSION = "select t.session_id, cast(sum(t.responses) as bigint) from answer_sum t where t.programme_id = ?1 and t.purpose = ?2 and t.session_id is not null group by t.session_id";
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

    fn values(&self, programme: Id, of: impl Into<Value>) -> Vec<Value> {
        values![
            programme,
            of.into(),
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

/// The sums of one group and version, and how many responses they are of.
#[derive(Default)]
struct Heap {
    responses: i64,
    sums: Sums,
}

/// Rows of a statement of sums, added up by group and version. `group` reads what stands before the version, `at` says where that is.
fn heaps<G: Ord>(
    tx: &mut Tx<'_>,
    statement: &'static Stmt,
    filter: (&[&str], &[Value]),
    at: usize,
    group: impl Fn(&Row<'_>) -> Result<G, Fault>,
) -> Result<BTreeMap<G, BTreeMap<Id, Heap>>, Fault> {
    let rows = tx.list(statement, filter.0, filter.1, |row| {
        Ok((
            group(row)?,
            row.get::<Id>(at)?,
            row.get::<i64>(at + 1)?,
            row.get::<Vec<u8>>(at + 2)?,
        ))
    })?;
    let mut found: BTreeMap<G, BTreeMap<Id, Heap>> = BTreeMap::new();
    for (group, version, responses, packed) in rows {
        let heap = found.entry(group).or_default().entry(version).or_default();
        heap.responses = heap.responses.saturating_add(responses);
        heap.sums.take(&packed)?;
    }
    Ok(found)
}

/// The versions of sums, to name their questions by.
pub(crate) fn versions(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = Id>,
) -> Result<BTreeMap<Id, InstrumentVersion>, Fault> {
    let ids: BTreeSet<Id> = ids.collect();
    let mut found = BTreeMap::new();
    for id in ids {
        let version = tx
            .one(&records::VERSION_BY_ID, values![id], books::read)?
            .ok_or_else(|| Fault::new("answers to a version that is not there"))?;
        found.insert(id, version);
    }
    Ok(found)
}

/// Sums as counts, questions and options by their keys.
fn named(
    heaps: &BTreeMap<Id, Heap>,
    versions: &BTreeMap<Id, InstrumentVersion>,
    course: Option<&str>,
) -> Result<Vec<Count>, Fault> {
    let mut counts = Vec::new();
    for (version, heap) in heaps {
        let unknown = || Fault::new("a sum of answers does not fit its version");
        let published = &versions.get(version).ok_or_else(unknown)?.published;
        let questions: Vec<_> = published.definition().questions().collect();
        for (place, what, count) in heap.sums.iter() {
            let place = usize::try_from(place).map_err(|_| unknown())?;
            let question = questions.get(place).ok_or_else(unknown)?;
            let (mut number, mut option, mut non_answer) = (None, None, None);
            match what {
                What::Number(value) => number = Some(value),
                What::Option(place) => {
                    let place = usize::try_from(place).map_err(|_| unknown())?;
                    option = Some(question.options.get(place).ok_or_else(unknown)?.key.clone());
                }
                What::None(place) => {
                    let place = usize::try_from(place).map_err(|_| unknown())?;
                    non_answer = Some(NonAnswer::ALL.get(place).ok_or_else(unknown)?.code().to_owned());
                }
                What::Other => {}
            }
            counts.push(Count {
                course: course.map(str::to_owned),
                question: question.key.clone(),
                number,
                option,
                non_answer,
                count: i64::try_from(count).unwrap_or(i64::MAX),
                version: *version,
            });
        }
    }
    Ok(counts)
}

fn all_of(heaps: &BTreeMap<Id, Heap>) -> i64 {
    heaps
        .values()
        .fold(0, |sum: i64, heap| sum.saturating_add(heap.responses))
}

/// A selection of fewer responses is never opened, in any profile: in a small room an answer has a face (SH11).
pub const FEWEST: i64 = 5;

/// Counts of all answers; none when fewer than [`FEWEST`] responses are selected.
///
/// # Errors
/// A fault of the engine.
pub fn counts(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    purpose: &str,
    filter: &Filter,
) -> Result<Vec<Count>, Fault> {
    let (names, values) = (filter.names(), filter.values(programme, purpose));
    let found = heaps(tx, &SUMS, (&names, &values), 0, |_| Ok(()))?;
    match found.get(&()) {
        Some(heaps) if all_of(heaps) >= FEWEST => {
            let versions = versions(tx, heaps.keys().copied())?;
            named(heaps, &versions, None)
        }
        _ => Ok(Vec::new()),
    }
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
    let courses = heaps(tx, &SUMS_BY_COURSE, (&names, &values), 1, |row| {
        row.get::<String>(0)
    })?;
    let versions = versions(tx, courses.values().flat_map(BTreeMap::keys).copied())?;
    let mut found = ByCourse::default();
    for (course, heaps) in &courses {
        let size = all_of(heaps);
        if size >= FEWEST {
            found.counts.extend(named(heaps, &versions, Some(course))?);
        } else {
            found.closed_courses += 1;
            found.closed_responses += u64::try_from(size).unwrap_or(0);
        }
    }
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
    let (names, mut values) = (filter.names(), filter.values(programme, purpose));
    values.extend([
        Value::from(grouping.by),
        Value::from(grouping.year_begins.as_str()),
    ]);
    let groups = heaps(tx, &SUMS_BY_GROUP, (&names, &values), 1, |row| {
        row.get::<String>(0)
    })?;
    let versions = versions(tx, groups.values().flat_map(BTreeMap::keys).copied())?;
    let mut found = BTreeMap::new();
    for (group, heaps) in groups {
        let responses = all_of(&heaps);
        let mut counts = Vec::new();
        if responses >= FEWEST {
            counts = named(&heaps, &versions, None)?;
            counts.retain(|count| question.is_none_or(|asked| asked == count.question));
        }
        found.insert(group, GroupCounts { responses, counts });
    }
    Ok(found)
}

/// How many people gave a reason and no answer to a question of a version, by what they were asked for.
///
/// # Errors
/// A fault of the engine.
pub fn not_answered(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    filter: &Filter,
    version: Id,
    question: &str,
) -> Result<BTreeMap<String, i64>, Fault> {
    let (names, values) = (filter.names(), filter.values(programme, version));
    let purposes = heaps(tx, &SUMS_OF_VERSION, (&names, &values), 1, |row| {
        row.get::<String>(0)
    })?;
    let versions = versions(tx, std::iter::once(version))?;
    let mut found = BTreeMap::new();
    for (purpose, heaps) in purposes {
        let counts = named(&heaps, &versions, None)?;
        let none = counts
            .iter()
            .filter(|count| count.question == question && count.non_answer.is_some());
        found.insert(purpose, none.map(|count| count.count).sum());
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
