//! What the process does to itself before it touches any data (security.md SK5).

use anyhow::{Context, Result};
use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

/// From here on every file this process makes is its owner's alone, and a crash leaves no copy of its memory behind.
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
    .context("cannot switch off core dumps")
}
