//! Statements about how bookings turned out.

use crate::model::TurnOut;
use kernel::Fault;
use store::Row;

/// Columns of the bookings `b` of a group: with a place, came, given back late (`model::LATE_DAYS`).
macro_rules! turned_out {
    () => {
        "count(case when b.state = 'booked' then 1 end), \
         count(case when b.state = 'booked' and exists (select 1 from attendance t where t.session_id = b.session_id and t.learner_id = b.learner_id) then 1 end), \
         count(case when b.state = 'cancelled' and b.given_up_days < 3 then 1 end)"
    };
}

/// Sessions in sight from ?3 on that were over before ?4 and whose registers are all there: while one is owed nobody is known not to have come.
macro_rules! over {
    () => {
        concat!(
            access::session_in_scope!(),
            " and s.state <> 'cancelled' and s.first_day >= ?3 and s.last_day < ?4 \
             and not exists (select 1 from session_day d where d.session_id = s.id and d.register_at is null)"
        )
    };
}

store::statements! {
    /// Counts the bookings of a session (?1) by organisation.
    TURN_OUT_INSERT = concat!("insert into turn_out (session_id, organisation, places, came, late) select b.session_id, b.organisation, ", turned_out!(),
        " from booking b where b.session_id = ?1 and b.state <> 'waiting' group by b.session_id, b.organisation");
    /// The bookings of a session (?1).
    TURN_OUT_OF_SESSION = concat!("select ", turned_out!(), " from booking b where b.session_id = ?1");
    /// How bookings turned out, by course and organisation: what was counted, and the same of sessions whose bookings changed since. It is one answer,
    /// so that both are of one moment.
    TURN_OUT = concat!("select c.reference, c.title, k.organisation, cast(sum(k.places) as bigint), cast(sum(k.came) as bigint), cast(sum(k.late) as bigint) \
        from session s join turn_out k on k.session_id = s.id join course c on c.id = s.course_id where ", over!(), " {filters} group by c.reference, c.title, k.organisation \
        union all select c.reference, c.title, b.organisation, ", turned_out!(), " from session s join course c on c.id = s.course_id join booking b on b.session_id = s.id \
        where ", over!(), " and not exists (select 1 from attendance_sum u where u.session_id = s.id) {filters} group by c.reference, c.title, b.organisation"),
        filters { area: "and s.area_id = ?5", };
}

/// Reads three counts from a column on.
pub(crate) fn counts(row: &Row, from: usize) -> Result<TurnOut, Fault> {
    Ok(TurnOut {
        places: row.get(from)?,
        came: row.get(from + 1)?,
        late: row.get(from + 2)?,
    })
}

/// Bookings of a course by people of an organisation.
pub(crate) struct Group {
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) organisation: String,
    pub(crate) turn_out: TurnOut,
}

/// Reads one.
pub(crate) fn group(row: &Row) -> Result<Group, Fault> {
    Ok(Group {
        reference: row.get(0)?,
        title: row.get(1)?,
        organisation: row.get(2)?,
        turn_out: counts(row, 3)?,
    })
}
