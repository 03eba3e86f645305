//! Statements about targets of areas.

use crate::model::{CourseId, Reached, Target, TargetDraft, TargetId, TargetLine, TargetOf};
use directory::model::{AreaId, ProgrammeId};
use kernel::{Fault, Id};
use store::Row;

/// True for rows of `area_target t` of an area in the viewer's sight.
macro_rules! target_in_scope {
    () => {
        "(?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = t.area_id))"
    };
}

macro_rules! target_columns {
    () => {
        "t.id, t.programme_id, t.course_id, coalesce(c.title, p.name), c.reference, t.area_id, a.name, t.people, t.sessions, t.first_day, t.last_day, t.ended_at, t.version"
    };
}

macro_rules! targets {
    () => {
        " from area_target t join area a on a.id = t.area_id left join course c on c.id = t.course_id left join programme p on p.id = t.programme_id"
    };
}

/// A session (`s`) that counts towards a target (`t`), whatever became of it.
macro_rules! counted_for {
    () => {
        "s.area_id = t.area_id and s.first_day >= t.first_day and s.first_day <= t.last_day and (s.course_id = t.course_id \
          or t.course_id is null and exists (select 1 from course k where k.id = s.course_id and k.programme_id = t.programme_id))"
    };
}

/// Who came to them; without an address she is nobody who is known again.
macro_rules! came {
    () => {
        concat!(
            "from session s join attendance x on x.session_id = s.id join learner l on l.id = x.learner_id where ",
            counted_for!(),
            " and s.state <> 'cancelled' and l.email_blind is "
        )
    };
}

/// What came of a target.
macro_rules! reached {
    () => {
        concat!(
            "(select count(*) from session s where ",
            counted_for!(),
            " and s.state = 'planned'), (select count(*) from session s where ",
            counted_for!(),
            " and s.state = 'held'), (select cast(coalesce(sum(s.taken), 0) as bigint) from session s where ",
            counted_for!(),
            " and s.state <> 'cancelled'), (select count(distinct x.learner_id) ",
            came!(),
            "not null), (select count(*) ",
            came!(),
            "null)"
        )
    };
}

store::statements! {
    /// The version of a target of an area in sight.
    TARGET_GUARD = concat!("select t.version from area_target t where t.id = ?3 and ", target_in_scope!());
    /// A target whose guard has been passed, with what came of it.
    TARGET_FETCH = concat!("select ", target_columns!(), ", ", reached!(), targets!(), " where t.id = ?1");
    /// A page of targets in sight with what came of them, those that begin last first. ?3 the programme, ?4 the area, ?5 the course, ?6 the one before, ?7 how many.
    TARGET_LIST = concat!("select ", target_columns!(), ", ", reached!(), targets!(), " where ", target_in_scope!(), " {filters} order by t.first_day desc, t.id desc limit ?7"),
        filters {
            standing: "and t.ended_at is null",
            ended: "and t.ended_at is not null",
            programme: "and coalesce(t.programme_id, c.programme_id) = ?3",
            area: "and t.area_id = ?4",
            course: "and t.course_id = ?5",
            after: "and (t.first_day, t.id) < (select k.first_day, k.id from area_target k where k.id = ?6)",
        };
    /// The targets of a programme (?1) and of its courses that stand.
    TARGET_OF_PROGRAMME = concat!("select ", target_columns!(), targets!(), " where coalesce(t.programme_id, c.programme_id) = ?1 and t.ended_at is null \
        order by a.name, t.first_day, coalesce(c.title, ''), t.id");
    /// A target that stands, of the same area (?1) and the same programme (?5) or course (?6), with a day in common; not the target itself (?2). ?3 and ?4 its days.
    TARGET_OVERLAP = "select t.first_day, t.last_day from area_target t where t.area_id = ?1 and t.id <> ?2 and t.ended_at is null and t.first_day <= ?4 and t.last_day >= ?3 \
        and (t.programme_id = ?5 or t.course_id = ?6) order by t.first_day limit 1";
    /// A new target.
    TARGET_INSERT = "insert into area_target (id, programme_id, course_id, area_id, people, sessions, first_day, last_day, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    /// Changes a target that stands and that nobody changed meanwhile.
    TARGET_UPDATE = "update area_target set people = ?3, sessions = ?4, first_day = ?5, last_day = ?6, version = version + 1 where id = ?1 and version = ?2 and ended_at is null";
    /// Ends one.
    TARGET_END = "update area_target set ended_at = ?3, version = version + 1 where id = ?1 and version = ?2 and ended_at is null";
    /// Current courses in sight.
    TARGET_COURSES = concat!("select c.id, c.title, c.reference from course c where c.archived = false and ", access::course_in_scope!(), " order by c.title, c.id limit 500");
}

/// A target.
pub(crate) fn target(row: &Row) -> Result<Target, Fault> {
    let of = match (row.get::<Option<Id>>(1)?, row.get::<Option<Id>>(2)?) {
        (Some(programme), None) => TargetOf::Programme(ProgrammeId(programme)),
        (None, Some(course)) => TargetOf::Course(CourseId(course)),
        _ => return Err(Fault::new("a target of nothing")),
    };
    Ok(Target {
        id: TargetId(row.get(0)?),
        of,
        called: row.get(3)?,
        course: row.get(4)?,
        area: AreaId(row.get(5)?),
        area_name: row.get(6)?,
        draft: TargetDraft {
            people: row.get(7)?,
            sessions: row.get(8)?,
            first_day: row.get(9)?,
            last_day: row.get(10)?,
        },
        ended: row.get(11)?,
        version: row.get(12)?,
    })
}

/// A target with what came of it.
pub(crate) fn line(row: &Row) -> Result<TargetLine, Fault> {
    Ok(TargetLine {
        target: target(row)?,
        reached: Reached {
            planned: row.get(13)?,
            held: row.get(14)?,
            booked: row.get(15)?,
            came: row.get(16)?,
            unknown: row.get(17)?,
        },
    })
}
