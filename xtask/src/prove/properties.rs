//! Property tests with many more cases than the everyday run.

use crate::tools::{cargo, root};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Crates with properties: name, folder, cases asked for, and cases that its slowest property makes of them (one that
/// reads whole files or plays a story on a database of its own takes fewer).
const CRATES: [(&str, &str, usize, usize); 6] = [
    ("evidence", "crates/evidence", 20_000, 7_500),
    ("instrument", "crates/instrument", 20_000, 20_000),
    ("paper", "crates/paper", 20_000, 20_000),
    ("identity", "crates/identity", 20_000, 20_000),
    ("post", "crates/post", 20_000, 20_000),
    ("learning", "crates/rooms/learning", 2_000, 200),
];

/// Runs every property test of these crates at depth.
pub(crate) fn run() -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (name, folder, asked, least) in CRATES {
        let mut properties = Vec::new();
        collect(&root().join(folder), &mut properties)?;
        if properties.is_empty() {
            bail!("{name} has no property");
        }
        eprintln!("\n== {name} at depth: {}", properties.join(", "));
        let output = cargo()
            .args([
                "test",
                "--release",
                "--package",
                name,
                "--lib",
                "--test",
                "it",
                "--",
            ])
            .args(&properties)
            .env("PROPTEST_CASES", asked.to_string())
            .stderr(std::process::Stdio::inherit())
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!("{name}: {text}");
        }
        let passed = properties
            .iter()
            .filter(|property| {
                text.lines()
                    .any(|line| line.ends_with(&format!("{property} ... ok")))
            })
            .count();
        if passed != properties.len() {
            bail!("{name}: {passed} of {} properties ran", properties.len());
        }
        let cases = if least == asked {
            asked.to_string()
        } else {
            format!("{least} to {asked}")
        };
        lines.push(format!(
            "{name}: properties {passed}, {cases} cases each, 0 failures"
        ));
    }
    Ok(lines)
}

/// The names of the tests inside the `proptest!` blocks of a folder's sources.
fn collect(folder: &Path, properties: &mut Vec<String>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, properties)?;
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        // The line that ends the block we are in: as far in as its beginning.
        let mut end: Option<String> = None;
        for line in text.lines() {
            if let Some(margin) = line.strip_suffix("proptest! {") {
                end = Some(format!("{margin}}}"));
            } else if end.as_deref() == Some(line) {
                end = None;
            } else if let Some((name, _)) = line
                .trim_start()
                .strip_prefix("fn ")
                .and_then(|rest| rest.split_once('('))
                && end.is_some()
            {
                properties.push(name.to_owned());
            }
        }
    }
    properties.sort();
    Ok(())
}
