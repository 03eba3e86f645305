//! Statements at the door: days, registers, being there.

use super::word;
use crate::model::{
    AttendanceId, BookingId, BookingState, How, LearnerId, SessionDayId, SessionId, SessionState,
};
use kernel::{Day, Fault};
use store::Row;

store::statements! {
    /// A day whose session takes place, for the holder of one of its codes.
    DOOR_GUARD = "select s.version from session_day d join session s on s.id = d.session_id where d.id = ?3 and s.state <> 'cancelled'";
    /// The version of the session of a day in sight.
    DAY_GUARD = concat!("select s.version from session_day d join session s on s.id = d.session_id where d.id = ?3 and ", access::session_in_scope!());
    /// A day with its session.
    DOOR_DAY = "select d.id, d.session_id, d.day, d.starts, d.ends, s.reference, c.title, s.state, s.area_id from session_day d \
        join session s on s.id = d.session_id join course c on c.id = s.course_id where d.id = ?1";
    /// What others need to know of a day.
    DAY_FACTS = "select d.session_id, d.day, s.course_id, s.area_id, s.reference, c.title, s.first_day, s.last_day, f.starts, f.ends, l.starts, l.ends \
        from session_day d join session s on s.id = d.session_id join course c on c.id = s.course_id \
        join session_day f on f.session_id = s.id and f.day = s.first_day join session_day l on l.session_id = s.id and l.day = s.last_day where d.id = ?1";
    /// The days of a session by its reference.
    DOOR_DAYS = "select d.id, d.session_id, d.day, d.starts, d.ends, s.reference, c.title, s.state, s.area_id from session_day d \
        join session s on s.id = d.session_id join course c on c.id = s.course_id where s.reference = ?1 order by d.day";
    /// The person with an address, or with one of hers, when she has a booking of the session (?1) or a mark of the day (?2).
    DOOR_BY_EMAIL = "select coalesce(b.id, t.booking_id), l.id, t.how from learner e join learner l on l.id = coalesce(e.joined_to, e.id) \
        left join booking b on b.session_id = ?1 and b.learner_id = l.id and b.state in ('booked', 'waiting') \
        left join attendance t on t.session_day_id = ?2 and t.learner_id = l.id where e.email_blind = ?3 and (b.id is not null or t.id is not null)";
    /// Bookings of a session under a name; two of one name match nobody, and a name alone never matches who did not book.
    DOOR_BY_NAME = "select b.id, b.learner_id, t.how from booking b join learner l on l.id = b.learner_id left join attendance t on t.session_day_id = ?2 and t.learner_id = b.learner_id \
        where b.session_id = ?1 and l.name_blind = ?3 and b.state in ('booked', 'waiting') limit 2";
    /// Somebody is there; nothing happens when she is already recorded.
    ATTENDANCE_INSERT = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at, area_answer) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) on conflict (session_day_id, learner_id) do nothing";
    /// Somebody whom a trainer had marked signs in herself.
    ATTENDANCE_OWN = "update attendance set how = 'phone' where session_day_id = ?1 and learner_id = ?2 and how in ('register', 'paper')";
    /// The marks of a day, whole.
    ATTENDANCE_MARKS = "select id, booking_id, learner_id, how, organisation, background, area_id, at, area_answer from attendance where session_day_id = ?1";
    /// All bookings of a session in the order in which they were made, which is their number on paper.
    SHEET_LINES = "select b.id, b.learner_id, b.state, b.reference, b.organisation, l.name_sealed, t.id, t.how from booking b join learner l on l.id = b.learner_id \
        left join attendance t on t.session_day_id = ?2 and t.learner_id = b.learner_id where b.session_id = ?1 order by b.id";
    /// Takes a mark back that a trainer made, unless the person has signed in herself since.
    ATTENDANCE_UNMAKE = "delete from attendance where id = ?1 and how in ('register', 'paper')";
    /// Takes a mark back.
    ATTENDANCE_DELETE = "delete from attendance where session_day_id = ?1 and learner_id = ?2";
    /// Everybody the register of a day names: people with a place, people on the waiting list who came, people marked.
    REGISTER_BOOKED = "select b.id, b.learner_id, b.state, b.reference, b.organisation, l.name_sealed, t.id, t.how from booking b join learner l on l.id = b.learner_id \
        left join attendance t on t.session_day_id = ?2 and t.learner_id = b.learner_id where b.session_id = ?1 and (b.state = 'booked' or t.id is not null) order by b.id";
    /// Walk-ins of a day.
    REGISTER_WALK_INS = "select t.id, t.learner_id, t.organisation, l.name_sealed, t.how from attendance t join learner l on l.id = t.learner_id \
        where t.session_day_id = ?1 and not exists (select 1 from booking b where b.session_id = t.session_id and b.learner_id = t.learner_id) order by t.at, t.id";
    /// The register of a day was saved, or it was not after all.
    REGISTER_SAVED = "update session_day set register_at = ?2 where id = ?1";
    /// When the register of a day was saved.
    REGISTER_AT = "select register_at from session_day where id = ?1";
    /// The last save of a day's register.
    UNDO_FETCH = "select save_id, account_id, saved_at, register_before, marks_sealed from register_undo where session_day_id = ?1";
    /// The last save of a day's register that somebody may still take back. ?2 who, ?3 no older than this.
    UNDO_OFFERED = "select save_id from register_undo where session_day_id = ?1 and account_id = ?2 and saved_at >= ?3";
    /// Notes the last save of a day's register.
    UNDO_PUT = "insert into register_undo (session_day_id, save_id, account_id, saved_at, register_before, marks_sealed) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// Nothing of a day's register is to be taken back any more.
    UNDO_DROP = "delete from register_undo where session_day_id = ?1";
    /// Saves before this are kept no longer.
    UNDO_SWEEP = "delete from register_undo where saved_at < ?1";
    /// Marks of a session per day.
    ATTENDANCE_COUNTS = "select d.id, (select count(*) from attendance t where t.session_day_id = d.id) from session_day d where d.session_id = ?1 order by d.day";
}

/// A day at the door.
#[derive(Clone, Debug)]
pub(crate) struct DoorDay {
    pub(crate) id: SessionDayId,
    pub(crate) session: SessionId,
    pub(crate) day: Day,
    pub(crate) starts: String,
    pub(crate) ends: String,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) state: SessionState,
}

/// Reads a day.
pub(crate) fn door_day(row: &Row) -> Result<DoorDay, Fault> {
    Ok(DoorDay {
        id: SessionDayId(row.get(0)?),
        session: SessionId(row.get(1)?),
        day: row.get(2)?,
        starts: row.get(3)?,
        ends: row.get(4)?,
        reference: row.get(5)?,
        title: row.get(6)?,
        state: word(&row.get::<String>(7)?, SessionState::parse)?,
    })
}

/// Somebody known at the door.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matched {
    pub(crate) booking: Option<BookingId>,
    pub(crate) learner: LearnerId,
    /// How she is marked on the day, if she is.
    pub(crate) how: Option<How>,
}

/// Reads somebody known at the door.
pub(crate) fn matched(row: &Row) -> Result<Matched, Fault> {
    Ok(Matched {
        booking: row.get::<Option<kernel::Id>>(0)?.map(BookingId),
        learner: LearnerId(row.get(1)?),
        how: row
            .get::<Option<String>>(2)?
            .map(|how| word(&how, How::parse))
            .transpose()?,
    })
}

/// A line of the register, the name closed.
#[derive(Clone, Debug)]
pub(crate) struct ClosedLine {
    pub(crate) booking: Option<BookingId>,
    pub(crate) learner: LearnerId,
    pub(crate) state: Option<BookingState>,
    pub(crate) reference: String,
    pub(crate) organisation: String,
    pub(crate) name: Vec<u8>,
    pub(crate) mark: Option<(AttendanceId, How)>,
}

/// Reads a line of somebody who booked.
pub(crate) fn booked_line(row: &Row) -> Result<ClosedLine, Fault> {
    let mark = match (row.get::<Option<kernel::Id>>(6)?, row.get::<Option<String>>(7)?) {
        (Some(id), Some(how)) => Some((AttendanceId(id), word(&how, How::parse)?)),
        _ => None,
    };
    Ok(ClosedLine {
        booking: Some(BookingId(row.get(0)?)),
        learner: LearnerId(row.get(1)?),
        state: Some(word(&row.get::<String>(2)?, BookingState::parse)?),
        reference: row.get(3)?,
        organisation: row.get(4)?,
        name: row.get(5)?,
        mark,
    })
}

/// Reads a line of a walk-in.
pub(crate) fn walk_in_line(row: &Row) -> Result<ClosedLine, Fault> {
    Ok(ClosedLine {
        booking: None,
        learner: LearnerId(row.get(1)?),
        state: None,
        reference: String::new(),
        organisation: row.get::<Option<String>>(2)?.unwrap_or_default(),
        name: row.get(3)?,
        mark: Some((
            AttendanceId(row.get(0)?),
            word(&row.get::<String>(4)?, How::parse)?,
        )),
    })
}
