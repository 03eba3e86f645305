//! What was said of the columns of a file and of the names in it, kept under a name for files with the same headings, whoever sends them.
//! Who kept it, and who works in all areas, can put something else in its place or drop it.

use super::keep::{content, fetch, headings, refuse_unless};
use super::mapping::Mapping;
use super::{Kind, State};
use crate::guards::EarlierRecord;
use crate::moment::Moment;
use crate::records::earlier as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Problems, Stop};
use store::{Tx, values};

const TABLE: &str = "earlier_mapping";
const COLUMN: &str = "mapping_sealed";

/// What is offered for files of a kind with these headings, by name.
pub(super) fn offered(tx: &mut Tx, kind: Kind, headings: &[u8]) -> Result<Vec<(Id, String)>, Fault> {
    let values = values![headings.to_vec(), kind.code()];
    tx.all(&sql::EARLIER_MAPPINGS, values, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Keeps what was said of a file under a name.
pub fn keep(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    import: Id,
    name: &str,
) -> Result<Done<()>, Stop> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        let words = "Enter a name of 100 characters or fewer";
        return Err(Problems::one("kept-name", words).into());
    }
    let pass = scope.pass::<EarlierRecord>(tx, import)?;
    let file = fetch(tx, import)?;
    refuse_unless(&file, State::Open)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody keeps what was said"))?;
    let (sheets, mapping) = content(tx, import)?;
    let text = serde_json::to_vec(&mapping)
        .map_err(|error| Fault::caused("what columns are cannot be kept", error))?;
    let id = moment.id();
    let sealed = tx.keys().seal(TABLE, COLUMN, id, &text, moment.entropy());
    let shape = headings(tx.keys(), &mapping, &sheets);
    let values = values![
        id,
        name,
        file.kind.code(),
        shape,
        sealed,
        by,
        moment.now,
        scope.sees_all()
    ];
    if tx.changed(&sql::EARLIER_MAPPING_PUT, values)? == 0 {
        let words = "Somebody else keeps something under this name: choose another";
        return Err(Problems::one("kept-name", words).into());
    }
    Done::recorded(tx, pass, Change::new("columns kept under a name"), moment.now, ())
}

/// Reads a file as was kept; where its headings stand is its own.
pub fn apply(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    import: Id,
    kept: Option<Id>,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, import)?;
    let file = fetch(tx, import)?;
    refuse_unless(&file, State::Open)?;
    let (sheets, now) = content(tx, import)?;
    let shape = headings(tx.keys(), &now, &sheets);
    let (kept, kind) = (kept.unwrap_or(Id::NIL), file.kind.code());
    let found = tx.one(
        &sql::EARLIER_MAPPING_FETCH,
        values![kept, shape.clone(), kind],
        |row| row.get::<Vec<u8>>(0),
    )?;
    let sealed = found.ok_or_else(choose)?;
    let text = tx.keys().open_text(TABLE, COLUMN, kept, &sealed)?;
    let said: Mapping = serde_json::from_str(&text)
        .map_err(|error| Fault::caused("what columns are cannot be read", error))?;
    let mapping = Mapping {
        sheet: now.sheet,
        heading: now.heading,
        ..said
    };
    let sealed = super::keep::seal_mapping(tx, moment, import, &mapping)?;
    tx.run(&sql::EARLIER_MAP, values![import, sealed, shape])?;
    Done::recorded(tx, pass, Change::new("columns said"), moment.now, ())
}

/// Keeps it no longer. Files that were read so stay as they are.
pub fn forget(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    import: Id,
    kept: Option<Id>,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, import)?;
    let file = fetch(tx, import)?;
    refuse_unless(&file, State::Open)?;
    let (sheets, mapping) = content(tx, import)?;
    let shape = headings(tx.keys(), &mapping, &sheets);
    let (kept, kind) = (kept.unwrap_or(Id::NIL), file.kind.code());
    let found = tx.one(
        &sql::EARLIER_MAPPING_FETCH,
        values![kept, shape.clone(), kind],
        |_| Ok(()),
    )?;
    found.ok_or_else(choose)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody drops what was kept"))?;
    let values = values![kept, shape, kind, by, scope.sees_all()];
    if tx.changed(&sql::EARLIER_MAPPING_DROP, values)? == 0 {
        let words = "Only who kept it, or who works in all areas, can drop it";
        return Err(Problems::one("kept", words).into());
    }
    Done::recorded(tx, pass, Change::new("kept columns dropped"), moment.now, ())
}

fn choose() -> Problems {
    Problems::one("kept", "Choose from the list")
}
