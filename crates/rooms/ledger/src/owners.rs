//! Who owes a thing: one person, so that it is somebody's.

use crate::Kind;
use crate::reading::named;
use crate::record::Owed;
use crate::records;
use access::Scope;
use access::actions::{AssignOwed, SystemJob};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Problems, Stop};
use store::{Tx, values};

/// Entries for which somebody is looked for at a time.
const AT_A_TIME: i64 = 2_000;
/// People offered as owners.
const CHOICES: i64 = 500;

/// Finds somebody for what nobody owes, and for what somebody owes who cannot sign in any more: a trainer of the session, else the
/// coordinator who planned it, else a coordinator of its area.
pub(crate) fn find(tx: &mut Tx<'_>, system: &Scope<SystemJob>, now: Instant) -> Result<(), Stop> {
    let wanting = tx.all(&records::OWNERLESS, values![AT_A_TIME], |row| {
        let before = row.get::<Option<Id>>(3)?;
        Ok((
            row.get::<Id>(0)?,
            row.get::<Id>(1)?,
            row.get::<String>(2)?,
            before,
        ))
    })?;
    for (owed, session, kind, before) in wanting {
        let kind = Kind::stored(&kind)?;
        let Some(next) = next(tx, system, session, kind)? else {
            continue;
        };
        let pass = system.pass::<Owed>(tx, owed)?;
        give(tx, owed, next, None, now)?;
        if before.is_some() {
            audit::also(tx, &pass, Change::new("given to another").field("owner"), now)?;
        }
    }
    Ok(())
}

fn next(tx: &mut Tx<'_>, system: &Scope<SystemJob>, session: Id, kind: Kind) -> Result<Option<Id>, Fault> {
    let of_session = values![session];
    // What an organisation owes is looked after by a coordinator.
    if kind != Kind::Commitment
        && let Some(trainer) = tx.one(&records::NEXT_TRAINER, of_session, |row| row.get(0))?
    {
        return Ok(Some(trainer));
    }
    if let Some(planner) = audit::maker_of(tx, system, "session", session)?
        && let Some(planner) = tx.one(&records::A_COORDINATOR, values![planner, session], |row| {
            row.get(0)
        })?
    {
        return Ok(Some(planner));
    }
    tx.one(&records::NEXT_COORDINATOR, of_session, |row| row.get(0))
}

fn give(tx: &mut Tx<'_>, owed: Id, to: Id, by: Option<Id>, now: Instant) -> Result<(), Fault> {
    tx.run(&records::OWED_GIVE, values![owed, to])?;
    tx.run(&records::OWNER_INSERT, values![owed, to, now, by])
}

/// Those who can open a session: what it owes can be given to them. By name.
///
/// # Errors
/// A fault of the engine.
pub(crate) fn choices(
    tx: &mut Tx<'_>,
    _scope: &Scope<AssignOwed>,
    session: Id,
) -> Result<Vec<(Id, String)>, Fault> {
    let keys = tx.keys().clone();
    let found = tx.all(&records::OWNERS_OF_SESSION, values![session, CHOICES], |row| {
        named(row, &keys, 0)
    })?;
    Ok(by_name(found))
}

/// Everybody who could owe something, by name.
pub(crate) fn everybody(tx: &mut Tx<'_>) -> Result<Vec<(Id, String)>, Fault> {
    let keys = tx.keys().clone();
    let found = tx.all(&records::OWNER_CHOICES, values![CHOICES], |row| {
        named(row, &keys, 0)
    })?;
    Ok(by_name(found))
}

fn by_name(found: Vec<Option<(Id, String)>>) -> Vec<(Id, String)> {
    let mut all: Vec<(Id, String)> = found.into_iter().flatten().collect();
    all.sort_by_cached_key(|(_, name)| name.to_lowercase());
    all
}

/// Gives a thing to somebody who can open its session.
///
/// # Errors
/// A problem when she cannot.
pub(crate) fn assign<T>(
    tx: &mut Tx<'_>,
    scope: &Scope<AssignOwed>,
    (owed, session): (Id, Id),
    to: Id,
    now: Instant,
    value: T,
) -> Result<Done<T>, Stop> {
    let pass = scope.pass::<Owed>(tx, owed)?;
    if !choices(tx, scope, session)?.iter().any(|(known, _)| *known == to) {
        return Err(Problems::one("owner", "Choose somebody from the list").into());
    }
    give(tx, owed, to, scope.account_id(), now)?;
    let change = Change::new("given to another").field("owner");
    Done::recorded(tx, pass, change, now, value)
}

/// Somebody who came to owe a thing.
pub(crate) struct Owner {
    pub(crate) name: String,
    pub(crate) since: Instant,
    /// Who said so; nobody where the house found her.
    pub(crate) by: Option<String>,
}

kernel::masked!(Owner);

/// Who owed a thing, the latest first.
pub(crate) fn before(tx: &mut Tx<'_>, owed: Id, most: i64) -> Result<Vec<Owner>, Fault> {
    let keys = tx.keys().clone();
    tx.all(&records::OWNER_LIST, values![owed, most], |row| {
        Ok(Owner {
            name: named(row, &keys, 0)?.map(|(_, name)| name).unwrap_or_default(),
            since: row.get(2)?,
            by: named(row, &keys, 3)?.map(|(_, name)| name),
        })
    })
}
