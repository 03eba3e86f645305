//! Several releases together, against what can be worked out by hand and by trying all numbers.

use evidence::disclosure::{Contradiction, Known, Shown, Sum};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn sum(parts: &[usize], shown: Shown) -> Sum {
    Sum {
        parts: parts.iter().copied().collect(),
        shown,
    }
}

fn exact(parts: &[usize], count: u64) -> Sum {
    sum(parts, Shown::Between(count, count))
}

fn of(sums: &[Sum]) -> Known {
    let mut known = Known::nothing();
    known.learn(sums).unwrap();
    known
}

fn set(parts: &[usize]) -> BTreeSet<usize> {
    parts.iter().copied().collect()
}

/// A table hides a cell beside a larger one; another page prints the sum of the small one with a cell that the first printed.
#[test]
fn a_sum_on_another_page_gives_a_hidden_cell_away() {
    let delivery = [
        sum(&[0], Shown::Hidden(5)),
        sum(&[1], Shown::Hidden(5)),
        exact(&[2], 8),
        exact(&[0, 1, 2], 20),
    ];
    let mut known = of(&delivery);
    assert!(known.betrayed().unwrap().is_empty());
    known.learn(&[exact(&[0, 2], 12)]).unwrap();
    assert_eq!(known.betrayed().unwrap(), [set(&[0])]);
}

/// The same table rounded and exact: what is rounded bounds what is hidden.
#[test]
fn rounding_beside_hiding_bounds_what_is_hidden() {
    let partner = [
        sum(&[0], Shown::Hidden(5)),
        sum(&[1], Shown::Hidden(5)),
        exact(&[0, 1], 12),
    ];
    let mut known = of(&partner);
    assert!(known.betrayed().unwrap().is_empty());
    let nhs = [sum(&[0], Shown::Between(1, 7)), sum(&[1], Shown::Between(8, 12))];
    known.learn(&nhs).unwrap();
    assert_eq!(known.betrayed().unwrap(), [set(&[0])]);
}

/// Halves would do, whole numbers do not: three sums of pairs that are all odd.
#[test]
fn people_are_whole() {
    let sums = [
        exact(&[0, 1], 9),
        exact(&[1, 2], 9),
        exact(&[0, 2], 9),
        sum(&[0, 1, 2], Shown::Hidden(10)),
    ];
    assert_eq!(of(&sums).betrayed().unwrap_err(), Contradiction);
    let sums = [
        exact(&[0, 1, 3], 9),
        exact(&[1, 2, 3], 9),
        exact(&[0, 2, 3], 9),
        sum(&[3], Shown::Between(0, 1)),
        sum(&[0, 1, 2], Shown::Hidden(13)),
    ];
    assert_eq!(
        of(&sums).betrayed().unwrap(),
        [set(&[0, 1, 2])],
        "twelve is the most, with one in the fourth"
    );
    // What is bounded only through others may be larger than anything that was counted: the fourth is five when the first is fifteen.
    let sums = [
        exact(&[0, 1, 2], 15),
        exact(&[1, 3], 5),
        exact(&[2, 3], 5),
        sum(&[3], Shown::Hidden(5)),
    ];
    assert!(of(&sums).betrayed().unwrap().is_empty());
    assert_eq!(by_trying(&sums, 4, 5, &set(&[3])), Some(5));
}

#[test]
fn records_that_changed_are_noticed() {
    let mut known = of(&[exact(&[0, 1], 10), sum(&[0], Shown::Hidden(5))]);
    for changed in [exact(&[0, 1], 11), exact(&[0, 1, 2], 9), exact(&[1], 10)] {
        assert_eq!(
            known.learn(&[exact(&[1], 7), changed]).unwrap_err(),
            Contradiction
        );
    }
    assert!(known.betrayed().unwrap().is_empty(), "nothing of them was kept");
    known.learn(&[exact(&[1], 7)]).unwrap();
    assert_eq!(known.betrayed().unwrap(), [set(&[0])]);
}

/// The highest that a sum can be, by trying all whole numbers for a few parts; `enough` stands for a part that nothing bounds.
fn by_trying(sums: &[Sum], parts: usize, enough: u64, aim: &BTreeSet<usize>) -> Option<u64> {
    let mut best = None;
    try_from(
        &mut Vec::with_capacity(parts),
        parts,
        enough,
        sums,
        &mut |world| {
            let value = aim.iter().map(|part| world[*part]).sum();
            best = best.max(Some(value));
        },
    );
    best
}

/// Goes through all worlds that begin so, leaving out at once those in which a sum is too large already.
fn try_from(world: &mut Vec<u64>, parts: usize, enough: u64, sums: &[Sum], found: &mut impl FnMut(&[u64])) {
    let value = |sum: &Sum| -> u64 { sum.parts.iter().filter_map(|part| world.get(*part)).sum() };
    let too_large = sums
        .iter()
        .any(|sum| matches!(sum.shown, Shown::Between(_, most) if value(sum) > most));
    if too_large {
        return;
    }
    if world.len() == parts {
        let fits = sums.iter().all(|sum| match sum.shown {
            Shown::Between(least, _) => value(sum) >= least,
            Shown::Hidden(_) => value(sum) >= 1,
        });
        if fits {
            found(world);
        }
        return;
    }
    let part = world.len();
    let bounds = sums.iter().filter(|sum| sum.parts.contains(&part));
    let most = bounds.filter_map(|sum| match sum.shown {
        Shown::Between(_, most) => Some(most),
        Shown::Hidden(_) => None,
    });
    for number in 0..=most.min().unwrap_or(enough) {
        world.push(number);
        try_from(world, parts, enough, sums, found);
        world.pop();
    }
}

proptest! {
    /// Whatever is hidden of four parts and their sums, the verdict is that of somebody who tries all numbers.
    #[test]
    fn the_verdict_is_that_of_trying_all_numbers(
        counts in proptest::collection::vec(0_u64..8, 4),
        sums in proptest::collection::vec((1_usize..16, 0_u64..3), 2..8),
    ) {
        const THRESHOLD: u64 = 5;
        let seen: Vec<Sum> = sums
            .iter()
            .map(|(bits, blur)| {
                let parts: BTreeSet<usize> = (0..4).filter(|part| bits >> part & 1 == 1).collect();
                let count: u64 = parts.iter().map(|part| counts[*part]).sum();
                let shown = if (1..THRESHOLD).contains(&count) {
                    Shown::Hidden(THRESHOLD)
                } else {
                    Shown::Between(count.saturating_sub(*blur), count + blur)
                };
                Sum { parts, shown }
            })
            .collect();
        let betrayed = of(&seen).betrayed().unwrap();
        for sum in seen.iter().filter(|sum| matches!(sum.shown, Shown::Hidden(_))) {
            let most = by_trying(&seen, 4, THRESHOLD, &sum.parts).unwrap();
            prop_assert_eq!(betrayed.contains(&sum.parts), most < THRESHOLD, "{:?}: {}", sum, most);
        }
    }
}
