//! What tests of ours write and a program of others, from PyPI, then reads.

use crate::tools::{cargo, environment, step, target};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// A program of others.
pub(super) struct Reader {
    /// Its name: of its environment for Python, too.
    pub(super) name: &'static str,
    /// What it is installed from, each `name==version`.
    pub(super) packages: &'static [&'static str],
    /// What is written for it.
    pub(super) what: &'static str,
    /// The test that writes it; it runs when it is asked for only. Files go where the variable `FILES_FOLDER` says, and of those by chance
    /// there are as many as `FILES_COUNT` says.
    pub(super) test: &'static str,
    /// The script that reads it: its source. Its argument is the folder.
    pub(super) script: &'static str,
}

impl Reader {
    /// Its Python, installed when it is missing.
    pub(super) fn ready(&self) -> Result<PathBuf> {
        let packages: Vec<String> = self.packages.iter().map(|&package| package.to_owned()).collect();
        environment(&target().join("python").join(self.name), &packages)
    }

    /// Writes the files and has them read; the folder they are in.
    pub(super) fn read(&self, count: usize) -> Result<PathBuf> {
        let python = self.ready()?;
        let folder = target().join("read").join(self.name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        step(
            &format!("{} written", self.what),
            // With the whole workspace: what one package alone asks for would be built once more.
            cargo()
                .args(["test", "--quiet", "--workspace", "--test", "it", "--"])
                .args(["--ignored", "--exact", self.test])
                .env("FILES_FOLDER", &folder)
                .env("FILES_COUNT", count.to_string()),
        )?;
        let script = folder.join("read.py");
        std::fs::write(&script, self.script)?;
        step(
            &format!("{} reads them", self.name),
            Command::new(python).arg(&script).arg(&folder),
        )?;
        Ok(folder)
    }

    /// The first of its packages, as people write it.
    pub(super) fn version(&self) -> String {
        self.packages
            .first()
            .copied()
            .unwrap_or_default()
            .replace("==", " ")
    }
}
