//! Wilcoxon's signed-rank test with zeros by Pratt: unchanged pairs take part in the ranking and then step aside.

use super::Transitions;
use crate::interval::{float, two_sided};
use crate::scale::Scale;

/// Up to this many pairs the p-value is exact.
pub const EXACT_TO: u64 = 25;

/// How a p-value was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// By counting all ways to sign the ranks.
    Exact,
    /// By the normal approximation, corrected for continuity and ties.
    Normal,
}

/// The result of the test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SignedRank {
    /// Twice the sum of the ranks of improvements (twice, because tied ranks are halves).
    pub doubled_plus: u64,
    /// Twice the sum of the ranks of the others.
    pub doubled_minus: u64,
    /// Pairs, unchanged ones among them.
    pub pairs: u64,
    /// Unchanged pairs.
    pub zeros: u64,
    /// Two-sided p-value.
    pub p: f64,
    /// How it was found.
    pub method: Method,
}

/// Ranks of one size of change: how many pairs up and down, and twice their common rank.
struct Tie {
    up: u64,
    down: u64,
    doubled_rank: u64,
}

/// The test on the pairs of a transition matrix. `None` where nobody changed or there is no pair.
pub fn signed_rank(moves: &Transitions, scale: &Scale) -> Option<SignedRank> {
    let mut sizes = vec![(0_u64, 0_u64); usize::from(moves.points())];
    for (before, after, persons) in moves.each() {
        let gain = scale.gain(before, after);
        let size = usize::try_from(gain.unsigned_abs()).ok()?;
        let (up, down) = sizes.get_mut(size)?;
        *(if gain < 0 { down } else { up }) += persons;
    }
    let zeros = sizes.first().map_or(0, |(same, _)| *same);
    let mut ranked = zeros;
    let mut ties: Vec<Tie> = Vec::new();
    for (up, down) in sizes.iter().skip(1) {
        let here = up + down;
        if here > 0 {
            // Ranks ranked+1 to ranked+here, on average (2 ranked + here + 1) / 2.
            ties.push(Tie {
                up: *up,
                down: *down,
                doubled_rank: 2 * ranked + here + 1,
            });
            ranked += here;
        }
    }
    if ties.is_empty() {
        return None;
    }
    let doubled_plus: u64 = ties.iter().map(|tie| tie.up * tie.doubled_rank).sum();
    let doubled_minus: u64 = ties.iter().map(|tie| tie.down * tie.doubled_rank).sum();
    let (p, method) = if ranked <= EXACT_TO {
        (exact(&ties, doubled_plus.min(doubled_minus)), Method::Exact)
    } else {
        (
            normal(&ties, ranked, zeros, doubled_plus, doubled_minus),
            Method::Normal,
        )
    };
    Some(SignedRank {
        doubled_plus,
        doubled_minus,
        pairs: ranked,
        zeros,
        p,
        method,
    })
}

/// Of all ways to give the changed pairs a sign, the share with a sum as far out as the one found, on both sides.
fn exact(ties: &[Tie], doubled_low: u64) -> f64 {
    let mut ways: Vec<u64> = vec![1];
    let mut signed: u64 = 0;
    for tie in ties {
        let step = usize::try_from(tie.doubled_rank).unwrap_or(0);
        for _ in 0..(tie.up + tie.down) {
            let mut next = ways.clone();
            next.resize(ways.len() + step, 0);
            for (slot, more) in next.iter_mut().skip(step).zip(&ways) {
                *slot += more;
            }
            ways = next;
            signed += 1;
        }
    }
    let reach = usize::try_from(doubled_low).unwrap_or(0) + 1;
    let out: u64 = ways.iter().take(reach).sum();
    // At most 25 signs: the sums fit a u64 and are exact as floating-point numbers.
    (2.0 * float(out) / float(1 << signed)).min(1.0)
}

fn normal(ties: &[Tie], pairs: u64, zeros: u64, doubled_plus: u64, doubled_minus: u64) -> f64 {
    let (count, same) = (float(pairs), float(zeros));
    let mean = (count * (count + 1.0) - same * (same + 1.0)) / 4.0;
    let mut spread = count * (count + 1.0) * (2.0 * count + 1.0) - same * (same + 1.0) * (2.0 * same + 1.0);
    for tie in ties {
        let size = float(tie.up + tie.down);
        spread -= (size * size * size - size) / 2.0;
    }
    let found = float(doubled_plus.min(doubled_minus)) / 2.0;
    let distance = (found - mean).abs();
    // The correction moves the sum half a unit towards the mean, never across it.
    let corrected = (distance - 0.5).max(0.0);
    if spread <= 0.0 {
        1.0
    } else {
        two_sided(corrected / (spread / 24.0).sqrt())
    }
}
