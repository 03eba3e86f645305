//! How much the hiding of small counts gives up beside the best choice there is.

use crate::tools::cargo;
use anyhow::{Result, bail};
use std::process::Stdio;

/// Runs the comparison of crate evidence and keeps the lines that it prints.
pub(crate) fn run() -> Result<Vec<String>> {
    let output = cargo()
        .args([
            "test",
            "--release",
            "--package",
            "evidence",
            "--test",
            "it",
            "optimum::",
            "--",
            "--include-ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{text}");
    }
    let lines: Vec<String> = text
        .lines()
        .filter_map(|line| line.split_once("given up: "))
        .map(|(_, line)| line.to_owned())
        .collect();
    if lines.is_empty() {
        bail!("nothing was compared: {text}");
    }
    Ok(lines)
}
