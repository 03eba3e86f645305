//! Statements about one learner: finding her, her sessions, and what is recognised of what she learned elsewhere.

use super::word;
use crate::model::{BookingState, CourseId, LearnerId, PathwayId, SessionState, Visit};
use kernel::{Day, Fault, Id, Instant};
use store::Row;

/// A person `l` who booked or came to a session in the viewer's sight.
macro_rules! learner_in_scope {
    () => {
        concat!(
            "(?2 or exists (select 1 from booking x join session s on s.id = x.session_id where x.learner_id = l.id and ", access::session_in_scope!(),
            ") or exists (select 1 from attendance x join session s on s.id = x.session_id where x.learner_id = l.id and ", access::session_in_scope!(), "))"
        )
    };
}

store::statements! {
    /// A person in sight.
    RECORD_IN_SIGHT = concat!("select l.record_round from learner l where l.id = ?3 and ", learner_in_scope!());
    /// A person in sight by an address; by either, where two records of hers were joined.
    FIND_BY_EMAIL = concat!("select l.id from learner e join learner l on l.id = coalesce(e.joined_to, e.id) where e.email_blind = ?3 and ", learner_in_scope!());
    /// A person's sessions in sight (?3), the last first.
    VISIT_LIST = concat!("select s.reference, c.title, s.first_day, s.last_day, s.state, c.hours, b.reference, b.state, b.awaits, b.given_up_days, \
        (select count(*) from attendance t where t.session_id = s.id and t.learner_id = ?3), \
        (select count(*) from session_day d where d.session_id = s.id), \
        (select count(*) from session_day d where d.session_id = s.id and d.register_at is null), ce.id, \
        coalesce(b.organisation, (select max(t.organisation) from attendance t where t.session_id = s.id and t.learner_id = ?3)), \
        coalesce(b.background, (select max(t.background) from attendance t where t.session_id = s.id and t.learner_id = ?3)), \
        b.id, b.access_needs_sealed, b.language_needs_sealed \
        from (select x.session_id as at from booking x where x.learner_id = ?3 union select y.session_id as at from attendance y where y.learner_id = ?3) v \
        join session s on s.id = v.at join course c on c.id = s.course_id left join booking b on b.session_id = s.id and b.learner_id = ?3 \
        left join certificate ce on ce.session_id = s.id and ce.learner_id = ?3 and ce.withdrawn_at is null \
        where ", access::session_in_scope!(), " order by s.last_day desc, s.id desc limit ?4");
    /// What is recognised of what a person learned elsewhere.
    RECOGNISED_LIST = "select g.course_id, c.title, g.id, g.evidence_sealed, g.made_at, g.holds_until, ac.id, ac.name_sealed from recognised_learning g \
        join course c on c.id = g.course_id join account ac on ac.id = g.made_by where g.learner_id = ?1 order by c.title, c.id limit 200";
    /// Courses for which something may be recognised: current ones in sight, and those that are done before another.
    RECOGNISED_CHOICES = concat!("select c.id, c.title from course c where c.archived = false and ", access::course_in_scope!(),
        " or exists (select 1 from course_prerequisite q where q.needs_id = c.id) order by c.title, c.id limit 300");
    /// Recognises what somebody learned elsewhere. What is recognised already stays, unless it counts no longer on a day (?8).
    RECOGNISED_INSERT = "insert into recognised_learning (learner_id, course_id, made_by, made_at, id, evidence_sealed, holds_until) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
        on conflict (learner_id, course_id) do update set made_by = excluded.made_by, made_at = excluded.made_at, id = excluded.id, evidence_sealed = excluded.evidence_sealed, \
        holds_until = excluded.holds_until where recognised_learning.holds_until < ?8";
    /// Takes a recognition back.
    RECOGNISED_DELETE = "delete from recognised_learning where learner_id = ?1 and course_id = ?2";
    /// A person's places on pathways.
    WALKS_OF = "select w.id, w.pathway_id from pathway_learner w where w.learner_id = ?1 and w.left_on is null order by w.id";
}

/// A session of somebody, what she needs closed.
pub(crate) struct ClosedVisit {
    pub(crate) visit: Visit,
    pub(crate) booking: Option<Id>,
    pub(crate) access_needs: Option<Vec<u8>>,
    pub(crate) language_needs: Option<Vec<u8>>,
}

/// Reads one.
pub(crate) fn visit(row: &Row) -> Result<ClosedVisit, Fault> {
    let state = row.get::<Option<String>>(7)?;
    let state = state.map(|code| word(&code, BookingState::parse)).transpose()?;
    Ok(ClosedVisit {
        visit: Visit {
            reference: row.get(0)?,
            title: row.get(1)?,
            first_day: row.get(2)?,
            last_day: row.get(3)?,
            state: word(&row.get::<String>(4)?, SessionState::parse)?,
            hours: row.get(5)?,
            booking: row.get::<Option<String>>(6)?.zip(state),
            awaits: super::rules::awaits(row.get(8)?)?,
            given_up_days: row.get(9)?,
            there: row.get(10)?,
            days: row.get(11)?,
            owed: row.get(12)?,
            certificate: row.get(13)?,
            organisation: row.get::<Option<String>>(14)?.unwrap_or_default(),
            background: row.get::<Option<String>>(15)?.unwrap_or_default(),
        },
        booking: row.get(16)?,
        access_needs: row.get(17)?,
        language_needs: row.get(18)?,
    })
}

/// Something that is recognised, its sealed parts closed.
pub(crate) struct ClosedRecognised {
    pub(crate) course: CourseId,
    pub(crate) title: String,
    pub(crate) id: Option<Id>,
    pub(crate) evidence: Option<Vec<u8>>,
    pub(crate) at: Instant,
    pub(crate) holds_until: Option<Day>,
    pub(crate) by: (Id, Vec<u8>),
}

/// Reads one.
pub(crate) fn recognised(row: &Row) -> Result<ClosedRecognised, Fault> {
    Ok(ClosedRecognised {
        course: CourseId(row.get(0)?),
        title: row.get(1)?,
        id: row.get(2)?,
        evidence: row.get(3)?,
        at: row.get(4)?,
        holds_until: row.get(5)?,
        by: (row.get(6)?, row.get(7)?),
    })
}

/// Reads a person's place on a pathway.
pub(crate) fn walk(row: &Row) -> Result<(Id, PathwayId), Fault> {
    Ok((row.get(0)?, PathwayId(row.get(1)?)))
}

/// Reads whose record it is.
pub(crate) fn found(row: &Row) -> Result<LearnerId, Fault> {
    Ok(LearnerId(row.get(0)?))
}
