//! Statistics against values made by scipy, statsmodels, krippendorff and plain enumeration (tests/fixed/make.py).

use evidence::Scale;
use evidence::agreement::{Level, Matrix, Weights, alpha};
use evidence::change::{Method, Transitions, signed_rank};
use evidence::interval::{Twice, newcombe, newcombe_paired, two_sided, wilson};
use evidence::scale::Polarity;
use serde_json::Value;

fn rows(text: &str) -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(rows.len() >= 4, "the file has values");
    rows
}

fn close(found: f64, wanted: &Value, within: f64, what: &str) {
    let wanted = wanted.as_f64().unwrap();
    assert!(
        (found - wanted).abs() <= within,
        "{what}: found {found}, reference {wanted}"
    );
}

#[test]
fn wilson_intervals_agree_with_statsmodels() {
    for row in rows(include_str!("../fixed/wilson.json")) {
        let found = wilson(row["n"].as_u64().unwrap(), row["of"].as_u64().unwrap()).unwrap();
        close(found.low, &row["low"], 1e-12, "low");
        close(found.high, &row["high"], 1e-12, "high");
    }
}

#[test]
fn newcombe_intervals_agree_with_statsmodels() {
    let cases = rows(include_str!("../fixed/newcombe.json"));
    for row in &cases {
        let count = |name: &str| row[name].as_u64().unwrap();
        let found = newcombe((count("n1"), count("of1")), (count("n2"), count("of2"))).unwrap();
        close(found.low, &row["low"], 1e-12, "low");
        close(found.high, &row["high"], 1e-12, "high");
    }
    // The first example of Newcombe's own paper (Statistics in Medicine 17, 1998, 873-890), as printed there.
    let printed = newcombe((56, 70), (48, 80)).unwrap();
    assert_eq!(
        [printed.low, printed.high].map(|end| format!("{end:.4}")),
        ["0.0524", "0.3339"]
    );
    assert_eq!(newcombe((1, 0), (1, 2)), None);
    assert_eq!(newcombe((3, 2), (1, 2)), None);
}

/// The interval for the same people is that of the paper, worked out by make.py; two samples of the same size would be wider or narrower.
#[test]
fn paired_newcombe_intervals_agree_with_the_paper() {
    for row in rows(include_str!("../fixed/newcombe_paired.json")) {
        let count = |name: &str| row[name].as_u64().unwrap();
        let people = Twice {
            both: count("both"),
            before: count("before"),
            after: count("after"),
            neither: count("neither"),
        };
        let found = newcombe_paired(people).unwrap();
        close(found.low, &row["low"], 1e-9, "low");
        close(found.high, &row["high"], 1e-9, "high");
    }
    assert_eq!(newcombe_paired(Twice::default()), None);
}

#[test]
fn normal_tails_agree_with_scipy() {
    for row in rows(include_str!("../fixed/tails.json")) {
        let wanted = row["p"].as_f64().unwrap();
        close(
            two_sided(row["z"].as_f64().unwrap()),
            &row["p"],
            (wanted * 1e-9).max(1e-300),
            "tail",
        );
    }
}

#[test]
fn signed_ranks_agree_with_scipy_and_with_enumeration() {
    let mut exact = 0;
    for row in rows(include_str!("../fixed/signed_rank.json")) {
        let points = u8::try_from(row["points"].as_u64().unwrap()).unwrap();
        let labels = (1..=points).map(|point| format!("p{point}")).collect();
        let scale = Scale::new(labels, Polarity::BestFirst).unwrap();
        let mut moves = Transitions::new(points);
        let point = |value: &Value| u8::try_from(value.as_u64().unwrap()).unwrap();
        for (before, after) in row["before"]
            .as_array()
            .unwrap()
            .iter()
            .zip(row["after"].as_array().unwrap())
        {
            assert!(moves.add(point(before), point(after), 1));
        }
        let found = signed_rank(&moves, &scale).unwrap();
        let wanted = if row["method"] == "exact" {
            Method::Exact
        } else {
            Method::Normal
        };
        exact += u32::from(wanted == Method::Exact);
        assert_eq!(found.method, wanted, "{} pairs", found.pairs);
        let within = row["p"].as_f64().unwrap() * 1e-9;
        close(
            found.p,
            &row["p"],
            within,
            &format!("p of {} pairs, {} zeros", found.pairs, found.zeros),
        );
    }
    assert!(exact >= 8);
}

#[test]
fn the_test_does_not_depend_on_which_end_is_the_better_one() {
    let labels: Vec<String> = (1..=5).map(|point| format!("p{point}")).collect();
    let mut moves = Transitions::new(5);
    for (before, after, persons) in [(1, 3, 4), (4, 4, 9), (5, 2, 11), (3, 4, 2)] {
        moves.add(before, after, persons);
    }
    let up = signed_rank(&moves, &Scale::new(labels.clone(), Polarity::BestFirst).unwrap()).unwrap();
    let down = signed_rank(&moves, &Scale::new(labels, Polarity::WorstFirst).unwrap()).unwrap();
    assert!((up.p - down.p).abs() < 1e-15);
    assert_eq!(
        (up.doubled_plus, up.doubled_minus),
        (down.doubled_minus, down.doubled_plus)
    );
}

#[test]
fn kappa_agrees_with_statsmodels() {
    for row in rows(include_str!("../fixed/kappa.json")) {
        let table: Vec<Vec<u64>> = serde_json::from_value(row["table"].clone()).unwrap();
        let size = table.len();
        let cells = (0..size).flat_map(|r| (0..size).map(move |c| (r, c)));
        let pairs =
            cells.flat_map(|(r, c)| std::iter::repeat_n((r, c), usize::try_from(table[r][c]).unwrap()));
        let matrix = Matrix::of(size, pairs).unwrap();
        let plain = matrix.kappa(Weights::None).unwrap();
        close(plain.kappa, &row["kappa"], 1e-12, "kappa");
        close(plain.error, &row["error"], 1e-9, "standard error");
        if plain.interval.high < 1.0 && plain.interval.low > -1.0 {
            close(plain.interval.low, &row["low"], 1e-9, "low");
            close(plain.interval.high, &row["high"], 1e-9, "high");
        }
        let linear = matrix.kappa(Weights::Linear).unwrap();
        close(linear.kappa, &row["linear"], 1e-12, "linear kappa");
        close(linear.error, &row["linear_error"], 1e-9, "linear error");
        let same: u64 = (0..size).map(|place| table[place][place]).sum();
        assert_eq!(matrix.agreement().unwrap().n(), same);
    }
    assert!(
        Matrix::of(2, [(0, 0), (0, 0)])
            .unwrap()
            .kappa(Weights::None)
            .is_none(),
        "chance alone agrees"
    );
    assert!(
        Matrix::of(2, [(0, 2)]).is_none(),
        "a category that does not exist"
    );
    assert!(
        Matrix::of(2, [(2, 0)]).is_none(),
        "a category that does not exist"
    );
}

#[test]
fn alpha_agrees_with_krippendorff() {
    for row in rows(include_str!("../fixed/alpha.json")) {
        let readers: Vec<Vec<Option<i64>>> = serde_json::from_value(row["readers"].clone()).unwrap();
        let units: Vec<Vec<Option<i64>>> = (0..readers[0].len())
            .map(|unit| readers.iter().map(|reader| reader[unit]).collect())
            .collect();
        for (level, name) in [
            (Level::Nominal, "nominal"),
            (Level::Ordinal, "ordinal"),
            (Level::Interval, "interval"),
        ] {
            close(alpha(&units, level).unwrap(), &row[name], 1e-12, name);
        }
    }
    assert!(
        alpha(&[vec![Some(1), None], vec![None, Some(2)]], Level::Nominal).is_none(),
        "nothing to compare"
    );
    assert!(
        alpha(&[vec![Some(1), Some(1)]], Level::Nominal).is_none(),
        "one value only"
    );
}
