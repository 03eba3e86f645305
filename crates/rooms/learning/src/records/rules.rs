//! Statements about what bookings of a course need, and about agreeing to them.

use crate::model::{Awaits, CourseId, Rules};
use kernel::Fault;
use store::Row;

store::statements! {
    /// How the bookings of a course are taken, and how many courses are done before it.
    RULES_FETCH = "select coalesce(r.approval, false), coalesce(r.manager, false), r.offer_hours, coalesce(r.version, 0), \
        (select count(*) from course_prerequisite q where q.course_id = c.id) from course c left join course_rules r on r.course_id = c.id where c.id = ?1";
    /// The same, of the course of a session.
    RULES_OF_SESSION = "select coalesce(r.approval, false), coalesce(r.manager, false), r.offer_hours, coalesce(r.version, 0), \
        (select count(*) from course_prerequisite q where q.course_id = s.course_id) from session s left join course_rules r on r.course_id = s.course_id where s.id = ?1";
    /// Courses that are done before one.
    PREREQUISITE_LIST = "select c.id, c.title from course_prerequisite q join course c on c.id = q.needs_id where q.course_id = ?1 order by c.title, c.id";
    /// Courses that may be done before one: current ones in sight, and those that are so already. ?3 the course.
    PREREQUISITE_CHOICES = concat!("select c.id, c.title from course c where c.id <> ?3 and (c.archived = false and ", access::course_in_scope!(),
        " or exists (select 1 from course_prerequisite q where q.course_id = ?3 and q.needs_id = c.id)) order by c.title, c.id limit 200");
    /// A course (?1) is asked for, directly or through others, before another (?2).
    PREREQUISITE_CIRCLE = "with recursive before(id) as (select q.needs_id from course_prerequisite q where q.course_id = ?2 \
        union select q.needs_id from course_prerequisite q join before b on q.course_id = b.id) select 1 from before where id = ?1 limit 1";
    /// Writes how bookings are taken for the first time.
    RULES_INSERT = "insert into course_rules (course_id, approval, manager, offer_hours) values (?1, ?2, ?3, ?4) on conflict (course_id) do nothing";
    /// Changes it, if nobody changed it meanwhile.
    RULES_UPDATE = "update course_rules set approval = ?2, manager = ?3, offer_hours = ?4, version = version + 1 where course_id = ?1 and version = ?5";
    /// Takes all courses off that are done before.
    PREREQUISITES_CLEAR = "delete from course_prerequisite where course_id = ?1";
    /// Asks for a course to be done before.
    PREREQUISITE_INSERT = "insert into course_prerequisite (course_id, needs_id) values (?1, ?2)";
    /// Courses asked for before ?1 that a person (?2) has not done: on no session of them was she there every day, and nothing that she learned
    /// elsewhere is recognised for them on a day (?3).
    PREREQUISITE_MISSING = "select c.id, c.title from course_prerequisite q join course c on c.id = q.needs_id where q.course_id = ?1 \
        and not exists (select 1 from recognised_learning g where g.learner_id = ?2 and g.course_id = q.needs_id and (g.holds_until is null or g.holds_until >= ?3)) \
        and not exists (select 1 from session s where s.course_id = q.needs_id and s.state <> 'cancelled' \
            and exists (select 1 from session_day d where d.session_id = s.id) \
            and not exists (select 1 from session_day d where d.session_id = s.id \
                and not exists (select 1 from attendance t where t.session_day_id = d.id and t.learner_id = ?2))) \
        order by c.title, c.id";
    /// Whose agreement a booking waits for, if it still waits in the list.
    BOOKING_AWAITS = "update booking set awaits = ?2, version = version + 1, changed_at = ?3 where id = ?1 and state = 'waiting'";
    /// What is said with a booking besides its form: the manager's address, where the person learned before, who books for her.
    BOOKING_SAID = "update booking set manager_sealed = coalesce(?2, manager_sealed), earlier_sealed = coalesce(?3, earlier_sealed), booked_by_sealed = ?4 where id = ?1";
    /// Until when a place is kept for who waited.
    BOOKING_OFFER = "update booking set offer_until = ?2, version = version + 1 where id = ?1 and state = 'booked'";
    /// She takes the place.
    BOOKING_TAKEN = "update booking set offer_until = null, version = version + 1, changed_at = ?2 where id = ?1 and state = 'booked' and offer_until is not null";
}

/// Reads how bookings are taken, and whether courses are done before.
pub(crate) fn rules(row: &Row) -> Result<(Rules, bool), Fault> {
    let rules = Rules {
        approval: row.get(0)?,
        manager: row.get(1)?,
        offer_hours: row.get(2)?,
        needs: Vec::new(),
        version: row.get(3)?,
    };
    Ok((rules, row.get::<i64>(4)? > 0))
}

/// A course with its title.
pub(crate) fn titled(row: &Row) -> Result<(CourseId, String), Fault> {
    Ok((CourseId(row.get(0)?), row.get(1)?))
}

/// Whose agreement is waited for.
pub(crate) fn awaits(code: Option<String>) -> Result<Option<Awaits>, Fault> {
    code.map(|code| super::word(&code, Awaits::parse)).transpose()
}
