//! What a stranger could learn from how long an answer takes.

use crate::world::{World, day};

/// Proves SD4: whether an address is booked already cannot be told by the time that booking takes: 2,000 timings of each, printed in
/// milliseconds and compared by `cargo xtask prove timing`.
#[test]
#[ignore = "long: run by cargo xtask prove timing"]
fn booking_tells_nothing_in_two_thousand_timings() {
    let world = World::new();
    let session = world.session_on(5_000, &[day(2026, 3, 12)]);
    world.book(session, "Ann Known").unwrap();
    for number in 0..2000 {
        for (whose, name) in [
            ("known", "Ann Known".to_owned()),
            ("unknown", format!("Bea {number}")),
        ] {
            let begun = std::time::Instant::now();
            world.book(session, &name).unwrap();
            println!("{whose} {}", begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
}
