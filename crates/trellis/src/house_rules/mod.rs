//! Rules of the whole house, checked on the house itself: on every crate, every statement, every template, every route and form.

mod copies;
mod copies_kept;
mod costs;
mod crawl;
mod debug;
mod forms;
mod fuzz;
mod gaps;
mod headers;
mod hostile;
mod imports;
mod leave;
mod matrix;
mod menu;
mod queries;
mod reach;
mod rows;
mod secrets;
mod sight;
mod statements;
mod templates;
mod tiers;
mod today;
mod trail;
mod upkeep;
mod world;

use std::path::{Path, PathBuf};

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The Rust sources below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}
