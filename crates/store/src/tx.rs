//! One transaction: the only thing a room sees of the database.

use crate::statement::Stmt;
use crate::{Engine, Keys, Row, Value, postgres, sqlite};
use kernel::Fault;

/// Begins what a unit of work does.
pub(crate) const SAVEPOINT: &str = "savepoint work";

/// A connection of either engine.
pub(crate) enum Link {
    Sqlite(sqlite::Raw),
    Postgres(postgres::Link),
}

impl Link {
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(raw) => raw
                .execute_batch(sql)
                .map_err(|error| Fault::caused("batch", error)),
            Self::Postgres(link) => link.batch(sql),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// A unit of work's view of the database.
pub struct Tx<'l> {
    link: &'l mut Link,
    keys: &'l Keys,
    queries: u64,
}

impl<'l> Tx<'l> {
    pub(crate) fn new(link: &'l mut Link, keys: &'l Keys) -> Self {
        Self {
            link,
            keys,
            queries: 0,
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// A fault of the engine or of `map`.
    pub fn one<T>(
        &mut self,
        statement: &'static Stmt,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.query(statement, &[], values, 1, &map)?.into_iter().next())
    }

    /// All rows.
    ///
    /// # Errors
    /// A fault of the engine or of `map`.
    pub fn all<T>(
        &mut self,
        statement: &'static Stmt,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.query(statement, &[], values, usize::MAX, &map)
    }

    /// All rows of a statement with the named optional fragments.
    ///
    /// # Errors
    /// A fault of the engine or of `map`; a fault when a fragment is not declared.
    pub fn list<T>(
        &mut self,
        statement: &'static Stmt,
        filters: &[&str],
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        if let Some(unknown) = filters
            .iter()
            .find(|name| !statement.optional.iter().any(|(known, _)| known == *name))
        {
            return Err(Fault::new(format!("{}: no filter {unknown}", statement.name)));
        }
        self.query(statement, filters, values, usize::MAX, &map)
    }

    /// Runs a statement, however many rows it changes. PostgreSQL is sent it and not waited for: a fault may show at a later
    /// statement, or when the unit of work ends.
    ///
    /// # Errors
    /// A fault of the engine, of this statement or an earlier one.
    pub fn run(&mut self, statement: &'static Stmt, values: &[Value]) -> Result<(), Fault> {
        self.queries += 1;
        match self.link {
            Link::Sqlite(raw) => sqlite::run(raw, statement, values).map(drop),
            Link::Postgres(link) => link.run(statement, values),
        }
    }

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn changed(&mut self, statement: &'static Stmt, values: &[Value]) -> Result<u64, Fault> {
        self.queries += 1;
        match self.link {
            Link::Sqlite(raw) => sqlite::run(raw, statement, values),
            Link::Postgres(link) => link.changed(statement, values),
        }
    }

    /// Keeps what this unit of work did, whatever becomes of the next.
    pub(crate) fn keep(&mut self) -> Result<(), Fault> {
        self.link.batch(&format!("release work; {SAVEPOINT}"))
    }

    /// Which engine answers.
    pub fn engine(&self) -> Engine {
        self.link.engine()
    }

    /// The deployment's keys.
    pub fn keys(&self) -> &Keys {
        self.keys
    }

    /// Statements run so far in this unit of work, for the tests that count them.
    pub fn queries(&self) -> u64 {
        self.queries
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.link.batch(sql)
    }

    pub(crate) fn compile(&mut self, statement: &Stmt, filters: &[&str]) -> Result<(), Fault> {
        match self.link {
            Link::Sqlite(raw) => raw
                .prepare(&statement.text(filters))
                .map(drop)
                .map_err(|error| Fault::caused(statement.name, error)),
            Link::Postgres(link) => link.compile(statement, filters),
        }
    }

    fn query<T>(
        &mut self,
        statement: &'static Stmt,
        filters: &[&str],
        values: &[Value],
        limit: usize,
        map: &dyn Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.queries += 1;
        match self.link {
            Link::Sqlite(raw) => sqlite::query(raw, statement, filters, values, limit, map),
            Link::Postgres(link) => link.query(statement, filters, values, limit, map),
        }
    }
}
