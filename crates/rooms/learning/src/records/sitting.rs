//! Statements about sessions as figures tell them apart.

use super::word;
use crate::model::Mode;
use crate::sittings::SittingCourse;
use kernel::Fault;
use store::Row;

/// A session that counts.
pub(crate) const COUNTS: i64 = 1;
/// A session that was cancelled.
pub(crate) const CANCELLED: i64 = 2;

store::statements! {
    /// Every session: 1 where it counts, 2 where it was cancelled, 0 where it is still to come.
    SITTINGS = concat!("select s.id, s.course_id, s.area_id, s.first_day, case when s.state = 'cancelled' then 2 when ", crate::session_counts!(),
        " then 1 else 0 end from session s");
    /// Every course, and for how many of before and after it has a questionnaire.
    SITTING_COURSES = "select c.id, c.programme_id, c.title, c.kind, c.mode, (select count(*) from course_instrument i where i.course_id = c.id and i.purpose in ('pre', 'post')) from course c";
}

/// A course.
pub(crate) fn course(row: &Row) -> Result<SittingCourse, Fault> {
    let mode: String = row.get(4)?;
    Ok(SittingCourse {
        id: row.get(0)?,
        programme: row.get(1)?,
        title: row.get(2)?,
        kind: row.get(3)?,
        mode: word(&mode, Mode::parse)?,
        asks_twice: row.get::<i64>(5)? == 2,
    })
}
