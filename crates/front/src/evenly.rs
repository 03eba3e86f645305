//! Answers that take the same time whatever was found.

use crate::Desk;
use access::Action;
use kernel::Entropy;
use std::time::{Duration, Instant};

/// An answer takes whole stretches of this: a hundred times more than what is to be found or not makes a difference.
const STRETCH: Duration = Duration::from_millis(10);

impl<A: Action> Desk<A> {
    /// Waits until the stretch in which the work ended is over, and then a random part of one more, in which what the machine still does
    /// after the work is lost: nobody can tell by time whether an address was known (SD4).
    pub async fn evenly<T>(&self, work: impl Future<Output = T>) -> T {
        evenly(self.entropy(), work).await
    }
}

async fn evenly<T>(entropy: &dyn Entropy, work: impl Future<Output = T>) -> T {
    let more = Duration::from_micros(entropy.below(u64::try_from(STRETCH.as_micros()).unwrap_or(0)));
    let begun = Instant::now();
    let done = work.await;
    let stretches = begun.elapsed().as_nanos() / STRETCH.as_nanos() + 1;
    let whole = STRETCH.saturating_mul(u32::try_from(stretches).unwrap_or(u32::MAX));
    tokio::time::sleep((whole + more).saturating_sub(begun.elapsed())).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    /// Proves SD4.
    #[tokio::test]
    async fn an_answer_takes_whole_stretches() {
        let entropy = SeededEntropy::new(1);
        let begun = Instant::now();
        assert_eq!(evenly(&entropy, async { 7 }).await, 7);
        assert!(begun.elapsed() >= STRETCH);
        let begun = Instant::now();
        evenly(&entropy, tokio::time::sleep(STRETCH)).await;
        assert!(
            begun.elapsed() >= STRETCH * 2,
            "what ends in the second stretch takes two"
        );
    }

    /// Draws the largest number below a stretch.
    struct Most;

    impl Entropy for Most {
        fn fill(&self, buffer: &mut [u8]) {
            let most = u64::try_from(STRETCH.as_micros()).unwrap_or(0) - 1;
            buffer.copy_from_slice(&most.to_le_bytes());
        }
    }

    /// Proves SD4: the random part goes up to a whole stretch.
    #[tokio::test]
    async fn an_answer_takes_a_random_part_more() {
        let begun = Instant::now();
        evenly(&Most, async {}).await;
        assert!(begun.elapsed() + Duration::from_micros(1) >= STRETCH * 2);
    }
}
