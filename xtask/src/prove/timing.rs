//! Whether a stranger can tell by time who has an account or a booking: 2,000 timings each of a known and an unknown address.

use super::NOT_SHOWN;
use crate::tools::cargo;
use anyhow::{Result, bail};
use std::process::Stdio;

/// How often each is timed.
const COUNT: u16 = 2000;

/// How far the medians may be apart, in milliseconds.
const APART: f64 = 5.0;

/// Tries before what a busy machine shows is believed. What earlier ones showed is written down too.
const TRIES: usize = 3;

/// What is timed: the package, its test, and what it is called in the report.
const TIMED: [(&str, &str, &str); 4] = [
    (
        "identity",
        "attacks::a_stranger_cannot_tell_in_two_thousand_timings",
        "signing in",
    ),
    (
        "directory",
        "timings::asking_for_a_link_tells_nothing_in_two_thousand_timings",
        "asking for a new password",
    ),
    (
        "learning",
        "timings::booking_tells_nothing_in_two_thousand_timings",
        "booking a place",
    ),
    (
        "learning",
        "timings::asking_for_a_record_tells_nothing_in_two_thousand_timings",
        "asking for the link to a record",
    ),
];

/// Times them all: medians within 5 ms, and the two distributions not told apart by a Kolmogorov-Smirnov test at 1 in 100.
pub(crate) fn run() -> Result<Vec<String>> {
    TIMED
        .iter()
        .map(|(package, test, what)| {
            let mut told_apart = String::new();
            for _ in 0..TRIES {
                let both = time(package, test)?;
                if both.alike() {
                    return Ok(format!("{what}: {}{told_apart}", both.line()));
                }
                told_apart = format!("{told_apart}; told apart in a try before: {}", both.line());
                eprintln!("{what}: told apart: {}", both.line());
            }
            Ok(format!("{NOT_SHOWN} {what}{told_apart}"))
        })
        .collect()
}

/// Milliseconds in order, of the known and of the unknown.
struct Both {
    known: Vec<f64>,
    unknown: Vec<f64>,
}

impl Both {
    fn medians(&self) -> (f64, f64) {
        (median(&self.known), median(&self.unknown))
    }

    /// The largest distance between the two distributions.
    fn distance(&self) -> f64 {
        let below = |times: &[f64], x: f64| {
            let count = times.partition_point(|time| *time <= x);
            f64::from(u16::try_from(count).unwrap_or(COUNT)) / f64::from(COUNT)
        };
        self.known
            .iter()
            .chain(&self.unknown)
            .map(|x| (below(&self.known, *x) - below(&self.unknown, *x)).abs())
            .fold(0.0, f64::max)
    }

    /// The distance that chance goes beyond once in a hundred times.
    fn limit() -> f64 {
        1.63 * (2.0 / f64::from(COUNT)).sqrt()
    }

    fn alike(&self) -> bool {
        let (known, unknown) = self.medians();
        (known - unknown).abs() < APART && self.distance() < Self::limit()
    }

    fn line(&self) -> String {
        let (known, unknown) = self.medians();
        format!(
            "medians {known:.2} and {unknown:.2} ms, D {:.3} against {:.3}",
            self.distance(),
            Self::limit()
        )
    }
}

/// The middle of times in order; there is one.
fn median(times: &[f64]) -> f64 {
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn time(package: &str, test: &str) -> Result<Both> {
    let output = cargo()
        .args(["test", "--release", "--package", package, "--test", "it", test])
        .args(["--", "--exact", "--include-ignored", "--nocapture"])
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{text}");
    }
    let of = |whose: &str| -> Result<Vec<f64>> {
        let mut times = text
            .lines()
            .filter_map(|line| line.strip_prefix(whose)?.strip_prefix(' '))
            .map(str::parse)
            .collect::<Result<Vec<f64>, _>>()?;
        if times.len() != usize::from(COUNT) {
            bail!("{test} printed {} times of {whose}, not {COUNT}", times.len());
        }
        times.sort_by(f64::total_cmp);
        Ok(times)
    };
    Ok(Both {
        known: of("known")?,
        unknown: of("unknown")?,
    })
}
