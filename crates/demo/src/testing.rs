//! The demonstration for tests: made once in each program, then copied.

use crate::load;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use kernel::{FixedClock, Instant};
use store::Db;
use store::testing::{Database, filled};
use ticket::Ticket;

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

/// Writes, so that the next reading finds everything anew.
///
/// # Panics
/// When nothing can be written: the test fails.
pub fn written(db: &Db) {
    let system = Viewer::system(Ticket::of("test"));
    let wrote = db.write_now(move |_| Ok(Done::upkeep(&Scope::<SystemJob>::of(&system)?, ())));
    assert!(wrote.is_ok(), "{:?}", wrote.err());
}
