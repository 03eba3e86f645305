//! Statements about what managers said that their organisations would review.

use super::word;
use crate::model::{BookingId, CommitmentId, CommitmentState, SessionId};
use kernel::{Day, Fault};
use store::Row;

macro_rules! columns {
    () => {
        "select k.id, k.session_id, s.reference, c.title, a.name, k.booking_id, k.organisation, k.manager_sealed, k.what_sealed, k.due, k.first_due, \
        k.move_reason_sealed, k.state, k.outcome_sealed from commitment k join session s on s.id = k.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id"
    };
}

store::statements! {
    /// A commitment, for the holder of its signed link.
    COMMITMENT_OWN_GUARD = "select k.version from commitment k where k.id = ?3";
    /// A new one; a booking has one at most.
    COMMITMENT_INSERT = "insert into commitment (id, session_id, booking_id, organisation, manager_sealed, what_sealed, due, state, made_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8) on conflict (booking_id) do nothing";
    /// One of them.
    COMMITMENT_FETCH = concat!(columns!(), " where k.id = ?1");
    /// It is done, or will not be.
    COMMITMENT_END = "update commitment set state = ?2, outcome_sealed = ?3, ended_at = ?4, version = version + 1 where id = ?1 and state = 'open'";
    /// It is to be done after all.
    COMMITMENT_REOPEN = "update commitment set state = 'open', outcome_sealed = null, ended_at = null, version = version + 1 where id = ?1 and state <> 'open'";
    /// It is to be done by another day: once.
    COMMITMENT_MOVE = "update commitment set first_due = due, due = ?2, move_reason_sealed = ?3, reminded_at = null, overdue_at = null, version = version + 1 \
        where id = ?1 and state = 'open' and first_due is null";
    /// Those whose day comes soon and of which the manager was not reminded. ?1 today, ?2 the last such day, ?3 how many at most.
    COMMITMENT_SOON = "select k.id from commitment k where k.state = 'open' and k.reminded_at is null and k.due >= ?1 and k.due <= ?2 order by k.due, k.id limit ?3";
    /// She was.
    COMMITMENT_REMINDED = "update commitment set reminded_at = ?2 where id = ?1 and reminded_at is null";
    /// Those whose day is over and of which the manager was not reminded. ?1 today, ?2 how many at most.
    COMMITMENT_OVER = "select k.id from commitment k where k.state = 'open' and k.overdue_at is null and k.due < ?1 order by k.due, k.id limit ?2";
    /// She was.
    COMMITMENT_OVERDUE = "update commitment set overdue_at = ?2 where id = ?1 and overdue_at is null";
    /// A page of those of sessions in sight, the day that is over longest first. ?3 the last one of the page before, ?4 state, ?5 today, ?6 how many at most.
    COMMITMENT_LIST = concat!(columns!(), " where ", access::session_in_scope!(), " {filters} order by k.due, k.id limit ?6"),
        filters {
            after: "and (k.due, k.id) > (select e.due, e.id from commitment e where e.id = ?3)",
            state: "and k.state = ?4",
            overdue: "and k.state = 'open' and k.due < ?5",
        };
    /// How many were made and how many are done, of a part of a programme. ?1 programme, ?2 area, ?3 and ?4 first and last day of their sessions,
    /// ?5 course.
    COMMITMENT_STANDING = "select count(*), count(case when k.state = 'done' then 1 end) from commitment k join session s on s.id = k.session_id join course c on c.id = s.course_id \
        where c.programme_id = ?1 {filters}",
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
    /// How many the list would hold, counted up to a thousand and one.
    COMMITMENT_COUNT = concat!("select count(*) from (select 1 as one from commitment k join session s on s.id = k.session_id where ", access::session_in_scope!(), " {filters} limit 1001) t"),
        filters {
            state: "and k.state = ?4",
            overdue: "and k.state = 'open' and k.due < ?5",
        };
}

/// A commitment, its words closed.
pub(crate) struct Closed {
    pub(crate) id: CommitmentId,
    pub(crate) session: SessionId,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) area: String,
    pub(crate) booking: BookingId,
    pub(crate) organisation: String,
    pub(crate) manager: Vec<u8>,
    pub(crate) what: Vec<u8>,
    pub(crate) due: Day,
    pub(crate) first_due: Option<Day>,
    pub(crate) move_reason: Option<Vec<u8>>,
    pub(crate) state: CommitmentState,
    pub(crate) outcome: Option<Vec<u8>>,
}

kernel::masked!(Closed);

/// Reads one.
pub(crate) fn commitment(row: &Row) -> Result<Closed, Fault> {
    Ok(Closed {
        id: CommitmentId(row.get(0)?),
        session: SessionId(row.get(1)?),
        reference: row.get(2)?,
        title: row.get(3)?,
        area: row.get(4)?,
        booking: BookingId(row.get(5)?),
        organisation: row.get(6)?,
        manager: row.get(7)?,
        what: row.get(8)?,
        due: row.get(9)?,
        first_due: row.get(10)?,
        move_reason: row.get(11)?,
        state: word(&row.get::<String>(12)?, CommitmentState::parse)?,
        outcome: row.get(13)?,
    })
}
