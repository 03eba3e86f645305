//! Who booked and who came, a row for each session: evidence pages read these rows and not every attendance. Nothing stands in them that
//! the bookings and attendances do not say. The database itself throws a row away as soon as one of them changes (migration 0045); work
//! of every few minutes makes it again, and until then its session is read from them.

mod packed;
pub mod work;

use crate::model::{CourseId, Mode, SessionId};
use crate::part::Part;
use crate::records::attendance_sum as sql;
use access::Scope;
use access::actions::ReadEvidence;
use directory::model::AreaId;
use kernel::{Day, Fault, Id};
pub use packed::{Borough, Entry};
use std::collections::HashMap;
use store::{Tx, Value, values};

/// A session that was not cancelled, with everybody who booked or came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// The course's title.
    pub course_title: String,
    /// The area it counts for.
    pub area: AreaId,
    /// The area's name.
    pub area_name: String,
    /// How its course meets.
    pub mode: Mode,
    /// Its first day.
    pub day: Day,
    /// It counts as work that was done ([`crate::session_counts!`]).
    pub counts: bool,
    /// Who booked or came, each learner once.
    pub entries: Vec<Entry>,
}

/// The sessions of a programme, by day.
///
/// # Errors
/// A fault of the engine; a row that cannot be read.
pub fn read(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    part: &Part,
) -> Result<Vec<Meeting>, Fault> {
    let found = tx.list(
        &sql::SUM_LIST,
        &part.names(),
        &part.values(programme),
        sql::meeting,
    )?;
    let mut unpacked = if found.iter().any(|(_, packed)| packed.is_none()) {
        let of = values![programme];
        entries(tx, (&sql::UNPACKED_ATTENDED, &sql::UNPACKED_BOOKED), of)?
    } else {
        HashMap::new()
    };
    found
        .into_iter()
        .map(|(mut meeting, packed)| {
            meeting.entries = match packed {
                Some(packed) => packed::unpack(&packed)?,
                None => unpacked.remove(&meeting.session).unwrap_or_default(),
            };
            Ok(meeting)
        })
        .collect()
}

/// The entries of sessions, from attendances and bookings.
fn entries(
    tx: &mut Tx<'_>,
    (attended, booked): (&'static store::Stmt, &'static store::Stmt),
    of: &[Value],
) -> Result<HashMap<SessionId, Vec<Entry>>, Fault> {
    let mut rows = tx.all(attended, of, sql::attended)?;
    rows.extend(tx.all(booked, of, sql::booked)?);
    let mut found: HashMap<SessionId, Vec<Entry>> = HashMap::new();
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
