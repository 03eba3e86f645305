//! Coverage-guided fuzzing of everything that reads what people send: each target of fuzz/ for a time.

use super::Depth;
use crate::tools::{cargo, find, root, step, target};
use anyhow::{Context, Result, bail};
use std::process::Stdio;

/// The targets, and what each feeds.
const TARGETS: [(&str, &str); 12] = [
    ("evidence_csv", "files given to `trellis evidence`"),
    ("instrument", "questionnaire definitions and answers to them"),
    ("cell_guard", "cells of CSV and XLSX exports"),
    ("mail_address", "mail addresses"),
    ("calendar", "calendar files"),
    ("form_body", "bodies of forms"),
    ("workbook", "workbooks and the archives that they are"),
    ("photograph", "photographs of sheets"),
    ("xlsform", "questionnaires of other programs"),
    (
        "attendance_report",
        "registers that come as files, reports of Teams and Zoom among them",
    ),
    ("lens", "case notes and files of language rules"),
    ("earlier_cells", "cells and headings of files of earlier years"),
];

/// Runs each target, installing cargo-fuzz first if it is missing.
pub(crate) fn run(depth: Depth) -> Result<Vec<String>> {
    if find("cargo-fuzz", &[]).is_none() {
        step(
            "install cargo-fuzz",
            cargo().args(["install", "cargo-fuzz", "--locked", "--quiet"]),
        )?;
    }
    let seconds = if depth == Depth::Long { 600 } else { 60 };
    // The sanitizers need a compiler of the nightly channel; memory faults are the compiler's business here (no crate of
    // ours has unsafe code), so we look for panics, overflows and broken promises.
    step("build the targets", &mut tool("build"))?;
    let mut lines = Vec::new();
    for (target, what) in TARGETS {
        eprintln!("\n== {target} for {seconds} s");
        let corpus = crate::tools::target().join("fuzz-corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        let output = tool("run")
            .arg(target)
            .arg(&corpus)
            .arg(root().join("fuzz/seeds").join(target))
            .args([
                "--",
                &format!("-max_total_time={seconds}"),
                "-max_len=8192",
                "-timeout=10",
                "-print_final_stats=1",
                "-verbosity=0",
            ])
            .stdout(Stdio::inherit())
            .output()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            bail!("{target} found something:\n{text}");
        }
        let executions: u64 = text
            .lines()
            .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
            .and_then(|number| number.trim().parse().ok())
            .with_context(|| format!("{target} did not say how often it ran:\n{text}"))?;
        if executions == 0 {
            bail!("{target} ran nothing");
        }
        lines.push(format!(
            "{target} ({what}): {executions} executions in {seconds} s, {} inputs kept for their coverage, 0 crashes",
            std::fs::read_dir(&corpus)?.count()
        ));
    }
    Ok(lines)
}

/// cargo-fuzz on the stable toolchain: it passes the compiler flags that only nightly takes otherwise.
fn tool(verb: &str) -> std::process::Command {
    let mut command = cargo();
    command
        .args([
            "fuzz",
            verb,
            "--sanitizer",
            "none",
            "--debug-assertions",
            "--target-dir",
        ])
        .arg(target().join("fuzz"))
        .env("RUSTC_BOOTSTRAP", "1");
    command
}
