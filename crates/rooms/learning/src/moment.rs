//! The time and the randomness a piece of work is done with, fixed before it starts so that it may be tried again.

use kernel::{Entropy, FixedClock, Id, Instant, Reference};

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

    /// A new reference for records of `kind`.
    pub fn reference(&self, kind: char) -> String {
        Reference::fresh(kind, self.entropy).as_str().to_owned()
    }

    /// The source of random bytes.
    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy
    }
}
