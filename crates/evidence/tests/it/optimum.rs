//! How much the hiding of small counts gives up beside the best choice there is, which is found by trying all choices.

use evidence::disclosure::Profile;

use crate::disclosure::{pinned, pinned_whole, unrounded, with_margins};

/// What a choice gives up: cells that need not have been hidden for themselves, and the counts in them.
type GivenUp = (usize, u64);

/// The choice that hides the fewest cells, and among those the smallest counts; found by trying all that are no worse
/// than ours.
fn fewest(shape: &[usize], truth: &[u64], threshold: u64, ours: GivenUp) -> GivenUp {
    let spare: Vec<usize> = (0..truth.len())
        .filter(|cell| truth[*cell] >= threshold)
        .collect();
    let hidden = |choice: u32| -> Vec<usize> {
        spare
            .iter()
            .enumerate()
            .filter(|(bit, _)| choice >> bit & 1 == 1)
            .map(|(_, cell)| *cell)
            .collect()
    };
    let mut choices: Vec<(GivenUp, u32)> = (0..(1_u32 << spare.len()))
        .filter(|choice| choice.count_ones() as usize <= ours.0)
        .map(|choice| {
            let cells = hidden(choice);
            ((cells.len(), cells.iter().map(|cell| truth[*cell]).sum()), choice)
        })
        .filter(|(given_up, _)| *given_up <= ours)
        .collect();
    choices.sort_unstable();
    for (given_up, choice) in choices {
        let mut cells: Vec<Option<u64>> = truth
            .iter()
            .map(|count| (*count == 0 || *count >= threshold).then_some(*count))
            .collect();
        for cell in hidden(choice) {
            cells[cell] = None;
        }
        // The linear attacker is quick, the one in whole numbers is right: in up to two dimensions they agree.
        if pinned(shape, truth, &cells, threshold).is_none()
            && (shape.len() < 3 || pinned_whole(shape, truth, &cells, threshold).is_none())
        {
            return given_up;
        }
    }
    panic!("what we hide protects: the choice is among those tried")
}

#[expect(clippy::print_stdout, reason = "what the long proof keeps")]
/// Compares on tables of one shape and prints the line that goes into docs/proof.md.
fn compare(shape: &[usize], tables: usize, threshold: u64, sparse: u64) -> (GivenUp, GivenUp) {
    let mut state = 7_u64 + shape.iter().product::<usize>() as u64;
    let mut roll = |sides: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let (mut ours, mut best): (GivenUp, GivenUp) = ((0, 0), (0, 0));
    let mut small = 0;
    for _ in 0..tables {
        let counts: Vec<u64> = (0..shape.iter().product::<usize>())
            .map(|_| match roll(sparse) {
                0 => 1 + roll(4),
                1 if sparse > 3 => 0,
                _ => 5 + roll(40),
            })
            .collect();
        let truth = with_margins(shape, &counts);
        let seen = unrounded(Profile::Partner, shape, &truth);
        let mut own = (0, 0);
        for (seen, truth) in seen.iter().zip(&truth) {
            if *truth > 0 && *truth < threshold {
                small += 1;
            } else if seen.is_none() {
                own.0 += 1;
                own.1 += truth;
            }
        }
        ours.0 += own.0;
        ours.1 += own.1;
        let (cells, count) = fewest(shape, &truth, threshold, own);
        best.0 += cells;
        best.1 += count;
    }
    let words: Vec<String> = shape.iter().map(ToString::to_string).collect();
    println!(
        "given up: tables of {}: {tables}, with {small} small counts; beside them {} cells hidden with {} people, the optimum {} cells with {}",
        words.join(" x "),
        ours.0,
        ours.1,
        best.0,
        best.1
    );
    (ours, best)
}

#[test]
fn what_is_given_up_stays_near_the_optimum_on_small_tables() {
    let (mut ours, mut best) = (0, 0);
    for (shape, tables) in [(vec![4], 25), (vec![2, 2], 25), (vec![2, 3], 12)] {
        let (own, optimum) = compare(&shape, tables, 5, 3);
        assert!(
            own.0 >= optimum.0,
            "better than the best: the comparison is wrong"
        );
        ours += own.0;
        best += optimum.0;
    }
    assert!(best > 50, "the comparison compares something");
    assert!(ours * 100 <= best * 115, "given up: {ours} cells, optimum {best}");
}

/// `cargo xtask prove suppression`: 27 cells with all margins and sub-totals, so millions of choices for a table.
#[test]
#[ignore = "minutes"]
fn three_way_tables_too() {
    let (ours, best) = compare(&[2, 2, 2], 12, 5, 6);
    assert!(
        ours.0 >= best.0 && best.0 > 20,
        "the comparison compares something"
    );
    assert!(
        ours.0 * 100 <= best.0 * 150,
        "given up: {ours:?}, optimum {best:?}"
    );
}
