//! Whether a stranger can tell by time who has an account or a booking: 2,000 timings each of a known and an unknown address.

use crate::tools::cargo;
use anyhow::{Result, bail};
use std::process::Stdio;

/// What is timed: the package, its test, and what it is called in the report.
const TIMED: [(&str, &str, &str); 3] = [
    (
        "identity",
        "attacks::a_stranger_cannot_tell_in_two_thousand_timings",
        "signing in",
    ),
    (
        "identity",
        "attacks::asking_for_a_link_tells_nothing_in_two_thousand_timings",
        "asking for a new password",
    ),
    (
        "learning",
        "timings::booking_tells_nothing_in_two_thousand_timings",
        "booking a place",
    ),
];

/// Times all three.
pub(crate) fn run() -> Result<Vec<String>> {
    TIMED
        .iter()
        .map(|(package, test, what)| Ok(format!("{what}: {}", time(package, test)?)))
        .collect()
}

fn time(package: &str, test: &str) -> Result<String> {
    let output = cargo()
        .args([
            "test",
            "--release",
            "--package",
            package,
            "--test",
            "it",
            test,
            "--",
            "--exact",
            "--include-ignored",
            "--nocapture",
        ])
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{text}");
    }
    match text.lines().find(|line| line.starts_with("medians ")) {
        Some(line) => Ok(line.to_owned()),
        None => bail!("nothing was timed: {text}"),
    }
}
