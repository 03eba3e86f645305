//! What the process does to itself before it touches any data (security.md SK5).

use anyhow::{Context, Result};
use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};

/// Open files that a busy hour may take.
const FILES: u64 = 8192;

/// From here on every file this process makes is its owner's alone, a crash leaves no copy of its memory behind, and there is room
/// for all the connections that are taken.
///
/// # Errors
/// When the system does not let a process lower its own limit.
pub(crate) fn keep_to_ourselves() -> Result<()> {
    umask(Mode::RWXG | Mode::RWXO);
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )
    .context("cannot switch off core dumps")?;
    // Every connection is an open file: the usual limit of a process is what connections alone may take. A system that gives
    // no more is lived with.
    let files = getrlimit(Resource::Nofile);
    let wanted = files.maximum.map_or(FILES, |most| most.min(FILES));
    if files.current.is_some_and(|current| current < wanted) {
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(wanted),
                maximum: files.maximum,
            },
        );
    }
    Ok(())
}
