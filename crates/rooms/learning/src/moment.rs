//! The time and the randomness a piece of work is done with, fixed before it starts so that it may be tried again.

use kernel::{Entropy, Fault, FixedClock, Id, Instant, Reference};
use store::{Stmt, Tx, Value};

/// References drawn for one record before giving up; with a million records the second is needed once in 600 times.
const DRAWS: u8 = 8;

/// Now, where random bytes come from, and where the service lives.
#[derive(Clone, Copy)]
pub struct Moment<'m> {
    /// Now.
    pub now: Instant,
    entropy: &'m dyn Entropy,
    base: &'m str,
}

impl<'m> Moment<'m> {
    /// The moment `now`. `base` is the service's own address, without a slash at its end.
    pub fn new(now: Instant, entropy: &'m dyn Entropy, base: &'m str) -> Self {
        Self {
            now,
            entropy,
            base: base.trim_end_matches('/'),
        }
    }

    /// The whole address of one of our pages, for a message.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A new record id.
    pub fn id(&self) -> Id {
        Id::fresh(&FixedClock::at(self.now), self.entropy)
    }

    /// Inserts a record of `kind` under a new reference, which is value `?2` of the statement: one that is taken already inserts
    /// nothing, and another is drawn. Returns the reference.
    pub(crate) fn referenced(
        &self,
        tx: &mut Tx,
        kind: char,
        insert: &'static Stmt,
        values: &[Value],
    ) -> Result<String, Fault> {
        let mut values = values.to_vec();
        for _ in 0..DRAWS {
            let reference = Reference::fresh(kind, self.entropy);
            if let Some(place) = values.get_mut(1) {
                *place = Value::from(reference.as_str());
            }
            if tx.changed(insert, &values)? == 1 {
                return Ok(reference.as_str().to_owned());
            }
        }
        Err(Fault::new("no reference is free"))
    }

    /// The source of random bytes.
    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy
    }
}
