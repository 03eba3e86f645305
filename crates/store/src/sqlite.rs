//! Connections to one SQLite file, opened the only way we trust.

use crate::statement::Stmt;
use crate::{Row, Value};
use kernel::Fault;
use rusqlite::OpenFlags;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::wal::CheckpointMode;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// SQLite before 3.51.3 can silently lose commits when a checkpoint races with a writer (security.md SR3).
const OLDEST: i32 = 3_051_003;

#[expect(clippy::disallowed_types, reason = "this file owns every connection")]
pub(crate) type Raw = rusqlite::Connection;

fn refuse_old(number: i32, name: &str) -> Result<(), Fault> {
    if number < OLDEST {
        return Err(Fault::new(format!(
            "SQLite {name} is too old: 3.51.3 or later is needed"
        )));
    }
    Ok(())
}

/// Opens a connection and reads its settings back (SR1, SK6).
pub(crate) fn open(path: &Path, reader: bool) -> Result<Raw, Fault> {
    refuse_old(rusqlite::version_number(), rusqlite::version())?;
    let fault = |error| Fault::caused("open the database file", error);
    let flags = if reader {
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    if !reader {
        keep_private(path).map_err(|error| Fault::caused("open the database file", error))?;
    }
    #[expect(clippy::disallowed_types, reason = "this file owns every connection")]
    let mut connection = rusqlite::Connection::open_with_flags(path, flags).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(512);
    // A kept statement stays good whatever is bound to it; otherwise each new limit has it prepared anew.
    connection
        .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(fault)?;
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .map_err(fault)?;
    if !reader {
        connection
            .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;")
            .map_err(fault)?;
    }
    connection
        .execute_batch("pragma foreign_keys = on; pragma temp_store = memory; pragma trusted_schema = off; pragma cache_size = -8000; pragma mmap_size = 0;")
        .map_err(fault)?;
    // No mapped memory: a page that cannot be read would end the process instead of answering with an error (SR4).
    let mut wanted = vec![
        ("foreign_keys", "1"),
        ("temp_store", "2"),
        ("trusted_schema", "0"),
        ("journal_mode", "wal"),
        ("busy_timeout", "5000"),
    ];
    if !reader {
        wanted.extend([("synchronous", "2"), ("secure_delete", "1")]);
    }
    for (name, value) in wanted {
        let found: rusqlite::types::Value = connection
            .query_row(&format!("pragma {name}"), [], |row| row.get(0))
            .map_err(fault)?;
        let found = match found {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        if found != value {
            return Err(Fault::new(format!(
                "refused to start: {name} is {found}, not {value}"
            )));
        }
    }
    if !reader {
        sync_folder(path).map_err(|error| Fault::caused("make the database file's name last", error))?;
    }
    if reader {
        // SF1: even a statement that slipped through review can only read.
        connection
            .authorizer(Some(|context: rusqlite::hooks::AuthContext<'_>| {
                use rusqlite::hooks::{AuthAction, Authorization};
                match context.action {
                    AuthAction::Select
                    | AuthAction::Read { .. }
                    | AuthAction::Function { .. }
                    | AuthAction::Recursive
                    | AuthAction::Transaction { .. } => Authorization::Allow,
                    _ => Authorization::Deny,
                }
            }))
            .map_err(fault)?;
    }
    Ok(connection)
}

/// The file and what SQLite puts beside it are their owner's alone, whatever the umask (SK5). SQLite gives the write-ahead
/// log the mode of the file. An existing file is never opened here: closing it would drop the locks SQLite holds on it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let shared = std::fs::metadata(&name).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
        if shared {
            std::fs::set_permissions(&name, PermissionsExt::from_mode(0o600))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_private(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The names of the file and its log must outlast a power cut as well. SQLite syncs their folder too, and does not tell when
/// that fails (SR4).
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Pages in the log after which it is copied into the file.
const LOG: usize = 1000;

/// Takes the copying of the log into the file away from SQLite, which does not tell when a sync fails on that way (SR4).
/// From now on `pages` is the length of the log after each commit.
pub(crate) fn watch_log(connection: &mut Raw, pages: Arc<AtomicUsize>) -> Result<(), Fault> {
    connection
        .wal_hook(Some(
            move |_: &mut rusqlite::hooks::Wal, length: std::ffi::c_int| {
                pages.store(usize::try_from(length).unwrap_or(0), Ordering::Relaxed);
                Ok(())
            },
        ))
        .map_err(|error| Fault::caused("watch the log", error))
}

/// Copies the log into the file when it has grown long enough.
pub(crate) fn copy_log(connection: &Raw, pages: &AtomicUsize) -> Result<(), Fault> {
    if pages.load(Ordering::Relaxed) < LOG {
        return Ok(());
    }
    connection
        .wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE)
        .map(drop)
        .map_err(|error| Fault::caused("copy the log into the file", error))
}

/// How thoroughly the file is checked (SR2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// Every page, not whether each index has its table's rows: at start.
    Quick,
    /// Every page, and every index against its table: each night.
    Whole,
}

/// Checks the file, and that no row points nowhere.
pub(crate) fn check(connection: &Raw, depth: Depth) -> Result<(), Fault> {
    let fault = |error| Fault::caused("check the database file", error);
    let pragma = match depth {
        Depth::Quick => "pragma quick_check(1)",
        Depth::Whole => "pragma integrity_check(1)",
    };
    let verdict: String = connection
        .query_row(pragma, [], |row| row.get(0))
        .map_err(fault)?;
    if verdict != "ok" {
        return Err(Fault::new(format!("the database file is damaged: {verdict}")));
    }
    let orphans = connection
        .prepare("pragma foreign_key_check")
        .and_then(|mut statement| statement.exists([]))
        .map_err(fault)?;
    if orphans {
        Err(Fault::new("the database file has rows that point nowhere"))
    } else {
        Ok(())
    }
}

/// A value as SQLite takes it.
pub(crate) struct Bound<'v>(pub(crate) &'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Real(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Flag(flag) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*flag))),
            Value::Id(id) => ToSqlOutput::Owned(rusqlite::types::Value::Text(id.to_string())),
        })
    }
}

pub(crate) fn query<T>(
    connection: &Raw,
    statement: &Stmt,
    filters: &[&str],
    values: &[Value],
    limit: usize,
    map: &dyn Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let fault = |error| failed(statement, error);
    let mut prepared = connection
        .prepare_cached(&statement.text(filters))
        .map_err(fault)?;
    bind(&mut prepared, values).map_err(fault)?;
    let mut rows = prepared.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        out.push(map(&Row::Sqlite(row))?);
        if out.len() == limit {
            break;
        }
    }
    Ok(out)
}

/// The rows themselves, which outlive the statement.
pub(crate) fn rows(
    connection: &Raw,
    statement: &Stmt,
    filters: &[&str],
    values: &[Value],
) -> Result<Vec<Box<[rusqlite::types::Value]>>, Fault> {
    query(
        connection,
        statement,
        filters,
        values,
        usize::MAX,
        &|row| match row {
            Row::Sqlite(row) => (0..row.as_ref().column_count())
                .map(|column| row.get(column))
                .collect::<rusqlite::Result<_>>()
                .map_err(|error| failed(statement, error)),
            Row::Kept(_) | Row::Postgres(_) => Err(Fault::new("a row of another engine")),
        },
    )
}

pub(crate) fn run(connection: &Raw, statement: &Stmt, values: &[Value]) -> Result<u64, Fault> {
    let fault = |error| failed(statement, error);
    let mut prepared = connection.prepare_cached(statement.sql).map_err(fault)?;
    bind(&mut prepared, values).map_err(fault)?;
    prepared
        .raw_execute()
        .map(|rows| u64::try_from(rows).unwrap_or(0))
        .map_err(fault)
}

fn bind(prepared: &mut rusqlite::Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    for (place, value) in values.iter().enumerate().take(prepared.parameter_count()) {
        prepared.raw_bind_parameter(place + 1, Bound(value))?;
    }
    Ok(())
}

fn failed(statement: &Stmt, error: rusqlite::Error) -> Fault {
    Fault::caused(statement.name, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SR3: the SQLite that is built in is new enough, and the store takes it.
    #[test]
    fn sqlite_is_new_enough() {
        let (number, name) = (rusqlite::version_number(), rusqlite::version());
        assert!(number >= 3_051_003, "{name}");
        assert!(refuse_old(number, name).is_ok(), "{name}");
    }

    /// Proves SR3: a SQLite before 3.51.3 refuses the start, whatever was built.
    #[test]
    fn an_old_sqlite_is_refused() {
        for (number, name) in [
            (3_040_001, "3.40.1"),
            (3_050_006, "3.50.6"),
            (3_051_002, "3.51.2"),
        ] {
            let refused = refuse_old(number, name).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains("too old"), "{refused}");
        }
        for number in [3_051_003, 3_052_000, 4_000_000] {
            assert!(refuse_old(number, "new").is_ok(), "{number}");
        }
    }
}
