//! Ids of the demonstration's records: from the seed, so that two demonstrations are alike.

use kernel::{FixedClock, Id, Instant, SeededEntropy};

/// Gives out ids.
pub(crate) struct Ids {
    clock: FixedClock,
    entropy: SeededEntropy,
}

impl Ids {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            clock: FixedClock::at(now),
            entropy: SeededEntropy::new(crate::plan::SEED),
        }
    }

    pub(crate) fn next(&self) -> Id {
        Id::fresh(&self.clock, &self.entropy)
    }
}
