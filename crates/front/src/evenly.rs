//! Answers that take the same time whatever was found.

use std::time::{Duration, Instant};

/// An answer takes whole stretches of this: a hundred times more than what is to be found or not makes a difference.
const STRETCH: Duration = Duration::from_millis(10);

/// Waits until the stretch in which the work ended is over, so that nobody can tell by time whether an address was known (SD4).
pub async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let done = work.await;
    let stretches = begun.elapsed().as_nanos() / STRETCH.as_nanos() + 1;
    let whole = STRETCH.saturating_mul(u32::try_from(stretches).unwrap_or(u32::MAX));
    tokio::time::sleep(whole.saturating_sub(begun.elapsed())).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SD4.
    #[tokio::test]
    async fn an_answer_takes_whole_stretches() {
        let begun = Instant::now();
        assert_eq!(evenly(async { 7 }).await, 7);
        assert!(begun.elapsed() >= STRETCH);
        let begun = Instant::now();
        evenly(tokio::time::sleep(STRETCH)).await;
        assert!(
            begun.elapsed() >= STRETCH * 2,
            "what ends in the second stretch takes two"
        );
    }
}
