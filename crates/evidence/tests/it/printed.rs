//! The attacker again, on what a command prints: he has the CSV file and nothing else.

use std::collections::BTreeMap;

use evidence::Format;
use evidence::disclosure::Profile;
use proptest::prelude::*;

use crate::disclosure::{pinned, pinned_whole, with_margins};
use crate::support::{run_crosstab, run_table, statements};

/// Counts as they come from small groups.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 5 => 1..5_u64, 3 => 5..20_u64, 1 => 20..60_u64]
}

fn table(shapes: impl Strategy<Value = Vec<usize>>) -> impl Strategy<Value = (Vec<usize>, Vec<u64>)> {
    shapes.prop_flat_map(|shape| {
        let size = shape.iter().product::<usize>();
        (Just(shape), proptest::collection::vec(count(), size))
    })
}

/// Places of a block in its order, the last dimension running fastest; `more` is 1 with margins.
fn places(shape: &[usize], more: usize) -> Vec<Vec<usize>> {
    shape.iter().fold(vec![Vec::new()], |places, len| {
        places
            .iter()
            .flat_map(|place| (0..len + more).map(move |next| [place.as_slice(), &[next]].concat()))
            .collect()
    })
}

/// The word in a file for a place in a dimension.
fn word(place: usize, len: usize) -> String {
    if place == len {
        "all".to_owned()
    } else {
        format!("v{place}")
    }
}

/// A printed count, `None` where it is hidden.
fn read(text: &str) -> Option<u64> {
    (text != "[c]").then(|| text.parse().unwrap())
}

/// What the printed cells tell somebody who takes rounded counts for exact ones and is right by chance.
fn known(
    profile: Profile,
    printed: &[Option<u64>],
    truth: &[u64],
) -> Result<Vec<Option<u64>>, TestCaseError> {
    for (printed, truth) in printed.iter().zip(truth) {
        prop_assert!(printed.is_none_or(|printed| printed == profile.printed(*truth)));
    }
    let exact = printed.iter().zip(truth);
    Ok(exact.map(|(printed, truth)| printed.map(|_| *truth)).collect())
}

proptest! {
    /// Proves SJ8 for the file that `crosstab` prints.
    #[test]
    fn a_printed_cross_table_holds((shape, counts) in table(prop_oneof![
        (1..6_usize).prop_map(|a| vec![a]),
        (1..5_usize, 1..5_usize).prop_map(|(a, b)| vec![a, b]),
        (1..4_usize, 1..4_usize, 1..4_usize).prop_map(|(a, b, c)| vec![a, b, c]),
    ])) {
        let names = ["a", "b", "c"];
        let heads = names[..shape.len()].join(",");
        let line = |(place, count): (Vec<usize>, &u64)| {
            let words: Vec<String> = place.iter().zip(&shape).map(|(at, len)| word(*at, *len)).collect();
            format!("{},{count}\n", words.join(","))
        };
        let rows: String = places(&shape, 0).into_iter().zip(&counts).map(line).collect();
        let truth = with_margins(&shape, &counts);
        for profile in [Profile::Partner, Profile::Public] {
            let (end, out, err) = run_crosstab(format!("{heads},count\n{rows}").as_bytes(), profile, Format::Csv);
            prop_assert_eq!((end.status(), err.as_str()), (0, ""));
            let mut reader = csv::Reader::from_reader(out.as_bytes());
            let found: BTreeMap<Vec<String>, Option<u64>> = reader.records().map(|record| {
                let record = record.unwrap();
                let key = record.iter().take(shape.len()).map(str::to_owned).collect();
                (key, read(&record[shape.len()]))
            }).collect();
            let printed: Vec<Option<u64>> = places(&shape, 1).iter().map(|place| {
                let key: Vec<String> = place.iter().zip(&shape).map(|(at, len)| word(*at, *len)).collect();
                found[&key]
            }).collect();
            let seen = known(profile, &printed, &truth)?;
            let threshold = profile.threshold().unwrap();
            prop_assert_eq!(pinned(&shape, &truth, &seen, threshold), None);
            prop_assert_eq!(pinned_whole(&shape, &truth, &seen, threshold), None);
        }
    }

    /// Proves SJ8 for the file that `table` prints: every share with its count, N and percentage, by up to two columns.
    #[test]
    fn a_printed_table_of_answers_holds((shape, counts) in table(prop_oneof![
        Just(vec![3]),
        (1..5_usize).prop_map(|a| vec![a, 3]),
        (1..4_usize, 1..4_usize).prop_map(|(a, b)| vec![a, b, 3]),
    ])) {
        let by = &["a", "b"][..shape.len() - 1];
        let heads: String = by.iter().map(|name| format!("{name},")).collect::<Vec<_>>().concat();
        let rows: String = places(&shape, 0).into_iter().zip(&counts).map(|(place, count)| {
            let (side, group) = place.split_last().unwrap();
            let words: String = group.iter().map(|at| format!("v{at},")).collect::<Vec<_>>().concat();
            format!("{words}{}\n", [1, 3, 5][*side]).repeat(usize::try_from(*count).unwrap())
        }).collect();
        let truth = with_margins(&shape, &counts);
        for profile in [Profile::Partner, Profile::Public] {
            let csv = format!("{heads}s1\n{rows}");
            let (end, out, err) = run_table(&statements(1), csv.as_bytes(), by, profile, Format::Csv);
            prop_assert_eq!((end.status(), err.as_str()), (0, ""));
            let mut reader = csv::Reader::from_reader(out.as_bytes());
            let mut found: BTreeMap<Vec<String>, [Option<u64>; 4]> = BTreeMap::new();
            let first = 1 + by.len();
            let mut missing = Vec::new();
            for record in reader.records() {
                let record = record.unwrap();
                let cells = [0, 2, 4, 6].map(|at| read(&record[first + at]));
                for side in 0..3 {
                    let percent = &record[first + 2 * side + 1];
                    let both = cells[side].is_some() && cells[3].is_some();
                    prop_assert!(both || percent.is_empty() || percent == "[c]", "{} gives away a hidden count", percent);
                }
                missing.push((cells[3].is_some(), record[first + 7].to_owned()));
                found.insert(record.iter().skip(1).take(by.len()).map(str::to_owned).collect(), cells);
            }
            // Nothing is missing, so that a number of it beside N would be N: it is printed where no N of the table is hidden.
            let open = missing.iter().all(|(n, _)| *n);
            for (_, number) in missing {
                prop_assert_eq!(number, if open { "0" } else { "[c]" });
            }
            let printed: Vec<Option<u64>> = places(&shape, 1).iter().map(|place| {
                let (side, group) = place.split_last().unwrap();
                let key: Vec<String> = group.iter().zip(&shape).map(|(at, len)| word(*at, *len)).collect();
                // A group without a row has nobody in it, and everybody knows.
                found.get(&key).map_or(Some(0), |cells| cells[*side])
            }).collect();
            let seen = known(profile, &printed, &truth)?;
            let threshold = profile.threshold().unwrap();
            prop_assert_eq!(pinned(&shape, &truth, &seen, threshold), None);
            prop_assert_eq!(pinned_whole(&shape, &truth, &seen, threshold), None);
        }
    }
}
