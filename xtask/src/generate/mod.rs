//! Documents made from the code: the data dictionary, the table of security requirements with their proofs, the list of parts.

mod parts;
mod proofs;

use crate::tools::{files, root};
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Writes the documents.
pub(crate) fn write() -> Result<()> {
    for (path, text) in documents()? {
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        eprintln!("wrote {}", path.strip_prefix(root()).unwrap_or(&path).display());
    }
    Ok(())
}

/// Fails when a document is not what the code would make now, or a requirement of today's surface has no proof.
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
    let open = proofs::open()?;
    if !open.is_empty() {
        bail!(
            "no test and no part of `cargo xtask prove` proves {}",
            open.join(", ")
        );
    }
    Ok(())
}

fn documents() -> Result<Vec<(PathBuf, String)>> {
    Ok(vec![
        (root().join("docs/data-dictionary.md"), dictionary()?),
        (root().join("docs/security-proofs.md"), proofs::table()?),
        (root().join("docs/parts.md"), parts::list()?),
    ])
}

/// A table of the dictionary: its name, its meaning, its columns with tier and meaning.
struct Table {
    name: String,
    meaning: String,
    columns: Vec<(String, String)>,
}

/// A column that a later step adds stands under its table; what a later step says about a column takes the place of what was said.
fn dictionary() -> Result<String> {
    let mut tables: Vec<Table> = Vec::new();
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
            let Some((table, column)) = name.split_once('.') else {
                tables.push(Table {
                    name: (*name).to_owned(),
                    meaning: (*meaning).to_owned(),
                    columns: Vec::new(),
                });
                continue;
            };
            let Some(table) = tables.iter_mut().find(|known| known.name == table) else {
                bail!(
                    "{}: a column of a table that is not there: {line}",
                    path.display()
                );
            };
            let row = format!("| {column} | {tier} | {meaning} |");
            match table.columns.iter_mut().find(|(known, _)| known == column) {
                Some((_, known)) => *known = row,
                None => table.columns.push((column.to_owned(), row)),
            }
        }
    }
    let mut text = "# Data dictionary\n\nMade from the migrations by `cargo xtask generate`. Tiers: 0 published, 1 training and staff, 2 case and health, 3 dangerous.\n".to_owned();
    for table in &tables {
        write!(
            text,
            "\n## {}\n\n{}\n\n| column | tier | meaning |\n| --- | --- | --- |\n",
            table.name, table.meaning
        )?;
        for (_, row) in &table.columns {
            writeln!(text, "{row}")?;
        }
    }
    Ok(text)
}
