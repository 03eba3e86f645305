//! Speed of pages and forms, written into docs/performance.md.

use crate::postgres::Postgres;
use crate::tools::{cargo, root, step, target};
use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};

/// Where the measured sections begin in docs/performance.md.
const PUBLIC: &str = "## Pages and forms\n";
const STAFF: &str = "## Staff pages with years of records\n";

/// Measures the release binary on both engines: what the public uses, or with `staff` the lists, calendars and evidence pages.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (heading, arguments) = match arguments {
        ["staff", rest @ ..] => (STAFF, [&["--staff"], rest].concat()),
        all => (PUBLIC, all.to_vec()),
    };
    // The features of two packages alone would be others, and their libraries built once more.
    step("build", cargo().args(["build", "--release", "--workspace"]))?;
    let postgres = Postgres::start()?;
    let folder = target().join("release");
    let output = Command::new(folder.join("benches"))
        .arg("--binary")
        .arg(folder.join("trellis"))
        .args(["--postgres", &postgres.url()])
        .args(["--postmaster", &postgres.process()?.to_string()])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run the benchmarks")?;
    if !output.status.success() {
        bail!("the benchmarks: {}", output.status);
    }
    let path = root().join("docs/performance.md");
    let text = std::fs::read_to_string(&path)?;
    let (before, after) = text
        .split_once(heading)
        .with_context(|| format!("no section `{}` in docs/performance.md", heading.trim()))?;
    // What explains the tables stands before the first of them and is kept.
    let words = after.split("\n### ").next().unwrap_or_default();
    let rest = after
        .find("\n## ")
        .and_then(|place| after.get(place..))
        .unwrap_or_default();
    let tables = String::from_utf8(output.stdout)?;
    if !tables.contains("### PostgreSQL") {
        // Help, or half a run: the figures that are there stay.
        bail!("{tables}");
    }
    let section = format!(
        "{before}{heading}{}\n\n{}\n{rest}",
        words.trim_end(),
        tables.trim()
    );
    std::fs::write(path, section)?;
    eprintln!("{tables}");
    Ok(())
}
