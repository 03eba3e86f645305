//! Statements about places that are kept back.

use crate::model::{HeldFor, HeldPlaces};
use kernel::{Fault, Id};
use store::Row;

store::statements! {
    /// The places kept back of a session, also those released.
    HELD_LIST = "select h.id, h.kind, h.area_id, coalesce(a.name, h.label), h.matches, h.places, h.taken, h.until, h.released_at from held_places h \
        left join area a on a.id = h.area_id where h.session_id = ?1 order by h.made_at, h.id";
    /// Those that are kept back still.
    HELD_STANDING = "select h.id, h.kind, h.area_id, coalesce(a.name, h.label), h.matches, h.places, h.taken, h.until, h.released_at from held_places h \
        left join area a on a.id = h.area_id where h.session_id = ?1 and h.released_at is null order by h.made_at, h.id";
    /// Keeps places back.
    HELD_INSERT = "insert into held_places (id, session_id, kind, area_id, label, matches, places, until, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    /// Changes how many are kept back and until when.
    HELD_UPDATE = "update held_places set places = ?2, until = ?3 where id = ?1 and released_at is null and taken <= ?2";
    /// Those that nobody took go to everybody.
    HELD_RELEASE = "update held_places set places = taken, released_at = ?2 where id = ?1 and released_at is null";
    /// Takes one of them, if there is one.
    HELD_TAKE = "update held_places set taken = taken + 1 where id = ?1 and released_at is null and taken < places";
    /// Gives one of them back. Whether it is kept back again is for the caller: those that were released are one place fewer.
    HELD_FREE = "update held_places set taken = taken - 1, places = places - case when released_at is null then 0 else 1 end where id = ?1 and taken > 0 returning released_at is null";
    /// Keeps so many places of a session back, if so many are free.
    SESSION_HOLD = "update session set held = held + ?2 where id = ?1 and held + ?2 >= 0 and taken + held + ?2 <= capacity";
    /// One of the places kept back is taken.
    SESSION_TAKE_HELD = "update session set taken = taken + 1, held = held - 1 where id = ?1 and state = 'planned' and held > 0";
    /// A place that was kept back is free and kept back again.
    SESSION_FREE_HELD = "update session set taken = taken - 1, held = held + 1 where id = ?1 and taken > 0";
    /// Which places a booking may take from, and whether it has one of them.
    BOOKING_HELD = "update booking set held_places_id = ?2, on_held = ?3 where id = ?1";
    /// The session and the places kept back whose day is over.
    HELD_DUE = "select h.session_id, h.id from held_places h where h.released_at is null and h.until < ?1 order by h.session_id, h.id limit ?2";
}

/// Reads them.
pub(crate) fn held(row: &Row) -> Result<HeldPlaces, Fault> {
    let kind: String = row.get(1)?;
    let held_for = HeldFor::stored(&kind, row.get::<Option<Id>>(2)?, row.get(4)?)
        .ok_or_else(|| Fault::new("held places are for nobody"))?;
    Ok(HeldPlaces {
        id: row.get(0)?,
        held_for,
        label: row.get(3)?,
        places: row.get(5)?,
        taken: row.get(6)?,
        until: row.get(7)?,
        released: row.get::<Option<kernel::Instant>>(8)?.is_some(),
    })
}
