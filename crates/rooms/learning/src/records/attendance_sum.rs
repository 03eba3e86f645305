//! Statements about who booked and who came, packed by session.

use super::word;
use crate::attendance_sums::{Borough, Came, Entry, MeetingCourse};
use crate::model::{Cause, CourseId, LearnerId, Mode, SessionId, SessionState};
use directory::model::AreaId;
use kernel::{Day, Fault, Id};
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
    /// The sessions of a programme (?1). What is true of each is one number: what became of it, 4 where it was moved, 8 where it came from a file of
    /// earlier years, 16 where it counts, 32 for each place in the list of what was behind its being cancelled or moved, and 256 for each of its places:
    /// none where a file of earlier years does not say how many it had.
    SUM_LIST = concat!("select s.id, s.course_id, s.area_id, s.first_day, case s.state when 'planned' then 0 when 'held' then 1 when 'cancelled' then 2 end
        + case when s.original_day is null then 0 else 4 end + case when e.session_id is null then 0 else 8 end + case when ", crate::session_counts!(), " then 16 else 0 end
        + case case s.state when 'cancelled' then s.cancel_cause else s.change_cause end when 'too-few' then 32 when 'trainer' then 64 when 'venue' then 96
            when 'weather' then 128 when 'asked' then 160 when 'other' then 192 else 0 end
        + 256 * case when e.session_id is not null and e.capacity is null then 0 else s.capacity end
        from session s join course c on c.id = s.course_id left join earlier_session e on e.session_id = s.id where c.programme_id = ?1");
    /// What is packed, of whatever programme: read from beginning to end, which costs much less than finding each session's row.
    SUM_PACKED = "select u.session_id, u.packed from attendance_sum u";
    /// The courses of a programme (?1), and whether each asks for feedback.
    SUM_COURSES = "select c.id, c.title, c.kind, c.mode, (select count(*) from course_instrument i where i.course_id = c.id and i.purpose = 'feedback') from course c where c.programme_id = ?1";
    /// Areas by name.
    SUM_AREAS = "select a.id, a.name from area a";
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

/// A session as it is stored.
pub(crate) struct Stored {
    pub(crate) session: SessionId,
    pub(crate) course: CourseId,
    pub(crate) area: AreaId,
    pub(crate) day: Day,
    pub(crate) state: SessionState,
    pub(crate) moved: bool,
    pub(crate) cause: Option<Cause>,
    pub(crate) earlier: bool,
    pub(crate) counts: bool,
    pub(crate) places: u64,
}

/// A session.
pub(crate) fn stored(row: &Row) -> Result<Stored, Fault> {
    let told: i64 = row.get(4)?;
    Ok(Stored {
        session: SessionId(row.get(0)?),
        course: CourseId(row.get(1)?),
        area: AreaId(row.get(2)?),
        day: row.get(3)?,
        state: match told & 3 {
            0 => SessionState::Planned,
            1 => SessionState::Held,
            2 => SessionState::Cancelled,
            _ => return Err(Fault::new("a session in no state")),
        },
        moved: told & 4 != 0,
        cause: usize::try_from((told >> 5) & 7)
            .ok()
            .and_then(|place| Cause::ALL.get(place.checked_sub(1)?))
            .copied(),
        earlier: told & 8 != 0,
        counts: told & 16 != 0,
        places: u64::try_from(told >> 8).unwrap_or(0),
    })
}

/// A course.
pub(crate) fn course(row: &Row) -> Result<MeetingCourse, Fault> {
    let mode: String = row.get(3)?;
    Ok(MeetingCourse {
        id: CourseId(row.get(0)?),
        title: row.get::<String>(1)?.into(),
        kind: row.get(2)?,
        mode: word(&mode, Mode::parse)?,
        asks: row.get::<i64>(4)? > 0,
    })
}

/// Somebody who came, on one day.
pub(crate) fn attended(row: &Row) -> Result<(SessionId, Entry), Fault> {
    let answer: Option<String> = row.get(4)?;
    let borough = Borough::stored(row.get::<Option<Id>>(3)?, answer.as_deref());
    entry(row, false, std::iter::once(borough).collect())
}

/// Somebody who booked.
pub(crate) fn booked(row: &Row) -> Result<(SessionId, Entry), Fault> {
    entry(row, true, Came::new())
}

fn entry(row: &Row, booked: bool, came: Came) -> Result<(SessionId, Entry), Fault> {
    let entry = Entry {
        learner: LearnerId(row.get(1)?),
        known: row.get::<i64>(2)? == 1,
        booked,
        came,
    };
    Ok((SessionId(row.get(0)?), entry))
}
