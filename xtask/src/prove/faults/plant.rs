//! Scratch copies of the sources in which faults are planted, one at a time in each.

use super::{BROWSER, Engine, Fault, inside};
use crate::browser;
use crate::postgres::Postgres;
use crate::tests::{self, in_file};
use crate::tools::{Scratch, cargo_in, files, root, target};
use anyhow::{Context, Result, bail};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long the tests of one fault may take.
const PATIENCE: Duration = Duration::from_mins(6);
/// How long building them may: the first of a copy builds everything.
const BUILDING: Duration = Duration::from_mins(40);

/// The copy. Its build folder is its own and stays, so that the next run builds only what changed.
pub(super) struct Field {
    tree: PathBuf,
    built: PathBuf,
    scratch: Scratch,
    postgres: OnceCell<Postgres>,
}

/// What came of a fault.
pub(super) struct Failed {
    /// The tests that failed.
    pub(super) tests: BTreeSet<String>,
    /// What a test that did not fail did instead.
    pub(super) otherwise: &'static str,
}

impl Field {
    /// Brings the copy with this number up to date.
    pub(super) fn new(lane: usize) -> Result<Self> {
        let folder = target().join(format!("faults/{lane}"));
        let tree = folder.join("tree");
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root())
            .output()
            .context("git says which files are the project's")?;
        let names: BTreeSet<PathBuf> = String::from_utf8(listed.stdout)?
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(PathBuf::from)
            .filter(|name| root().join(name).is_file())
            .collect();
        for gone in files(&tree, &["rs", "toml", "sql", "html", "mjs"])? {
            let name = gone.strip_prefix(&tree).unwrap_or(&gone);
            if !names.contains(name) && !name.starts_with("node_modules") {
                std::fs::remove_file(&gone)?;
            }
        }
        for name in &names {
            copy(&root().join(name), &tree.join(name))?;
        }
        let packages = tree.join("node_modules");
        if !packages.exists() {
            std::os::unix::fs::symlink(root().join("node_modules"), packages)?;
        }
        Ok(Self {
            tree,
            built: folder.join("target"),
            scratch: Scratch::new()?,
            postgres: OnceCell::new(),
        })
    }

    /// Plants one fault, runs its tests, and takes it out again.
    pub(super) fn plant(&self, package: &str, fault: &Fault) -> Result<Failed> {
        let path = self.tree.join(&fault.file);
        let sound = std::fs::read_to_string(&path).with_context(|| fault.file.display().to_string())?;
        if sound.matches(&fault.find).count() != 1 {
            bail!("{}: its place is not there once", fault.what);
        }
        std::fs::write(&path, sound.replacen(&fault.find, &fault.put, 1))?;
        let told = if package == BROWSER {
            self.browse(fault)
        } else {
            self.test(package, fault)
        };
        std::fs::write(&path, sound)?;
        told
    }

    fn test(&self, package: &str, fault: &Fault) -> Result<Failed> {
        let programs = programs(package, &fault.fails)?;
        let asked = || {
            let mut command = cargo_in(&self.tree);
            command
                .args(["test", "--package", package])
                .args(&programs)
                .env("CARGO_TARGET_DIR", &self.built)
                // Nobody reads where a planted fault was noticed.
                .env("CARGO_PROFILE_DEV_DEBUG", "false");
            command
        };
        let (text, _) = finish(asked().arg("--no-run"), BUILDING)?;
        if !text.contains("Finished") {
            return Ok(Failed {
                tests: BTreeSet::new(),
                otherwise: "does not compile",
            });
        }
        let mut command = asked();
        command
            .args(["--no-fail-fast", "--"])
            .args(&fault.fails)
            .env("TMPDIR", self.scratch.path())
            // One case of chance is as good as the next hundred when every one of them must fail.
            .env("PROPTEST_MAX_SHRINK_ITERS", "0");
        if fault.engine == Some(Engine::Postgres) {
            if self.postgres.get().is_none() {
                let _ = self.postgres.set(Postgres::for_tests(self.scratch.path())?);
            }
            let server = self.postgres.get().context("no PostgreSQL")?;
            command.env("TEST_DATABASE_URL", server.url());
        }
        let (text, ended) = finish(&mut command, PATIENCE)?;
        Ok(Failed {
            tests: text
                .lines()
                .filter_map(|line| line.trim().strip_prefix("test ")?.strip_suffix(" ... FAILED"))
                .filter_map(|path| path.rsplit("::").next())
                .map(str::to_owned)
                .collect(),
            otherwise: if ended { "passed" } else { "did not end" },
        })
    }

    fn browse(&self, fault: &Fault) -> Result<Failed> {
        let mut build = cargo_in(&self.tree);
        build
            .args(["build", "--package", "trellis"])
            .env("CARGO_TARGET_DIR", &self.built)
            .env("CARGO_PROFILE_DEV_DEBUG", "false");
        let (text, _) = finish(&mut build, BUILDING)?;
        // Also a style that Sass refuses, or a build that takes too long: the binary of the fault before must not be asked.
        if !text.contains("Finished") {
            return Ok(Failed {
                tests: BTreeSet::new(),
                otherwise: "does not compile",
            });
        }
        let mut failed = BTreeSet::new();
        let mut otherwise = "passed";
        let mut together: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for title in &fault.fails {
            together.entry(self.file_of(title)?).or_default().push(title);
        }
        // One server for all the tests of a file.
        for (file, titles) in together {
            let patterns: Vec<String> = titles.iter().map(|title| pattern(title)).collect();
            let mut command = Command::new("node");
            command
                .args(["browser/run.mjs", &file])
                .current_dir(&self.tree)
                .env("ONLY", patterns.join("|"))
                .env("TRELLIS", self.built.join("debug/trellis"))
                .env("TMPDIR", self.scratch.path())
                .env("CHROMIUM", browser::chromium()?);
            let (text, ended) = finish(&mut command, PATIENCE)?;
            let crossed: Vec<&str> = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix('✖').map(str::trim))
                .collect();
            for title in titles {
                if crossed.iter().any(|line| is_of(line, title)) {
                    failed.insert(title.clone());
                } else if !ended {
                    otherwise = "did not end";
                } else if text.contains("did not start") {
                    otherwise = "the server did not start";
                }
            }
        }
        Ok(Failed {
            tests: failed,
            otherwise,
        })
    }

    /// The file with the browser test of this title.
    fn file_of(&self, title: &str) -> Result<String> {
        for path in files(&self.tree.join("browser/tests"), &["mjs"])? {
            let folder = path.parent().unwrap_or(Path::new("."));
            if in_file(&path)?.iter().any(|test| test.name == title) {
                return Ok(path.strip_prefix(folder).unwrap_or(&path).display().to_string());
            }
        }
        bail!("no browser test {title}")
    }
}

/// What cargo is asked for to build and run only the test programs in which these tests are.
fn programs(package: &str, names: &[String]) -> Result<Vec<&'static str>> {
    let folder = tests::packages()?
        .into_iter()
        .find(|(known, _)| known == package)
        .map(|(_, folder)| folder)
        .with_context(|| format!("no package {package}"))?;
    let outside = inside(&folder).join("tests");
    let (of_it, own): (Vec<_>, Vec<_>) = tests::of(package, &folder)?
        .into_iter()
        .filter(|test| names.contains(&test.name))
        .partition(|test| test.file.starts_with(&outside));
    let mut programs = Vec::new();
    if !of_it.is_empty() {
        programs.extend(["--test", "it"]);
    }
    if !own.is_empty() {
        programs.push(if folder.join("src/lib.rs").is_file() {
            "--lib"
        } else {
            "--bins"
        });
    }
    Ok(programs)
}

/// Copies a file when it is not the same already, so that what was built from it stays good.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = std::fs::read(from).with_context(|| inside(from).display().to_string())?;
    if std::fs::read(to).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(to, bytes)?;
    Ok(())
}

/// A pattern that fits the title of a test whatever its source leaves open.
fn pattern(title: &str) -> String {
    let mut pattern = String::from("^");
    let mut rest = title;
    while let Some((before, after)) = rest.split_once("${") {
        escape(before, &mut pattern);
        pattern.push_str(".*");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    escape(rest, &mut pattern);
    pattern.push('$');
    pattern
}

/// Whether a line of the report tells of the test of this title.
fn is_of(line: &str, title: &str) -> bool {
    let mut left = line;
    let mut rest = title;
    let mut first = true;
    loop {
        let (fixed, more) = rest.split_once("${").unwrap_or((rest, ""));
        let Some(place) = left.find(fixed).filter(|place| !first || *place == 0) else {
            return false;
        };
        left = left.get(place + fixed.len()..).unwrap_or_default();
        let Some((_, after)) = more.split_once('}') else {
            // What follows is how long it took; a title may end with what its source leaves open.
            return left.is_empty() || left.starts_with(" (") || (fixed.is_empty() && !first);
        };
        (rest, first) = (after, false);
    }
}

fn escape(text: &str, pattern: &mut String) {
    for letter in text.chars() {
        if "\\^$.|?*+()[]{}/".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
}

/// Everything a program says, and whether it ended in time.
fn finish(command: &mut Command, patience: Duration) -> Result<(String, bool)> {
    let log = tempfile()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log.1.try_clone()?)
        .stderr(log.1)
        .spawn()?;
    let begun = Instant::now();
    let ended = loop {
        if child.try_wait()?.is_some() {
            break true;
        }
        if begun.elapsed() > patience {
            end_with_children(child.id());
            let _ = child.wait();
            break false;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let text = String::from_utf8_lossy(&std::fs::read(&log.0)?).into_owned();
    let _ = std::fs::remove_file(log.0);
    Ok((text, ended))
}

fn tempfile() -> Result<(PathBuf, std::fs::File)> {
    static LOGS: AtomicU32 = AtomicU32::new(0);
    let number = LOGS.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("trellis-fault-{}-{number}.log", std::process::id()));
    let file = std::fs::File::create(&path)?;
    Ok((path, file))
}

/// A test that hangs is a grandchild.
fn end_with_children(process: u32) {
    let children = Command::new("pgrep")
        .args(["-P", &process.to_string()])
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    for child in children.lines().filter_map(|line| line.trim().parse().ok()) {
        end_with_children(child);
    }
    let _ = Command::new("kill").args(["-9", &process.to_string()]).status();
}
