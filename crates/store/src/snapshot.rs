//! A copy of the whole database while it serves.

use crate::{Db, Target, sqlite};
use kernel::Fault;
use std::path::Path;

impl Db {
    /// Copies a SQLite database, while others write, into a new file at `path` that stands on its own.
    ///
    /// # Errors
    /// When the file cannot be written, or the database is not SQLite.
    pub fn snapshot_to(&self, path: &Path) -> Result<(), Fault> {
        let Target::Sqlite(source) = self.target() else {
            return Err(Fault::new("a snapshot by pages is for SQLite"));
        };
        let fault = |error| Fault::caused("snapshot", error);
        let from = sqlite::open(source, false)?;
        let mut to = sqlite::open(path, false)?;
        {
            let backup = rusqlite::backup::Backup::new(&from, &mut to).map_err(fault)?;
            backup
                .run_to_completion(4096, std::time::Duration::from_millis(1), None)
                .map_err(fault)?;
        }
        to.execute_batch("pragma wal_checkpoint(truncate)")
            .map_err(fault)?;
        sqlite::check(&to)
    }
}
