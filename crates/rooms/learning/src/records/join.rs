//! Statements that move what belongs to one record of a learner to another, and back. Of each kind one notes which rows move (?1 the pair,
//! ?2 from whom, ?3 to whom) and one moves those noted; the same one moves them back.

use kernel::{Fault, Id};
use store::Row;

/// Notes rows of a kind.
macro_rules! note {
    ($kind:literal, $rest:literal) => {
        concat!(
            "insert into learner_pair_row (pair_id, kind, row_id) select ?1, '",
            $kind,
            "', ",
            $rest
        )
    };
}

/// Moves rows that were noted.
macro_rules! moved {
    ($table:literal, $column:literal, $row:literal, $kind:literal) => {
        concat!(
            "update ",
            $table,
            " set ",
            $column,
            " = ?3 where ",
            $column,
            " = ?2 and ",
            $row,
            " in (select r.row_id from learner_pair_row r where r.pair_id = ?1 and r.kind = '",
            $kind,
            "')"
        )
    };
}

/// How far a booking got: a place, the waiting list, nothing.
macro_rules! rank {
    ($booking:literal) => {
        concat!(
            "case ",
            $booking,
            ".state when 'booked' then 0 when 'waiting' then 1 else 2 end"
        )
    };
}

store::statements! {
    /// Bookings of one session of which that of ?1 got further than that of ?2.
    CROSSED_FIND = concat!("select a.id, b.id from booking a join booking b on b.session_id = a.session_id and b.learner_id = ?2 where a.learner_id = ?1 and ",
        rank!("a"), " < ", rank!("b"), " order by a.id");
    /// Gives a booking to somebody.
    BOOKING_GIVE = "update booking set learner_id = ?2 where id = ?1";
    /// Bookings of ?1 that still hold something in a session that ?2 booked too.
    DOUBLE_FIND = "select a.id, a.state, a.queue_place from booking a where a.learner_id = ?1 and a.state <> 'cancelled' \
        and exists (select 1 from booking b where b.session_id = a.session_id and b.learner_id = ?2) order by a.id";
    /// A second booking of a session holds nothing, or what it held again.
    DOUBLE_TURN = "update booking set state = ?2, queue_place = ?3 where id = ?1";
    /// Notes a row with what it was.
    ROW_NOTE = "insert into learner_pair_row (pair_id, kind, row_id, other_id, was, place) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// The rows that were noted with what they were.
    ROW_LIST = "select kind, row_id, other_id, was, place from learner_pair_row where pair_id = ?1 and kind in ('crossed', 'double') order by kind, row_id";
    /// Nothing is noted any more.
    ROW_DROP = "delete from learner_pair_row where pair_id = ?1";
    /// Bookings: those of sessions that the other did not book.
    NOTE_BOOKINGS = note!("booking", "b.id from booking b where b.learner_id = ?2 and not exists (select 1 from booking k where k.session_id = b.session_id and k.learner_id = ?3)");
    /// Moves them.
    MOVE_BOOKINGS = moved!("booking", "learner_id", "id", "booking");
    /// Second marks of a day are put aside.
    ASIDE_TAKE = "insert into attendance_aside (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at, area_answer, pair_id) \
        select t.id, t.session_day_id, t.session_id, t.booking_id, t.learner_id, t.how, t.organisation, t.background, t.area_id, t.at, t.area_answer, ?1 from attendance t \
        where t.learner_id = ?2 and exists (select 1 from attendance k where k.session_day_id = t.session_day_id and k.learner_id = ?3)";
    /// They count no longer.
    ASIDE_TAKEN = "delete from attendance where id in (select a.id from attendance_aside a where a.pair_id = ?1)";
    /// They come back, on days that are still there.
    ASIDE_GIVE = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at, area_answer) \
        select a.id, a.session_day_id, a.session_id, a.booking_id, a.learner_id, a.how, a.organisation, a.background, a.area_id, a.at, a.area_answer from attendance_aside a \
        where a.pair_id = ?1 and exists (select 1 from session_day d where d.id = a.session_day_id)";
    /// Nothing is put aside any more.
    ASIDE_DROP = "delete from attendance_aside where pair_id = ?1";
    /// Days on which she was there.
    NOTE_ATTENDANCE = note!("attendance", "t.id from attendance t where t.learner_id = ?2 and not exists (select 1 from attendance k where k.session_day_id = t.session_day_id and k.learner_id = ?3)");
    /// Moves them.
    MOVE_ATTENDANCE = moved!("attendance", "learner_id", "id", "attendance");
    /// Certificates: of two that are valid of one session each stays where it is.
    NOTE_CERTIFICATES = note!("certificate", "c.id from certificate c where c.learner_id = ?2 and (c.withdrawn_at is not null \
        or not exists (select 1 from certificate k where k.session_id = c.session_id and k.learner_id = ?3 and k.withdrawn_at is null))");
    /// Moves them.
    MOVE_CERTIFICATES = moved!("certificate", "learner_id", "id", "certificate");
    /// Courses that were recognised, by their ids.
    NOTE_RECOGNISED = note!("recognised", "g.course_id from recognised_learning g where g.learner_id = ?2 \
        and not exists (select 1 from recognised_learning k where k.course_id = g.course_id and k.learner_id = ?3)");
    /// Moves them.
    MOVE_RECOGNISED = moved!("recognised_learning", "learner_id", "course_id", "recognised");
    /// Marks that came from a device.
    NOTE_MARKS = note!("mark", "m.id from kept_mark m where m.learner_id = ?2");
    /// Moves them.
    MOVE_MARKS = moved!("kept_mark", "learner_id", "id", "mark");
    /// Pathways that she is on.
    NOTE_PATHWAYS = note!("pathway", "w.id from pathway_learner w where w.learner_id = ?2 and not exists (select 1 from pathway_learner k where k.pathway_id = w.pathway_id and k.learner_id = ?3)");
    /// Moves them.
    MOVE_PATHWAYS = moved!("pathway_learner", "learner_id", "id", "pathway");
    /// Steps that were signed off for her.
    NOTE_SIGN_OFFS = note!("sign-off", "g.id from pathway_sign_off g where g.learner_id = ?2 and (g.withdrawn_at is not null \
        or not exists (select 1 from pathway_sign_off k where k.step_id = g.step_id and k.learner_id = ?3 and k.withdrawn_at is null))");
    /// Moves them.
    MOVE_SIGN_OFFS = moved!("pathway_sign_off", "learner_id", "id", "sign-off");
    /// Mentorings of hers.
    NOTE_MENTORINGS = note!("mentoring", "m.id from mentoring m where m.mentee_id = ?2");
    /// Moves them.
    MOVE_MENTORINGS = moved!("mentoring", "mentee_id", "id", "mentoring");
    /// Records that this one stood for.
    NOTE_JOINED = note!("joined", "l.id from learner l where l.joined_to = ?2");
    /// The other stands for them.
    MOVE_JOINED = moved!("learner", "joined_to", "id", "joined");
    /// Another record stands for this one, or it stands for itself.
    LEARNER_JOIN = "update learner set joined_to = ?2 where id = ?1";
    /// A record that nobody is: where a booking is put while two change owners.
    LEARNER_PARK = "insert into learner (id, name_sealed, name_blind, made_at) select ?1, l.name_sealed, l.name_blind, l.made_at from learner l where l.id = ?2";
    /// It goes.
    LEARNER_UNPARK = "delete from learner where id = ?1";
    /// The last saves of registers that name this person cannot be taken back.
    UNDO_FORGET = "delete from register_undo where session_day_id in (select t.session_day_id from attendance t where t.learner_id = ?1) \
        or session_day_id in (select d.id from session_day d join booking b on b.session_id = d.session_id where b.learner_id = ?1)";
    /// A later pair that was joined into the same record.
    JOINED_LATER = "select p.id from learner_pair p where p.kept_id = ?1 and p.state = 'joined' and p.id <> ?2 and p.decided_at > ?3 limit 1";
    /// What was passed on.
    NOTE_PASSED_ON = note!("passed-on", "p.id from passed_on p where p.learner_id = ?2 and not exists (select 1 from passed_on k where k.session_id = p.session_id and k.day = p.day and k.kind = p.kind and k.learner_id = ?3)");
    /// The same.
    MOVE_PASSED_ON = moved!("passed_on", "learner_id", "id", "passed-on");
    /// The record that stands for a learner.
    LEARNER_STANDING = "select coalesce(joined_to, id) from learner where id = ?1";
    /// The addresses under which people of a session are known besides the one of their record.
    LEARNER_ALIASES = "select e.joined_to, e.email_blind from learner e where e.joined_to is not null and e.email_blind is not null \
        and (exists (select 1 from booking b where b.session_id = ?1 and b.learner_id = e.joined_to) or exists (select 1 from attendance t where t.session_id = ?1 and t.learner_id = e.joined_to))";
    /// The booking that stands for one which its person has twice.
    BOOKING_STANDING = "select k.id from booking b join learner g on g.id = b.learner_id join booking k on k.session_id = b.session_id and k.learner_id = g.joined_to where b.id = ?1";
}

/// A row that was noted with what it was.
pub(crate) struct Noted {
    pub(crate) kind: String,
    pub(crate) row: Id,
    pub(crate) other: Option<Id>,
    pub(crate) was: Option<String>,
    pub(crate) place: Option<i64>,
}

/// Reads one.
pub(crate) fn noted(row: &Row) -> Result<Noted, Fault> {
    Ok(Noted {
        kind: row.get(0)?,
        row: row.get(1)?,
        other: row.get(2)?,
        was: row.get(3)?,
        place: row.get(4)?,
    })
}
