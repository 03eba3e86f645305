//! Property tests with many more cases than the everyday run.

use crate::tools::{cargo, root};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Cases per property.
const CASES: usize = 20_000;

/// Crates with properties: their folder, and by how much their cases are fewer where each one reads
/// whole files or plays a story on a database of its own.
const CRATES: [(&str, &str, usize); 6] = [
    ("evidence", "crates/evidence", 3),
    ("instrument", "crates/instrument", 1),
    ("paper", "crates/paper", 1),
    ("identity", "crates/identity", 1),
    ("post", "crates/post", 1),
    ("learning", "crates/rooms/learning", 10),
];

/// Runs every property test of these crates at depth.
pub(crate) fn run() -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (name, folder, fewer) in CRATES {
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
            .env("PROPTEST_CASES", CASES.to_string())
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
        lines.push(format!(
            "{name}: {passed} properties, {} cases or more each, 0 failures",
            CASES / fewer
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
