//! The long proofs. Each part runs for minutes and hands back the lines that go into docs/proof.md.

mod cuts;
mod door;
mod form;
mod kills;
mod mutants;
mod properties;
mod server;

use crate::tools::{cargo, root, step};
use anyhow::{Result, bail};
use std::fmt::Write as _;

/// A part: its name, what it shows, and what runs it.
type Part = (&'static str, &'static str, fn() -> Result<Vec<String>>);

const PARTS: [Part; 4] = [
    (
        "kills",
        "Process killed under load (SR1, SR7, SR15, SR16)",
        kills::run,
    ),
    ("cuts", "Power cuts rebuilt from system calls (SR1)", cuts::run),
    (
        "properties",
        "Property tests and fuzzing at depth",
        properties::run,
    ),
    ("mutants", "Mutation of the access rules (SA5)", mutants::run),
];

/// Runs all parts, or the one named, and writes what they measured.
pub(crate) fn run(wanted: &[&str]) -> Result<()> {
    let chosen: Vec<&Part> = PARTS
        .iter()
        .filter(|(name, _, _)| wanted.is_empty() || wanted.contains(name))
        .collect();
    if chosen.is_empty() {
        bail!(
            "no such part; there are: {}",
            PARTS.map(|(name, _, _)| name).join(", ")
        );
    }
    step(
        "build",
        cargo().args(["build", "--release", "--package", "trellis"]),
    )?;
    let path = root().join("docs/proof.md");
    let mut sections = kept_sections(&std::fs::read_to_string(&path).unwrap_or_default());
    for (name, title, part) in chosen {
        eprintln!("\n== {title}");
        let lines = part()?;
        sections.retain(|(known, _)| known != title);
        let mut text = format!("`cargo xtask prove {name}`\n\n");
        for line in lines {
            eprintln!("{line}");
            writeln!(text, "- {line}")?;
        }
        sections.push(((*title).to_owned(), text));
    }
    sections.sort_by_key(|(title, _)| PARTS.iter().position(|(_, known, _)| known == title));
    let mut text = "# What the long proofs counted\n\nWritten by `cargo xtask prove`; each section is the last run of its part.\n".to_owned();
    for (title, body) in sections {
        write!(text, "\n## {title}\n\n{}\n", body.trim_end())?;
    }
    std::fs::write(path, text)?;
    Ok(())
}

fn kept_sections(text: &str) -> Vec<(String, String)> {
    text.split("\n## ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'))
        .map(|(title, body)| (title.to_owned(), format!("{}\n", body.trim())))
        .collect()
}
