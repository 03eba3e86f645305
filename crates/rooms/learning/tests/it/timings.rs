//! What a stranger could learn from how long an answer takes.

use crate::world::{World, day};

/// Proves SD4: whether an address is booked already cannot be told by the time that booking takes: 2,000 timings of each, medians
/// within 5 ms and the distributions not told apart by a Kolmogorov-Smirnov test at 1 in 100. A busy machine gets three tries.
#[test]
#[ignore = "long: run by cargo xtask prove timing"]
fn booking_tells_nothing_in_two_thousand_timings() {
    const COUNT: u16 = 2000;
    let mut last = String::new();
    for _ in 0..3 {
        let world = World::new();
        let session = world.session_on(20_000, &[day(2026, 3, 12)]);
        world.book(session, "Ann Known").unwrap();
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in 0..COUNT {
            for (name, times) in [
                ("Ann Known".to_owned(), &mut known),
                (format!("Bea {number}"), &mut unknown),
            ] {
                let begun = std::time::Instant::now();
                world.book(session, &name).unwrap();
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
        known.sort_by(f64::total_cmp);
        unknown.sort_by(f64::total_cmp);
        let middle = known.len() / 2;
        let apart = (known[middle] - unknown[middle]).abs();
        let (distance, limit) = (ks(&known, &unknown), 1.63 * (2.0 / f64::from(COUNT)).sqrt());
        last = format!(
            "medians {:.2} and {:.2} ms, D {distance:.3} against {limit:.3}",
            known[middle], unknown[middle]
        );
        if apart < 5.0 && distance < limit {
            println!("{last}");
            return;
        }
    }
    panic!("{last}");
}

/// The largest distance between two distributions of as many values each.
fn ks(one: &[f64], other: &[f64]) -> f64 {
    let below = |times: &[f64], x: f64| {
        let count = times.partition_point(|time| *time <= x);
        f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(times.len()).unwrap())
    };
    one.iter()
        .chain(other)
        .map(|x| (below(one, *x) - below(other, *x)).abs())
        .fold(0.0, f64::max)
}
