//! Planted faults: each test of the project has been seen failing against a mistake in what it guards.
//!
//! A fault stands in `xtask/faults/<package>.toml`: a place in the product, what is put there instead, and the tests of that
//! package which must then fail. `cargo xtask test` holds the list against the code (every place is still there, every test is
//! named); `cargo xtask prove faults` plants each fault alone in a scratch copy and runs its tests.

mod plant;

use super::NOT_SHOWN;
use crate::tests::{self, BROWSER};
use crate::tools::root;
use anyhow::{Context, Result, bail};
use plant::Field;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A mistake, where it is planted, and the tests that must notice it.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// What is wrong with the product then.
    what: String,
    /// The file it is planted in, from the workspace's folder.
    file: PathBuf,
    /// What stands there; once in the file.
    find: String,
    /// What is put in its place.
    put: String,
    /// The tests that must fail.
    fails: Vec<String>,
    /// `postgres` where the tests look at nothing on SQLite.
    #[serde(default)]
    engine: Option<Engine>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Engine {
    Postgres,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    fault: Vec<Fault>,
}

/// The faults of a package, or of the browser tests.
struct Sheet {
    package: String,
    faults: Vec<Fault>,
}

/// Every sheet, by package.
fn sheets() -> Result<Vec<Sheet>> {
    let folder = root().join("xtask/faults");
    let mut sheets = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let package = path
            .file_stem()
            .and_then(|name| name.to_str())
            .context("a sheet of faults without a name")?
            .to_owned();
        let list: List = toml::from_str(&std::fs::read_to_string(&path)?)
            .with_context(|| format!("xtask/faults/{package}.toml"))?;
        sheets.push(Sheet {
            package,
            faults: list.fault,
        });
    }
    sheets.sort_by(|one, other| one.package.cmp(&other.package));
    Ok(sheets)
}

/// Holds the sheets against the code: every place stands in its file once, every named test is there, every test is named.
///
/// # Errors
/// A line for each that is not so.
pub(crate) fn check() -> Result<()> {
    let mut wrong = Vec::new();
    let sheets = sheets()?;
    for (package, folder) in tests::packages()? {
        // A test that only runs when it is asked for is left out: the part of `cargo xtask prove` that asks answers for it.
        let known: BTreeSet<String> = tests::of(&package, &folder)?
            .into_iter()
            .filter(|test| !test.asked)
            .map(|test| test.name)
            .collect();
        let mut named = BTreeSet::new();
        for fault in sheets
            .iter()
            .filter(|sheet| sheet.package == package)
            .flat_map(|sheet| &sheet.faults)
        {
            let text = std::fs::read_to_string(root().join(&fault.file)).unwrap_or_default();
            let times = text.matches(&fault.find).count();
            if times != 1 {
                wrong.push(format!(
                    "{package}: the place of \"{}\" is {times} times in {}",
                    fault.what,
                    fault.file.display()
                ));
            }
            for test in &fault.fails {
                if !known.contains(test) {
                    wrong.push(format!("{package}: no test {test}"));
                }
                named.insert(test.clone());
            }
        }
        wrong.extend(
            known
                .difference(&named)
                .map(|test| format!("{package}: no fault is planted for {test}")),
        );
    }
    if !wrong.is_empty() {
        bail!("planted faults (xtask/faults):\n{}", wrong.join("\n"));
    }
    Ok(())
}

/// What came of the faults of a sheet.
struct Shown {
    planted: usize,
    seen: BTreeSet<String>,
    missing: Vec<String>,
}

/// Plants the faults of all sheets, and writes down what came of each package as soon as it is known.
pub(crate) fn run() -> Result<Vec<String>> {
    selected(&[])
}

/// Plants the faults of the packages named by `words`, or whose description has one of them; all without words. The name of a package
/// is not looked for in descriptions. A package named is written down; faults found by a word are only told of.
pub(crate) fn selected(words: &[&str]) -> Result<Vec<String>> {
    let field = Field::new()?;
    let sheets = sheets()?;
    let named = |word: &str| sheets.iter().any(|sheet| sheet.package == word);
    let mut told = Vec::new();
    for sheet in &sheets {
        let whole = words.is_empty() || words.contains(&sheet.package.as_str());
        let wanted =
            |fault: &Fault| whole || words.iter().any(|word| !named(word) && fault.what.contains(word));
        let shown = plant_all(&field, sheet, wanted)?;
        if shown.planted == 0 {
            continue;
        }
        let lines = shown.lines(&sheet.package);
        if whole {
            super::amend("faults", |known| {
                known.retain(|line| package_of(line) != sheet.package);
                known.extend(lines.iter().cloned());
                known.sort_by(|one, other| package_of(one).cmp(package_of(other)));
            })?;
        }
        told.extend(lines);
    }
    Ok(told)
}

fn plant_all(field: &Field, sheet: &Sheet, wanted: impl Fn(&Fault) -> bool) -> Result<Shown> {
    let mut shown = Shown {
        planted: 0,
        seen: BTreeSet::new(),
        missing: Vec::new(),
    };
    for fault in sheet.faults.iter().filter(|fault| wanted(fault)) {
        shown.planted += 1;
        eprintln!("== {}: {}", sheet.package, fault.what);
        let failed = field.plant(&sheet.package, fault)?;
        for test in &fault.fails {
            if failed.tests.contains(test) {
                shown.seen.insert(test.clone());
            } else {
                let line = format!("{}: {test}: {}", fault.what, failed.otherwise);
                eprintln!("{NOT_SHOWN} {line}");
                shown.missing.push(line);
            }
        }
    }
    Ok(shown)
}

impl Shown {
    /// What is written of it: the counts, and a line for each test that did not fail.
    fn lines(&self, package: &str) -> Vec<String> {
        let counts = format!(
            "{package}: {} faults, each planted alone; {} tests seen failing by them",
            self.planted,
            self.seen.len()
        );
        let missing = self
            .missing
            .iter()
            .map(|line| format!("{NOT_SHOWN} {package}: {line}"));
        std::iter::once(counts).chain(missing).collect()
    }
}

/// The package that a written line is about.
fn package_of(line: &str) -> &str {
    let line = line.strip_prefix(NOT_SHOWN).unwrap_or(line).trim_start();
    line.split_once(':').map_or(line, |(package, _)| package)
}

/// A folder of the workspace's, from its own folder.
fn inside(path: &Path) -> PathBuf {
    path.strip_prefix(root()).unwrap_or(path).to_path_buf()
}
