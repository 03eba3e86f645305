//! A copy of the whole database while it serves, always a SQLite file, and the way back.

use crate::steps::STEPS;
use crate::{Db, Limits, Target, copy, postgres, sqlite};
use kernel::{Fault, FixedClock, Instant};
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

impl Db {
    /// Copies the database, while others write, into a new SQLite file at `path` that stands on its own: from SQLite page by
    /// page, from PostgreSQL row by row as of one moment, each row read back and compared.
    ///
    /// # Errors
    /// When the file cannot be written, or the copy differs.
    pub fn snapshot_to(&self, path: &Path) -> Result<(), Fault> {
        let fault = |error| Fault::caused("snapshot", error);
        match self.target() {
            Target::Sqlite(source) => {
                let from = sqlite::open(source, false)?;
                let mut to = sqlite::open(path, false)?;
                // One moment is read from the first page to the last. Without it SQLite begins again whenever somebody has
                // written meanwhile, and where somebody always writes it never ends.
                from.execute_batch("begin").map_err(fault)?;
                from.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))
                    .map_err(fault)?;
                let step = Backup::new(&from, &mut to)
                    .and_then(|backup| backup.step(-1))
                    .map_err(fault)?;
                if step != StepResult::Done {
                    return Err(Fault::new("snapshot: the file was held by somebody else"));
                }
                from.execute_batch("rollback").map_err(fault)?;
                copy::finish(&to)
            }
            Target::Postgres(url) => {
                // An earlier version is copied as it is: what is missing are the last steps.
                let taken = STEPS.len().saturating_sub(self.pending()?.len());
                let steps = STEPS.get(..taken).unwrap_or(&STEPS);
                let empty = Self::open(
                    &Target::Sqlite(path.to_path_buf()),
                    self.keys().clone(),
                    Limits::default(),
                )?;
                // The steps themselves are copied afterwards, with the time at which they were taken.
                empty.take(steps, &FixedClock::at(Instant::from_millis(0)))?;
                drop(empty);
                let mut from = postgres::Link::open(url, 0)?;
                let mut to = sqlite::open(path, false)?;
                copy::out_of_postgres(&mut from, &mut to)?;
                copy::finish(&to)
            }
        }
    }

    /// Fills this database, which is PostgreSQL, migrated, and without records, from a file that [`Self::snapshot_to`] made,
    /// whichever engine it was made from. All of it, or nothing.
    ///
    /// # Errors
    /// When there are records already, the file is of another version, or what was written does not read back as it was.
    pub fn fill_from(&self, path: &Path) -> Result<(), Fault> {
        let Target::Postgres(url) = self.target() else {
            return Err(Fault::new("a file is put back by copying it"));
        };
        let snapshot = Self::open(
            &Target::Sqlite(path.to_path_buf()),
            self.keys().clone(),
            Limits::default(),
        )?;
        let pending = [snapshot.pending()?, self.pending()?].concat();
        if !pending.is_empty() {
            return Err(Fault::new(format!(
                "both sides must be of this version; missing: {}",
                pending.join(", ")
            )));
        }
        drop(snapshot);
        let from = sqlite::open(path, false)?;
        let mut to = postgres::Link::open(url, 0)?;
        copy::into_postgres(&from, &mut to)
    }
}
