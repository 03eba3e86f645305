//! Which faults were planted and seen, kept in `xtask/faults/seen/<package>.txt`: a line for each, with a mark over all of it.

use super::{Fault, NOT_SHOWN, Sheet};
use crate::tools::root;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What is known of all sheets.
pub(super) struct Seen {
    /// For each package the marks of faults which made every test fail that they name, with what is wrong then.
    known: BTreeMap<String, BTreeMap<String, String>>,
    /// For each package what did not fail in this run.
    unseen: BTreeMap<String, Vec<String>>,
}

impl Seen {
    /// Reads what stands; what is of no fault of today's sheets is left out.
    pub(super) fn read(sheets: &[Sheet]) -> Result<Self> {
        let mut known = BTreeMap::new();
        for sheet in sheets {
            let text = match std::fs::read_to_string(path(&sheet.package)) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
                Err(error) => return Err(error).context(sheet.package.clone()),
            };
            known.insert(sheet.package.clone(), of_today(&text, sheet));
        }
        Ok(Self {
            known,
            unseen: BTreeMap::new(),
        })
    }

    pub(super) fn has(&self, package: &str, fault: &Fault) -> bool {
        self.known
            .get(package)
            .is_some_and(|known| known.contains_key(&mark(fault)))
    }

    /// Writes down what came of a fault: seen when nothing was left unseen.
    pub(super) fn note(&mut self, package: &str, fault: &Fault, unseen: Vec<String>) -> Result<()> {
        let known = self.known.entry(package.to_owned()).or_default();
        if unseen.is_empty() {
            known.insert(mark(fault), fault.what.clone());
        } else {
            known.remove(&mark(fault));
        }
        self.unseen.entry(package.to_owned()).or_default().extend(unseen);
        let mut text = String::new();
        for (mark, what) in known.iter() {
            writeln!(text, "{mark} {what}")?;
        }
        let path = path(package);
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        std::fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Each test failed that was to fail in this run.
    pub(super) fn all_failed(&self) -> bool {
        self.unseen.values().all(Vec::is_empty)
    }

    /// What docs/proof.md says of a package.
    pub(super) fn lines(&self, sheet: &Sheet) -> Vec<String> {
        let package = &sheet.package;
        let seen: Vec<&Fault> = sheet
            .faults
            .iter()
            .filter(|fault| self.has(package, fault))
            .collect();
        let tests: BTreeSet<&String> = seen.iter().flat_map(|fault| &fault.fails).collect();
        let missing = self.unseen.get(package).map_or(&[][..], Vec::as_slice);
        let mut lines = vec![format!(
            "{package}: {} faults, each planted alone; {} tests seen failing by them",
            seen.len(),
            tests.len()
        )];
        lines.extend(
            missing
                .iter()
                .map(|line| format!("{NOT_SHOWN} {package}: {line}")),
        );
        let rest = sheet.faults.len() - seen.len();
        if rest > 0 {
            lines.push(format!(
                "{NOT_SHOWN} {package}: {rest} faults that were not planted as they stand, or not seen"
            ));
        }
        lines
    }
}

/// The lines of a kept text that are of faults of a sheet as it stands.
fn of_today(text: &str, sheet: &Sheet) -> BTreeMap<String, String> {
    let today: BTreeSet<String> = sheet.faults.iter().map(mark).collect();
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(mark, _)| today.contains(*mark))
        .map(|(mark, what)| (mark.to_owned(), what.to_owned()))
        .collect()
}

fn path(package: &str) -> PathBuf {
    root().join(format!("xtask/faults/seen/{package}.txt"))
}

/// A mark over everything that is planted and everything that must fail: another fault has another.
fn mark(fault: &Fault) -> String {
    let mut hash = Sha256::new();
    let file = fault.file.display().to_string();
    let engine = fault.engine.map_or("", |_| "postgres");
    let parts = [file.as_str(), &fault.find, &fault.put, engine];
    for part in parts.into_iter().chain(fault.fails.iter().map(String::as_str)) {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut mark = String::new();
    for byte in hash.finalize().iter().take(8) {
        let _ = write!(mark, "{byte:02x}");
    }
    mark
}

#[cfg(test)]
mod checks {
    use super::{Fault, Sheet, mark, of_today};

    fn fault(put: &str) -> Fault {
        Fault {
            what: "a door stands open".to_owned(),
            file: "a.rs".into(),
            find: "shut".to_owned(),
            put: put.to_owned(),
            fails: vec!["the_door_is_shut".to_owned()],
            engine: None,
        }
    }

    /// What was seen stands while the fault is the same, and goes with any change of it.
    #[test]
    fn a_changed_fault_was_not_seen() {
        let (one, other) = (fault("open"), fault("ajar"));
        let text = format!("{} a door stands open\n", mark(&one));
        let of = |fault: Fault| {
            of_today(
                &text,
                &Sheet {
                    package: "house".to_owned(),
                    faults: vec![fault],
                },
            )
        };
        assert_eq!(of(one).len(), 1);
        assert_eq!(of(other).len(), 0);
        let mut more = fault("open");
        more.fails.push("the_window_is_shut".to_owned());
        assert_eq!(of(more).len(), 0);
    }
}
