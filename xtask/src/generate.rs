//! Documents made from the code: the data dictionary and the table of security requirements with their proofs.

use crate::tools::{files, root};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// The requirements of the security design that today's surface must prove.
const ROWS: [&str; 58] = [
    "SA2", "SA3", "SA4", "SA5", "SA7", "SA11", "SB1", "SB2", "SB3", "SC6", "SD1", "SD2", "SD3", "SD4", "SD5",
    "SD6", "SD7", "SD8", "SD11", "SE1", "SE2", "SE3", "SE4", "SE5", "SE6", "SE7", "SE8", "SE9", "SE10",
    "SF1", "SF2", "SF3", "SF7", "SG6", "SG7", "SH1", "SH2", "SH3", "SH6", "SH9", "SH10", "SH11", "SR1",
    "SR2", "SR3", "SR4", "SR7", "SR8", "SR11", "SR12", "SR14", "SR15", "SR16", "SR17", "SK2", "SK4", "SK5",
    "SK6",
];

/// Writes the documents.
pub(crate) fn write() -> Result<()> {
    for (path, text) in documents()? {
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        eprintln!("wrote {}", path.strip_prefix(root()).unwrap_or(&path).display());
    }
    Ok(())
}

/// Fails when a document is not what the code would make now.
pub(crate) fn check() -> Result<()> {
    eprintln!("\n== generated documents");
    for (path, text) in documents()? {
        if std::fs::read_to_string(&path).unwrap_or_default() != text {
            bail!(
                "{} is out of date: run `cargo xtask generate`",
                path.strip_prefix(root()).unwrap_or(&path).display()
            );
        }
    }
    Ok(())
}

fn documents() -> Result<Vec<(PathBuf, String)>> {
    Ok(vec![
        (root().join("docs/data-dictionary.md"), dictionary()?),
        (root().join("docs/security-proofs.md"), proofs()?),
    ])
}

fn dictionary() -> Result<String> {
    let mut text = "# Data dictionary\n\nMade from the migrations by `cargo xtask generate`. Tiers: 0 published, 1 training and staff, 2 case and health, 3 dangerous.\n".to_owned();
    for path in files(&root().join("migrations"), &["sql"])? {
        let source = std::fs::read_to_string(&path)?;
        for line in source.lines() {
            let Some(rest) = line.trim().strip_prefix("--|") else {
                continue;
            };
            let parts: Vec<&str> = rest.splitn(3, '|').map(str::trim).collect();
            let [name, tier, meaning] = parts.as_slice() else {
                bail!("{}: a dictionary line has three parts: {line}", path.display());
            };
            match name.split_once('.') {
                None => write!(
                    text,
                    "\n## {name}\n\n{meaning}\n\n| column | tier | meaning |\n| --- | --- | --- |\n"
                )?,
                Some((_, column)) => writeln!(text, "| {column} | {tier} | {meaning} |")?,
            }
        }
    }
    Ok(text)
}

fn proofs() -> Result<String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["crates", "browser", "xtask"] {
        for path in files(&root().join(folder), &["rs", "mjs"])? {
            let source = std::fs::read_to_string(&path)?;
            let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
            let lines: Vec<&str> = source.lines().collect();
            for (number, line) in lines.iter().enumerate() {
                let Some((_, rest)) = line.split_once("Proves ") else {
                    continue;
                };
                let test = lines.iter().skip(number).find_map(|line| test_name(line));
                let Some(test) = test else { continue };
                for row in rest
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .filter(|word| is_row(word))
                {
                    found
                        .entry(row.to_owned())
                        .or_default()
                        .push(format!("`{shown}`: {test}"));
                }
            }
        }
    }
    let mut text = "# Security requirements and their proofs\n\nMade from the tests by `cargo xtask generate`: each test names the requirement it proves. A requirement without a test is open.\n\n| requirement | status | tests |\n| --- | --- | --- |\n".to_owned();
    for row in ROWS {
        let tests = found.remove(row).unwrap_or_default();
        let status = if tests.is_empty() { "open" } else { "tested" };
        writeln!(text, "| {row} | {status} | {} |", tests.join("<br>"))?;
    }
    for (row, tests) in found {
        writeln!(
            text,
            "| {row} | tested (beyond today's surface) | {} |",
            tests.join("<br>")
        )?;
    }
    Ok(text)
}

fn is_row(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    letters == 2
        && word.starts_with('S')
        && word.len() > 2
        && word.chars().skip(2).all(|c| c.is_ascii_digit())
}

fn test_name(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(rest) = line
        .strip_prefix("fn ")
        .or_else(|| line.strip_prefix("async fn "))
    {
        return Some(rest.split('(').next()?.to_owned());
    }
    let rest = line.strip_prefix("test('")?;
    Some(rest.split('\'').next()?.to_owned())
}
