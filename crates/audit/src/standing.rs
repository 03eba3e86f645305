//! Readings of the records as a whole, as long as they stand. Nothing is committed without an event (SB1): while the trail has not grown, no
//! record has changed, whoever may write to the database.

use crate::records;
use kernel::Fault;
use store::{Row, Stmt, Tx, Value};

/// Where the trail ends, for this transaction.
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
    if tx.left::<Standing>().is_none() {
        let end = tx.one(&records::EVENT_LAST, &[], |row| {
            Ok([&row.get::<i64>(0)?.to_be_bytes()[..], &row.get::<Vec<u8>>(1)?].concat())
        })?;
        tx.leave(Standing(end.unwrap_or_default()));
    }
    let end = tx.left().map_or_else(Vec::new, |Standing(end)| end.clone());
    tx.list_standing(&end, statement, filters, values, map)
}
