//! Before and after: the same persons (paired), or two groups side by side that are never called change in persons.

mod paired;
mod unpaired;
mod wilcoxon;

pub use paired::paired_table;
pub use unpaired::{Wave, side_by_side};
pub use wilcoxon::{EXACT_TO, Method, SignedRank, signed_rank};

use crate::scale::{Distribution, Scale};

/// How many persons went from each point to each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transitions {
    points: u8,
    counts: Vec<u64>,
}

/// How the persons of a transition matrix moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    /// To a better point.
    pub improved: u64,
    /// Nowhere.
    pub same: u64,
    /// To a worse point.
    pub worse: u64,
}

impl Transitions {
    /// Nobody yet, on a scale of so many points.
    pub fn new(points: u8) -> Self {
        Self {
            points,
            counts: vec![0; usize::from(points) * usize::from(points)],
        }
    }

    /// Counts persons who went from one point to another; false for points the scale does not have.
    pub fn add(&mut self, before: u8, after: u8, persons: u64) -> bool {
        let place = self.place(before, after);
        let slot = place.and_then(|place| self.counts.get_mut(place));
        slot.map(|slot| *slot += persons).is_some()
    }

    fn place(&self, before: u8, after: u8) -> Option<usize> {
        let inside = |point: u8| point >= 1 && point <= self.points;
        let row = usize::from(before).checked_sub(1)?;
        (inside(before) && inside(after)).then(|| row * usize::from(self.points) + usize::from(after) - 1)
    }

    /// Points of the scale.
    pub const fn points(&self) -> u8 {
        self.points
    }

    /// Persons who went from one point to another.
    pub fn count(&self, before: u8, after: u8) -> u64 {
        self.place(before, after)
            .and_then(|place| self.counts.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// All counts, row by row (before), each row by point after.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// All pairs.
    pub fn pairs(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Each filled place: point before, point after, persons.
    pub fn each(&self) -> impl Iterator<Item = (u8, u8, u64)> {
        let points = self.points;
        (1..=points)
            .flat_map(move |before| (1..=points).map(move |after| (before, after, self.count(before, after))))
    }

    /// How many improved, stayed, got worse, by the polarity of the scale.
    pub fn moved(&self, scale: &Scale) -> Moved {
        let mut moved = Moved::default();
        for (before, after, persons) in self.each() {
            match scale.gain(before, after) {
                0 => moved.same += persons,
                gain if gain > 0 => moved.improved += persons,
                _ => moved.worse += persons,
            }
        }
        moved
    }

    /// The mean shift towards the better end, in points with two decimals.
    pub fn mean_shift(&self, scale: &Scale) -> Option<String> {
        let sum: i128 = self
            .each()
            .map(|(before, after, persons)| i128::from(scale.gain(before, after)) * i128::from(persons))
            .sum();
        crate::share::hundredths(sum, self.pairs())
    }

    /// The distribution of the paired persons before (or after).
    pub fn margin(&self, after: bool) -> Distribution {
        let mut points = vec![0; usize::from(self.points)];
        for (was, is, persons) in self.each() {
            let point = if after { is } else { was };
            if let Some(slot) = points.get_mut(usize::from(point) - 1) {
                *slot += persons;
            }
        }
        Distribution {
            points,
            absent: [0; 4],
        }
    }
}
