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

/// Bytes of memory for a process that reads what came from elsewhere.
const MEMORY: u64 = 256 * 1024 * 1024;
/// Seconds of the processor for it.
const SECONDS: u64 = 10;

/// From here on this process has little memory and little time, writes no file, opens none, and starts nothing (SG3). A limit that is lower
/// already stays.
///
/// # Errors
/// When the system does not let a process lower its own limit.
pub(crate) fn be_small() -> Result<()> {
    for (resource, most) in [
        (Resource::Data, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Nofile, 3),
        (Resource::Nproc, 0),
    ] {
        let now = getrlimit(resource);
        let most = now.maximum.map_or(most, |maximum| maximum.min(most));
        let least = now.current.map_or(most, |current| current.min(most));
        setrlimit(
            resource,
            Rlimit {
                current: Some(least),
                maximum: Some(most),
            },
        )
        .context("cannot limit this process")?;
    }
    Ok(())
}
