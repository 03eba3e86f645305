//! The same people before and after one course, by the code they made themselves.

use crate::tallies::{FEWEST, Filter, answer_counts};
use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Fault, Id};
use store::{Tx, Value, values};

/// The answers before and after that a page asks for, each with its course, and how often each code came to a course. Where an
/// answer belongs to no session its programme stands for the course.
macro_rules! coded {
    () => {
        concat!("with coded as (select r.id, r.purpose, r.link_code, r.instrument_version_id, coalesce(s.course_id, r.programme_id) as course_id
            from response r join instrument_version v on v.id = r.instrument_version_id left join session s on s.id = r.session_id
            where r.programme_id = ?1 and r.link_code is not null
            and ((r.purpose = 'pre' and v.key = ?2) or (r.purpose = 'post' and v.key = ?7)) and ", answer_counts!(), " {filters}),
        code as (select course_id, link_code, count(case when purpose = 'pre' then 1 end) as befores, count(case when purpose = 'post' then 1 end) as afters
            from coded group by course_id, link_code)")
    };
}

store::statements! {
    /// Codes found on both sides of a course: those that came once on either, and those that came more often. ?1 programme, ?2 questionnaire before, ?3 area, ?4 first day, ?5 last day, ?6 course, ?7 questionnaire after.
    PAIRED = concat!(coded!(), " select count(case when befores = 1 and afters = 1 then 1 end),
        count(case when befores > 0 and afters > 0 and befores + afters > 2 then 1 end) from code"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6" };
    /// Points before and after of the people with one answer on either side of a course, by question and by the versions that were answered.
    MOVES = concat!(coded!(), " select pre.instrument_version_id, post.instrument_version_id, pa.question_key, pa.number, qa.number, count(*) from code
        join coded pre on pre.course_id = code.course_id and pre.link_code = code.link_code and pre.purpose = 'pre'
        join coded post on post.course_id = code.course_id and post.link_code = code.link_code and post.purpose = 'post'
        join answer pa on pa.response_id = pre.id
        join answer qa on qa.response_id = post.id and qa.question_key = pa.question_key
        where code.befores = 1 and code.afters = 1 and pa.number is not null and qa.number is not null
        group by pre.instrument_version_id, post.instrument_version_id, pa.question_key, pa.number, qa.number
        order by pre.instrument_version_id, post.instrument_version_id, pa.question_key, pa.number, qa.number"),
        filters { area: "and s.area_id = ?3", from: "and coalesce(s.first_day, r.day) >= ?4", to: "and coalesce(s.first_day, r.day) <= ?5", course: "and s.course_id = ?6" };
}

/// How many people moved from one point of a question to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The version answered before.
    pub version_before: Id,
    /// The version answered after.
    pub version_after: Id,
    /// The question.
    pub question: String,
    /// The point before.
    pub before: i64,
    /// The point after.
    pub after: i64,
    /// People.
    pub persons: i64,
}

/// Who was found on both sides of a course.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pairs {
    /// People and courses, each with one answer before and one after.
    pub people: i64,
    /// Codes that came more than once on a side of a course: they pair nothing.
    pub repeated: i64,
    /// Their moves; none when there are fewer than [`FEWEST`] people.
    pub moves: Vec<Move>,
}

/// People before and after a course. The filter is for both answers: who is counted as paired is counted on either side too.
///
/// # Errors
/// A fault of the engine.
pub fn pairs(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    questionnaires: (&str, &str),
    filter: &Filter,
) -> Result<Pairs, Fault> {
    let names = filter.names();
    let values: Vec<Value> = values![
        programme,
        questionnaires.0,
        filter.area,
        filter.from.clone(),
        filter.to.clone(),
        filter.course,
        questionnaires.1
    ]
    .to_vec();
    let found = tx.list(&PAIRED, &names, &values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (people, repeated) = found.first().copied().unwrap_or((0, 0));
    let moves = if people < FEWEST {
        Vec::new()
    } else {
        tx.list(&MOVES, &names, &values, |row| {
            Ok(Move {
                version_before: row.get(0)?,
                version_after: row.get(1)?,
                question: row.get(2)?,
                before: row.get(3)?,
                after: row.get(4)?,
                persons: row.get(5)?,
            })
        })?
    };
    Ok(Pairs {
        people,
        repeated,
        moves,
    })
}
