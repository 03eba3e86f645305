//! Protected tables under attack.

use evidence::disclosure::{Profile, Released, differences, protect};
use evidence::{AgreeOptions, By, Format, Tally, agree_table};
use proptest::prelude::*;

use crate::attacker::{Seen, highest, reaches};
use crate::support::{run_paired, run_table, statements};

/// A block of counts with its margins.
pub(crate) fn with_margins(shape: &[usize], counts: &[u64]) -> Vec<u64> {
    let mut block = counts.to_vec();
    // Dimension by dimension from the last: after each run of a dimension comes its sum.
    for dimension in (0..shape.len()).rev() {
        let inner: usize = shape[dimension + 1..].iter().map(|len| len + 1).product();
        let runs: Vec<Vec<u64>> = block
            .chunks(inner * shape[dimension])
            .map(<[u64]>::to_vec)
            .collect();
        block = runs
            .into_iter()
            .flat_map(|run| {
                let sums: Vec<u64> = (0..inner)
                    .map(|at| run.iter().skip(at).step_by(inner).sum())
                    .collect();
                [run, sums].concat()
            })
            .collect();
    }
    block
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0), 4 => 1..5_u64, 3 => 5..30_u64, 1 => 30..2000_u64]
}

fn table(shape: Vec<usize>) -> impl Strategy<Value = (Vec<usize>, Vec<u64>)> {
    let size = shape.iter().product::<usize>();
    (Just(shape), proptest::collection::vec(count(), size))
}

fn tables() -> impl Strategy<Value = (Vec<usize>, Vec<u64>)> {
    let one = (1..7_usize).prop_map(|a| vec![a]);
    let two = (1..6_usize, 1..6_usize).prop_map(|(a, b)| vec![a, b]);
    let three = (1..4_usize, 1..4_usize, 1..4_usize).prop_map(|(a, b, c)| vec![a, b, c]);
    prop_oneof![1 => one, 3 => two, 3 => three].prop_flat_map(table)
}

/// Which cells a profile hides, the others as they are: what an attacker would learn if nothing were rounded.
pub(crate) fn unrounded(profile: Profile, shape: &[usize], truth: &[u64]) -> Vec<Option<u64>> {
    let printed = protect(profile, shape, truth);
    printed
        .iter()
        .zip(truth)
        .map(|(printed, truth)| printed.map(|_| *truth))
        .collect()
}

/// The first small count an attacker can keep below the threshold.
pub(crate) fn pinned(
    shape: &[usize],
    truth: &[u64],
    cells: &[Option<u64>],
    threshold: u64,
) -> Option<(usize, f64)> {
    let small = |cell: &usize| truth[*cell] > 0 && truth[*cell] < threshold;
    (0..truth.len()).filter(small).find_map(|cell| {
        let bound = highest(&Seen { shape, cells }, cell)?;
        (bound < threshold as f64 - 1e-6).then_some((cell, bound))
    })
}

/// The same for an attacker who knows that counts are whole: in three dimensions he may know more.
pub(crate) fn pinned_whole(
    shape: &[usize],
    truth: &[u64],
    cells: &[Option<u64>],
    threshold: u64,
) -> Option<usize> {
    (0..truth.len())
        .filter(|cell| truth[*cell] > 0 && truth[*cell] < threshold)
        .find(|cell| !reaches(&Seen { shape, cells }, *cell, threshold))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    /// Proves SJ8 for tables of one to three dimensions.
    #[test]
    fn no_small_count_can_be_worked_out((shape, counts) in tables()) {
        let truth = with_margins(&shape, &counts);
        for profile in [Profile::Partner, Profile::Public] {
            let threshold = profile.threshold().unwrap();
            let seen = unrounded(profile, &shape, &truth);
            for (cell, known) in seen.iter().enumerate() {
                prop_assert!(known.is_some() || truth[cell] > 0, "a zero is hidden");
                prop_assert!(known.is_none_or(|count| count == 0 || count >= threshold), "a small count is printed");
            }
            prop_assert_eq!(pinned(&shape, &truth, &seen, threshold), None);
            prop_assert_eq!(pinned_whole(&shape, &truth, &seen, threshold), None);
            if truth.iter().all(|count| *count == 0 || *count >= threshold) {
                prop_assert!(seen.iter().all(Option::is_some), "nothing to protect, nothing hidden");
            }
        }
    }

    #[test]
    fn profiles_print_what_they_promise((shape, counts) in tables()) {
        let truth = with_margins(&shape, &counts);
        prop_assert_eq!(protect(Profile::Internal, &shape, &truth), truth.iter().map(|n| Some(*n)).collect::<Vec<_>>());
        for (printed, count) in protect(Profile::Nhs, &shape, &truth).into_iter().zip(&truth) {
            let nearest = (count + 2) / 5 * 5;
            prop_assert_eq!(printed, Some(match count { 0 => 0, 1..=7 => 5, _ => nearest }));
        }
        for (printed, count) in protect(Profile::Public, &shape, &truth).into_iter().zip(&truth) {
            prop_assert!(printed.is_none_or(|printed| printed % 5 == 0 && printed.abs_diff(*count) <= 2));
        }
    }
}

/// The attacker himself: a table with a single hidden cell is an open book.
#[test]
fn a_lone_hidden_cell_is_worked_out() {
    let shape = [2, 2];
    let truth = with_margins(&shape, &[3, 20, 30, 40]);
    let mut cells: Vec<Option<u64>> = truth.iter().map(|count| Some(*count)).collect();
    cells[0] = None;
    assert!(pinned(&shape, &truth, &cells, 5).is_some());
    // Three more corners of a rectangle, and it may be anything from 1 to 22.
    for corner in [1, 3, 4] {
        cells[corner] = None;
    }
    assert_eq!(
        highest(
            &Seen {
                shape: &shape,
                cells: &cells
            },
            0
        ),
        Some(22.0)
    );
    assert_eq!(pinned(&shape, &truth, &cells, 5), None);
}

#[test]
fn larger_tables_hold_as_well() {
    let mut state = 99_u64;
    for shape in [vec![12, 9], vec![6, 5, 3]] {
        let size = shape.iter().product::<usize>();
        let counts: Vec<u64> = (0..size)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % 5 * ((state >> 40) % 9)
            })
            .collect();
        let truth = with_margins(&shape, &counts);
        let seen = unrounded(Profile::Partner, &shape, &truth);
        assert_eq!(pinned(&shape, &truth, &seen, 5), None, "{shape:?}");
        assert!(
            seen.iter().filter(|cell| cell.is_some()).count() > seen.len() / 3,
            "{shape:?} keeps something to read"
        );
    }
}

#[test]
fn a_table_hides_the_percentages_with_the_counts() {
    let statements = statements(1);
    let mut tally = Tally::new(&statements, vec![By::named("area")]);
    for (area, points, missing) in [
        ("A", [30, 3, 20], 7),
        ("B", [25, 12, 22], 6),
        ("C", [31, 14, 9], 8),
    ] {
        for (point, count) in [1_u8, 3, 5].into_iter().zip(points) {
            tally.add(&[area], 0, evidence::Answer::Point(point), count);
        }
        tally.add(
            &[area],
            0,
            evidence::Answer::Absent(evidence::NonAnswer::NotAsked),
            missing,
        );
    }
    let open = agree_table(&statements, &tally, AgreeOptions::new(Profile::Internal)).unwrap();
    let kept = agree_table(&statements, &tally, AgreeOptions::new(Profile::Partner)).unwrap();
    let mut hidden = 0;
    for (open, kept) in open.rows.iter().zip(&kept.rows) {
        for (open, kept) in open.cells.iter().zip(&kept.cells) {
            if kept.display == "[c]" {
                hidden += 1;
                assert_eq!(
                    (kept.n, kept.of, kept.missing, kept.percent.as_ref()),
                    (None, None, None, None)
                );
            } else {
                assert_eq!((kept.n, &kept.display), (open.n, &open.display));
            }
        }
        assert_eq!(
            kept.cells[6].display, open.cells[6].display,
            "how many are missing is said where every N is"
        );
    }
    assert_eq!(hidden, 4, "a rectangle of four");
    assert_eq!(kept.rows[0].cells[3].display, "[c]");
    assert!(kept.notes.iter().any(|note| note.contains("1 to 4")));
    assert_eq!(kept.profile, "partner");
}

#[test]
fn public_percentages_come_from_rounded_counts() {
    let statements = statements(1);
    let make = |agree: u64, disagree: u64| {
        let mut tally = Tally::new(&statements, Vec::new());
        tally.add(&[], 0, evidence::Answer::Point(1), agree);
        tally.add(&[], 0, evidence::Answer::Point(5), disagree);
        let table = agree_table(&statements, &tally, AgreeOptions::new(Profile::Public)).unwrap();
        table.rows[0].cells[1..]
            .iter()
            .map(|cell| cell.display.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        make(52, 17)[..4],
        ["71% (n=50/70)", "0% (n=0/70)", "21% (n=15/70)", "70"]
    );
    assert_eq!(
        make(12, 0)[..4],
        ["n=10/10", "n=0/10", "n=0/10", "10"],
        "no percentage below a rounded N of 20"
    );
    assert_eq!(make(9, 0)[..4], ["[c]", "0", "0", "[c]"]);
}

#[test]
fn a_matrix_with_small_cells_is_left_out_with_all_that_follows_from_it() {
    let row = |person: usize, point: usize| format!("p{person},{point}\n");
    let before: String = (0..62).map(|person| row(person, 1 + person % 3)).collect();
    let after: String = (0..60)
        .map(|person| row(person, if person < 6 { 4 } else { 1 }))
        .collect();
    let (before, after) = (format!("code,s1\n{before}"), format!("code,s1\n{after}"));
    let run = |profile| {
        run_paired(
            &statements(1),
            before.as_bytes(),
            after.as_bytes(),
            profile,
            Format::Csv,
        )
        .1
    };
    assert_eq!(run(Profile::Internal).lines().count(), 1 + 1 + 5);
    let kept = run(Profile::Partner);
    assert_eq!(kept.lines().count(), 2, "no matrix: {kept}");
    let line = kept.lines().nth(1).unwrap();
    assert!(
        line.contains(",[c],[c],[c],[c],[c],[c],[c],"),
        "no shift, no p, no sums of the matrix: {line}"
    );
    assert!(
        line.starts_with("Statement 1,all,[c],60,60,36,60%,18,30%,6,10%,"),
        "two came only before: {line}"
    );
    let page = |profile| {
        run_paired(
            &statements(1),
            before.as_bytes(),
            after.as_bytes(),
            profile,
            Format::Md,
        )
        .1
    };
    assert!(page(Profile::Internal).contains("60 pairs by link code"));
    assert!(
        !page(Profile::Partner).contains("pairs by link code"),
        "their difference to n could be small"
    );
}

#[test]
fn two_releases_must_not_differ_by_a_small_count() {
    let release = |profile: Profile, cells: &[(&str, u64)]| Released {
        profile,
        cells: cells
            .iter()
            .map(|(cell, count)| ((*cell).to_owned(), *count))
            .collect(),
    };
    let earlier = [("Hackney", 50), ("Newham", 31), ("Redbridge", 12)];
    let new = [
        ("Hackney", 52),
        ("Newham", 31),
        ("Tower Hamlets", 9),
        ("Redbridge", 17),
    ];
    let found = differences(
        &release(Profile::Partner, &earlier),
        &release(Profile::Partner, &new),
    );
    assert_eq!(
        found
            .iter()
            .map(|clash| (clash.cell.as_str(), clash.before, clash.now))
            .collect::<Vec<_>>(),
        [("Hackney", 50, 52)]
    );
    let internal = release(Profile::Internal, &earlier);
    assert_eq!(differences(&internal, &release(Profile::Partner, &new)), []);
}

/// Every pair of true counts, printed under every pair of profiles: what is stopped differs by less than the stricter profile lets
/// anybody see, and nothing is stopped that may be the same count twice.
#[test]
fn two_profiles_are_held_against_each_other() {
    let one = |profile: Profile, count: u64| Released {
        profile,
        cells: [("Hackney".to_owned(), profile.printed(count))].into(),
    };
    let prints =
        |profile: Profile, count: u64| count == 0 || profile.threshold().is_none_or(|least| count >= least);
    let mut stopped = 0;
    for first in Profile::ALL {
        for second in Profile::ALL {
            let threshold = first.threshold().max(second.threshold());
            for before in (0..60).filter(|count| prints(first, *count)) {
                for now in (0..60).filter(|count| prints(second, *count)) {
                    let clash = !differences(&one(first, before), &one(second, now)).is_empty();
                    stopped += u64::from(clash);
                    let apart = before.abs_diff(now);
                    if clash {
                        assert!(apart > 0, "{first} {before}, {second} {now}");
                        assert!(Some(apart) < threshold, "{first} {before}, {second} {now}");
                    } else if first.exact()
                        && second.exact()
                        && first != Profile::Internal
                        && second != Profile::Internal
                    {
                        assert!(apart == 0 || apart >= 5, "{first} {before}, {second} {now}");
                    }
                }
            }
        }
    }
    assert!(stopped > 100, "{stopped}");
    // 47 prints as 45 and 52 as 50: at most nine people lie between them.
    assert!(!differences(&one(Profile::Public, 47), &one(Profile::Public, 52)).is_empty());
    assert!(differences(&one(Profile::Partner, 47), &one(Profile::Public, 47)).is_empty());
    assert!(!differences(&one(Profile::Partner, 47), &one(Profile::Public, 50)).is_empty());
}

#[test]
fn a_table_by_two_columns_of_many_groups_is_protected() {
    let row = |row: i32| {
        format!(
            "Area {},Role {},{}\n",
            row % 33,
            row * 7 % 12,
            1 + (row ^ row >> 5) * 11 % 13 % 5
        )
    };
    let csv = format!("area,role,s1\n{}", (0..1500).map(row).collect::<String>());
    let (end, out, _) = run_table(
        &statements(1),
        csv.as_bytes(),
        &["area", "role"],
        Profile::Partner,
        Format::Csv,
    );
    assert_eq!(end.status(), 0);
    assert!(out.contains("[c]"));
}
