//! Statements behind the public pages: sessions that are listed, or that one was invited to, and no person in them.

use super::session::{session_columns, session_tables};
use super::word;
use crate::model::{Mode, PublicLine, SessionId};
use kernel::Fault;
use store::Row;

/// Its first day is still to come, or begins later today, and booking has not closed. ?1 today, ?9 the time.
macro_rules! to_come {
    () => {
        "s.first_day >= ?1 and (s.closes_day is null or s.closes_day >= ?1) and (s.first_day > ?1 or exists (select 1 from session_day f where f.session_id = s.id and f.day = ?1 and f.starts > ?9))"
    };
}
pub(crate) use to_come;

store::statements! {
    /// The version of a session the public may know of.
    PUBLIC_SESSION_GUARD = "select s.version from session s where s.id = ?3 and (s.listed = true or s.invitation is not null)";
    /// A session the public may know of, by its reference, or by the link that its people were given.
    PUBLIC_SESSION_FETCH = concat!("select ", session_columns!(), session_tables!(), "where s.reference = ?1 and s.listed = true or s.invitation = ?1");
    /// A page of the public list: what can still be booked.
    PUBLIC_LIST = concat!("select s.id, s.reference, c.title, c.mode, a.name, s.first_day, s.last_day, s.capacity - s.taken - s.held", session_tables!(),
        "where s.state = 'planned' and s.listed = true and ", to_come!(), " {filters} order by s.first_day, s.id limit ?8"),
        filters {
            area: "and s.area_id = ?2",
            course: "and c.reference = ?3",
            mode: "and c.mode = ?4",
            month: "and s.first_day >= ?5 and s.first_day < ?6",
            after: "and (s.first_day, s.id) > (select k.first_day, k.id from session k where k.reference = ?7)",
        };
    /// The page before: the same sessions, nearest to the key first.
    PUBLIC_LIST_BEFORE = concat!("select s.id, s.reference, c.title, c.mode, a.name, s.first_day, s.last_day, s.capacity - s.taken - s.held", session_tables!(),
        "where s.state = 'planned' and s.listed = true and ", to_come!(), " \
         and (s.first_day, s.id) < (select k.first_day, k.id from session k where k.reference = ?7) {filters} order by s.first_day desc, s.id desc limit ?8"),
        filters {
            area: "and s.area_id = ?2",
            course: "and c.reference = ?3",
            mode: "and c.mode = ?4",
            month: "and s.first_day >= ?5 and s.first_day < ?6",
        };
    /// What can still be booked of a course (?2) but one session (?3): first those of an area (?4).
    PUBLIC_LIST_OF_COURSE = concat!("select s.id, s.reference, c.title, c.mode, a.name, s.first_day, s.last_day, s.capacity - s.taken - s.held", session_tables!(),
        "where s.course_id = ?2 and s.id <> ?3 and s.state = 'planned' and s.listed = true and ", to_come!(),
        " order by case when s.area_id = ?4 then 0 else 1 end, s.first_day, s.id limit ?5");
    /// How many sessions the list would hold, counted up to a thousand and one.
    PUBLIC_COUNT = concat!("select count(*) from (select 1 as one from session s join course c on c.id = s.course_id \
        where s.state = 'planned' and s.listed = true and ", to_come!(), " {filters} limit 1001) t"),
        filters {
            area: "and s.area_id = ?2",
            course: "and c.reference = ?3",
            mode: "and c.mode = ?4",
            month: "and s.first_day >= ?5 and s.first_day < ?6",
        };
}

/// A row of the public list.
pub(crate) fn line(row: &Row) -> Result<PublicLine, Fault> {
    let left: i64 = row.get(7)?;
    Ok(PublicLine {
        id: SessionId(row.get(0)?),
        reference: row.get(1)?,
        title: row.get(2)?,
        mode: word(&row.get::<String>(3)?, Mode::parse)?,
        area: row.get(4)?,
        first_day: row.get(5)?,
        last_day: row.get(6)?,
        left: left.max(0),
    })
}
