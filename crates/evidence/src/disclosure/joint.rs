//! Several releases together: what somebody who holds them all can work out, and whether a hidden count is still hidden from her.
//!
//! A release is a list of sums over parts that no release divides further (the forms of some sessions with one answer, say). What
//! prints bounds its sum; what is hidden is at least 1, because a zero prints. All of it together is a system of linear
//! bounds on whole numbers; a hidden count is safe while it can still be as high as its profile's threshold.

mod solve;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use solve::{Reach, System};

/// What a reader sees of a sum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// A print that stands for counts from the one to the other, both included.
    Between(u64, u64),
    /// Hidden, so that nobody can tell it is below this threshold.
    Hidden(u64),
}

/// A count of a release: the parts that it is the sum of, each once, and what was shown of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sum {
    /// The parts.
    pub parts: BTreeSet<usize>,
    /// What was shown.
    pub shown: Shown,
}

/// The sums cannot all be true: they were printed of records that have changed in between.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the counts are not of the same records")]
pub struct Contradiction;

/// No part is larger than this.
const MOST: u64 = 1 << 40;

/// Sums looked at again in one narrowing, for each sum there is; what is left is the solver's.
const ROUNDS: usize = 64;

/// Least and greatest.
type Bounds = (u64, u64);

/// What is known of the parts when all the sums are.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The sums, by their parts, which stand in order.
    places: HashMap<Vec<usize>, usize>,
    sums: Vec<Vec<usize>>,
    bounds: Vec<Bounds>,
    /// The highest threshold that a sum was hidden under; 0 where it was not.
    hidden: Vec<u64>,
    parts: BTreeMap<usize, Bounds>,
    /// The sums that a part is in.
    within: BTreeMap<usize, Vec<usize>>,
}

impl Known {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Learns more sums.
    ///
    /// # Errors
    /// Where they contradict what is known; then nothing of them is kept.
    pub fn learn(&mut self, sums: &[Sum]) -> Result<(), Contradiction> {
        let (count, bounds, hidden, parts) = (
            self.sums.len(),
            self.bounds.clone(),
            self.hidden.clone(),
            self.parts.clone(),
        );
        let touched = sums.iter().map(|sum| self.take(sum)).collect();
        let narrowed = self.narrow(touched);
        if narrowed.is_err() {
            for gone in self.sums.drain(count..) {
                self.places.remove(&gone);
            }
            for within in self.within.values_mut() {
                within.retain(|sum| *sum < count);
            }
            (self.bounds, self.hidden, self.parts) = (bounds, hidden, parts);
        }
        narrowed
    }

    /// Writes a sum down; its place.
    fn take(&mut self, sum: &Sum) -> usize {
        let parts: Vec<usize> = sum.parts.iter().copied().collect();
        let place = *self.places.entry(parts).or_insert_with_key(|parts| {
            let place = self.sums.len();
            for part in parts {
                self.parts.entry(*part).or_insert((0, MOST));
                self.within.entry(*part).or_default().push(place);
            }
            self.sums.push(parts.clone());
            self.bounds.push((0, MOST));
            self.hidden.push(0);
            place
        });
        let (least, most) = match sum.shown {
            Shown::Between(least, most) => (least, most),
            Shown::Hidden(threshold) => {
                if let Some(own) = self.hidden.get_mut(place) {
                    *own = threshold.max(*own);
                }
                (1, MOST)
            }
        };
        if let Some(own) = self.bounds.get_mut(place) {
            *own = (own.0.max(least), own.1.min(most));
        }
        place
    }

    fn part(&self, part: usize) -> Bounds {
        self.parts.get(&part).copied().unwrap_or((0, MOST))
    }

    /// Lets every sum bound its parts, and the parts the sum, until nothing moves.
    fn narrow(&mut self, mut waiting: VecDeque<usize>) -> Result<(), Contradiction> {
        let mut queued: BTreeSet<usize> = waiting.iter().copied().collect();
        let mut left = self.sums.len().saturating_mul(ROUNDS);
        while let Some(place) = waiting.pop_front() {
            queued.remove(&place);
            left = match left.checked_sub(1) {
                Some(fewer) => fewer,
                None => break,
            };
            let (Some(sum), Some(own)) = (self.sums.get(place).cloned(), self.bounds.get(place).copied())
            else {
                continue;
            };
            let (least, most) = sum.iter().fold((0_u64, 0_u64), |all, part| {
                let (low, high) = self.part(*part);
                (all.0.saturating_add(low), all.1.saturating_add(high))
            });
            let own = (own.0.max(least), own.1.min(most));
            if own.0 > own.1 {
                return Err(Contradiction);
            }
            if let Some(slot) = self.bounds.get_mut(place) {
                *slot = own;
            }
            for part in &sum {
                let (low, high) = self.part(*part);
                let tight = (
                    low.max(own.0.saturating_sub(most.saturating_sub(high))),
                    high.min(own.1.checked_sub(least - low).ok_or(Contradiction)?),
                );
                if tight.0 > tight.1 {
                    return Err(Contradiction);
                }
                if tight == (low, high) {
                    continue;
                }
                self.parts.insert(*part, tight);
                for other in self.within.get(part).into_iter().flatten() {
                    if queued.insert(*other) {
                        waiting.push_back(*other);
                    }
                }
                // What was added up above holds no longer.
                if queued.insert(place) {
                    waiting.push_back(place);
                }
                break;
            }
        }
        Ok(())
    }

    /// The hidden sums that can be told to be below their threshold.
    ///
    /// # Errors
    /// Where no whole numbers fit all the sums.
    pub fn betrayed(&self) -> Result<Vec<BTreeSet<usize>>, Contradiction> {
        let mut found = Vec::new();
        // Parts that fit all the sums: whoever is high enough in one of them is safe.
        let mut worlds: Vec<BTreeMap<usize, u64>> = Vec::new();
        for ((sum, bounds), threshold) in self.sums.iter().zip(&self.bounds).zip(&self.hidden) {
            if *threshold == 0 || bounds.0 >= *threshold {
                continue;
            }
            if bounds.1 < *threshold {
                found.push(sum.iter().copied().collect());
                continue;
            }
            let high = |world: &BTreeMap<usize, u64>| -> bool {
                let value: u64 = sum
                    .iter()
                    .map(|part| world.get(part).copied().unwrap_or(self.part(*part).0))
                    .sum();
                value >= *threshold
            };
            if worlds.iter().any(high) {
                continue;
            }
            match self.raised(sum, *threshold)? {
                Some(world) => worlds.push(world),
                None => found.push(sum.iter().copied().collect()),
            }
        }
        Ok(found)
    }

    /// Whole numbers that fit everything known and in which a sum reaches its threshold.
    fn raised(&self, sum: &[usize], threshold: u64) -> Result<Option<BTreeMap<usize, u64>>, Contradiction> {
        let mut system = self.around(sum);
        let mut reached = system.reach(sum, threshold);
        if matches!(reached, Reach::Broken) {
            system.whole = true;
            reached = system.reach(sum, threshold);
        }
        match reached {
            Reach::Whole(world) => Ok(Some(world)),
            // Nothing at all fits, or only this sum cannot be so high.
            Reach::Never if matches!(system.reach(sum, 0), Reach::Never) => Err(Contradiction),
            Reach::Never | Reach::Broken | Reach::Unknown => Ok(None),
        }
    }

    /// The sums and parts that a change of a sum can be passed on to.
    fn around(&self, sum: &[usize]) -> System {
        let free = |part: &usize| {
            let (low, high) = self.part(*part);
            low < high
        };
        let mut parts: BTreeMap<usize, Bounds> = BTreeMap::new();
        let mut sums: BTreeSet<usize> = BTreeSet::new();
        let mut waiting: Vec<usize> = sum.iter().copied().filter(free).collect();
        while let Some(part) = waiting.pop() {
            if parts.insert(part, self.part(part)).is_some() {
                continue;
            }
            for place in self.within.get(&part).into_iter().flatten() {
                if sums.insert(*place) {
                    waiting.extend(self.sums.get(*place).into_iter().flatten().copied().filter(free));
                }
            }
        }
        let known = |parts_of: &[usize]| -> u64 {
            parts_of
                .iter()
                .filter(|part| !parts.contains_key(part))
                .map(|part| self.part(*part).0)
                .sum()
        };
        let sums = sums
            .iter()
            .filter_map(|place| Some((self.sums.get(*place)?, self.bounds.get(*place)?)))
            .map(|(sum, bounds)| {
                let known = known(sum);
                let open = sum
                    .iter()
                    .copied()
                    .filter(|part| parts.contains_key(part))
                    .collect();
                (
                    open,
                    (bounds.0.saturating_sub(known), bounds.1.saturating_sub(known)),
                )
            })
            .collect();
        let known = known(sum);
        System {
            parts,
            sums,
            known,
            whole: false,
        }
    }
}
