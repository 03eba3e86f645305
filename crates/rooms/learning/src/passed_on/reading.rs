//! Reading what was passed on: one, those of a person, a page of those in sight, and how many people it reached.

use crate::model::{PassedDraft, PassedKind, PassedOn, PassedOnId, PassedState};
use crate::own_record::Holder;
use crate::people;
use crate::reading::scoped;
use crate::records::passed_on as sql;
use access::{Scope, actions};
use kernel::{Day, Fault, Id, Stop};
use store::{Tx, Value, values};

/// On a page.
pub const PAGE: usize = 50;
/// In a file.
pub const FILE: usize = 10_000;
/// Of one person.
const OWN: i64 = 100;

pub(crate) fn by_id(tx: &mut Tx, id: PassedOnId) -> Result<Option<PassedOn>, Fault> {
    let found = tx.one(&sql::PASSED_ON_FETCH, values![id.0], sql::passed_on)?;
    found.map(|closed| opened(tx, closed)).transpose()
}

fn opened(tx: &Tx, closed: sql::Closed) -> Result<PassedOn, Fault> {
    let keys = tx.keys();
    let open = |column, sealed: Option<&[u8]>| people::open(keys, "passed_on", column, closed.id.0, sealed);
    Ok(PassedOn {
        name: people::learner_name(keys, closed.learner, &closed.name)?,
        told: PassedDraft {
            day: closed.day,
            kind: closed.kind,
            people: closed.people,
            words: open("words_sealed", closed.words.as_deref())?,
        },
        reason: open("reason_sealed", closed.reason.as_deref())?,
        id: closed.id,
        learner: closed.learner,
        session: closed.session,
        reference: closed.reference,
        title: closed.title,
        area: closed.area,
        first_day: closed.first_day,
        state: closed.state,
    })
}

/// Those of the holder of a record, the last first.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<PassedOn>, Stop> {
    let closed = tx.all(
        &sql::PASSED_ON_OWN,
        values![holder.learner.0, OWN],
        sql::passed_on,
    )?;
    let found: Result<Vec<PassedOn>, Fault> = closed.into_iter().map(|one| opened(tx, one)).collect();
    Ok(found?)
}

/// What a list is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// One kind.
    pub kind: Option<PassedKind>,
    /// One state.
    pub state: Option<PassedState>,
    /// Not before.
    pub from: Option<Day>,
    /// Not after.
    pub to: Option<Day>,
    /// Go on after this one.
    pub after: Option<Id>,
}

impl Query {
    fn names(self, whole: bool) -> Vec<&'static str> {
        [
            ("after", whole && self.after.is_some()),
            ("kind", self.kind.is_some()),
            ("state", self.state.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    fn values(self, scope: &Scope<actions::ManageBookings>, most: usize) -> Vec<Value> {
        scoped(
            scope,
            vec![
                Value::from(self.after),
                Value::from(self.kind.map_or("", PassedKind::code)),
                Value::from(self.state.map_or("", PassedState::code)),
                Value::from(self.from),
                Value::from(self.to),
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
    most: usize,
) -> Result<(Vec<PassedOn>, Option<Id>), Stop> {
    let values = query.values(scope, most.saturating_add(1));
    let mut closed = tx.list(&sql::PASSED_ON_LIST, &query.names(true), &values, sql::passed_on)?;
    let more = closed.len() > most;
    closed.truncate(most);
    let next = closed.last().filter(|_| more).map(|last| last.id.0);
    let found: Result<Vec<PassedOn>, Fault> = closed.into_iter().map(|one| opened(tx, one)).collect();
    Ok((found?, next))
}

/// How many a list holds, counted to 1,001.
pub fn count(tx: &mut Tx, scope: &Scope<actions::ManageBookings>, query: Query) -> Result<i64, Stop> {
    let values = query.values(scope, 0);
    let found = tx.list(&sql::PASSED_ON_COUNT, &query.names(false), &values, |row| {
        row.get(0)
    })?;
    Ok(found.first().copied().unwrap_or(0))
}

/// How often something was passed on in one way, and to how many people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    /// The way.
    pub kind: PassedKind,
    /// How often.
    pub times: i64,
    /// People, as those who passed it on counted them.
    pub people: i64,
    /// Sessions after which it was.
    pub sessions: i64,
}

/// The part of a programme that is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// An area.
    pub area: Option<Id>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// A course.
    pub course: Option<Id>,
}

/// How often what was heard at sessions of a part of a programme was passed on.
pub fn reached(
    tx: &mut Tx,
    _leave: &Scope<actions::ReadEvidence>,
    programme: Id,
    part: Part,
) -> Result<Vec<Reached>, Fault> {
    let names: Vec<&str> = [
        ("area", part.area.is_some()),
        ("from", part.from.is_some()),
        ("to", part.to.is_some()),
        ("course", part.course.is_some()),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(name, _)| name)
    .collect();
    tx.list(
        &sql::PASSED_ON_REACHED,
        &names,
        values![programme, part.area, part.from, part.to, part.course],
        |row| {
            Ok(Reached {
                kind: crate::records::word(&row.get::<String>(0)?, PassedKind::parse)?,
                times: row.get(1)?,
                people: row.get(2)?,
                sessions: row.get(3)?,
            })
        },
    )
}
