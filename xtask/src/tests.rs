//! Which tests there are and which requirements they prove, read from the sources. The planted faults and the table of security
//! requirements both rest on it.

use crate::tools::{files, root};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The browser tests, which are no package.
pub(crate) const BROWSER: &str = "browser";

/// A test.
pub(crate) struct Test {
    /// As its function is called, or its title in the browser.
    pub(crate) name: String,
    /// The file, from the workspace's folder.
    pub(crate) file: PathBuf,
    /// The requirements it says it proves.
    pub(crate) proves: Vec<String>,
    /// It only runs when somebody asks for it.
    pub(crate) asked: bool,
}

/// Every package with tests and its folder; the browser tests stand among them.
pub(crate) fn packages() -> Result<Vec<(String, PathBuf)>> {
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

/// The tests of a package.
pub(crate) fn of(package: &str, folder: &Path) -> Result<Vec<Test>> {
    let mut all = Vec::new();
    let ending = if package == BROWSER { "mjs" } else { "rs" };
    for path in files(folder, &[ending])? {
        all.extend(in_file(&path)?);
    }
    Ok(all)
}

/// The tests in a file.
pub(crate) fn in_file(path: &Path) -> Result<Vec<Test>> {
    let source = std::fs::read_to_string(path)?;
    let found = if path.extension().is_some_and(|ending| ending == "mjs") {
        in_script(&source)
    } else {
        in_rust(&source)
    };
    let file = path.strip_prefix(root()).unwrap_or(path).to_path_buf();
    let mut all = found.with_context(|| file.display().to_string())?;
    for test in &mut all {
        test.file.clone_from(&file);
    }
    Ok(all)
}

/// What stands above a test: its requirements and marks.
#[derive(Default)]
struct Above {
    proves: Vec<String>,
    is_test: bool,
    asked: bool,
}

impl Above {
    fn test(self, name: String) -> Test {
        Test {
            name,
            file: PathBuf::new(),
            proves: self.proves,
            asked: self.asked,
        }
    }

    /// What says that it proves something and is no test would stand in no table.
    fn nothing(&self, at: &str) -> Result<()> {
        if self.proves.is_empty() {
            return Ok(());
        }
        bail!("\"Proves {}\" stands above no test: {at}", self.proves.join(", "))
    }
}

fn in_rust(source: &str) -> Result<Vec<Test>> {
    let (mut all, mut above) = (Vec::new(), Above::default());
    for line in source.lines().map(str::trim) {
        above.is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        above.asked |= line.starts_with("#[ignore");
        if line.starts_with("///") {
            above.proves.extend(rows(line));
        }
        let plain = ["pub ", "pub(crate) ", "pub(super) ", "async "]
            .iter()
            .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
        if let Some(rest) = plain.strip_prefix("fn ") {
            let done = std::mem::take(&mut above);
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            if done.is_test {
                all.push(done.test(name.to_owned()));
            } else {
                done.nothing(name)?;
            }
        }
    }
    above.nothing("the end of the file")?;
    Ok(all)
}

fn in_script(source: &str) -> Result<Vec<Test>> {
    let (mut all, mut above) = (Vec::new(), Above::default());
    for line in source.lines().map(str::trim) {
        if line.starts_with("//") {
            above.proves.extend(rows(line));
        } else if line.starts_with("test.") {
            bail!("a test that is skipped or alone: {line}");
        } else if let Some(title) = titled(line) {
            all.push(std::mem::take(&mut above).test(title));
        }
    }
    above.nothing("the end of the file")?;
    Ok(all)
}

/// The requirements named in a comment: `Proves SE1, SE2 and SE5: ...`.
fn rows(line: &str) -> Vec<String> {
    let Some((_, rest)) = line.split_once("Proves ") else {
        return Vec::new();
    };
    rest.split([' ', ',', '.', ':', ';', '('])
        .filter(|word| !word.is_empty() && *word != "and")
        .take_while(|word| is_row(word))
        .map(str::to_owned)
        .collect()
}

/// The name of a requirement of the security design.
pub(crate) fn is_row(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next() == Some('S')
        && letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && word.len() > 2
        && letters.all(|letter| letter.is_ascii_digit())
}

/// The title of a browser test that begins on this line, as its source writes it.
fn titled(line: &str) -> Option<String> {
    let rest = line.strip_prefix("test(")?;
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

#[cfg(test)]
mod checks {
    use super::{Test, in_rust, in_script};

    fn told(tests: &[Test]) -> Vec<(&str, String, bool)> {
        tests
            .iter()
            .map(|test| (test.name.as_str(), test.proves.join(" "), test.asked))
            .collect()
    }

    #[test]
    fn a_test_is_found_with_what_it_proves() {
        let source = "/// Says more.\n/// Proves SE1, SE2 and SE5: as SR1 says.\n#[tokio::test(flavor = \"x\")]\nasync fn one() {\n}\n\
                      fn helper() {}\n/// Proves SR3.\n#[test]\n#[ignore = \"long\"]\nfn two() {}\n#[test]\nfn three() {}";
        assert_eq!(
            told(&in_rust(source).unwrap()),
            [
                ("one", "SE1 SE2 SE5".to_owned(), false),
                ("two", "SR3".to_owned(), true),
                ("three", String::new(), false)
            ]
        );
        assert!(in_rust("/// Proves SR3.\nfn helper() {}").is_err());
    }

    #[test]
    fn titles_end_where_they_end() {
        let source = "// Proves SE5\ntest('the browser\\'s storage', async () => {\nfor (const one of all) {\n  // Proves SE1\n  // Proves SE6\n  test(`${one}: the menu`, async () => {";
        assert_eq!(
            told(&in_script(source).unwrap()),
            [
                ("the browser's storage", "SE5".to_owned(), false),
                ("${one}: the menu", "SE1 SE6".to_owned(), false)
            ]
        );
        assert!(in_script("test.skip('later', () => {})").is_err());
    }
}
