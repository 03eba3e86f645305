//! How often a source may do something, kept in memory.

use kernel::{Instant, Refusal};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many tries in so many seconds.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// What it is for; keys of different purposes never meet.
    pub purpose: &'static str,
    /// Tries.
    pub tries: u32,
    /// Seconds.
    pub seconds: i64,
}

/// Sources remembered at most; beyond it the oldest windows are forgotten.
const MOST: usize = 50_000;

#[derive(Default)]
pub(crate) struct Allowances(Mutex<HashMap<Source, Window>>);

/// What for, and who.
type Source = (&'static str, String);
/// When the window began, and tries in it.
type Window = (Instant, u32);

impl Allowances {
    /// Takes one try.
    ///
    /// # Errors
    /// Too many, with the seconds until the next.
    pub(crate) fn take(&self, allowance: Allowance, key: &str, now: Instant) -> Result<(), Refusal> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (begun, _)| now.seconds_since(*begun) < allowance.seconds);
            if known.len() >= MOST {
                known.clear();
            }
        }
        let entry = known
            .entry((allowance.purpose, key.to_owned()))
            .or_insert((now, 0));
        let passed = now.seconds_since(entry.0);
        if passed >= allowance.seconds || passed < 0 {
            *entry = (now, 0);
        }
        if entry.1 >= allowance.tries {
            return Err(Refusal::TooMany((allowance.seconds - passed).max(1)));
        }
        entry.1 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SH10: a source has so many tries and no more, and gets them back after the window.
    #[test]
    fn tries_run_out_and_come_back() {
        let allowances = Allowances::default();
        let allowance = Allowance {
            purpose: "test",
            tries: 3,
            seconds: 60,
        };
        let at = Instant::from_millis;
        for _ in 0..3 {
            assert!(allowances.take(allowance, "a", at(0)).is_ok());
        }
        assert_eq!(
            allowances.take(allowance, "a", at(10_000)),
            Err(Refusal::TooMany(50))
        );
        assert!(
            allowances.take(allowance, "b", at(10_000)).is_ok(),
            "another source"
        );
        assert!(allowances.take(allowance, "a", at(60_000)).is_ok());
    }
}
