//! What the virus scanner is to look at, and what becomes of its answer (SG5). The program asks the scanner; what it does not answer for goes
//! on waiting.

use super::{ORIGINAL, PICTURE};
use crate::guards::PhotographRecord;
use crate::model::PhotographId;
use crate::records::photograph as sql;
use access::Scope;
use access::actions::SystemJob;
use audit::{Change, Done};
use kernel::{Id, Instant, Stop};
use store::{Tx, values};

/// Photographs that are listed at a time.
const SOME: i64 = 50;

/// The first photographs after `after` that the scanner has not looked at, in the order in which they came.
pub fn waiting(
    tx: &mut Tx,
    _scope: &Scope<SystemJob>,
    after: Option<PhotographId>,
) -> Result<Vec<PhotographId>, Stop> {
    let after = after.map_or(Id::NIL, |id| id.0);
    Ok(
        tx.all(&sql::PHOTOGRAPH_LIST_TO_SCAN, values![after, SOME], |row| {
            Ok(PhotographId(row.get(0)?))
        })?,
    )
}

/// What the scanner is to look at: the photograph as it was sent, or where that was not kept, its picture. Nothing, when it is gone or looked at
/// already.
pub fn content(tx: &mut Tx, _scope: &Scope<SystemJob>, id: PhotographId) -> Result<Option<Vec<u8>>, Stop> {
    let sealed = tx.one(&sql::PHOTOGRAPH_TO_SCAN, values![id.0], |row| {
        Ok((row.get::<Option<Vec<u8>>>(0)?, row.get::<Option<Vec<u8>>>(1)?))
    })?;
    let keys = tx.keys();
    Ok(match sealed {
        Some((Some(original), _)) => Some(keys.open(ORIGINAL.0, ORIGINAL.1, id.0, &original)?),
        Some((None, Some(picture))) => Some(keys.open(PICTURE.0, PICTURE.1, id.0, &picture)?),
        _ => None,
    })
}

/// The scanner's answer: a clean photograph may be fetched by all who run the door, and nothing of an infected one is kept. As it was sent it is
/// kept no longer either way.
pub fn answered(
    tx: &mut Tx,
    scope: &Scope<SystemJob>,
    id: PhotographId,
    clean: bool,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PhotographRecord>(tx, id)?;
    let (statement, words) = if clean {
        (
            &sql::PHOTOGRAPH_CLEAN,
            "photograph looked at by the virus scanner",
        )
    } else {
        (
            &sql::PHOTOGRAPH_INFECTED,
            "photograph kept away by the virus scanner",
        )
    };
    tx.run(statement, values![id.0, now])?;
    Done::recorded(tx, pass, Change::new(words), now, ())
}
