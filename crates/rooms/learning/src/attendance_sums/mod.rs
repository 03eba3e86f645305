//! Who booked and who came, a row for each session: evidence pages read these rows and not every attendance. Nothing stands in them that
//! the bookings and attendances do not say. The database itself throws a row away as soon as one of them changes (migration 0045); work
//! of every few minutes makes it again, and until then its session is read from them. With the row go the counts of how the bookings turned out
//! ([`crate::turn_out`]).

mod packed;
pub mod work;

use crate::model::{Cause, CourseId, Mode, SessionId, SessionState};
use crate::records::attendance_sum as sql;
use access::Scope;
use access::actions::ReadEvidence;
use directory::model::AreaId;
use kernel::{Day, Fault, Id, IdMap, IdSet};
pub use packed::{Borough, Came, Entry};
use std::sync::Arc;
use store::{Row, Tx, Value, values};

/// A course, as its sessions are told apart by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeetingCourse {
    /// The course.
    pub id: CourseId,
    /// Its title.
    pub title: Arc<str>,
    /// Its kind, as a code.
    pub kind: String,
    /// How it meets.
    pub mode: Mode,
    /// It asks for feedback.
    pub asks: bool,
}

/// A session with everybody who booked or came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: Arc<MeetingCourse>,
    /// The area it counts for.
    pub area: AreaId,
    /// The area's name.
    pub area_name: Arc<str>,
    /// Its first day.
    pub day: Day,
    /// What became of it.
    pub state: SessionState,
    /// It was on another day at first.
    pub moved: bool,
    /// What was behind its being cancelled or moved; `None`: not recorded.
    pub cause: Option<Cause>,
    /// It came from a file of earlier years.
    pub earlier: bool,
    /// It counts as work that was done ([`crate::session_counts!`]).
    pub counts: bool,
    /// Its places; 0 where they are not recorded.
    pub places: u64,
    /// Each learner once.
    pub entries: Vec<Entry>,
}

/// All sessions of a programme, by day.
///
/// # Errors
/// A fault of the engine; a row that cannot be read.
pub fn read(tx: &mut Tx<'_>, _leave: &Scope<ReadEvidence>, programme: Id) -> Result<Vec<Meeting>, Fault> {
    let of = values![programme];
    let courses: IdMap<CourseId, Arc<MeetingCourse>> = tx
        .all(&sql::SUM_COURSES, of, sql::course)?
        .into_iter()
        .map(|course| (course.id, Arc::new(course)))
        .collect();
    let areas: IdMap<AreaId, Arc<str>> = tx
        .all(&sql::SUM_AREAS, &[], |row| {
            Ok((AreaId(row.get(0)?), Arc::from(row.get::<String>(1)?)))
        })?
        .into_iter()
        .collect();
    let found = tx.all(&sql::SUM_LIST, of, sql::stored)?;
    let wanted: IdSet<SessionId> = found.iter().map(|stored| stored.session).collect();
    let unpacked = |row: &Row<'_>| {
        let session = SessionId(row.get(0)?);
        if !wanted.contains(&session) {
            return Ok(None);
        }
        Ok(Some((session, packed::unpack(&row.get::<Vec<u8>>(1)?)?)))
    };
    let mut known: IdMap<SessionId, Vec<Entry>> = tx
        .all(&sql::SUM_PACKED, &[], unpacked)?
        .into_iter()
        .flatten()
        .collect();
    if known.len() < found.len() {
        known.extend(entries(tx, (&sql::UNPACKED_ATTENDED, &sql::UNPACKED_BOOKED), of)?);
    }
    let mut all = Vec::with_capacity(found.len());
    for stored in found {
        let gone = || Fault::new("a session without its course or area");
        all.push(Meeting {
            session: stored.session,
            course: courses.get(&stored.course).cloned().ok_or_else(gone)?,
            area: stored.area,
            area_name: areas.get(&stored.area).cloned().ok_or_else(gone)?,
            day: stored.day,
            state: stored.state,
            moved: stored.moved,
            cause: stored.cause,
            earlier: stored.earlier,
            counts: stored.counts,
            places: stored.places,
            // Nobody booked or came where there is nothing.
            entries: known.remove(&stored.session).unwrap_or_default(),
        });
    }
    // Sorted here: it costs the database as much as finding them.
    all.sort_unstable_by_key(|meeting| (meeting.day, meeting.session));
    Ok(all)
}

/// The entries of sessions, from attendances and bookings.
fn entries(
    tx: &mut Tx<'_>,
    (attended, booked): (&'static store::Stmt, &'static store::Stmt),
    of: &[Value],
) -> Result<IdMap<SessionId, Vec<Entry>>, Fault> {
    let mut rows = tx.all(attended, of, sql::attended)?;
    rows.extend(tx.all(booked, of, sql::booked)?);
    let mut found: IdMap<SessionId, Vec<Entry>> = IdMap::default();
    for (session, entry) in rows {
        let own = found.entry(session).or_default();
        match own.iter_mut().find(|known| known.learner == entry.learner) {
            Some(known) => {
                known.booked |= entry.booked;
                known.came.extend(entry.came);
            }
            None => own.push(entry),
        }
    }
    Ok(found)
}
