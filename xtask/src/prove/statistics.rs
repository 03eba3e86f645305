//! The reference values of the statistics, made again by the implementations that made them.

use super::server::Scratch;
use crate::tools::{environment, root, step};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Runs make.py with the versions it was run with, in a folder of its own, and compares every file.
pub(crate) fn run() -> Result<Vec<String>> {
    let stored = root().join("crates/evidence/tests/fixed");
    let versions = std::fs::read_to_string(stored.join("versions.json"))?;
    // A flat object of names and versions.
    let words: Vec<&str> = versions.split('"').skip(1).step_by(2).collect();
    let packages: Vec<String> = words
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            ["python", _] => None,
            [name, version] => Some(format!("{name}=={version}")),
            _ => None,
        })
        .collect();
    let scratch = Scratch::new("statistics")?;
    let (venv, work) = (scratch.join("venv"), scratch.join("work"));
    std::fs::create_dir_all(&work)?;
    std::fs::copy(stored.join("make.py"), work.join("make.py"))?;
    let python = environment(&venv, &packages)?;
    step(
        "make the values",
        Command::new(python).arg("make.py").current_dir(&work),
    )?;
    let mut same = Vec::new();
    for entry in std::fs::read_dir(&stored)? {
        let path = entry?.path();
        // Which Python made them is no value.
        let is_values =
            path.extension().is_some_and(|ending| ending == "json") && !path.ends_with("versions.json");
        let (true, Some(name)) = (is_values, path.file_name().and_then(|name| name.to_str())) else {
            continue;
        };
        let name = name.to_owned();
        let again = std::fs::read(work.join(&name)).with_context(|| format!("{name} was not made"))?;
        if again != std::fs::read(stored.join(&name))? {
            bail!("{name} comes out differently");
        }
        same.push(name);
    }
    same.sort();
    if same.len() < 5 {
        bail!("only {} files were compared", same.len());
    }
    Ok(vec![format!(
        "{} made again by {}: the same byte for byte",
        same.join(", "),
        packages.join(", ").replace("==", " ")
    )])
}
