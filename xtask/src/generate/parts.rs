//! The list of parts (SK2): everything of others that is in the program.

use crate::tools::{cargo, root};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The release that is listed.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What is embedded and no crate: name in package-lock.json, and what of it is in the program.
const EMBEDDED: [(&str, &str); 1] = [("govuk-frontend", "style sheet and script of the pages")];

/// The page.
pub(super) fn list() -> Result<String> {
    let (binary, build) = (crates("normal,no-proc-macro")?, crates("normal,build")?);
    let mut text = format!(
        "# List of parts\n\nMade by `cargo xtask generate` from what cargo resolves for {TARGET}. Versions and checksums are locked in `Cargo.lock` and \
         `package-lock.json`; `crates/trellis/tests/it/supply.rs` holds licences and sources.\n\n## In the program\n\n| part | version | licence | source |\n| --- | --- | --- | --- |\n"
    );
    for part in &binary {
        writeln!(text, "{part}")?;
    }
    for (name, what) in EMBEDDED {
        let (version, licence) = npm(name)?;
        writeln!(text, "| {name} ({what}) | {version} | {licence} | npm |")?;
    }
    text.push_str(
        "\n## Only while it is built\n\n| part | version | licence | source |\n| --- | --- | --- | --- |\n",
    );
    for part in build.difference(&binary) {
        writeln!(text, "{part}")?;
    }
    Ok(text)
}

/// The crates that the program reaches by these kinds of edges, one line of a table each.
fn crates(edges: &str) -> Result<BTreeSet<String>> {
    let output = cargo()
        .args([
            "tree",
            "--package",
            "trellis",
            "--edges",
            edges,
            "--prefix",
            "none",
            "--target",
            TARGET,
            "--locked",
            "--offline",
            "--format",
            "{p}|{l}",
        ])
        .output()?;
    if !output.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| {
            let line = line.trim_end_matches(" (*)").replace(" (proc-macro)", "");
            let (part, licence) = line.split_once('|').context("a part without a licence")?;
            let mut words = part.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            // Cargo names a place only where it is not the registry.
            let source = match words.next() {
                None => "crates.io",
                Some(place)
                    if place
                        .trim_start_matches('(')
                        .starts_with(&*root().to_string_lossy()) =>
                {
                    "ours"
                }
                Some(place) => bail!("{name} comes from {place}"),
            };
            Ok(format!(
                "| {name} | {} | {licence} | {source} |",
                version.trim_start_matches('v')
            ))
        })
        .collect()
}

/// Version and licence of a package of npm.
fn npm(name: &str) -> Result<(String, String)> {
    let lock = std::fs::read_to_string(root().join("package-lock.json"))?;
    let (_, rest) = lock
        .split_once(&format!("\"node_modules/{name}\": {{"))
        .with_context(|| format!("{name} is not locked"))?;
    let field = |field: &str| {
        rest.split_once(&format!("\"{field}\": \""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| value.to_owned())
            .with_context(|| format!("{name} has no {field}"))
    };
    Ok((field("version")?, field("license")?))
}
