//! Statements about photographs of paper sheets.

use super::word;
use crate::model::{Photograph, PhotographId, Scan, SessionDayId};
use kernel::{Fault, Id};
use store::Row;

/// A photograph with the organisation of its sender, and whether that is the viewer's (?2).
macro_rules! photographs {
    () => {
        "select p.id, p.name, p.sent_at, p.scan, p.size, coalesce(o.name, ''), p.sent_by = ?2 or exists (select 1 from account v join worker vw on vw.id = v.worker_id \
        where v.id = ?2 and vw.organisation_id = w.organisation_id), p.session_day_id from sheet_photograph p join account a on a.id = p.sent_by \
        left join worker w on w.id = a.worker_id left join organisation o on o.id = w.organisation_id where "
    };
}

store::statements! {
    /// A photograph of a session in sight.
    PHOTOGRAPH_GUARD = concat!("select s.version from sheet_photograph p join session s on s.id = p.session_id where p.id = ?3 and ", access::session_in_scope!());
    /// The photograph under a name, with its session.
    PHOTOGRAPH_NAMED = "select id, session_id from sheet_photograph where name = ?1";
    /// One.
    PHOTOGRAPH_FETCH = concat!(photographs!(), "p.id = ?1");
    /// Those of a day.
    PHOTOGRAPH_LIST = concat!(photographs!(), "p.session_day_id = ?1 order by p.sent_at, p.id limit ?3");
    /// How many a day has.
    PHOTOGRAPH_COUNT = "select count(*) from sheet_photograph where session_day_id = ?1";
    /// Days of a session with a photograph.
    PHOTOGRAPH_DAYS = "select distinct session_day_id from sheet_photograph where session_id = ?1";
    /// The picture.
    PHOTOGRAPH_PICTURE = "select picture_sealed from sheet_photograph where id = ?1";
    /// Bytes of all photographs.
    PHOTOGRAPH_BYTES = "select cast(coalesce(sum(size + coalesce(original_size, 0)), 0) as bigint) from sheet_photograph";
    /// One was sent.
    PHOTOGRAPH_INSERT = "insert into sheet_photograph (id, name, session_id, session_day_id, sent_by, sent_at, scan, size, original_size, picture_sealed, original_sealed) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    /// What was sent before ?1 is kept no longer as it was sent; its picture goes on waiting for the scanner.
    PHOTOGRAPH_SWEEP = "update sheet_photograph set original_sealed = null, original_size = null where scan in ('none', 'waiting') and original_sealed is not null and sent_at < ?1";
    /// It is removed.
    PHOTOGRAPH_DROP = "delete from sheet_photograph where id = ?1";
    /// The first photographs after ?1 that the scanner has not looked at.
    PHOTOGRAPH_LIST_TO_SCAN = "select id from sheet_photograph where scan in ('none', 'waiting') and id > ?1 order by id limit ?2";
    /// What the scanner is to look at: as it was sent, where that is kept, or else the picture.
    PHOTOGRAPH_TO_SCAN = "select original_sealed, case when original_sealed is null then picture_sealed end from sheet_photograph where id = ?1 and scan in ('none', 'waiting')";
    /// The scanner found nothing.
    PHOTOGRAPH_CLEAN = "update sheet_photograph set scan = 'clean', scanned_at = ?2, original_sealed = null, original_size = null where id = ?1 and scan in ('none', 'waiting')";
    /// The scanner found something: nothing of it is kept.
    PHOTOGRAPH_INFECTED = "update sheet_photograph set scan = 'infected', scanned_at = ?2, original_sealed = null, original_size = null, picture_sealed = null, size = 0 \
        where id = ?1 and scan in ('none', 'waiting')";
    /// Sessions in sight with a photograph that the scanner found something in.
    PHOTOGRAPH_LIST_INFECTED = concat!("select s.reference, c.title, d.id, d.day from sheet_photograph p join session s on s.id = p.session_id join course c on c.id = s.course_id \
        join session_day d on d.id = p.session_day_id where p.scan = 'infected' and ", access::session_in_scope!(), " group by s.reference, c.title, d.id, d.day order by d.day, s.reference limit ?3");
}

/// Reads a photograph with its day.
pub(crate) fn photograph(row: &Row) -> Result<(Photograph, SessionDayId), Fault> {
    let photograph = Photograph {
        id: PhotographId(row.get(0)?),
        name: row.get(1)?,
        sent_at: row.get(2)?,
        scan: word(&row.get::<String>(3)?, Scan::parse)?,
        size: row.get(4)?,
        organisation: row.get(5)?,
        ours: row.get(6)?,
    };
    Ok((photograph, SessionDayId(row.get::<Id>(7)?)))
}
