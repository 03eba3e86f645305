//! Statements about faults of venues.

use crate::model::{FaultId, FaultKind, FaultState, VenueFault};
use directory::model::AreaId;
use kernel::{Fault, Id, Personal};
use store::{Keys, Row};

/// In the viewer's sight: of one of her areas, or hers to mend.
macro_rules! in_sight {
    () => {
        "(?2 or f.owner_id = ?1 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = f.area_id))"
    };
}

/// What [`fault`] reads.
macro_rules! columns {
    () => {
        "f.id, f.area_id, a.name, s.reference, f.venue, f.kind, f.words_sealed, f.heard, f.owner_id, o.name_sealed, f.due, f.state, f.outcome_sealed, f.made_at, f.closed_at, f.version \
         from venue_fault f join area a on a.id = f.area_id join account o on o.id = f.owner_id left join session s on s.id = f.session_id"
    };
}

store::statements! {
    /// A fault in sight.
    FAULT_GUARD = concat!("select f.version from venue_fault f where f.id = ?3 and ", in_sight!());
    /// Raises one.
    FAULT_INSERT = "insert into venue_fault (id, area_id, session_id, venue, venue_key, kind, words_sealed, heard, owner_id, due, state, version, made_by, made_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'open', 1, ?11, ?12)";
    /// One fault.
    FAULT_FETCH = concat!("select ", columns!(), " where f.id = ?1");
    /// Faults in sight, the first due first. ?3 the state, ?4 the kind, ?5 the area, ?6 part of a venue, ?7 the one before, ?8 how many.
    FAULT_LIST = concat!("select ", columns!(), " where ", in_sight!(), " {filters} order by f.due, f.id limit ?8"),
        filters { state: "and f.state = ?3", kind: "and f.kind = ?4", area: "and f.area_id = ?5", words: "and f.venue_key like ?6 escape '!'", mine: "and f.owner_id = ?1",
            after: "and (f.due, f.id) > (select k.due, k.id from venue_fault k where k.id = ?7)" };
    /// How many there are, counted to 1,001.
    FAULT_COUNT = concat!("select count(*) from (select 1 from venue_fault f where ", in_sight!(), " {filters} limit 1001) counted"),
        filters { state: "and f.state = ?3", kind: "and f.kind = ?4", area: "and f.area_id = ?5", words: "and f.venue_key like ?6 escape '!'", mine: "and f.owner_id = ?1" };
    /// Somebody else is to mend it, or until another day.
    FAULT_ASSIGN = "update venue_fault set owner_id = ?2, due = ?3, version = version + 1 where id = ?1 and version = ?4 and state = 'open'";
    /// It is mended, left, or open again.
    FAULT_CLOSE = "update venue_fault set state = ?2, outcome_sealed = ?3, closed_at = ?4, version = version + 1 where id = ?1 and version = ?5";
    /// Open faults of a venue, by kind, whoever noticed them.
    FAULTS_AT = "select f.kind, count(*) from venue_fault f where f.venue_key = ?1 and f.state = 'open' group by f.kind order by f.kind";
    /// Who can be asked to mend something in an area.
    FAULT_OWNERS = "select w.id, w.name_sealed from account w where w.state = 'active' and w.role in ('coordinator', 'trainer') \
        and (w.all_areas or exists (select 1 from account_area aa where aa.account_id = w.id and aa.area_id = ?1)) order by w.id limit 500";
    /// Areas in which somebody can raise one.
    FAULT_AREAS = "select a.id, a.name from area a where (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id)) order by a.name, a.id";
}

/// Reads a fault.
pub(crate) fn fault(row: &Row, keys: &Keys) -> Result<VenueFault, Fault> {
    let (id, owner): (Id, Id) = (row.get(0)?, row.get(8)?);
    let unknown = || Fault::new("a venue's fault in words that are not known");
    let outcome = row.get::<Option<Vec<u8>>>(12)?;
    Ok(VenueFault {
        id: FaultId(id),
        area: AreaId(row.get(1)?),
        area_name: row.get(2)?,
        session: row.get(3)?,
        venue: row.get(4)?,
        kind: FaultKind::parse(&row.get::<String>(5)?).ok_or_else(unknown)?,
        words: Personal::new(keys.open_text("venue_fault", "words_sealed", id, &row.get::<Vec<u8>>(6)?)?),
        heard: row.get(7)?,
        owner: (
            owner,
            keys.open_text("account", "name_sealed", owner, &row.get::<Vec<u8>>(9)?)?,
        ),
        due: row.get(10)?,
        state: FaultState::parse(&row.get::<String>(11)?).ok_or_else(unknown)?,
        outcome: outcome
            .map(|sealed| keys.open_text("venue_fault", "outcome_sealed", id, &sealed))
            .transpose()?
            .map(Personal::new),
        made_at: row.get(13)?,
        closed_at: row.get(14)?,
        version: row.get(15)?,
    })
}
