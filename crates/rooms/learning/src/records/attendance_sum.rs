//! Statements about who booked and who came, packed by session.

use super::word;
use crate::attendance_sums::{Borough, Entry, Meeting};
use crate::model::{CourseId, LearnerId, Mode, SessionId};
use directory::model::AreaId;
use kernel::{Fault, Id};
use store::Row;

/// An attendance, with what was given of the borough: a booking says it before the attendance itself.
macro_rules! attended {
    () => {
        "select t.session_id, t.learner_id, case when l.email_blind is null then 0 else 1 end, coalesce(b.area_id, t.area_id), coalesce(b.area_answer, t.area_answer) \
         from session s join attendance t on t.session_id = s.id join learner l on l.id = t.learner_id left join booking b on b.id = t.booking_id"
    };
}

/// A booking that stands.
macro_rules! booked {
    () => {
        "select b.session_id, b.learner_id, case when l.email_blind is null then 0 else 1 end from session s \
         join booking b on b.session_id = s.id and b.state = 'booked' join learner l on l.id = b.learner_id"
    };
}

/// True for rows of `session s` that are not packed.
macro_rules! not_packed {
    () => {
        "not exists (select 1 from attendance_sum u where u.session_id = s.id)"
    };
}

store::statements! {
    /// The sessions of a programme (?1) that were not cancelled, with what is packed of each. ?2 area, ?3 first day, ?4 last day, ?5 course.
    SUM_LIST = concat!("select s.id, c.id, c.title, s.area_id, a.name, c.mode, s.first_day, case when ", crate::session_counts!(), " then 1 else 0 end, u.packed
        from session s join course c on c.id = s.course_id join area a on a.id = s.area_id left join attendance_sum u on u.session_id = s.id
        where c.programme_id = ?1 and s.state <> 'cancelled' {filters} order by s.first_day, s.id"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
    /// The attendances of sessions of a programme (?1) that are not packed.
    UNPACKED_ATTENDED = concat!(attended!(), " join course c on c.id = s.course_id where c.programme_id = ?1 and ", not_packed!(), " order by t.session_id, t.id");
    /// The bookings that stand of sessions of a programme (?1) that are not packed.
    UNPACKED_BOOKED = concat!(booked!(), " join course c on c.id = s.course_id where c.programme_id = ?1 and ", not_packed!(), " order by b.session_id, b.id");
    /// Sessions that are not packed, ?1 of them.
    SUM_MISSING = concat!("select s.id from session s where ", not_packed!(), " order by s.id limit ?1");
    /// The attendances of those up to ?1.
    MISSING_ATTENDED = concat!(attended!(), " where s.id <= ?1 and ", not_packed!(), " order by t.session_id, t.id");
    /// The bookings that stand of those up to ?1.
    MISSING_BOOKED = concat!(booked!(), " where s.id <= ?1 and ", not_packed!(), " order by b.session_id, b.id");
    /// Keeps what was packed.
    SUM_INSERT = "insert into attendance_sum (session_id, packed) values (?1, ?2)";
}

/// A session, without its entries, and what is packed of it.
pub(crate) fn meeting(row: &Row) -> Result<(Meeting, Option<Vec<u8>>), Fault> {
    let mode: String = row.get(5)?;
    let meeting = Meeting {
        session: SessionId(row.get(0)?),
        course: CourseId(row.get(1)?),
        course_title: row.get(2)?,
        area: AreaId(row.get(3)?),
        area_name: row.get(4)?,
        mode: word(&mode, Mode::parse)?,
        day: row.get(6)?,
        counts: row.get::<i64>(7)? == 1,
        entries: Vec::new(),
    };
    Ok((meeting, row.get(8)?))
}

/// Somebody who came, on one day.
pub(crate) fn attended(row: &Row) -> Result<(SessionId, Entry), Fault> {
    let answer: Option<String> = row.get(4)?;
    let borough = Borough::stored(row.get::<Option<Id>>(3)?, answer.as_deref());
    entry(row, false, vec![borough])
}

/// Somebody who booked.
pub(crate) fn booked(row: &Row) -> Result<(SessionId, Entry), Fault> {
    entry(row, true, Vec::new())
}

fn entry(row: &Row, booked: bool, came: Vec<Borough>) -> Result<(SessionId, Entry), Fault> {
    let entry = Entry {
        learner: LearnerId(row.get(1)?),
        known: row.get::<i64>(2)? == 1,
        booked,
        came,
    };
    Ok((SessionId(row.get(0)?), entry))
}
