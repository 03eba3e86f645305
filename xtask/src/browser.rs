//! The browser tests: a real server, a real SMTP sink, Debian's Chromium.

use crate::tools::{Scratch, cargo, debian, fetch, find, root, step, target};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// What the tests say of themselves.
pub(crate) const NAME: &str = "browser tests";

/// Runs the tests: all, or those whose file name contains a word.
pub(crate) fn run(names: &[&str]) -> Result<()> {
    let (mut tests, _scratch) = ready(names)?;
    step(NAME, &mut tests)
}

/// Debian's Chromium: the build without a window, which costs a third less, or the whole one where there is no such package.
pub(crate) fn chromium() -> Result<PathBuf> {
    debian("chromium-headless-shell", "chromium-headless-shell", &[])
        .or_else(|_| debian("chromium", "chromium", &[]))
}

/// Builds the binary and installs what is missing: what runs the tests, and the folder that must stand until they have ended.
pub(crate) fn ready(names: &[&str]) -> Result<(Command, Scratch)> {
    let chromium = chromium()?;
    debian("pdftotext", "poppler-utils", &[])?;
    if find("node", &[]).is_none() {
        debian("node", "nodejs", &[])?;
        debian("npm", "npm", &[])?;
    }
    if !root().join("node_modules/playwright-core").is_dir() {
        fetch(
            "npm packages",
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(root()),
        )?;
    }
    // As the tests build it: what the binary alone asks for would be built once more.
    step(
        "build",
        cargo().args(["test", "--workspace", "--no-run", "--quiet"]),
    )?;
    let scratch = Scratch::new()?;
    // What runs beside them has waits of milliseconds, a browser of seconds.
    let mut tests = Command::new("nice");
    tests
        .args(["-n10", "node", "browser/run.mjs"])
        .args(names)
        .env("CHROMIUM", chromium)
        .env("TMPDIR", scratch.path())
        .env("TRELLIS", target().join("debug/trellis"))
        .current_dir(root());
    Ok((tests, scratch))
}
