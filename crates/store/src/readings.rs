//! Rows of an answer, and what is made of many, kept while nothing is written: to find ten thousand rows anew for each look costs more than
//! what is made of them.

use crate::row::Row;
use kernel::Id;
use rusqlite::types::Value;
use std::any::{Any, TypeId};
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

/// What is made of very many rows, and looked at by several readings.
pub trait Made: Any + Send + Sync {
    /// How many rows it stands for: about how much room it takes.
    fn rows(&self) -> usize;
}

/// Rows kept at most, of all statements and of what is made together; an answer counts as one more.
const MOST: usize = 250_000;

/// What is kept, all of it read while the records stood the same.
#[derive(Default)]
pub(crate) struct Readings(Mutex<Held>);

#[derive(Default)]
struct Held {
    stamp: Stamp,
    rows: HashMap<String, Arc<Rows>>,
    made: HashMap<(TypeId, Id), Arc<dyn Any + Send + Sync>>,
    count: usize,
}

/// How the records stood: how often this process had written before the reading began, and what its caller says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stamp {
    pub(crate) written: u64,
    pub(crate) standing: Vec<u8>,
}

impl Stamp {
    pub(crate) fn of(written: u64, standing: &[u8]) -> Self {
        Self {
            written,
            standing: standing.to_vec(),
        }
    }
}

impl Readings {
    /// The rows of a statement with its values, if they were read while the records stood so.
    pub(crate) fn get(&self, stamp: &Stamp, asked: &str) -> Option<Arc<Rows>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (held.stamp == *stamp).then(|| held.rows.get(asked).cloned())?
    }

    /// Keeps them, and nothing that was read while the records stood otherwise.
    pub(crate) fn put(&self, stamp: &Stamp, asked: String, rows: &Arc<Rows>) {
        self.keep(stamp, rows.len(), |held| {
            held.rows.insert(asked, Arc::clone(rows)).is_none()
        });
    }

    /// What was made of `of`, if that was while the records stood so.
    pub(crate) fn made<T: Made>(&self, stamp: &Stamp, of: Id) -> Option<Arc<T>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (held.stamp == *stamp).then(|| held.made.get(&(TypeId::of::<T>(), of)).cloned())?;
        known?.downcast().ok()
    }

    /// Keeps what was made of `of`, and nothing that was made while the records stood otherwise.
    pub(crate) fn put_made<T: Made>(&self, stamp: &Stamp, of: Id, made: &Arc<T>) {
        self.keep(stamp, made.rows(), |held| {
            let made: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(made);
            held.made.insert((TypeId::of::<T>(), of), made).is_none()
        });
    }

    /// Has so many rows kept by `insert`, which says whether they are new, if there is room.
    fn keep(&self, stamp: &Stamp, rows: usize, insert: impl FnOnce(&mut Held) -> bool) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.stamp != *stamp {
            *held = Held {
                stamp: stamp.clone(),
                ..Held::default()
            };
        }
        let room = rows.saturating_add(1);
        if held.count.saturating_add(room) > MOST {
            // What is looked at now is looked at again sooner than what was.
            *held = Held {
                stamp: stamp.clone(),
                ..Held::default()
            };
        }
        if room <= MOST && insert(&mut held) {
            held.count = held.count.saturating_add(room);
        }
    }
}
