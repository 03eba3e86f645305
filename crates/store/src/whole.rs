//! The check of the whole database, at night (security.md SR2).

use crate::trouble::{self, Trouble};
use crate::{Db, Target, copy, postgres, sqlite};
use kernel::Fault;

impl Db {
    /// Reads the whole database on a connection of its own, however long that takes: of a file every page, every index against its
    /// table, and every reference; of PostgreSQL, which keeps its own files, every row of every table. A damaged database, and a
    /// file that cannot be opened, takes no more writes (SR2); a check that something else hindered says nothing and may be tried
    /// again. Not from async code.
    ///
    /// # Errors
    /// What is damaged; what hindered the check.
    pub fn check_whole(&self) -> Result<(), Fault> {
        let (verdict, damaged) = match self.target() {
            Target::Sqlite(path) if !path.exists() => {
                // Opening would make a new, empty file.
                (Err(Fault::new("the database file is not there any more")), true)
            }
            // A connection as the writer's: readers may not ask for these checks.
            Target::Sqlite(path) => match sqlite::open(path, false) {
                Err(fault) => (Err(fault), true),
                Ok(raw) => {
                    let verdict = sqlite::check(&raw, sqlite::Depth::Whole);
                    let damaged = verdict.as_ref().is_err_and(trouble::is_damage);
                    (verdict, damaged)
                }
            },
            Target::Postgres(url) => {
                let verdict = postgres::Link::open(url, 0).and_then(|mut link| copy::read_all(&mut link));
                let damaged = verdict
                    .as_ref()
                    .is_err_and(|fault| trouble::behind(fault) == Trouble::Halt);
                (verdict, damaged)
            }
        };
        if damaged {
            self.stop_writing();
        }
        verdict
    }
}
