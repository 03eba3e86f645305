//! The table of security requirements with the tests and long proofs that prove them.

use crate::prove;
use crate::tests::{self, Test, is_row};
use crate::tools::root;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The requirements of the security design that today's surface must prove.
const ROWS: [&str; 58] = [
    "SA2", "SA3", "SA4", "SA5", "SA7", "SA11", "SB1", "SB2", "SB3", "SC6", "SD1", "SD2", "SD3", "SD4", "SD5",
    "SD6", "SD7", "SD8", "SD11", "SE1", "SE2", "SE3", "SE4", "SE5", "SE6", "SE7", "SE8", "SE9", "SE10",
    "SF1", "SF2", "SF3", "SF7", "SG6", "SG7", "SH1", "SH2", "SH3", "SH6", "SH9", "SH10", "SH11", "SR1",
    "SR2", "SR3", "SR4", "SR7", "SR8", "SR11", "SR12", "SR14", "SR15", "SR16", "SR17", "SK2", "SK4", "SK5",
    "SK6",
];

/// What a requirement says and the house does not do, on purpose.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "SG8",
    "but for tables of evidence, which are figures of nobody (a reason and a recipient, no last day and no mark), and the sheet that is printed to be signed, which is a page (decision 33)",
)];

/// How a requirement stands, with what is left out of it.
fn standing(row: &str, status: &str) -> String {
    match EXCEPTIONS.iter().find(|(known, _)| *known == row) {
        Some((_, left_out)) => format!("{status}, {left_out}"),
        None => status.to_owned(),
    }
}

/// The page.
pub(super) fn table() -> Result<String> {
    let mut found = found()?;
    let mut text = "# Security requirements and their proofs\n\nMade from the tests and the parts of `cargo xtask prove` by `cargo xtask generate`: each names the requirement it proves. A test that \
         only runs when it is asked for counts where a part asks for it, and a part counts when its last run stands in [proof.md](proof.md) and showed everything. A requirement of today's surface without a proof fails the check.\n\n| requirement | status | proofs |\n| --- | --- | --- |\n".to_owned();
    for row in ROWS {
        let proofs = found.remove(row).unwrap_or_default();
        let status = if proofs.is_empty() { "open" } else { "tested" };
        writeln!(
            text,
            "| {row} | {} | {} |",
            standing(row, status),
            proofs.join("<br>")
        )?;
    }
    for (row, proofs) in found {
        writeln!(
            text,
            "| {row} | {} | {} |",
            standing(&row, "tested (beyond today's surface)"),
            proofs.join("<br>")
        )?;
    }
    Ok(text)
}

/// The requirements of today's surface that nothing proves.
pub(super) fn open() -> Result<Vec<&'static str>> {
    let found = found()?;
    Ok(ROWS.into_iter().filter(|row| !found.contains_key(*row)).collect())
}

/// What proves each requirement.
fn found() -> Result<BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let asked_for = asked_for()?;
    for (package, folder) in tests::packages()? {
        for test in tests::of(&package, &folder)? {
            if test.asked && !is_asked_for(&test, &asked_for) {
                continue;
            }
            let shown = format!("`{}`: {}", test.file.display(), test.name.replace('|', "\\|"));
            for row in test.proves {
                found.entry(row).or_default().push(shown.clone());
            }
        }
    }
    for (name, title) in prove::shown() {
        for row in title
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| is_row(word))
        {
            found
                .entry(row.to_owned())
                .or_default()
                .push(format!("`cargo xtask prove {name}`"));
        }
    }
    Ok(found)
}

/// The names, or beginnings of names, of tests that the parts of `cargo xtask prove` ask for, of the parts that count.
fn asked_for() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (part, _) in prove::shown() {
        let source = std::fs::read_to_string(root().join(format!("xtask/src/prove/{part}.rs")))?;
        if !source.contains("ignored\"") {
            continue;
        }
        let words = source.split('"').skip(1).step_by(2);
        names.extend(words.filter(|word| is_name(word)).map(str::to_owned));
    }
    Ok(names)
}

/// The name of a test or of its module, and not of an option, a package or a file.
fn is_name(word: &str) -> bool {
    (word.contains('_') || word.contains("::"))
        && word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_:".contains(letter))
}

fn is_asked_for(test: &Test, names: &[String]) -> bool {
    let module = test.file.file_stem().unwrap_or_default().to_string_lossy();
    let path = format!("{module}::{}", test.name);
    names.iter().any(|name| path.contains(name.as_str()))
}
