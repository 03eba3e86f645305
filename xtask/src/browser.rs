//! The browser tests: a real server, a real SMTP sink, Debian's Chromium.

use crate::tools::{Scratch, cargo, debian, find, root, step, target};
use anyhow::Result;
use std::process::Command;

/// Builds the binary, installs what is missing, runs the tests (all, or those whose file name contains a word).
pub(crate) fn run(names: &[&str]) -> Result<()> {
    let chromium = debian("chromium", "chromium", &[])?;
    debian("pdftotext", "poppler-utils", &[])?;
    if find("node", &[]).is_none() {
        debian("node", "nodejs", &[])?;
        debian("npm", "npm", &[])?;
    }
    if !root().join("node_modules/playwright-core").is_dir() {
        step(
            "npm packages",
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(root()),
        )?;
    }
    step("build", cargo().args(["build", "--package", "trellis"]))?;
    let scratch = Scratch::new()?;
    step(
        "browser tests",
        Command::new("node")
            .arg("browser/run.mjs")
            .args(names)
            .env("CHROMIUM", chromium)
            .env("TMPDIR", scratch.path())
            .env("TRELLIS", target().join("debug/trellis"))
            .current_dir(root()),
    )
}
