//! The demonstration for tests: made once in each program, then copied.

use crate::load;
use kernel::{FixedClock, Instant};
use store::testing::{Database, filled};

/// The demonstration as it is made at a moment; `whole` as in [`load`].
///
/// # Panics
/// When it cannot be made: the test fails.
pub fn database(at: Instant, whole: bool) -> Database {
    filled(&format!("demonstration {} {whole}", at.millis()), |db| {
        let made = load(db, &FixedClock::at(at), whole);
        assert!(made.is_ok(), "the demonstration cannot be made: {:?}", made.err());
    })
}
