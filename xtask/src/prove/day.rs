//! Ten training days with phones that drop off and a server that is killed: the long version of a test of the program.

use crate::tools::cargo;
use anyhow::{Result, bail};
use std::process::Stdio;

/// Runs the days on the release binary.
pub(crate) fn run() -> Result<Vec<String>> {
    let line = printed("day::ten_days", "days: ", &["--release"])?;
    Ok(vec![format!("{line}; every signature counted once")])
}

/// Runs a long test of the program, built with these options; what it prints behind `begins`.
pub(super) fn printed(test: &str, begins: &str, build: &[&str]) -> Result<String> {
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
    match text.lines().find_map(|line| line.split_once(begins)) {
        Some((_, line)) if output.status.success() => Ok(line.to_owned()),
        _ => bail!("{text}"),
    }
}
