//! Randomness as an argument.

use std::sync::Mutex;

/// A source of random bytes. Production uses the operating system's; tests use a seeded one.
pub trait Entropy: Send + Sync {
    /// Fills `buffer` with random bytes.
    fn fill(&self, buffer: &mut [u8]);

    /// 128 random bits as 32 lower-case hexadecimal digits, for links and tokens (SC6).
    fn token(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.fill(&mut bytes);
        crate::hex::encode(&bytes)
    }

    /// A number in `0..limit` without bias; 0 when `limit` is 0.
    fn below(&self, limit: u64) -> u64 {
        if limit == 0 {
            return 0;
        }
        let zone = u64::MAX - u64::MAX % limit;
        loop {
            let mut bytes = [0_u8; 8];
            self.fill(&mut bytes);
            let number = u64::from_le_bytes(bytes);
            if number < zone {
                return number % limit;
            }
        }
    }
}

/// The operating system's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::panic,
        reason = "without a random source no secret can be made: stopping is the only safe answer"
    )]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the operating system"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the operating system gives no random bytes: {error}");
        }
    }
}

/// A repeatable source (SplitMix64) for tests and for the demo's invented detail. Never for secrets.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// The same seed gives the same bytes.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in buffer.chunks_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            for (slot, byte) in chunk.iter_mut().zip(z.to_le_bytes()) {
                *slot = byte;
            }
        }
    }
}
