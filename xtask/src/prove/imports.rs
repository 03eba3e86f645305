//! Files of earlier years whose import, or taking back, is killed at many moments: the long versions of tests of the program.

use super::Depth;
use super::day::{all_printed, printed};
use anyhow::Result;

/// Runs the kills on the release binary; a few of them on the development build.
pub(crate) fn run(depth: Depth) -> Result<Vec<String>> {
    Ok(match depth {
        Depth::Short => {
            let mut lines = vec![printed("imports::few_kills", "imports: ", &[])?];
            lines.extend(all_printed("killed::few_of_each", "kinds: ", &[])?);
            lines
                .into_iter()
                .map(|line| format!("development build: {line}"))
                .collect()
        }
        Depth::Usual | Depth::Long => {
            let mut lines = vec![printed("imports::fifty_kills", "imports: ", &["--release"])?];
            lines.extend(all_printed("killed::many_of_each", "kinds: ", &["--release"])?);
            lines
        }
    })
}
