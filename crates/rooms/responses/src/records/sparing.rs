//! Statements about questions that are put to some only, in sessions.

use kernel::Fault;
use store::Row;

store::statements! {
    /// The rule of a questionnaire, a row for each of its questions.
    RULE_OF = "select r.fewest, r.quota, q.question_key from sparing_rule r join sparing_question q on q.instrument_key = r.instrument_key where r.instrument_key = ?1 order by q.question_key";
    /// Takes the rule away.
    RULE_DROP = "delete from sparing_rule where instrument_key = ?1";
    /// Takes its questions away.
    RULE_QUESTIONS_DROP = "delete from sparing_question where instrument_key = ?1";
    /// Sets the rule.
    RULE_INSERT = "insert into sparing_rule (instrument_key, fewest, quota, set_by, set_at) values (?1, ?2, ?3, ?4, ?5)";
    /// A question of it.
    RULE_QUESTION_INSERT = "insert into sparing_question (instrument_key, question_key) values (?1, ?2)";
    /// People of a session: who has a place, and who signed in.
    GROUP_SIZE = "select (select count(*) from booking b where b.session_id = ?1 and b.state = 'booked'), (select count(distinct t.learner_id) from attendance t where t.session_id = ?1)";
    /// People of a session's course to whom one of the questions was put, counted to ?3.
    GROUP_ASKED = "select count(*) from (select 1 from session s join session o on o.course_id = s.course_id join response r on r.session_id = o.id \
        join instrument_version v on v.id = r.instrument_version_id where s.id = ?1 and v.key = ?2 \
        and exists (select 1 from answer a join sparing_question q on q.instrument_key = ?2 and q.question_key = a.question_key \
        where a.response_id = r.id and (a.non_answer is null or a.non_answer <> 'not-asked')) limit ?3) counted";
}

/// A row of a rule: the fewest people, the quota, and a question.
pub(crate) fn rule(row: &Row<'_>) -> Result<(i64, Option<i64>, String), Fault> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
