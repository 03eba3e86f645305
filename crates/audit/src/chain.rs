//! Walking the chain.

use crate::event::Event;
use crate::records;
use kernel::Stop;
use store::{Db, Keys, values};

/// The first event that does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Its place in the chain.
    pub sequence: i64,
    /// What is wrong, in plain words.
    pub what: &'static str,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "event {}: {}", self.sequence, self.what)
    }
}

/// Walks the whole chain: how many events, or the first that does not fit (SB2).
///
/// # Errors
/// A fault of the engine.
pub fn verify(db: &Db) -> Result<Result<i64, Broken>, Stop> {
    let keys = db.keys().clone();
    let mut place = Place {
        sequence: 0,
        hash: vec![0; 32],
    };
    loop {
        let after = place.sequence;
        let events = db.read_now(|tx| Ok(tx.all(&records::EVENT_WALK, values![after], Event::read)?))?;
        if events.is_empty() {
            return Ok(Ok(place.sequence));
        }
        for (event, hash) in &events {
            if let Err(broken) = place.step(event, hash, &keys) {
                return Ok(Err(broken));
            }
        }
    }
}

struct Place {
    sequence: i64,
    hash: Vec<u8>,
}

impl Place {
    fn step(&mut self, event: &Event, hash: &[u8], keys: &Keys) -> Result<(), Broken> {
        let broken = |what| {
            Err(Broken {
                sequence: event.sequence,
                what,
            })
        };
        if event.sequence != self.sequence.saturating_add(1) {
            return broken("events before it are missing");
        }
        if event.previous != self.hash {
            return broken("it does not follow from the event before it");
        }
        if event.hash(keys) != hash {
            return broken("it was altered");
        }
        self.sequence = event.sequence;
        self.hash = hash.to_vec();
        Ok(())
    }
}
