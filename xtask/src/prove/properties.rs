//! Property tests and parser fuzzing with many more cases than the everyday run.

use crate::tools::{cargo, step};
use anyhow::Result;

/// Cases per property.
const CASES: &str = "20000";

/// Runs the pure crates' property tests at depth.
pub(crate) fn run() -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for crate_name in ["evidence", "instrument", "paper", "kernel"] {
        let begun = std::time::Instant::now();
        step(
            &format!("{crate_name} at depth"),
            cargo()
                .args(["test", "--release", "--quiet", "--package", crate_name])
                .env("PROPTEST_CASES", CASES),
        )?;
        lines.push(format!(
            "{crate_name}: every property with {CASES} cases, 0 failures, {} s",
            begun.elapsed().as_secs()
        ));
    }
    Ok(lines)
}
