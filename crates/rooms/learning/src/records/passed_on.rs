//! Statements about what people passed on at work.

use super::word;
use crate::model::{LearnerId, PassedKind, PassedOnId, PassedState, SessionId};
use kernel::{Day, Fault};
use store::Row;

macro_rules! columns {
    () => {
        "select p.id, p.learner_id, l.name_sealed, p.session_id, s.reference, c.title, a.name, s.first_day, p.day, p.kind, p.people, p.words_sealed, p.state, p.reason_sealed \
        from passed_on p join learner l on l.id = p.learner_id join session s on s.id = p.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id"
    };
}

store::statements! {
    /// One of them, for who told of it.
    PASSED_ON_OWN_GUARD = "select p.version from passed_on p where p.id = ?3";
    /// One of a session in sight, for staff.
    PASSED_ON_GUARD = concat!("select p.version from passed_on p join session s on s.id = p.session_id where p.id = ?3 and ", access::session_in_scope!());
    /// A new one; of one kind a person passes a session on once a day.
    PASSED_ON_INSERT = "insert into passed_on (id, learner_id, session_id, day, kind, people, words_sealed, state, told_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'counted', ?8) on conflict (learner_id, session_id, day, kind) do nothing";
    /// Whether another of the same person has this day and kind.
    PASSED_ON_TWICE = "select p.id from passed_on p join passed_on own on own.id = ?1 where p.learner_id = own.learner_id and p.session_id = own.session_id and p.day = ?2 and p.kind = ?3 and p.id <> ?1";
    /// It says something else.
    PASSED_ON_CHANGE = "update passed_on set day = ?2, kind = ?3, people = ?4, words_sealed = ?5, version = version + 1 where id = ?1 and state = 'counted'";
    /// It stands elsewhere: ?2 from where, ?3 where.
    PASSED_ON_TURN = "update passed_on set state = ?3, reason_sealed = ?4, version = version + 1 where id = ?1 and state = ?2";
    /// One of them.
    PASSED_ON_FETCH = concat!(columns!(), " where p.id = ?1");
    /// Those of a person, the last first.
    PASSED_ON_OWN = concat!(columns!(), " where p.learner_id = ?1 order by p.day desc, p.id desc limit ?2");
    /// Sessions at which a person was, by their references.
    PASSED_ON_SESSION = "select s.id, s.first_day from session s where s.reference = ?2 and s.state <> 'cancelled' \
        and exists (select 1 from attendance t where t.session_id = s.id and t.learner_id = ?1)";
    /// A page of those of sessions in sight, the last first. ?3 the last one of the page before, ?4 kind, ?5 state, ?6 and ?7 first and last day, ?8 how many at most.
    PASSED_ON_LIST = concat!(columns!(), " where ", access::session_in_scope!(), " {filters} order by p.day desc, p.id desc limit ?8"),
        filters {
            after: "and (p.day, p.id) < (select e.day, e.id from passed_on e where e.id = ?3)",
            kind: "and p.kind = ?4",
            state: "and p.state = ?5",
            from: "and p.day >= ?6",
            to: "and p.day <= ?7",
        };
    /// How many the list would hold, counted up to a thousand and one.
    PASSED_ON_COUNT = concat!("select count(*) from (select 1 as one from passed_on p join session s on s.id = p.session_id where ", access::session_in_scope!(), " {filters} limit 1001) t"),
        filters {
            kind: "and p.kind = ?4",
            state: "and p.state = ?5",
            from: "and p.day >= ?6",
            to: "and p.day <= ?7",
        };
    /// How often something was passed on and to how many, by kind; what a second record of a person has as well counts once, also where she
    /// took back the one and not the other. ?1 programme, ?2 area, ?3 and ?4 first and last day of their sessions, ?5 course.
    PASSED_ON_REACHED = concat!("select p.kind, count(*), cast(sum(p.people) as bigint), count(distinct p.session_id) from passed_on p join learner l on l.id = p.learner_id \
        join session s on s.id = p.session_id join course c on c.id = s.course_id where p.state = 'counted' \
        and (l.joined_to is null or exists (select 1 from passed_on k where k.learner_id = l.joined_to and k.session_id = p.session_id and k.day = p.day and k.kind = p.kind and k.state = 'taken-back')) and c.programme_id = ?1 and ", crate::session_counts!(), " {filters} group by p.kind"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
}

/// One, its words closed.
pub(crate) struct Closed {
    pub(crate) id: PassedOnId,
    pub(crate) learner: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) session: SessionId,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) area: String,
    pub(crate) first_day: Day,
    pub(crate) day: Day,
    pub(crate) kind: PassedKind,
    pub(crate) people: i64,
    pub(crate) words: Option<Vec<u8>>,
    pub(crate) state: PassedState,
    pub(crate) reason: Option<Vec<u8>>,
}

kernel::masked!(Closed);

/// Reads one.
pub(crate) fn passed_on(row: &Row) -> Result<Closed, Fault> {
    Ok(Closed {
        id: PassedOnId(row.get(0)?),
        learner: LearnerId(row.get(1)?),
        name: row.get(2)?,
        session: SessionId(row.get(3)?),
        reference: row.get(4)?,
        title: row.get(5)?,
        area: row.get(6)?,
        first_day: row.get(7)?,
        day: row.get(8)?,
        kind: word(&row.get::<String>(9)?, PassedKind::parse)?,
        people: row.get(10)?,
        words: row.get(11)?,
        state: word(&row.get::<String>(12)?, PassedState::parse)?,
        reason: row.get(13)?,
    })
}
