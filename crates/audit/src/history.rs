//! What happened to a record, for its history page.

use crate::records;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Fault, Id, Instant, Personal};
use std::collections::HashMap;
use store::{Row, Tx, values};

/// One line of a history.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the chain, for paging.
    pub sequence: i64,
    /// When.
    pub at: Instant,
    /// Who: a name, "Somebody with the link", or the system.
    pub who: Personal<String>,
    /// The action.
    pub action: String,
    /// What happened.
    pub change: String,
    /// Names of the fields that changed.
    pub fields: Vec<String>,
    /// The reason given.
    pub reason: Option<Personal<String>>,
    /// Kind of record.
    pub record_kind: String,
    /// The record.
    pub record_id: Id,
}

struct Raw {
    entry: Entry,
    actor_kind: String,
    actor: String,
    reason_sealed: Option<Vec<u8>>,
}

/// Which events of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// What was done to it.
    Changes,
    /// Who looked at it, and who was refused.
    Looks,
    /// Everything.
    All,
}

/// A record's events before `before` (`None`: from the latest), the latest first.
///
/// # Errors
/// A fault of the engine.
pub fn history_of(
    tx: &mut Tx<'_>,
    kind: &str,
    id: Id,
    part: Part,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>, Fault> {
    let filters: &[&str] = match part {
        Part::Changes => &["changes"],
        Part::Looks => &["looks"],
        Part::All => &[],
    };
    let rows = tx.list(
        &records::EVENT_OF_RECORD,
        filters,
        values![kind, id, before.unwrap_or(i64::MAX), limit],
        read,
    )?;
    open(tx, rows)
}

/// Everybody's events before `before`, the latest first; by one actor or for one action where asked.
///
/// # Errors
/// A fault of the engine.
pub fn latest(
    tx: &mut Tx<'_>,
    before: Option<i64>,
    limit: i64,
    actor: Option<Id>,
    action: Option<&str>,
) -> Result<Vec<Entry>, Fault> {
    let mut filters = Vec::new();
    if actor.is_some() {
        filters.push("actor");
    }
    if action.is_some() {
        filters.push("action");
    }
    let actor = actor.map(|id| id.to_string());
    let rows = tx.list(
        &records::EVENT_LATEST,
        &filters,
        values![before.unwrap_or(i64::MAX), limit, actor, action],
        read,
    )?;
    open(tx, rows)
}

/// Whether a job of the system, by the name that the trail keeps, ever did something here.
///
/// # Errors
/// A fault of the engine.
pub fn has_acted(tx: &mut Tx<'_>, _system: &Scope<SystemJob>, job: &str) -> Result<bool, Fault> {
    Ok(tx
        .one(&records::EVENT_BY_JOB, values![job], |_| Ok(()))?
        .is_some())
}

/// The account that made a record; nobody where a job of the system did.
///
/// # Errors
/// A fault of the engine.
pub fn maker_of(
    tx: &mut Tx<'_>,
    _system: &Scope<SystemJob>,
    kind: &str,
    id: Id,
) -> Result<Option<Id>, Fault> {
    let actor = tx.one(&records::EVENT_MADE, values![kind, id], |row| {
        row.get::<String>(0)
    })?;
    Ok(actor.and_then(|actor| Id::parse(&actor)))
}

fn read(row: &Row<'_>) -> Result<Raw, Fault> {
    Ok(Raw {
        entry: Entry {
            sequence: row.get(0)?,
            at: row.get(1)?,
            who: Personal::default(),
            action: row.get(4)?,
            change: row.get(5)?,
            fields: row
                .get::<String>(6)?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            reason: None,
            record_kind: row.get(8)?,
            record_id: row.get(9)?,
        },
        actor_kind: row.get(2)?,
        actor: row.get(3)?,
        reason_sealed: row.get(7)?,
    })
}

fn open(tx: &mut Tx<'_>, rows: Vec<Raw>) -> Result<Vec<Entry>, Fault> {
    let mut names: HashMap<String, String> = HashMap::new();
    rows.into_iter()
        .map(|raw| {
            let mut entry = raw.entry;
            if let Some(sealed) = &raw.reason_sealed {
                let reason = tx
                    .keys()
                    .open_text("audit_event", "reason_sealed", entry.record_id, sealed)?;
                entry.reason = Some(Personal::new(reason));
            }
            let who = match raw.actor_kind.as_str() {
                "account" => {
                    if let Some(name) = names.get(&raw.actor) {
                        name.clone()
                    } else {
                        let name = name_of(tx, &raw.actor)?;
                        names.insert(raw.actor.clone(), name.clone());
                        name
                    }
                }
                "system" => "The system".to_owned(),
                _ => "Somebody without an account".to_owned(),
            };
            entry.who = Personal::new(who);
            Ok(entry)
        })
        .collect()
}

/// Accounts by name, for choosing whose events to see; the newest `most` of them.
///
/// # Errors
/// A fault of the engine.
pub fn actors(tx: &mut Tx<'_>, most: i64) -> Result<Vec<(Id, Personal<String>)>, Fault> {
    let rows = tx.all(&records::ACTORS, values![most], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    let mut people = Vec::new();
    for (id, sealed) in rows {
        let name = tx.keys().open_text("account", "name_sealed", id, &sealed)?;
        people.push((id, Personal::new(name)));
    }
    people.sort_by_key(|(_, name)| name.reveal().to_lowercase());
    Ok(people)
}

fn name_of(tx: &mut Tx<'_>, actor: &str) -> Result<String, Fault> {
    let Some(id) = Id::parse(actor) else {
        return Ok("An account".to_owned());
    };
    let sealed = tx.one(&records::ACTOR_NAME, values![id], |row| row.get::<Vec<u8>>(0))?;
    match sealed {
        Some(sealed) => tx.keys().open_text("account", "name_sealed", id, &sealed),
        None => Ok("An account that is gone".to_owned()),
    }
}
