//! Readings of the records as a whole, as long as they stand. Nothing that somebody does is committed without an event (SB1), and what jobs keep up
//! without one is done when the job ends: while the trail has not grown but by looks and no job has ended, no record has changed, whoever may
//! write to the database.

use crate::records;
use kernel::{Fault, Id};
use std::sync::Arc;
use store::{Made, Row, Stmt, Tx, Value};

/// The last event that is no look, for this transaction.
struct Standing(Vec<u8>);

/// All rows of a statement that reads very many records, which may be those that an earlier reading was given while the records stood as they
/// stand now. The statement may depend on its values and on records, and on nothing else: not on the time.
///
/// # Errors
/// A fault of the engine or of `map`; a fault when a fragment is not declared.
pub fn standing<T>(
    tx: &mut Tx<'_>,
    statement: &'static Stmt,
    filters: &[&str],
    values: &[Value],
    map: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    if !tx.keeps_rows() {
        return tx.list(statement, filters, values, map);
    }
    let end = end(tx)?;
    tx.list_standing(&end, statement, filters, values, map)
}

/// What `make` makes of very many records, or what an earlier reading made of them while the records stood as they stand now: each kind of
/// thing once for each `of`. It may depend on that and on records, and on nothing else: not on the time, and not on who asks.
///
/// # Errors
/// A fault of the engine; those of `make`.
pub fn made<T: Made>(
    tx: &mut Tx<'_>,
    of: Id,
    make: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault>,
) -> Result<Arc<T>, Fault> {
    if !tx.keeps_rows() {
        return make(tx).map(Arc::new);
    }
    let end = end(tx)?;
    tx.made_standing(&end, of, make)
}

/// The last event that is no look, asked for once in a transaction.
fn end(tx: &mut Tx<'_>) -> Result<Vec<u8>, Fault> {
    if tx.left::<Standing>().is_none() {
        let end = tx.one(&records::EVENT_LAST_CHANGE, &[], |row| {
            let (sequence, ended) = (row.get::<i64>(0)?.to_be_bytes(), row.get::<i64>(2)?.to_be_bytes());
            Ok([&sequence[..], &ended, &row.get::<Vec<u8>>(1)?].concat())
        })?;
        tx.leave(Standing(end.unwrap_or_default()));
    }
    Ok(tx.left().map_or_else(Vec::new, |Standing(end)| end.clone()))
}
