//! Which tests there are, read from the sources.

use super::{BROWSER, inside};
use crate::tools::{files, root};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every package with tests and its folder; the browser tests stand among them.
pub(super) fn packages() -> Result<Vec<(String, PathBuf)>> {
    let mut all = vec![(BROWSER.to_owned(), root().join("browser/tests"))];
    for folder in ["crates", "crates/rooms"] {
        for entry in std::fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path.join("Cargo.toml").is_file()
                && let Some(name) = path.file_name().and_then(|name| name.to_str())
            {
                all.push((name.to_owned(), path));
            }
        }
    }
    all.sort();
    Ok(all)
}

/// The tests of a package. A test that is only run when somebody asks for it is left out: the part of `cargo xtask prove` that runs
/// it answers for it.
pub(super) fn of(package: &str, folder: &Path) -> Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    if package == BROWSER {
        for path in files(folder, &["mjs"])? {
            all.extend(in_file(&path)?);
        }
        return Ok(all);
    }
    for path in files(folder, &["rs"])? {
        if !(inside(&path).components().any(|part| part.as_os_str() == "tests")
            || inside(&path).components().any(|part| part.as_os_str() == "src"))
        {
            continue;
        }
        let source = std::fs::read_to_string(path)?;
        let mut lines = source.lines().map(str::trim);
        while let Some(line) = lines.next() {
            if !(line.starts_with("#[test]") || line.starts_with("#[tokio::test")) {
                continue;
            }
            let mut ignored = false;
            for line in lines.by_ref() {
                ignored |= line.starts_with("#[ignore");
                let line = line.strip_prefix("async ").unwrap_or(line);
                if let Some(rest) = line.strip_prefix("fn ") {
                    if !ignored && let Some(name) = rest.split('(').next() {
                        all.insert(name.to_owned());
                    }
                    break;
                }
            }
        }
    }
    Ok(all)
}

/// The titles of the browser tests in a file.
pub(super) fn in_file(path: &Path) -> Result<BTreeSet<String>> {
    Ok(std::fs::read_to_string(path)?
        .lines()
        .filter_map(titled)
        .collect())
}

/// The title of a browser test that begins on this line, as its source writes it.
fn titled(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("test(")?;
    let mark = rest.chars().next().filter(|mark| ['\'', '`'].contains(mark))?;
    let mut title = String::new();
    let mut letters = rest.chars().skip(1);
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => title.extend(letters.next()),
            letter if letter == mark => return Some(title),
            letter => title.push(letter),
        }
    }
    None
}
