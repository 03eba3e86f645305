//! One transaction: the only thing a room sees of the database.

use crate::readings::{Made, Readings, Rows, Stamp};
use crate::statement::Stmt;
use crate::{Engine, Keys, Row, Value, postgres, sqlite};
use kernel::{Fault, Id};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// Begins what a unit of work does.
pub(crate) const SAVEPOINT: &str = "savepoint work";
/// Keeps what one did and begins the next.
const KEEP: &str = "release work; savepoint work";

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

    /// What the units of work before did is kept.
    pub(crate) fn kept(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(link) => link.kept(),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// What units of work leave for the next of the same transaction, by its kind.
pub(crate) type Left = HashMap<TypeId, Box<dyn Any>>;

/// A unit of work's view of the database.
pub struct Tx<'l> {
    link: &'l mut Link,
    keys: &'l Keys,
    queries: u64,
    left: &'l mut Left,
    /// Waits until it is known that what the unit of work did is kept.
    careful: bool,
    /// Of a reading: where rows are kept, and how often this process had written before it began.
    readings: Option<(&'l Readings, u64)>,
}

/// What was asked with [`Tx::ask`]: its answer is on its way.
#[must_use]
pub struct Asked<T>(Way<T>);

enum Way<T> {
    /// The engine answered at once.
    Here(Vec<T>),
    /// The number of the question.
    Away(u64, fn(&Row<'_>) -> Result<T, Fault>),
}

impl<T> Asked<T> {
    /// The first row, if there is one.
    ///
    /// # Errors
    /// A fault of the engine, or of reading the row.
    pub fn one(self, tx: &mut Tx<'_>) -> Result<Option<T>, Fault> {
        Ok(self.all(tx)?.into_iter().next())
    }

    /// All rows.
    ///
    /// # Errors
    /// A fault of the engine, or of reading a row; a fault in another unit of work than the one that asked, and after a statement of
    /// PostgreSQL failed in this one: why it did was told where it was waited for.
    pub fn all(self, tx: &mut Tx<'_>) -> Result<Vec<T>, Fault> {
        match (self.0, &mut *tx.link) {
            (Way::Here(rows), _) => Ok(rows),
            (Way::Away(number, map), Link::Postgres(link)) => link.answer(number, map),
            (Way::Away(..), Link::Sqlite(_)) => Err(Fault::new("an answer of another engine")),
        }
    }
}

/// A fragment that a statement does not declare would be left out in silence.
fn declared(statement: &Stmt, filters: &[&str]) -> Result<(), Fault> {
    let unknown = filters
        .iter()
        .find(|name| !statement.optional.iter().any(|(known, _)| known == *name));
    unknown.map_or(Ok(()), |unknown| {
        Err(Fault::new(format!("{}: no filter {unknown}", statement.name)))
    })
}

impl<'l> Tx<'l> {
    pub(crate) fn new(link: &'l mut Link, keys: &'l Keys, left: &'l mut Left) -> Self {
        Self {
            link,
            keys,
            queries: 0,
            left,
            careful: true,
            readings: None,
        }
    }

    /// The same, of a reading that began when this process had written so often.
    pub(crate) fn reading(self, readings: &'l Readings, written: u64) -> Self {
        Self {
            readings: Some((readings, written)),
            ..self
        }
    }

    /// The same, with whether it waits for its own end.
    pub(crate) fn careful(self, careful: bool) -> Self {
        Self { careful, ..self }
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
        declared(statement, filters)?;
        self.query(statement, filters, values, usize::MAX, &map)
    }

    /// Rows may be kept for later readings: this is one, and not a unit of work that writes.
    pub fn keeps_rows(&self) -> bool {
        self.readings.is_some()
    }

    /// All rows of a statement with the named optional fragments. A reading takes those that an earlier one was given, where this process has
    /// written nothing since and `standing`, which says how the records stand for all who write, is the same.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub fn list_standing<T>(
        &mut self,
        standing: &[u8],
        statement: &'static Stmt,
        filters: &[&str],
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let Some((readings, written)) = self.readings else {
            return self.list(statement, filters, values, map);
        };
        declared(statement, filters)?;
        let stamp = Stamp::of(written, standing);
        let asked = format!("{} {filters:?} {values:?}", std::ptr::from_ref(statement).addr());
        self.queries += 1;
        let rows = if let Some(rows) = readings.get(&stamp, &asked) {
            rows
        } else {
            let rows = Arc::new(match &mut *self.link {
                Link::Sqlite(raw) => Rows::Sqlite(sqlite::rows(raw, statement, filters, values)?),
                Link::Postgres(link) => Rows::Postgres(link.rows(statement, filters, values)?),
            });
            readings.put(&stamp, asked, &rows);
            rows
        };
        rows.map(map)
    }

    /// What `make` makes of records, or what it made of them for an earlier reading, as with [`Self::list_standing`]. It may depend on `of` and
    /// on records, and on nothing else.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn made_standing<T: Made>(
        &mut self,
        standing: &[u8],
        of: Id,
        make: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        let Some((readings, written)) = self.readings else {
            return make(self).map(Arc::new);
        };
        let stamp = Stamp::of(written, standing);
        if let Some(known) = readings.made(&stamp, of) {
            return Ok(known);
        }
        let made = Arc::new(make(self)?);
        readings.put_made(&stamp, of, &made);
        Ok(made)
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

    /// Asks what is needed a little later. PostgreSQL is not waited for: what is asked one after the other is answered together.
    ///
    /// # Errors
    /// A fault of the engine; one of PostgreSQL shows when the answer, or a later one, is taken.
    pub fn ask<T>(
        &mut self,
        statement: &'static Stmt,
        values: &[Value],
        map: fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Asked<T>, Fault> {
        if let Link::Postgres(link) = self.link {
            self.queries += 1;
            return Ok(Asked(Way::Away(link.ask(statement, values)?, map)));
        }
        Ok(Asked(Way::Here(self.all(statement, values, map)?)))
    }

    /// What the last unit of work of this transaction left that left something of this kind, unless one after it failed: then nothing.
    pub fn left<T: Any>(&self) -> Option<&T> {
        self.left.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Leaves something that holds as long as nothing else writes, for later in this transaction, in the place of what was left of its kind.
    pub fn leave<T: Any>(&mut self, what: T) {
        self.left.insert(TypeId::of::<T>(), Box::new(what));
    }

    /// Keeps what this unit of work did, whatever becomes of the next.
    pub(crate) fn keep(&mut self) -> Result<(), Fault> {
        match &mut *self.link {
            Link::Postgres(link) if !self.careful => link.keep(KEEP),
            link => link.batch(KEEP),
        }
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

    pub(crate) fn compile(&mut self, statement: &'static Stmt, filters: &[&str]) -> Result<(), Fault> {
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
