//! References of records.

use crate::world::World;
use access::actions::BookPublicly;
use access::{Scope, Viewer};
use kernel::{Clock, Entropy, SystemEntropy};
use learning::Moment;
use learning::places::take;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Draws the same characters for the first two references.
struct Repeating(AtomicU64);

impl Entropy for Repeating {
    fn fill(&self, buffer: &mut [u8]) {
        SystemEntropy.fill(buffer);
    }

    fn below(&self, limit: u64) -> u64 {
        if self.0.fetch_add(1, Ordering::SeqCst) < 12 {
            3
        } else {
            SystemEntropy.below(limit)
        }
    }
}

#[test]
fn a_reference_that_is_taken_is_drawn_again() {
    let world = World::new();
    let session = world.session(5);
    let entropy = Arc::new(Repeating(AtomicU64::new(0)));
    for name in ["Ann One", "Bea Two"] {
        let (draft, now, entropy) = (world.person(name), world.clock.now(), Arc::clone(&entropy));
        world
            .db
            .write_now(move |tx| {
                let scope = Scope::<BookPublicly>::of(&Viewer::public())?;
                let moment = Moment::new(now, entropy.as_ref(), "https://trellis.example");
                take::book(tx, &scope, &moment, session, &draft)
            })
            .unwrap();
    }
    assert!(
        entropy.0.load(Ordering::SeqCst) >= 18,
        "three references were drawn"
    );
    assert_eq!(world.places(session), (5, 2));
}
