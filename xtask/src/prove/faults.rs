//! Planted faults: each test of the project has been seen failing against a mistake in what it guards.
//!
//! A fault stands in `xtask/faults/<package>.toml`: a place in the product, what is put there instead, and the tests of that
//! package which must then fail. `cargo xtask test` holds the list against the code (every place is still there, every test is
//! named); `cargo xtask prove faults` plants each fault alone in a scratch copy and runs its tests. What was seen is kept beside the
//! sheets, and is planted once more when anything of it changes.

mod plant;
mod seen;

use super::NOT_SHOWN;
use crate::tests::{self, BROWSER};
use crate::tools::root;
use anyhow::{Context, Result, bail};
use plant::Field;
use seen::Seen;
use serde::Deserialize;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Copies of the sources in which faults are planted at the same time, each of them alone in its copy.
const LANES: usize = 2;

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
    for path in crate::tools::files(&folder, &["toml"])? {
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

/// Plants the faults that nobody has seen yet.
pub(crate) fn run() -> Result<Vec<String>> {
    Ok(selected(&[])?.0)
}

/// Plants the faults of the packages named by `words`, or whose description has one of them; all without words. The name of a package
/// is not looked for in descriptions. What was planted as it stands and seen is not planted again, unless `--again` is among the words.
/// Each is written down as soon as it is known, so that a run that is ended goes on where it was.
///
/// Hands back what docs/proof.md then says of all packages, and whether each test failed that was to fail in this run.
pub(crate) fn selected(words: &[&str]) -> Result<(Vec<String>, bool)> {
    let again = words.contains(&"--again");
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "--again").collect();
    let sheets = sheets()?;
    let named = |word: &str| sheets.iter().any(|sheet| sheet.package == word);
    let seen = Mutex::new(Seen::read(&sheets)?);
    let mut queue = VecDeque::new();
    for sheet in &sheets {
        let whole = words.is_empty() || words.contains(&sheet.package.as_str());
        let wanted =
            |fault: &Fault| whole || words.iter().any(|word| !named(word) && fault.what.contains(word));
        for fault in sheet.faults.iter().filter(|fault| wanted(fault)) {
            if again || !lock(&seen).has(&sheet.package, fault) {
                queue.push_back((sheet.package.as_str(), fault));
            }
        }
    }
    let all = queue.len();
    eprintln!("{all} faults to plant");
    let queue = Mutex::new(queue);
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES.min(all))
            .map(|lane| {
                let (queue, seen) = (&queue, &seen);
                scope.spawn(move || plant_all(lane, queue, seen))
            })
            .collect();
        lanes.into_iter().try_for_each(|lane| {
            lane.join()
                .unwrap_or_else(|_| bail!("a lane of planted faults broke off"))
        })
    })?;
    let seen = lock(&seen);
    let lines: Vec<String> = sheets.iter().flat_map(|sheet| seen.lines(sheet)).collect();
    super::amend("faults", |known| known.clone_from(&lines))?;
    Ok((lines, seen.all_failed()))
}

/// Takes faults from the queue until there are none.
fn plant_all(lane: usize, queue: &Mutex<VecDeque<(&str, &Fault)>>, seen: &Mutex<Seen>) -> Result<()> {
    let field = Field::new(lane)?;
    loop {
        // A lock that is held in a condition is held for the whole of it.
        let next = lock(queue).pop_front();
        let Some((package, fault)) = next else {
            return Ok(());
        };
        eprintln!("== {package}: {}", fault.what);
        let failed = field.plant(package, fault)?;
        let mut unseen = Vec::new();
        for test in fault.fails.iter().filter(|test| !failed.tests.contains(*test)) {
            let line = format!("{}: {test}: {}", fault.what, failed.otherwise);
            eprintln!("{NOT_SHOWN} {package}: {line}");
            unseen.push(line);
        }
        lock(seen).note(package, fault, unseen)?;
    }
}

/// A lane that broke off leaves nothing half done in what the lanes share.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder of the workspace's, from its own folder.
fn inside(path: &Path) -> PathBuf {
    path.strip_prefix(root()).unwrap_or(path).to_path_buf()
}
