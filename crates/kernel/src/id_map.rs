//! Maps and sets whose keys are ids: pages look for ids a hundred thousand times.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by ids.
pub type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// A set of ids.
pub type IdSet<K> = HashSet<K, BuildHasherDefault<IdHasher>>;

/// Mixes the bits of an id. Ids are random where they are made, and nobody outside the house makes one: there is no need for a hash that
/// withstands chosen keys, as there is for anything that people type.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdHasher(u64);

/// An odd number whose bits look random.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for IdHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((word, more)) = rest.split_first_chunk() {
            self.write_u64(u64::from_be_bytes(*word));
            rest = more;
        }
        for byte in rest {
            self.write_u64(u64::from(*byte));
        }
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(MIX);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FixedClock, Id, Instant, SeededEntropy};
    use std::hash::BuildHasher;

    /// Ids made one after another at one moment, and ids that only count up, fall into places and marks about as evenly as by chance.
    #[test]
    fn ids_spread_over_a_map() {
        let (clock, entropy) = (
            FixedClock::at(Instant::from_millis(1_700_000_000_000)),
            SeededEntropy::new(7),
        );
        let made: Vec<Id> = (0..4096).map(|_| Id::fresh(&clock, &entropy)).collect();
        let counted: Vec<Id> = (0..4096)
            .map(|number| Id(uuid::Uuid::from_u128(number)))
            .collect();
        let hasher = BuildHasherDefault::<IdHasher>::default();
        for ids in [made, counted] {
            for shift in [0, 57] {
                let mut places = [0_u32; 128];
                for id in &ids {
                    let place = (hasher.hash_one(id) >> shift) & 127;
                    places[usize::try_from(place).unwrap()] += 1;
                }
                // 32 in each on average.
                assert!(
                    places.iter().all(|count| (8..=80).contains(count)),
                    "{shift}: {places:?}"
                );
            }
        }
    }
}
