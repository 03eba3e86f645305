//! A file of earlier years whose import is killed at many moments: the long versions of a test of the program.

use super::Depth;
use super::day::printed;
use anyhow::Result;

/// Runs the kills on the release binary; a few of them on the development build.
pub(crate) fn run(depth: Depth) -> Result<Vec<String>> {
    let line = match depth {
        Depth::Short => {
            let line = printed("imports::few_kills", "imports: ", &[])?;
            format!("development build: {line}")
        }
        Depth::Usual | Depth::Long => printed("imports::fifty_kills", "imports: ", &["--release"])?,
    };
    Ok(vec![line])
}
