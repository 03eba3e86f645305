//! Rows that PostgreSQL has answered, kept while nothing is written: to send ten thousand rows anew for each look costs more than what is
//! made of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of one statement.
pub(crate) type Rows = Arc<Vec<tokio_postgres::Row>>;

/// Rows kept at most, of all statements together.
const MOST: usize = 250_000;

/// What is kept, all of it read while the records stood the same.
#[derive(Default)]
pub(crate) struct Readings(Mutex<Held>);

#[derive(Default)]
struct Held {
    stamp: Stamp,
    rows: HashMap<String, Rows>,
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
    pub(crate) fn get(&self, stamp: &Stamp, asked: &str) -> Option<Rows> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (held.stamp == *stamp).then(|| held.rows.get(asked).cloned())?
    }

    /// Keeps them, and nothing that was read while the records stood otherwise.
    pub(crate) fn put(&self, stamp: &Stamp, asked: String, rows: &Rows) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.stamp != *stamp {
            *held = Held {
                stamp: stamp.clone(),
                ..Held::default()
            };
        }
        let count = held.count.saturating_add(rows.len());
        if count <= MOST && held.rows.insert(asked, Arc::clone(rows)).is_none() {
            held.count = count;
        }
    }
}
