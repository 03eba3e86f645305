//! Reading commitments: one of them, and a page of those in sight.

use crate::Part;
use crate::model::{Commitment, CommitmentId, CommitmentState};
use crate::people;
use crate::reading::scoped;
use crate::records::commitment as sql;
use access::{Action, Scope, actions};
use kernel::{Day, Fault, Id, Stop};
use store::{Tx, Value, values};

/// Commitments on a page.
pub const PAGE: usize = 50;
/// Commitments in a file.
pub const FILE: usize = 10_000;

/// One of them, by its id; `None` where there is none.
pub(crate) fn by_id(tx: &mut Tx, id: CommitmentId) -> Result<Option<Commitment>, Fault> {
    let found = tx.one(&sql::COMMITMENT_FETCH, values![id.0], sql::commitment)?;
    found.map(|closed| opened(tx, closed)).transpose()
}

/// The words of one, for who may see what it is about.
pub fn words<A: Action>(tx: &mut Tx, _scope: &Scope<A>, id: Id) -> Result<Option<Commitment>, Fault> {
    by_id(tx, CommitmentId(id))
}

fn opened(tx: &Tx, closed: sql::Closed) -> Result<Commitment, Fault> {
    let keys = tx.keys();
    let open = |column, sealed: Option<&[u8]>| people::open(keys, "commitment", column, closed.id.0, sealed);
    Ok(Commitment {
        manager: open("manager_sealed", Some(&closed.manager))?,
        what: open("what_sealed", Some(&closed.what))?,
        move_reason: open("move_reason_sealed", closed.move_reason.as_deref())?,
        outcome: open("outcome_sealed", closed.outcome.as_deref())?,
        id: closed.id,
        session: closed.session,
        reference: closed.reference,
        title: closed.title,
        area: closed.area,
        booking: closed.booking,
        organisation: closed.organisation,
        due: closed.due,
        first_due: closed.first_due,
        state: closed.state,
    })
}

/// What a list is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// One state.
    pub state: Option<CommitmentState>,
    /// Only those whose day is over.
    pub overdue: bool,
    /// Go on after this one.
    pub after: Option<Id>,
}

impl Query {
    fn names(self, whole: bool) -> Vec<&'static str> {
        [
            ("after", whole && self.after.is_some()),
            ("state", self.state.is_some()),
            ("overdue", self.overdue),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    fn values(self, scope: &Scope<actions::ManageBookings>, today: Day, most: usize) -> Vec<Value> {
        scoped(
            scope,
            vec![
                Value::from(self.after),
                Value::from(self.state.map_or("", CommitmentState::code)),
                Value::from(today),
                Value::from(i64::try_from(most).unwrap_or(i64::MAX)),
            ],
        )
    }
}

/// The first so many of a list, from where it goes on, and where the next page does: one statement.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    query: Query,
    today: Day,
    most: usize,
) -> Result<(Vec<Commitment>, Option<Id>), Stop> {
    let values = query.values(scope, today, most.saturating_add(1));
    let mut closed = tx.list(
        &sql::COMMITMENT_LIST,
        &query.names(true),
        &values,
        sql::commitment,
    )?;
    let more = closed.len() > most;
    closed.truncate(most);
    let next = closed.last().filter(|_| more).map(|last| last.id.0);
    let found: Result<Vec<Commitment>, Fault> = closed.into_iter().map(|one| opened(tx, one)).collect();
    Ok((found?, next))
}

/// How many a list holds, counted to 1,001.
pub fn count(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    query: Query,
    today: Day,
) -> Result<i64, Stop> {
    let values = query.values(scope, today, 0);
    let found = tx.list(&sql::COMMITMENT_COUNT, &query.names(false), &values, |row| {
        row.get(0)
    })?;
    Ok(found.first().copied().unwrap_or(0))
}

/// How commitments of a programme stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// All that were made.
    pub made: i64,
    /// Those that are done.
    pub done: i64,
}

/// How they stand for the sessions of a part of a programme.
pub fn standing(
    tx: &mut Tx,
    _leave: &Scope<actions::ReadEvidence>,
    programme: Id,
    part: &Part,
) -> Result<Standing, Fault> {
    let found = tx.list(
        &sql::COMMITMENT_STANDING,
        &part.names(),
        &part.values(programme),
        |row| {
            Ok(Standing {
                made: row.get(0)?,
                done: row.get(1)?,
            })
        },
    )?;
    Ok(found.first().copied().unwrap_or_default())
}
