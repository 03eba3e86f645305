//! The ledger: every register and every batch of feedback that a session owes to the evidence, whether it came, and who
//! decided that it will not. The record of the work is the return: nobody fills in a list of gaps.

mod pages;
mod records;
mod settle;

pub use pages::routes;
pub use settle::{Owing, owe, settle};

use access::{Action, Scope};
use kernel::{Fault, Id};
use store::{Tx, values};

/// What is outstanding in the viewer's sight, counted to 1,000.
///
/// # Errors
/// A fault of the engine.
pub fn outstanding<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<i64, Fault> {
    Ok(tx
        .one(&records::OWED_COUNT, &scope.values(), |row| row.get::<i64>(0))?
        .unwrap_or(0))
}

/// Due and still outstanding of one kind for a programme's sessions: the completeness line of its tables. A course run over
/// two days counts once.
///
/// # Errors
/// A fault of the engine.
pub fn completeness(tx: &mut Tx<'_>, programme: Id, kind: &str) -> Result<(i64, i64), Fault> {
    Ok(tx
        .one(&records::OWED_OF_PROGRAMME, values![programme, kind], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .unwrap_or((0, 0)))
}

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
