//! Rules of the whole house, checked on the house itself: on every crate, every statement, every template, every route and form.

mod crawl;
mod forms;
mod fuzz;
mod headers;
mod hostile;
mod imports;
mod leave;
mod matrix;
mod reach;
mod rows;
mod statements;
mod templates;
mod today;
mod world;

use std::path::{Path, PathBuf};

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
