//! What waits for a trainer or a coordinator on *Today*: three statements, whatever they find.

use crate::model::SessionLine;
use crate::reading::scoped;
use crate::records::session as sql;
use access::{Scope, actions};
use kernel::{Day, Stop};
use store::{Tx, Value};

/// Most rows of each list.
const MOST: i64 = 10;

/// What waits.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// My next sessions: those I train; for who trains none, those in sight.
    pub next: Vec<SessionLine>,
    /// Sessions with a day that is over and has no register.
    pub without_register: Vec<SessionLine>,
    /// Sessions to come on which people wait for a place.
    pub waiting_lists: Vec<SessionLine>,
}

/// What waits for the viewer today.
pub fn today(tx: &mut Tx, scope: &Scope<actions::SeeToday>, today: Day) -> Result<Waiting, Stop> {
    let values = scoped(scope, vec![Value::from(today), Value::from(MOST)]);
    let mut next = tx.list(&sql::SESSION_LIST_NEXT, &["own"], &values, sql::line)?;
    if next.is_empty() {
        next = tx.list(&sql::SESSION_LIST_NEXT, &[], &values, sql::line)?;
    }
    Ok(Waiting {
        next,
        without_register: tx.all(&sql::SESSION_LIST_WITHOUT_REGISTER, &values, sql::line)?,
        waiting_lists: tx.all(&sql::SESSION_LIST_WAITING, &values, sql::line)?,
    })
}
