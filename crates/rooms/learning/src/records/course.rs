//! Statements about courses.

use super::word;
use crate::model::{Course, CourseDraft, CourseId, CourseLine, FollowUpMonths, Mode, Purpose, TakeUp};
use directory::model::{AreaId, ProgrammeId};
use kernel::{Fault, Id};
use store::Row;

macro_rules! course_columns {
    () => {
        "c.id, c.reference, c.programme_id, p.name, c.title, c.kind, c.aims, c.hours, c.days, c.mode, c.audience, c.target, c.archived, c.version, c.refresher_months, c.follow_up_first, c.follow_up_second"
    };
}

store::statements! {
    /// The version of a course in sight.
    COURSE_GUARD = concat!("select c.version from course c where c.id = ?3 and ", access::course_in_scope!());
    /// Nothing is ever in sight as a load.
    LOAD_GUARD = "select c.version from course c where c.id = ?3 and 1 = 0";
    /// A course in sight by its reference.
    COURSE_FETCH = concat!("select ", course_columns!(), " from course c join programme p on p.id = c.programme_id where c.reference = ?3 and ", access::course_in_scope!());
    /// A course by its id, for work that has already passed its guard.
    COURSE_BY_ID = concat!("select ", course_columns!(), " from course c join programme p on p.id = c.programme_id where c.id = ?1");
    /// The id behind a reference, to note who was refused what.
    COURSE_NAMED = "select id from course where reference = ?1";
    /// Areas of a course.
    COURSE_AREAS = "select ca.area_id, a.name from course_area ca join area a on a.id = ca.area_id where ca.course_id = ?1 order by a.name";
    /// Questionnaires of a course.
    COURSE_INSTRUMENTS = "select purpose, instrument_key from course_instrument where course_id = ?1 order by purpose";
    /// Questionnaires of a course with their titles.
    COURSE_INSTRUMENT_TITLES = "select distinct v.key, v.title from course_instrument ci join instrument_version v on v.key = ci.instrument_key where ci.course_id = ?1
        and not exists (select 1 from instrument_version w where w.key = v.key and w.version > v.version) order by v.title, v.key";
    /// Published questionnaires that a course may use, each with the title of its newest version.
    INSTRUMENT_CHOICES = "select v.key, v.title from instrument_version v
        where not exists (select 1 from instrument_retirement r where r.key = v.key and r.version = 0 and r.back_at is null)
        and not exists (select 1 from instrument_version w where w.key = v.key and w.version > v.version) order by v.title, v.key limit 500";
    /// The questionnaires of a session's course.
    SESSION_INSTRUMENTS = "select ci.purpose, ci.instrument_key from course_instrument ci join session s on s.course_id = ci.course_id where s.id = ?1 order by ci.purpose";
    /// A new course.
    COURSE_INSERT = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at, refresher_months, follow_up_first, follow_up_second) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) on conflict (reference) do nothing";
    /// Another course of a programme with this title. ?1 programme, ?2 title, ?3 the course itself.
    COURSE_NAMESAKE = "select id from course where programme_id = ?1 and lower(title) = lower(?2) and id <> ?3";
    /// Changes a course that nobody changed meanwhile.
    COURSE_UPDATE = "update course set programme_id = ?3, title = ?4, kind = ?5, aims = ?6, hours = ?7, days = ?8, mode = ?9, audience = ?10, target = ?11, refresher_months = ?12, follow_up_first = ?13, follow_up_second = ?14, \
        version = version + 1 where id = ?1 and version = ?2";
    /// Puts a course away or brings it back.
    COURSE_ARCHIVE = "update course set archived = ?3, version = version + 1 where id = ?1 and version = ?2";
    /// Takes all areas off a course.
    COURSE_AREAS_CLEAR = "delete from course_area where course_id = ?1";
    /// Gives a course an area.
    COURSE_AREA_INSERT = "insert into course_area (course_id, area_id) values (?1, ?2)";
    /// Takes all questionnaires off a course.
    COURSE_INSTRUMENTS_CLEAR = "delete from course_instrument where course_id = ?1";
    /// Gives a course a questionnaire.
    COURSE_INSTRUMENT_INSERT = "insert into course_instrument (course_id, purpose, instrument_key) values (?1, ?2, ?3)";
    /// A page of the list of courses.
    COURSE_LIST = concat!("select c.id, c.reference, c.title, c.kind, c.mode, p.name, c.archived, \
        (select count(*) from session s where s.course_id = c.id and s.state = 'planned' and s.last_day >= ?3 and ", access::session_in_scope!(), ") \
        from course c join programme p on p.id = c.programme_id where ", access::course_in_scope!(), " {filters} order by c.title, c.id limit ?9"),
        filters {
            programme: "and c.programme_id = ?4",
            area: "and exists (select 1 from course_area fa where fa.course_id = c.id and fa.area_id = ?5)",
            mode: "and c.mode = ?6",
            current: "and c.archived = false",
            archived: "and c.archived = true",
            words: "and (lower(c.title) like ?7 escape '!' or lower(c.reference) like ?7 escape '!')",
            after: "and (c.title, c.id) > (select k.title, k.id from course k where k.reference = ?8)",
        };
    /// How many courses the list would hold, counted up to a thousand and one.
    COURSE_COUNT = concat!("select count(*) from (select 1 as one from course c where ", access::course_in_scope!(), " {filters} limit 1001) t"),
        filters {
            programme: "and c.programme_id = ?4",
            area: "and exists (select 1 from course_area fa where fa.course_id = c.id and fa.area_id = ?5)",
            mode: "and c.mode = ?6",
            current: "and c.archived = false",
            archived: "and c.archived = true",
            words: "and (lower(c.title) like ?7 escape '!' or lower(c.reference) like ?7 escape '!')",
        };
    /// Sessions of a course in sight by area, those that are cancelled apart: how many, their places, places taken, and people who were there.
    COURSE_TAKE_UP = concat!("select a.name, cast(sum(case when s.state = 'cancelled' then 0 else 1 end) as bigint), \
        cast(sum(case when s.state = 'cancelled' then 1 else 0 end) as bigint), cast(sum(case when s.state = 'cancelled' then 0 else s.capacity end) as bigint), \
        cast(sum(case when s.state = 'cancelled' then 0 else s.taken end) as bigint), cast(sum(case when s.state = 'held' then 1 else 0 end) as bigint), \
        cast(sum((select count(distinct t.learner_id) from attendance t where t.session_id = s.id)) as bigint) \
        from session s join area a on a.id = s.area_id where s.course_id = ?3 and ", access::session_in_scope!(), " group by a.id, a.name order by a.name");
    /// Programmes to choose from.
    PROGRAMME_CHOICES = "select id, name from programme order by name";
    /// Areas to choose from.
    AREA_CHOICES = "select id, name from area order by name";
    /// Areas in which an account may plan.
    AREA_OWN = "select a.id, a.name from area a where (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id)) order by a.name";
    /// Courses to filter the public list by.
    COURSE_PUBLIC_CHOICES = concat!("select c.reference, c.title from course c where c.archived = false \
        and exists (select 1 from session s where s.course_id = c.id and s.state = 'planned' and s.listed = true and ", super::public::to_come!(), ") order by c.title limit 200");
}

/// A course without its areas and questionnaires.
pub(crate) fn course(row: &Row) -> Result<Course, Fault> {
    Ok(Course {
        id: CourseId(row.get(0)?),
        reference: row.get(1)?,
        programme_name: row.get(3)?,
        draft: CourseDraft {
            programme: ProgrammeId(row.get(2)?),
            title: row.get(4)?,
            kind: row.get(5)?,
            aims: row.get(6)?,
            hours: row.get(7)?,
            days: row.get(8)?,
            mode: word(&row.get::<String>(9)?, Mode::parse)?,
            audience: row.get(10)?,
            target: row.get(11)?,
            refresher_months: row.get(14)?,
            follow_up: FollowUpMonths {
                first: row.get(15)?,
                second: row.get(16)?,
            },
            areas: Vec::new(),
            instruments: Vec::new(),
        },
        archived: row.get(12)?,
        version: row.get(13)?,
    })
}

/// A row of the list.
pub(crate) fn line(row: &Row) -> Result<CourseLine, Fault> {
    Ok(CourseLine {
        id: CourseId(row.get(0)?),
        reference: row.get(1)?,
        title: row.get(2)?,
        kind: row.get(3)?,
        mode: word(&row.get::<String>(4)?, Mode::parse)?,
        programme: row.get(5)?,
        archived: row.get(6)?,
        coming: row.get(7)?,
    })
}

/// A course in an area.
pub(crate) fn take_up(row: &Row) -> Result<TakeUp, Fault> {
    Ok(TakeUp {
        area: row.get(0)?,
        sessions: row.get(1)?,
        cancelled: row.get(2)?,
        places: row.get(3)?,
        taken: row.get(4)?,
        held: row.get(5)?,
        people: row.get(6)?,
    })
}

/// An id with its name.
pub(crate) fn choice(row: &Row) -> Result<(Id, String), Fault> {
    Ok((row.get(0)?, row.get(1)?))
}

/// An area of a course.
pub(crate) fn area(row: &Row) -> Result<AreaId, Fault> {
    Ok(AreaId(row.get(0)?))
}

/// A questionnaire's key, and its title with the key: those who answer see the title, and several may have the same.
pub(crate) fn titled(row: &Row) -> Result<(String, String), Fault> {
    let (key, title): (String, String) = (row.get(0)?, row.get(1)?);
    let words = format!("{title} ({key})");
    Ok((key, words))
}

/// A questionnaire of a course.
pub(crate) fn instrument(row: &Row) -> Result<(Purpose, String), Fault> {
    Ok((word(&row.get::<String>(0)?, Purpose::parse)?, row.get(1)?))
}
