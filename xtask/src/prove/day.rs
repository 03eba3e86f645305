//! Ten training days with phones that drop off and a server that is killed: the long version of a test of the program.

use crate::tools::cargo;
use anyhow::{Context, Result, bail};
use std::process::Stdio;

/// Runs the days on the release binary.
pub(crate) fn run() -> Result<Vec<String>> {
    let line = printed("day::ten_days", "days: ", &["--release"])?;
    Ok(vec![format!("{line}; every signature counted once")])
}

/// Runs a long test of the program, built with these options; the first line that it prints behind `begins`.
pub(super) fn printed(test: &str, begins: &str, build: &[&str]) -> Result<String> {
    let lines = all_printed(test, begins, build)?;
    lines.into_iter().next().context("it printed nothing")
}

/// Every line that it prints behind `begins`, one at least.
pub(super) fn all_printed(test: &str, begins: &str, build: &[&str]) -> Result<Vec<String>> {
    let mut command = cargo();
    command
        .arg("test")
        .args(build)
        .args([
            "--package",
            "trellis",
            "--test",
            "it",
            test,
            "--",
            "--include-ignored",
            "--nocapture",
        ])
        .stderr(Stdio::inherit());
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once(begins));
    let lines: Vec<String> = lines.map(|(_, line)| line.to_owned()).collect();
    if lines.is_empty() || !output.status.success() {
        bail!("{text}");
    }
    Ok(lines)
}
