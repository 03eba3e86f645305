//! Mutation testing of the access rules: every planted change must make a test fail.

use super::NOT_SHOWN;
use crate::tools::{cargo, find, step, target};
use anyhow::{Context, Result, bail};

/// Runs cargo-mutants over the access crate, installing it first if it is missing.
pub(crate) fn run() -> Result<Vec<String>> {
    if find("cargo-mutants", &[]).is_none() {
        step(
            "install cargo-mutants",
            cargo().args(["install", "cargo-mutants", "--locked", "--quiet"]),
        )?;
    }
    let output = target().join("mutants");
    let status = cargo()
        .args([
            "mutants",
            "--package",
            "access",
            "--test-workspace",
            "false",
            "--no-shuffle",
            "--output",
        ])
        .arg(&output)
        .status()?;
    let folder = output.join("mutants.out");
    let count = |name: &str| -> Result<usize> {
        Ok(std::fs::read_to_string(folder.join(name))
            .with_context(|| format!("no {name}"))?
            .lines()
            .count())
    };
    let (caught, missed, unviable, timeout) = (
        count("caught.txt")?,
        count("missed.txt")?,
        count("unviable.txt")?,
        count("timeout.txt")?,
    );
    if !status.success() && missed + timeout == 0 {
        bail!("cargo-mutants: {status}");
    }
    let mut lines = vec![format!(
        "access: {caught} changes caught, {missed} missed, {timeout} timed out (caught), {unviable} did not compile"
    )];
    lines.extend(
        std::fs::read_to_string(folder.join("missed.txt"))?
            .lines()
            .map(|change| format!("{NOT_SHOWN} {change}")),
    );
    Ok(lines)
}
