//! Statements about registers kept on a device, and the marks that come from there.

use crate::model::{LearnerId, SessionDayId, SessionId};
use kernel::{Fault, Id, Instant};
use store::Row;

macro_rules! mark_columns {
    () => {
        "m.id, m.kept_id, m.day_id, m.subject, m.learner_id, m.seq, m.there, m.at, m.why, m.walk_in_sealed"
    };
}

store::statements! {
    /// A copy, for the device that proves that it is its own.
    KEPT_GUARD = "select 1 from kept_register where id = ?3";
    /// A copy is taken.
    KEPT_INSERT = "insert into kept_register (id, session_id, account_id, token_blind, made_at, ends_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    /// A copy with the account that keeps it.
    KEPT_FETCH = "select k.id, k.session_id, k.account_id, k.token_blind, k.made_at, k.ends_at, ac.role = 'coordinator' and ac.all_areas \
        from kept_register k join account ac on ac.id = k.account_id where k.id = ?1";
    /// The account may still keep the register of the session: as its own viewer would be asked.
    KEPT_STANDS = concat!("select 1 from session s join account ac on ac.id = ?1 where s.id = ?3 and ac.state = 'active' and ac.role in ('trainer', 'coordinator') and ", access::session_in_scope!());
    /// A copy sent marks.
    KEPT_SENT = "update kept_register set sent_at = ?2 where id = ?1";
    /// A mark comes; nothing happens when it came before.
    KEPT_MARK_INSERT = "insert into kept_mark (id, kept_id, session_id, day_id, subject, seq, there, at, received_at, state) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'taken') on conflict (id) do nothing";
    /// What became of a mark.
    KEPT_MARK_TURN = "update kept_mark set state = ?2, why = ?3, learner_id = ?4, attendance_id = ?5, walk_in_sealed = ?6 where id = ?1";
    /// A later mark about the same person on the same day came before.
    KEPT_MARK_LATER = "select 1 from kept_mark where kept_id = ?1 and day_id = ?2 and subject = ?3 and seq > ?4 limit 1";
    /// Earlier marks about the same person that wait are overtaken.
    KEPT_MARK_OVERTAKEN = "update kept_mark set state = 'dropped', walk_in_sealed = null where kept_id = ?1 and day_id = ?2 and subject = ?3 and seq < ?4 and state = 'waits'";
    /// Who a walk-in turned out to be.
    KEPT_SUBJECT = "select learner_id from kept_mark where kept_id = ?1 and subject = ?2 and learner_id is not null order by seq desc limit 1";
    /// The booking of a learner for a session, or that she was marked on one of its days.
    KEPT_ON_REGISTER = "select b.id from learner l left join booking b on b.session_id = ?1 and b.learner_id = l.id where l.id = ?2 \
        and (b.id is not null or exists (select 1 from attendance t where t.session_id = ?1 and t.learner_id = ?2)) limit 1";
    /// Somebody of a session under a name: booked, or marked on one of its days.
    KEPT_NAMESAKE = "select l.id from learner l where l.name_blind = ?2 and (exists (select 1 from booking b where b.session_id = ?1 and b.learner_id = l.id and b.state in ('booked', 'waiting')) \
        or exists (select 1 from attendance t where t.session_id = ?1 and t.learner_id = l.id)) limit 1";
    /// A mark of a day that a device made, or that a trainer had made before this copy was taken, may be taken back there, unless another
    /// device's last word is that the person is there. What people signed themselves stays.
    KEPT_UNMAKE = "delete from attendance where session_day_id = ?1 and learner_id = ?2 and how <> 'phone' \
        and (how <> 'walk-in' and at <= ?4 or exists (select 1 from kept_mark m where m.attendance_id = attendance.id)) \
        and not exists (select 1 from kept_mark o where o.day_id = ?1 and o.learner_id = ?2 and o.kept_id <> ?3 and o.there = true and o.state in ('taken', 'settled') \
            and not exists (select 1 from kept_mark x where x.kept_id = o.kept_id and x.day_id = o.day_id and x.subject = o.subject and x.seq > o.seq))";
    /// The register of a day is complete, unless it was said later already.
    KEPT_COMPLETE = "update session_day set register_at = ?2 where id = ?1 and (register_at is null or register_at < ?2)";
    /// Who is marked on the days of a session.
    KEPT_THERE = "select session_day_id, learner_id, how from attendance where session_id = ?1";
    /// Marks of a session that wait for a trainer, or for a coordinator.
    KEPT_OPEN_LIST = concat!("select ", mark_columns!(), " from kept_mark m where m.session_id = ?1 and m.state = ?2 order by m.at, m.id limit ?3");
    /// A mark of a session that waits.
    KEPT_OPEN_FETCH = concat!("select ", mark_columns!(), " from kept_mark m where m.session_id = ?1 and m.id = ?2 and m.state = ?3");
    /// Marks that say not there of people who are marked all the same, each the last word of its copy.
    KEPT_AGAINST = concat!("select ", mark_columns!(), ", l.name_sealed, t.how from kept_mark m join attendance t on t.session_day_id = m.day_id and t.learner_id = m.learner_id \
        join learner l on l.id = m.learner_id where m.session_id = ?1 and m.state = 'taken' and m.there = false \
        and not exists (select 1 from kept_mark x where x.kept_id = m.kept_id and x.day_id = m.day_id and x.subject = m.subject and x.seq > m.seq) order by m.at, m.id limit ?2");
    /// How many marks of a session wait: for a trainer, of people who are marked all the same, for a coordinator.
    KEPT_COUNTS = "select count(case when m.state = 'waits' then 1 end), \
        count(case when m.state = 'taken' and m.there = false and exists (select 1 from attendance t where t.session_day_id = m.day_id and t.learner_id = m.learner_id) \
            and not exists (select 1 from kept_mark x where x.kept_id = m.kept_id and x.day_id = m.day_id and x.subject = m.subject and x.seq > m.seq) then 1 end), \
        count(case when m.state = 'held' then 1 end) from kept_mark m where m.session_id = ?1";
    /// Everybody of a session: who booked and who was marked on one of its days.
    KEPT_PEOPLE = "select l.id, l.name_sealed, l.name_blind from learner l where exists (select 1 from booking b where b.session_id = ?1 and b.learner_id = l.id and b.state in ('booked', 'waiting')) \
        or exists (select 1 from attendance t where t.session_id = ?1 and t.learner_id = l.id) order by l.id limit 1000";
    /// What waits of a session for a day that it has no more is for the coordinator.
    KEPT_WITHOUT_DAY = "update kept_mark set state = 'held', why = 'day' where session_id = ?1 and state = 'waits' \
        and not exists (select 1 from session_day d where d.id = kept_mark.day_id)";
    /// What is held of a session is rejected.
    KEPT_REJECT = "update kept_mark set state = 'dropped', walk_in_sealed = null where session_id = ?1 and id = ?2 and state = 'held'";
    /// The names of people a coordinator decides about.
    KEPT_NAMES = "select distinct l.id, l.name_sealed from kept_mark m join learner l on l.id = m.subject where m.session_id = ?1 and m.state = 'held'";
    /// Sessions in sight of which marks wait. The pages go by session.
    KEPT_SESSIONS = concat!("select s.id, s.reference, c.title, s.first_day, count(case when m.state = 'waits' then 1 end), count(case when m.state = 'held' then 1 end) \
        from kept_mark m join session s on s.id = m.session_id join course c on c.id = s.course_id where m.state in ('waits', 'held') and ", access::session_in_scope!(),
        " {filters} group by s.id, s.reference, c.title, s.first_day order by s.first_day, s.id limit ?3"),
        filters { after: "and (s.first_day, s.id) > (select k.first_day, k.id from session k where k.reference = ?4)", };
    /// Marks of copies that ended before ?1, unless they still wait.
    KEPT_MARK_SWEEP = "delete from kept_mark where state not in ('waits', 'held') and kept_id in (select k.id from kept_register k where k.ends_at < ?1)";
    /// Copies that ended before ?1 and of which no mark is left.
    KEPT_SWEEP = "delete from kept_register where ends_at < ?1 and not exists (select 1 from kept_mark m where m.kept_id = kept_register.id)";
}

/// A copy of a register.
pub(crate) struct Kept {
    pub(crate) id: Id,
    pub(crate) session: SessionId,
    pub(crate) account: Id,
    pub(crate) token: Vec<u8>,
    pub(crate) made_at: Instant,
    pub(crate) ends_at: Instant,
    /// The account sees every area.
    pub(crate) all: bool,
}

/// Reads a copy.
pub(crate) fn kept(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept {
        id: row.get(0)?,
        session: SessionId(row.get(1)?),
        account: row.get(2)?,
        token: row.get(3)?,
        made_at: row.get(4)?,
        ends_at: row.get(5)?,
        all: row.get(6)?,
    })
}

/// A mark that waits, as stored.
pub(crate) struct Open {
    pub(crate) id: Id,
    pub(crate) kept: Id,
    pub(crate) day: SessionDayId,
    pub(crate) subject: Id,
    pub(crate) learner: Option<LearnerId>,
    pub(crate) seq: i64,
    pub(crate) there: bool,
    pub(crate) at: Instant,
    pub(crate) why: Option<String>,
    pub(crate) walk_in: Option<Vec<u8>>,
}

/// Reads a mark that waits.
pub(crate) fn open(row: &Row) -> Result<Open, Fault> {
    Ok(Open {
        id: row.get(0)?,
        kept: row.get(1)?,
        day: SessionDayId(row.get(2)?),
        subject: row.get(3)?,
        learner: row.get::<Option<Id>>(4)?.map(LearnerId),
        seq: row.get(5)?,
        there: row.get(6)?,
        at: row.get(7)?,
        why: row.get(8)?,
        walk_in: row.get(9)?,
    })
}
