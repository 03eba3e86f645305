//! Statements about sessions, for people who are signed in.

use super::word;
use crate::model::{
    AskedBy, Cause, CourseId, FewLine, Mode, Session, SessionDay, SessionDayId, SessionId, SessionLine,
    SessionState, TodayLine,
};
use directory::model::{AreaId, OrganisationId};
use kernel::{Fault, Id};
use store::Row;

macro_rules! session_columns {
    () => {
        "s.id, s.reference, s.course_id, c.reference, c.title, c.aims, c.audience, c.hours, c.mode, s.area_id, a.name, s.venue, s.access_notes, \
         s.capacity, s.taken, s.first_day, s.last_day, s.state, s.original_day, s.change_reason, s.listed, s.version, s.cancel_reason, s.series_id, c.kind, s.closes_before, s.held, s.in_house, s.invitation, \
         s.change_cause, s.change_asked_by, s.cancel_cause, s.cancel_asked_by, s.message_at, s.host_id, (select o.name from organisation o where o.id = s.host_id)"
    };
}
macro_rules! session_tables {
    () => {
        " from session s join course c on c.id = s.course_id join area a on a.id = s.area_id "
    };
}
macro_rules! line_columns {
    () => {
        "s.id, s.reference, c.title, a.name, s.venue, s.first_day, s.last_day, s.state, s.capacity, s.taken, \
         (select count(*) from booking w where w.session_id = s.id and w.state = 'waiting')"
    };
}
macro_rules! clash_columns {
    () => {
        concat!(
            "select d.day, d.starts, d.ends, s.reference, c.title, a.name, ",
            access::session_in_scope!(),
            ", s.id"
        )
    };
}
macro_rules! clash_tables {
    () => {
        " join session_day d on d.session_id = s.id join course c on c.id = s.course_id join area a on a.id = s.area_id "
    };
}
/// Nobody is recorded as there, and nobody gave feedback.
macro_rules! nothing_recorded {
    () => {
        "not exists (select 1 from attendance t where t.session_id = session.id) and not exists (select 1 from response r where r.session_id = session.id)"
    };
}
// Which sessions a list of *Today* and its count are about; ?3 today.
macro_rules! today_where {
    () => {
        concat!(
            "join session_day d on d.session_id = s.id and d.day = ?3 where s.state <> 'cancelled' and ",
            access::session_in_scope!()
        )
    };
}
macro_rules! next_where {
    () => {
        concat!(
            "where s.state <> 'cancelled' and s.last_day > ?3 and not exists (select 1 from session_day t where t.session_id = s.id and t.day = ?3) and ",
            access::session_in_scope!()
        )
    };
}
macro_rules! without_register_where {
    () => {
        concat!(
            "where s.state <> 'cancelled' and s.first_day < ?3 and ",
            access::session_in_scope!(),
            " and s.id in (select d.session_id from session_day d where d.day < ?3 and d.register_at is null \
             and not exists (select 1 from attendance t where t.session_day_id = d.id))"
        )
    };
}
macro_rules! waiting_where {
    () => {
        concat!(
            "where s.state = 'planned' and s.last_day >= ?3 and ",
            access::session_in_scope!(),
            " and exists (select 1 from booking w where w.session_id = s.id and w.state = 'waiting' and w.awaits is null)"
        )
    };
}
macro_rules! agreement_where {
    () => {
        concat!(
            "where s.state = 'planned' and s.last_day >= ?3 and exists (select 1 from booking w where w.awaits = 'coordinator' and w.session_id = s.id) and ",
            access::session_in_scope!()
        )
    };
}
// It has not begun, whoever may book it and whether they still may, and fewer than half of the places are taken; ?5 the last day that counts as
// near, ?6 the time.
macro_rules! few_where {
    () => {
        concat!(
            "where s.state = 'planned' and s.first_day >= ?3 and s.first_day <= ?5 and s.taken * 2 < s.capacity \
             and not exists (select 1 from session_day b where b.session_id = s.id and b.day = ?3 and b.starts <= ?6) \
             and exists (select 1 from course fc where fc.id = s.course_id and fc.mode <> 'self-study') and ",
            access::session_in_scope!()
        )
    };
}
macro_rules! own {
    () => {
        "and exists (select 1 from session_trainer own where own.session_id = s.id and own.account_id = ?1)"
    };
}
pub(crate) use {session_columns, session_tables};

store::statements! {
    /// The version of a session in sight.
    SESSION_GUARD = concat!("select s.version from session s where s.id = ?3 and ", access::session_in_scope!());
    /// A session in sight by its reference.
    SESSION_FETCH = concat!("select ", session_columns!(), session_tables!(), "where s.reference = ?3 and ", access::session_in_scope!());
    /// The id behind a reference, to note who was refused what.
    SESSION_NAMED = "select id from session where reference = ?1";
    /// A session by its id, for work that has already passed its guard.
    SESSION_BY_ID = concat!("select ", session_columns!(), session_tables!(), "where s.id = ?1");
    /// Days of a session.
    SESSION_DAYS = "select id, day, starts, ends, register_at from session_day where session_id = ?1 order by day";
    /// An account trains a session.
    SESSION_TRAINED = "select 1 from session_trainer where session_id = ?1 and account_id = ?2";
    /// Trainers of a session.
    SESSION_TRAINERS = "select ac.id, ac.name_sealed from session_trainer st join account ac on ac.id = st.account_id where st.session_id = ?1 order by ac.id";
    /// Accounts that may train.
    TRAINER_CHOICES = "select ac.id, ac.name_sealed from account ac where ac.state = 'active' and ac.role in ('trainer', 'coordinator') order by ac.id";
    /// Accounts that run a session in sight.
    TRAINERS_IN_SIGHT = concat!("select ac.id, ac.name_sealed from account ac where ac.state = 'active' and exists (select 1 from session_trainer tr \
        join session s on s.id = tr.session_id where tr.account_id = ac.id and ", access::session_in_scope!(), ") order by ac.id");
    /// A new session.
    SESSION_INSERT = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, original_day, \
        change_reason, listed, made_at, cancel_reason, venue_key, series_id, closes_before, closes_day, in_house, invitation, host_id) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) \
        on conflict (reference) do nothing";
    /// Changes a session that nobody changed meanwhile and whose places still hold everybody.
    SESSION_UPDATE = "update session set area_id = ?3, venue = ?4, access_notes = ?5, capacity = ?6, first_day = ?7, last_day = ?8, listed = ?9, venue_key = ?10, closes_before = ?11, closes_day = ?12, \
        in_house = ?13, invitation = case when cast(?13 as text) is null then null when in_house = cast(?13 as text) then coalesce(invitation, ?14) else ?14 end, host_id = ?15, \
        version = version + 1 where id = ?1 and version = ?2 and taken + held <= ?6";
    /// Moves a session, also one that counts as held although nothing of it is recorded. The day first announced is kept as long as it does not
    /// begin on it again; ?5, the reason, with what is counted of it and who asked, only when dates change. A message that asked people to come
    /// named the days before.
    SESSION_MOVE = concat!("update session set first_day = ?3, last_day = ?4, closes_day = ?6, \
        original_day = case when ?3 = coalesce(original_day, first_day) then null else coalesce(original_day, first_day) end, \
        change_reason = coalesce(?5, change_reason), change_cause = coalesce(?7, change_cause), change_asked_by = coalesce(?8, change_asked_by), \
        message_at = case when cast(?7 as text) is null then message_at end, message_by = case when cast(?7 as text) is null then message_by end, \
        state = 'planned', version = version + 1 where id = ?1 and version = ?2 \
        and (state = 'planned' or state = 'held' and ", nothing_recorded!(), ")");
    /// Cancels a session, also one that counts as held although nothing of it is recorded.
    SESSION_CANCEL = concat!("update session set state = 'cancelled', cancel_reason = ?3, cancel_cause = ?4, cancel_asked_by = ?5, version = version + 1 where id = ?1 and version = ?2 \
        and (state = 'planned' or state = 'held' and ", nothing_recorded!(), ")");
    /// Takes a cancellation back.
    SESSION_RESTORE = "update session set state = 'planned', cancel_reason = null, cancel_cause = null, cancel_asked_by = null, version = version + 1 where id = ?1 and version = ?2 and state = 'cancelled'";
    /// Somebody sent the message that asks people to come, since it was last sent (?4; 0 where it was not).
    SESSION_MESSAGE_SENT = "update session set message_at = ?2, message_by = ?3 where id = ?1 and coalesce(message_at, 0) = ?4";
    /// Who said so last.
    SESSION_MESSENGER = "select ac.id, ac.name_sealed from session s join account ac on ac.id = s.message_by where s.id = ?1";
    /// How many are recorded as there, and how many gave feedback.
    SESSION_RECORDED = "select (select count(*) from attendance t where t.session_id = ?1) + (select count(*) from response r where r.session_id = ?1)";
    /// A session was held once its last day has ended, whatever was signed before, so that what is still to come can be booked, moved and
    /// cancelled. ?2 today, ?3 the time.
    SESSION_HELD = "update session set state = 'held' where id = ?1 and state = 'planned' and (last_day < ?2 or last_day = ?2 \
        and exists (select 1 from session_day l where l.session_id = session.id and l.day = ?2 and l.ends <= ?3))";
    /// Planned sessions whose last day is over.
    SESSION_LIST_OVER = "select id from session where state = 'planned' and last_day < ?1 order by first_day, id";
    /// Makes a session the first of a series, unless it belongs to one.
    SESSION_SERIES_BEGIN = "update session set series_id = id where id = ?1 and series_id is null";
    /// Sessions of a series in sight that are not over, in their order.
    SESSION_LIST_OF_SERIES = concat!("select ", line_columns!(), session_tables!(), "where s.series_id = ?3 and s.last_day >= ?5 and ", access::session_in_scope!(),
        " order by s.first_day, s.id limit ?4");
    /// The first days of the sessions of a series in sight that take place or took place, between two days.
    SESSION_DAYS_OF_SERIES = concat!("select s.first_day from session s where s.series_id = ?3 and s.first_day between ?4 and ?5 and s.state <> 'cancelled' and ",
        access::session_in_scope!());
    /// How many people have a place, and how many wait, in the sessions in sight of a series that are still to come after a day.
    SESSION_LATER_TOLD = concat!("select count(case when b.state = 'booked' then 1 end), count(case when b.state = 'waiting' then 1 end) \
        from session s join booking b on b.session_id = s.id join learner l on l.id = b.learner_id where l.email_sealed is not null \
        and s.series_id = ?3 and s.first_day > ?4 and s.first_day > ?5 and s.state = 'planned' and ", access::session_in_scope!());
    /// Sessions in sight of a series that are still to come after a day.
    SESSION_LIST_LATER = concat!("select s.id from session s where s.series_id = ?3 and s.first_day > ?4 and s.first_day > ?5 and s.state = 'planned' and ",
        access::session_in_scope!(), " order by s.first_day, s.id");
    /// The days of all sessions of a series, for who has passed the guards of those that are wanted.
    SERIES_DAYS = "select d.session_id, d.day, d.starts, d.ends from session s join session_day d on d.session_id = s.id where s.series_id = ?1 and s.state = 'planned'";
    /// When a trainer runs other sessions between two days. Those out of sight say no more than that.
    CLASH_LIST_OF_TRAINER = concat!(clash_columns!(), " from session_trainer t join session s on s.id = t.session_id", clash_tables!(),
        "where t.account_id = ?3 and c.mode <> 'self-study' and s.state <> 'cancelled' and d.day between ?4 and ?5 order by d.day, d.starts, s.id");
    /// When other sessions meet in a room between two days.
    CLASH_LIST_OF_VENUE = concat!(clash_columns!(), " from session s", clash_tables!(),
        "where s.venue_key = ?3 and c.mode = 'room' and s.state <> 'cancelled' and s.last_day >= ?4 and s.first_day <= ?5 \
        and d.day between ?4 and ?5 order by d.day, d.starts, s.id");
    /// A new day.
    SESSION_DAY_INSERT = "insert into session_day (id, session_id, day, starts, ends, register_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// Changes a day. What was recorded on a date stays on that date.
    SESSION_DAY_UPDATE = "update session_day set day = ?2, starts = ?3, ends = ?4 where id = ?1 \
        and (day = ?2 or register_at is null and not exists (select 1 from attendance t where t.session_day_id = ?1))";
    /// Takes a day away on which nobody was recorded.
    SESSION_DAY_DELETE = "delete from session_day where id = ?1 and not exists (select 1 from attendance t where t.session_day_id = ?1)";
    /// Takes all trainers off a session.
    SESSION_TRAINERS_CLEAR = "delete from session_trainer where session_id = ?1";
    /// Gives a session a trainer.
    SESSION_TRAINER_INSERT = "insert into session_trainer (session_id, account_id) values (?1, ?2)";
    /// Sessions in sight that are to come, or of some days, in the order in which they begin. ?3 and ?4: from and until.
    SESSION_LIST_PLANNED = concat!("select ", line_columns!(), session_tables!(), "where ", access::session_in_scope!(),
        " {filters} order by s.first_day, s.id limit ?10"),
        filters {
            from: "and s.last_day >= ?3",
            until: "and s.first_day <= ?4 and exists (select 1 from session_day d where d.session_id = s.id and d.day between ?3 and ?4)",
            area: "and s.area_id = ?5",
            state: "and s.state = ?6",
            trainer: "and exists (select 1 from session_trainer tr where tr.session_id = s.id and tr.account_id = ?7)",
            words: "and (lower(c.title) like ?8 escape '!' or lower(s.reference) like ?8 escape '!' or s.venue_key like ?8 escape '!')",
            after: "and (s.first_day, s.id) > (select k.first_day, k.id from session k where k.reference = ?9)",
        };
    /// Sessions in sight that are over, the latest first. ?4: until.
    SESSION_LIST_OF_PAST = concat!("select ", line_columns!(), session_tables!(), "where ", access::session_in_scope!(),
        " {filters} order by s.first_day desc, s.id desc limit ?10"),
        filters {
            past: "and s.last_day < ?3",
            area: "and s.area_id = ?5",
            state: "and s.state = ?6",
            trainer: "and exists (select 1 from session_trainer tr where tr.session_id = s.id and tr.account_id = ?7)",
            words: "and (lower(c.title) like ?8 escape '!' or lower(s.reference) like ?8 escape '!' or s.venue_key like ?8 escape '!')",
            after: "and (s.first_day, s.id) < (select k.first_day, k.id from session k where k.reference = ?9)",
        };
    /// How many sessions either list would hold, counted up to a thousand and one.
    SESSION_COUNT_PLANNED = concat!("select count(*) from (select 1 as one", session_tables!(), "where ", access::session_in_scope!(),
        " {filters} limit 1001) t"),
        filters {
            from: "and s.last_day >= ?3",
            past: "and s.last_day < ?3",
            until: "and s.first_day <= ?4 and exists (select 1 from session_day d where d.session_id = s.id and d.day between ?3 and ?4)",
            area: "and s.area_id = ?5",
            state: "and s.state = ?6",
            trainer: "and exists (select 1 from session_trainer tr where tr.session_id = s.id and tr.account_id = ?7)",
            words: "and (lower(c.title) like ?8 escape '!' or lower(s.reference) like ?8 escape '!' or s.venue_key like ?8 escape '!')",
        };
    /// What meets on each of the days from ?3 to ?4: the first ?7 of a day, and how many it has. Cancelled sessions meet on none.
    CALENDAR_LIST = concat!("select t.day, t.starts, t.reference, t.title, t.area, t.of_day from (select d.day, d.starts, s.reference, c.title,         a.name as area, row_number() over (partition by d.day order by d.starts, s.id) as place, count(*) over (partition by d.day) as of_day",
        session_tables!(), "join session_day d on d.session_id = s.id where d.day between ?3 and ?4 and s.last_day >= ?3 and s.first_day <= ?4         and s.state <> 'cancelled' and ", access::session_in_scope!(), " {filters}) t where t.place <= ?7 order by t.day, t.place"),
        filters {
            area: "and s.area_id = ?5",
            trainer: "and exists (select 1 from session_trainer tr where tr.session_id = s.id and tr.account_id = ?6)",
        };
    /// Sessions of a course in sight, newest first.
    SESSION_LIST_OF_COURSE = concat!("select ", line_columns!(), session_tables!(), "where s.course_id = ?3 and ", access::session_in_scope!(),
        " {filters} order by s.first_day desc, s.id desc limit ?5"),
        filters { after: "and (s.first_day, s.id) < (select k.first_day, k.id from session k where k.reference = ?4)", };
    /// Sessions that meet today, of an account: its own, or those of its areas.
    SESSION_LIST_TODAY = concat!("select ", line_columns!(), ", d.starts, d.ends", session_tables!(), today_where!(), " {filters} order by d.starts, s.id limit ?4"),
        filters { own: own!(), };
    /// How many those are.
    SESSION_COUNT_TODAY = concat!("select count(*) from (select 1 as one from session s ", today_where!(), " {filters} limit 1001) t"),
        filters { own: own!(), };
    /// Sessions that meet after today and not today.
    SESSION_LIST_NEXT = concat!("select ", line_columns!(), session_tables!(), next_where!(), " {filters} order by s.first_day, s.id limit ?4"),
        filters { own: own!(), };
    /// How many those are.
    SESSION_COUNT_NEXT = concat!("select count(*) from (select 1 as one from session s ", next_where!(), " {filters} limit 1001) t"),
        filters { own: own!(), };
    /// Sessions with a day that is over and has no register, newest first: what is long ago is hardly remembered. They are few, found by their days
    /// and then sorted: in the order of an index of sessions nearly every session would be looked at before ten of them are found.
    SESSION_LIST_WITHOUT_REGISTER = concat!("select ", line_columns!(), session_tables!(), without_register_where!(), " order by s.first_day || '' desc, s.id desc limit ?4");
    /// How many those are.
    SESSION_COUNT_WITHOUT_REGISTER = concat!("select count(*) from (select 1 as one from session s ", without_register_where!(), " limit 1001) t");
    /// Sessions of the next days with few bookings.
    SESSION_LIST_FEW = concat!("select ", line_columns!(), ", s.message_at", session_tables!(), few_where!(), " order by s.first_day, s.id limit ?4");
    /// How many those are.
    SESSION_COUNT_FEW = concat!("select count(*) from (select 1 as one from session s ", few_where!(), " limit 1001) t");
    /// Sessions to come with bookings that wait for approval.
    SESSION_LIST_AGREEMENT = concat!("select ", line_columns!(), session_tables!(), agreement_where!(), " order by s.first_day, s.id limit ?4");
    /// How many those are.
    SESSION_COUNT_AGREEMENT = concat!("select count(*) from (select 1 as one from session s ", agreement_where!(), " limit 1001) t");
    /// Sessions to come on which people wait.
    SESSION_LIST_WAITING = concat!("select ", line_columns!(), session_tables!(), waiting_where!(), " order by s.first_day, s.id limit ?4");
    /// How many those are.
    SESSION_COUNT_WAITING = concat!("select count(*) from (select 1 as one from session s ", waiting_where!(), " limit 1001) t");
}

/// A session without its days.
pub(crate) fn session(row: &Row) -> Result<Session, Fault> {
    let hours: f64 = row.get(7)?;
    Ok(Session {
        id: SessionId(row.get(0)?),
        reference: row.get(1)?,
        course: CourseId(row.get(2)?),
        course_reference: row.get(3)?,
        title: row.get(4)?,
        aims: row.get(5)?,
        audience: row.get(6)?,
        hours: hours.to_string(),
        kind: row.get(24)?,
        mode: word(&row.get::<String>(8)?, Mode::parse)?,
        area: AreaId(row.get(9)?),
        area_name: row.get(10)?,
        venue: row.get(11)?,
        access_notes: row.get(12)?,
        capacity: row.get(13)?,
        taken: row.get(14)?,
        first_day: row.get(15)?,
        last_day: row.get(16)?,
        state: word(&row.get::<String>(17)?, SessionState::parse)?,
        original_day: row.get(18)?,
        change_reason: row.get(19)?,
        change_cause: cause(row, 29)?,
        listed: row.get(20)?,
        version: row.get(21)?,
        cancel_reason: row.get(22)?,
        cancel_cause: cause(row, 31)?,
        message_at: row.get(33)?,
        host: row
            .get::<Option<Id>>(34)?
            .map(|id| Ok::<_, Fault>((OrganisationId(id), row.get(35)?)))
            .transpose()?,
        closes_before: row.get(25)?,
        held: row.get(26)?,
        in_house: row.get(27)?,
        invitation: row.get(28)?,
        series: row.get::<Option<Id>>(23)?.map(SessionId),
        days: Vec::new(),
    })
}

/// What is counted of a reason, and who asked: both, or neither is recorded.
fn cause(row: &Row, place: usize) -> Result<Option<(Cause, AskedBy)>, Fault> {
    let both = (
        row.get::<Option<String>>(place)?,
        row.get::<Option<String>>(place + 1)?,
    );
    let (Some(cause), Some(asked_by)) = both else {
        return Ok(None);
    };
    Ok(Some((
        word(&cause, Cause::parse)?,
        word(&asked_by, AskedBy::parse)?,
    )))
}

/// A day.
pub(crate) fn day(row: &Row) -> Result<SessionDay, Fault> {
    Ok(SessionDay {
        id: SessionDayId(row.get(0)?),
        day: row.get(1)?,
        starts: row.get(2)?,
        ends: row.get(3)?,
        register_at: row.get(4)?,
    })
}

/// A row of a list.
pub(crate) fn line(row: &Row) -> Result<SessionLine, Fault> {
    Ok(SessionLine {
        id: SessionId(row.get(0)?),
        reference: row.get(1)?,
        title: row.get(2)?,
        area: row.get(3)?,
        venue: row.get(4)?,
        first_day: row.get(5)?,
        last_day: row.get(6)?,
        state: word(&row.get::<String>(7)?, SessionState::parse)?,
        capacity: row.get(8)?,
        taken: row.get(9)?,
        waiting: row.get(10)?,
    })
}

/// Reads a session that meets today.
pub(crate) fn today_line(row: &Row) -> Result<TodayLine, Fault> {
    Ok(TodayLine {
        session: line(row)?,
        starts: row.get(11)?,
        ends: row.get(12)?,
    })
}

/// Reads a session with few bookings.
pub(crate) fn few_line(row: &Row) -> Result<FewLine, Fault> {
    Ok(FewLine {
        session: line(row)?,
        message_at: row.get(11)?,
    })
}

/// An account with its sealed name.
pub(crate) fn account(row: &Row) -> Result<(Id, Vec<u8>), Fault> {
    Ok((row.get(0)?, row.get(1)?))
}
