//! How many guesses anybody has: ten in five minutes for an address and for a source, each slower than the last. There
//! is no lock, so nobody can shut another out; a browser that has signed in before has a budget of its own (SD3).

use crate::records;
use kernel::{Fault, Instant, Refusal, Stop, hex};
use store::{Tx, values};

/// Guesses that anybody has in any five minutes.
pub const LIMIT: usize = 10;
/// Length of such a window in seconds.
pub const WINDOW: i64 = 300;
/// Seconds after which one wrong guess is forgotten.
const FORGETS: i64 = 75;

/// Whose budget a guess is taken from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Buckets(Vec<Vec<u8>>);

impl Buckets {
    /// A stranger's: the address guessed at, and where the guess comes from. `what` keeps passwords and codes apart.
    pub fn stranger(tx: &Tx, what: &str, whom: &str, source: &str) -> Self {
        let keys = tx.keys();
        Self(vec![
            keys.blind("guess", &format!("{what} whom {whom}")),
            keys.blind("guess", &format!("{what} source {source}")),
        ])
    }

    /// A known browser's own.
    pub fn known(tx: &Tx, what: &str, device_hash: &[u8]) -> Self {
        let device = hex::encode(device_hash);
        Self(vec![tx.keys().blind("guess", &format!("{what} device {device}"))])
    }
}

/// A budget's state. All the counting is here; the rest is storage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Budget {
    failures: i64,
    forgot_at: Instant,
    next_at: Instant,
}

impl Budget {
    const fn new(now: Instant) -> Self {
        Self {
            failures: 0,
            forgot_at: now,
            next_at: now,
        }
    }

    /// The budget after one more guess, or the seconds to wait.
    fn take(self, now: Instant) -> Result<Self, i64> {
        if now < self.next_at {
            // Rounded up: one second too early would be refused again.
            return Err(self.next_at.seconds_since(now).saturating_add(1));
        }
        let forgotten = now.seconds_since(self.forgot_at).max(0) / FORGETS;
        let failures = self.failures.saturating_sub(forgotten).max(0).saturating_add(1);
        Ok(Self {
            failures,
            forgot_at: self.forgot_at.plus_seconds(forgotten.saturating_mul(FORGETS)),
            next_at: now.plus_seconds(delay(failures)),
        })
    }
}

/// Seconds to wait after so many wrong guesses. The sums are such that no five minutes hold more than [`LIMIT`].
pub const fn delay(failures: i64) -> i64 {
    match failures {
        ..=2 => 0,
        3 => 1,
        4 => 4,
        5 => 16,
        _ => 75,
    }
}

/// Takes one guess from every bucket, or says how long to wait. Taken before the guess is looked at, so that many at
/// once cannot slip past; a right one is given back with [`forgive`].
pub fn take(tx: &mut Tx<'_>, buckets: &Buckets, now: Instant) -> Result<(), Stop> {
    // All are looked at before any is taken: a refused guess costs nothing.
    let mut next = Vec::new();
    let mut wait = 0;
    for bucket in &buckets.0 {
        let standing = fetch(tx, bucket)?;
        match standing.unwrap_or(Budget::new(now)).take(now) {
            Ok(taken) => next.push((bucket, standing, taken)),
            Err(seconds) => wait = wait.max(seconds),
        }
    }
    if wait > 0 {
        return Err(Refusal::TooMany(wait).into());
    }
    for (bucket, standing, taken) in next {
        let (failures, forgot_at, next_at) = (taken.failures, taken.forgot_at, taken.next_at);
        let changed = match standing {
            None => tx.changed(
                &records::GUESS_OPEN,
                values![bucket.clone(), failures, forgot_at, next_at],
            )?,
            Some(old) => tx.changed(
                &records::GUESS_TAKE,
                values![
                    bucket.clone(),
                    failures,
                    forgot_at,
                    next_at,
                    old.next_at,
                    old.failures
                ],
            )?,
        };
        if changed != 1 {
            // Another process took a guess from this bucket at the same moment.
            return Err(Refusal::TooMany(1).into());
        }
    }
    Ok(())
}

/// Gives a right guess back, and the wait that it brought: the next from the same room need not wait for it.
pub fn forgive(tx: &mut Tx<'_>, buckets: &Buckets, now: Instant) -> Result<(), Fault> {
    for bucket in &buckets.0 {
        tx.run(&records::GUESS_FORGIVE, values![bucket.clone(), now])?;
    }
    Ok(())
}

fn fetch(tx: &mut Tx<'_>, bucket: &[u8]) -> Result<Option<Budget>, Fault> {
    tx.one(&records::GUESS_FETCH, values![bucket.to_vec()], |row| {
        Ok(Budget {
            failures: row.get(0)?,
            forgot_at: row.get(1)?,
            next_at: row.get(2)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(10_000)))]

        /// Proves SD3: however the guesses are timed, no five minutes hold more than ten.
        #[test]
        fn no_five_minutes_hold_more_than_ten(waits in prop::collection::vec(prop_oneof![Just(0_i64), 0..70_000_i64, 0..400_000_i64], 1..200)) {
            let mut budget = Budget::new(Instant::from_millis(0));
            let (mut now, mut taken) = (0_i64, Vec::new());
            for wait in waits {
                now += wait;
                match budget.take(Instant::from_millis(now)) {
                    Ok(next) => {
                        budget = next;
                        taken.push(now);
                    }
                    // The keenest attacker comes back the moment it is allowed.
                    Err(_) if wait == 0 => now = now.max(budget.next_at.millis()),
                    Err(_) => {}
                }
                let window = WINDOW * 1000;
                let recent = taken.iter().filter(|at| now - **at < window).count();
                prop_assert!(recent <= LIMIT, "{recent} at {now}: {taken:?}");
            }
        }
    }
}
