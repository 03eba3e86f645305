//! Backups that count: sealed, opened again, compared, their trail walked (security.md SR12).

use crate::records;
use access::Scope;
use access::actions::{ReadAudit, SystemJob};
use kernel::{Fault, Id, Instant};
use store::{Tx, values};

/// Keeps that a backup taken at `at` holds `events` audit events and counts.
///
/// # Errors
/// A fault of the engine.
pub fn keep_backup(
    tx: &mut Tx<'_>,
    _system: &Scope<SystemJob>,
    id: Id,
    at: Instant,
    events: i64,
) -> Result<(), Fault> {
    tx.run(&records::BACKUP_INSERT, values![id, at, events])?;
    Ok(())
}

/// When the newest backup that counts was taken.
///
/// # Errors
/// A fault of the engine.
pub fn newest_backup(tx: &mut Tx<'_>, _leave: &Scope<ReadAudit>) -> Result<Option<Instant>, Fault> {
    tx.one(&records::BACKUP_NEWEST, &[], |row| row.get(0))
}

/// When the first backup that counts was taken from `since` on.
///
/// # Errors
/// A fault of the engine.
pub fn first_backup_since(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadAudit>,
    since: Instant,
) -> Result<Option<Instant>, Fault> {
    tx.one(&records::BACKUP_FIRST_SINCE, values![since], |row| row.get(0))
}
