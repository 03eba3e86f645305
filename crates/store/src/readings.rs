//! Rows of an answer, kept while nothing is written: to find ten thousand rows anew for each look costs more than what is made of them.

use crate::row::Row;
use rusqlite::types::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of one statement, as their engine gave them.
pub(crate) enum Rows {
    Sqlite(Vec<Box<[Value]>>),
    Postgres(Vec<tokio_postgres::Row>),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Self::Sqlite(rows) => rows.len(),
            Self::Postgres(rows) => rows.len(),
        }
    }

    /// What is made of each.
    pub(crate) fn map<T, E>(&self, map: impl Fn(&Row<'_>) -> Result<T, E>) -> Result<Vec<T>, E> {
        match self {
            Self::Sqlite(rows) => rows.iter().map(|row| map(&Row::Kept(row))).collect(),
            Self::Postgres(rows) => rows.iter().map(|row| map(&Row::Postgres(row))).collect(),
        }
    }
}

/// Rows kept at most, of all statements together; an answer counts as one more.
const MOST: usize = 250_000;

/// What is kept, all of it read while the records stood the same.
#[derive(Default)]
pub(crate) struct Readings(Mutex<Held>);

#[derive(Default)]
struct Held {
    stamp: Stamp,
    rows: HashMap<String, Arc<Rows>>,
    count: usize,
}

/// How the records stood: how often this process had written before the reading began, and what its caller says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stamp {
    pub(crate) written: u64,
    pub(crate) standing: Vec<u8>,
}

impl Readings {
    /// The rows of a statement with its values, if they were read while the records stood so.
    pub(crate) fn get(&self, stamp: &Stamp, asked: &str) -> Option<Arc<Rows>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (held.stamp == *stamp).then(|| held.rows.get(asked).cloned())?
    }

    /// Keeps them, and nothing that was read while the records stood otherwise.
    pub(crate) fn put(&self, stamp: &Stamp, asked: String, rows: &Arc<Rows>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.stamp != *stamp {
            *held = Held {
                stamp: stamp.clone(),
                ..Held::default()
            };
        }
        let count = held.count.saturating_add(rows.len()).saturating_add(1);
        if count <= MOST && held.rows.insert(asked, Arc::clone(rows)).is_none() {
            held.count = count;
        }
    }
}
