//! What a failure of either engine means for writing.

use kernel::{Fault, Stop};
use rusqlite::ErrorCode;
use std::error::Error;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Trouble {
    /// Ordinary: this unit of work failed.
    Work,
    /// No room, or no server: refuse until there is (SR5).
    Full,
    /// A sync failed or a page is damaged: write no more (SR4).
    Halt,
    /// The server went away in the middle of a commit and nobody can say how that ended.
    Unknown,
}

/// The trouble behind a stop, if an engine told.
pub(crate) fn of(stop: &Stop) -> Trouble {
    match stop {
        Stop::Fault(fault) => behind(fault),
        Stop::Refusal(_) | Stop::Problems(_) => Trouble::Work,
    }
}

/// The trouble behind a fault, however deep its cause lies.
pub(crate) fn behind(fault: &Fault) -> Trouble {
    let mut cause = fault.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<rusqlite::Error>() {
            return sqlite(error);
        }
        if let Some(error) = error.downcast_ref::<tokio_postgres::Error>() {
            return postgres(error);
        }
        cause = error.source();
    }
    Trouble::Work
}

/// What a check of the file ended with is damage, which it named or met, unless something else only hindered it.
pub(crate) fn is_damage(fault: &Fault) -> bool {
    let error = fault
        .source()
        .and_then(|error| error.downcast_ref::<rusqlite::Error>());
    !matches!(
        error.and_then(rusqlite::Error::sqlite_error_code),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
                | ErrorCode::OperationInterrupted
                | ErrorCode::DiskFull
        )
    )
}

pub(crate) fn sqlite(error: &rusqlite::Error) -> Trouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::Full,
        Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Trouble::Halt
        }
        _ => Trouble::Work,
    }
}

fn postgres(error: &tokio_postgres::Error) -> Trouble {
    // Disk full; the server's own words for a failed read and for damaged tables and indexes.
    match error.code().map(tokio_postgres::error::SqlState::code) {
        Some("53100") => Trouble::Full,
        Some("58030" | "XX001" | "XX002") => Trouble::Halt,
        _ => Trouble::Work,
    }
}
