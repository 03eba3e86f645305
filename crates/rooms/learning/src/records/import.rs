//! Statements about registers that come as files.

use crate::model::{BookingId, How, LearnerId, SessionDayId, SessionId};
use kernel::{Fault, Id};
use store::Row;

store::statements! {
    /// A file was read.
    IMPORT_INSERT = "insert into register_import (id, session_id, session_day_id, account_id, made_at, kind, rows_sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    /// What was read, for who sent it.
    IMPORT_FETCH = "select id, session_id, session_day_id, kind, rows_sealed from register_import where id = ?1 and session_id = ?2 and account_id = ?3";
    /// It has been taken in, or is not wanted.
    IMPORT_DROP = "delete from register_import where id = ?1";
    /// Files read before this are kept no longer.
    IMPORT_SWEEP = "delete from register_import where made_at < ?1";
    /// Everybody of a session, with how they are marked on a day: who booked and who was marked on one of its days.
    IMPORT_PEOPLE = "select l.id, l.name_sealed, l.name_blind, l.email_blind, b.id, t.how from learner l left join booking b on b.session_id = ?1 and b.learner_id = l.id \
        left join attendance t on t.session_day_id = ?2 and t.learner_id = l.id \
        where b.id is not null or exists (select 1 from attendance a where a.session_id = ?1 and a.learner_id = l.id) order by l.id";
    /// From how many minutes on somebody was there.
    MINUTES_FETCH = "select minutes from online_minutes where session_id = ?1";
    /// A coordinator says so.
    MINUTES_PUT = "insert into online_minutes (session_id, minutes, set_by, set_at) values (?1, ?2, ?3, ?4) \
        on conflict (session_id) do update set minutes = ?2, set_by = ?3, set_at = ?4";
}

/// A file that was read.
pub(crate) struct Read {
    pub(crate) id: Id,
    pub(crate) session: SessionId,
    pub(crate) day: SessionDayId,
    pub(crate) kind: String,
    pub(crate) rows: Vec<u8>,
}

/// Reads one.
pub(crate) fn read(row: &Row) -> Result<Read, Fault> {
    Ok(Read {
        id: row.get(0)?,
        session: SessionId(row.get(1)?),
        day: SessionDayId(row.get(2)?),
        kind: row.get(3)?,
        rows: row.get(4)?,
    })
}

/// Somebody of a session.
pub(crate) struct Somebody {
    pub(crate) learner: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) name_blind: Vec<u8>,
    pub(crate) email_blind: Option<Vec<u8>>,
    pub(crate) booking: Option<BookingId>,
    pub(crate) how: Option<How>,
}

/// Reads somebody of a session.
pub(crate) fn somebody(row: &Row) -> Result<Somebody, Fault> {
    Ok(Somebody {
        learner: LearnerId(row.get(0)?),
        name: row.get(1)?,
        name_blind: row.get(2)?,
        email_blind: row.get(3)?,
        booking: row.get::<Option<Id>>(4)?.map(BookingId),
        how: row
            .get::<Option<String>>(5)?
            .map(|how| super::word(&how, How::parse))
            .transpose()?,
    })
}
