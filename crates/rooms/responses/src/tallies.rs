//! Counts of answers, added up by the database: what the evidence pages stand on.

pub use crate::filter::Filter;
use crate::filter::Wanted;
use crate::model::InstrumentVersion;
use crate::sums::{Sums, What};
use crate::{books, records};
use access::Scope;
use access::actions::ReadEvidence;
use instrument::NonAnswer;
use kernel::{Fault, Id};
use learning::sittings::{Sitting, Sittings};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Stmt, Tx, Value, values};

store::statements! {
    /// Sums of answers for one programme and purpose, each with its session or, where there is none, its day. ?1 programme, ?2 purpose, ?3 questionnaire.
    SUMS = "select t.session_id, t.day, t.instrument_version_id, t.responses, t.sums from answer_sum t where t.programme_id = ?1 and t.purpose = ?2 {filters}",
        filters { instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?3)" };
    /// Sums of the answers to one version, for each purpose. ?2 the version.
    SUMS_OF_VERSION = "select t.session_id, t.day, t.instrument_version_id, t.responses, t.sums, t.purpose from answer_sum t
        where t.programme_id = ?1 and t.purpose in ('feedback', 'pre', 'post', 'follow-up') and t.instrument_version_id = ?2";
    /// How many responses each of the sums of a programme and purpose is of.
    RESPONSES = "select t.session_id, t.day, t.responses from answer_sum t where t.programme_id = ?1 and t.purpose = ?2 {filters}",
        filters { instrument: "and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?3)" };
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

/// What a statement of sums is asked with.
struct Sought<'s> {
    statement: &'static Stmt,
    names: &'s [&'s str],
    values: &'s [Value],
    wanted: Wanted<'s>,
}

/// Rows of a statement of sums, added up by group and version. `group` says of a row in which group it is; in none where it gives nothing.
fn heaps<G: Ord>(
    tx: &mut Tx<'_>,
    sought: &Sought<'_>,
    group: impl Fn(Option<&Sitting>, &Row<'_>) -> Result<Option<G>, Fault>,
) -> Result<BTreeMap<G, BTreeMap<Id, Heap>>, Fault> {
    let rows = audit::standing(tx, sought.statement, sought.names, sought.values, |row| {
        let Some(given) = sought.wanted.given(row)? else {
            return Ok(None);
        };
        let Some(group) = group(given.sitting(), row)? else {
            return Ok(None);
        };
        let (version, responses) = (row.get::<Id>(2)?, row.get::<i64>(3)?);
        Ok(Some((group, version, responses, row.get::<Vec<u8>>(4)?)))
    })?;
    let mut found: BTreeMap<G, BTreeMap<Id, Heap>> = BTreeMap::new();
    for (group, version, responses, packed) in rows.into_iter().flatten() {
        let heap = found.entry(group).or_default().entry(version).or_default();
        heap.responses = heap.responses.saturating_add(responses);
        heap.sums.take(&packed)?;
    }
    Ok(found)
}

/// The sums of one purpose by group and version.
fn of_purpose<G: Ord>(
    tx: &mut Tx<'_>,
    sittings: &Sittings,
    purpose: &str,
    filter: &Filter,
    group: impl Fn(Option<&Sitting>) -> Option<G>,
) -> Result<BTreeMap<G, BTreeMap<Id, Heap>>, Fault> {
    let sought = Sought {
        statement: &SUMS,
        names: filter.instrument.as_ref().map_or(&[], |_| &["instrument"]),
        values: values![sittings.programme(), purpose, filter.instrument.clone()],
        wanted: Wanted::of(sittings, filter),
    };
    heaps(tx, &sought, |sitting, _| Ok(group(sitting)))
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

/// The answers of a part, or of a group of sessions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tallied {
    /// How many responses.
    pub responses: i64,
    /// Counts of their answers; none when there are fewer than [`FEWEST`] responses.
    pub counts: Vec<Count>,
}

impl Tallied {
    fn of(heaps: &BTreeMap<Id, Heap>, versions: &BTreeMap<Id, InstrumentVersion>) -> Result<Self, Fault> {
        let responses = all_of(heaps);
        Ok(Self {
            responses,
            counts: if responses >= FEWEST {
                named(heaps, versions, None)?
            } else {
                Vec::new()
            },
        })
    }
}

/// Counts of all answers, and how many responses they are of.
///
/// # Errors
/// A fault of the engine.
pub fn counts(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    purpose: &str,
    filter: &Filter,
) -> Result<Tallied, Fault> {
    let found = of_purpose(tx, sittings, purpose, filter, |_| Some(()))?;
    let Some(heaps) = found.get(&()) else {
        return Ok(Tallied::default());
    };
    let versions = versions(tx, heaps.keys().copied())?;
    Tallied::of(heaps, &versions)
}

/// Counts of answers by course, and how much was not opened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ByCourse {
    /// How many responses there are, also those that belong to no session.
    pub responses: i64,
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
    sittings: &Sittings,
    purpose: &str,
    filter: &Filter,
) -> Result<ByCourse, Fault> {
    let title = |sitting: Option<&Sitting>| sitting.map(|sitting| sitting.course.title.clone());
    let courses = of_purpose(tx, sittings, purpose, filter, |sitting| Some(title(sitting)))?;
    let versions = versions(tx, courses.values().flat_map(BTreeMap::keys).copied())?;
    let mut found = ByCourse::default();
    for (course, heaps) in &courses {
        let size = all_of(heaps);
        found.responses = found.responses.saturating_add(size);
        let Some(course) = course else { continue };
        if size >= FEWEST {
            found.counts.extend(named(heaps, &versions, Some(course))?);
        } else {
            found.closed_courses += 1;
            found.closed_responses += u64::try_from(size).unwrap_or(0);
        }
    }
    Ok(found)
}

/// Counts of answers to one question (or to all, where none is named), apart for each group of the sessions they were given in. Answers
/// that name no session are in no group.
///
/// # Errors
/// A fault of the engine.
pub fn counts_by_group(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    purpose: &str,
    filter: &Filter,
    group: &dyn Fn(&Sitting) -> String,
    question: Option<&str>,
) -> Result<BTreeMap<String, Tallied>, Fault> {
    let groups = of_purpose(tx, sittings, purpose, filter, |sitting| sitting.map(group))?;
    let versions = versions(tx, groups.values().flat_map(BTreeMap::keys).copied())?;
    let mut found = BTreeMap::new();
    for (group, heaps) in groups {
        let mut tallied = Tallied::of(&heaps, &versions)?;
        tallied
            .counts
            .retain(|count| question.is_none_or(|asked| asked == count.question));
        found.insert(group, tallied);
    }
    Ok(found)
}

/// How many people were asked a question of a version and gave no answer, by what they were asked for. Who was not asked is none of them.
///
/// # Errors
/// A fault of the engine.
pub fn not_answered(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    filter: &Filter,
    version: Id,
    question: &str,
) -> Result<BTreeMap<String, i64>, Fault> {
    let sought = Sought {
        statement: &SUMS_OF_VERSION,
        names: &[],
        values: values![sittings.programme(), version],
        wanted: Wanted::of(sittings, filter),
    };
    let purposes = heaps(tx, &sought, |_, row| row.get::<String>(5).map(Some))?;
    let versions = versions(tx, std::iter::once(version))?;
    let mut found = BTreeMap::new();
    for (purpose, heaps) in purposes {
        let counts = named(&heaps, &versions, None)?;
        let none = counts.iter().filter(|count| {
            let why = count.non_answer.as_deref();
            count.question == question && why.is_some_and(|why| why != NonAnswer::NotAsked.code())
        });
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
    sittings: &Sittings,
    purpose: &str,
    filter: &Filter,
) -> Result<i64, Fault> {
    let wanted = Wanted::of(sittings, filter);
    let names: &[&str] = filter.instrument.as_ref().map_or(&[], |_| &["instrument"]);
    let values = values![sittings.programme(), purpose, filter.instrument.clone()];
    let found = audit::standing(tx, &RESPONSES, names, values, |row| {
        Ok(match wanted.given(row)? {
            Some(_) => row.get::<i64>(2)?,
            None => 0,
        })
    })?;
    Ok(found.into_iter().fold(0, i64::saturating_add))
}
