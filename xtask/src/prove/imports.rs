//! A file of earlier years whose import is killed at fifty moments: the long version of a test of the program.

use super::day::printed;
use anyhow::Result;

/// Runs the kills on the release binary.
pub(crate) fn run() -> Result<Vec<String>> {
    Ok(vec![printed("imports::fifty_kills", "imports: ")?])
}
