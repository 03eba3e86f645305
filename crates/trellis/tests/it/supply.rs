//! What the program is built from: read from cargo itself and from the lock file, without a network.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every package, ours and others', as cargo resolves them for the machine that runs this.
fn packages() -> Vec<Value> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--locked",
            "--offline",
            "--format-version",
            "1",
            "--filter-platform",
        ])
        .arg(target)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata.get("packages").unwrap().as_array().unwrap().clone()
}

/// The licences of deny.toml, which `cargo deny` reads as well.
fn allowed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let rules: toml::Table = text.parse().unwrap();
    let list = rules
        .get("licenses")
        .and_then(|table| table.get("allow"))
        .unwrap();
    let list = list.as_array().unwrap().iter();
    list.map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Whether we may use it: of alternatives one must be allowed, of a conjunction all.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let text = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut place = 0;
    let result = either(&words, &mut place, allowed);
    result && place == words.len()
}

fn either(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = both(words, place, allowed);
    while words.get(*place) == Some(&"OR") {
        *place += 1;
        result |= both(words, place, allowed);
    }
    result
}

fn both(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = one(words, place, allowed);
    while words.get(*place) == Some(&"AND") {
        *place += 1;
        result &= one(words, place, allowed);
    }
    result
}

fn one(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*place) else {
        return false;
    };
    *place += 1;
    if *word == "(" {
        let result = either(words, place, allowed);
        let closed = words.get(*place) == Some(&")");
        *place += 1;
        return result && closed;
    }
    if words.get(*place) == Some(&"WITH") {
        let whole = format!("{word} WITH {}", words.get(*place + 1).unwrap_or(&""));
        *place += 2;
        return allowed.contains(&whole);
    }
    allowed.contains(*word)
}

/// Everything that is wrong with a set of packages, in words.
fn wrong(packages: &[Value], allowed: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let text =
        |package: &Value, name: &str| package.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    for package in packages {
        let name = format!("{} {}", text(package, "name"), text(package, "version"));
        match package.get("source").and_then(Value::as_str) {
            None => {
                let ours =
                    Path::new(&text(package, "manifest_path")).starts_with(root().canonicalize().unwrap());
                if !ours || text(package, "license") != "AGPL-3.0-or-later" {
                    wrong.push(format!("{name}: neither ours nor from the registry"));
                }
            }
            Some(REGISTRY) => {}
            Some(other) => wrong.push(format!("{name}: comes from {other}")),
        }
        let licence = text(package, "license");
        if !permits(&licence, allowed) {
            wrong.push(format!("{name}: licence {licence:?}"));
        }
    }
    let sqlites: Vec<String> = packages
        .iter()
        .filter(|package| {
            text(package, "links") == "sqlite3"
                || ["sqlite3-src", "libsql-ffi", "libsql"].contains(&text(package, "name").as_str())
        })
        .map(|package| format!("{} {}", text(package, "name"), text(package, "version")))
        .collect();
    if sqlites.len() != 1 {
        wrong.push(format!("{} SQLites: {sqlites:?}", sqlites.len()));
    }
    wrong
}

/// Proves SK2: every part has a licence we allow and comes from the registry, or is ours.
/// Proves SR3: there is one SQLite in the tree.
#[test]
fn every_part_is_allowed_and_there_is_one_sqlite() {
    let packages = packages();
    assert!(packages.len() > 300, "{} packages", packages.len());
    assert_eq!(wrong(&packages, &allowed()), Vec::<String>::new());
}

/// Proves SK2: everything locked has a checksum, nothing comes from git, and the wildcard is not a version.
#[test]
fn everything_is_locked_with_its_checksum() {
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock"))
        .unwrap()
        .parse()
        .unwrap();
    let parts = lock.get("package").unwrap().as_array().unwrap();
    let mut foreign = 0;
    for part in parts {
        let Some(source) = part.get("source") else {
            continue;
        };
        foreign += 1;
        assert_eq!(source.as_str(), Some(REGISTRY), "{part}");
        assert_eq!(
            part.get("checksum").and_then(|sum| sum.as_str()).map(str::len),
            Some(64),
            "{part}"
        );
    }
    assert!(foreign > 300, "{foreign} parts");
    let workspace: toml::Table = std::fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let wanted = workspace
        .get("workspace")
        .and_then(|table| table.get("dependencies"))
        .unwrap();
    for (name, how) in wanted.as_table().unwrap() {
        let text = how.to_string();
        assert!(!text.contains("git") || name.contains("git"), "{name} = {text}");
        assert!(!text.contains("\"*\""), "{name} = {text}");
    }
}

/// Proves SK2: the rules find what they are there to find.
#[test]
fn a_wrong_part_is_found() {
    let allowed = allowed();
    for (licence, fine) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-2.0-only OR MIT", true),
        ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("MIT AND (GPL-3.0-only OR SSPL-1.0)", false),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(permits(licence, &allowed), fine, "{licence}");
    }
    let part = |name: &str, licence: &str, source: &str, links: Option<&str>| serde_json::json!({"name": name, "version": "1.0.0", "license": licence, "source": source, "links": links, "manifest_path": "/x"});
    let good = part("libsqlite3-sys", "MIT", REGISTRY, Some("sqlite3"));
    assert_eq!(wrong(std::slice::from_ref(&good), &allowed), Vec::<String>::new());
    let found = wrong(
        &[
            good,
            part("other-sqlite", "MIT", REGISTRY, Some("sqlite3")),
            part("closed", "SSPL-1.0", REGISTRY, None),
            part("forked", "MIT", "git+https://example.org/forked", None),
            serde_json::json!({"name": "loose", "version": "1.0.0", "license": "MIT", "source": null, "manifest_path": "/elsewhere"}),
        ],
        &allowed,
    );
    assert_eq!(
        found,
        [
            "closed 1.0.0: licence \"SSPL-1.0\"",
            "forked 1.0.0: comes from git+https://example.org/forked",
            "loose 1.0.0: neither ours nor from the registry",
            "2 SQLites: [\"libsqlite3-sys 1.0.0\", \"other-sqlite 1.0.0\"]",
        ]
    );
}
