//! What comes from elsewhere and is hard to read is read in a process of its own (SG3): the same program, which then holds no key and no
//! connection, may use so much memory and time and no more, and can neither write a file nor start anything.

use crate::process;
use anyhow::{Context, Result};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long it may take by the clock: less than a request may.
const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes that it may say.
const MOST_SAID: u64 = 64 * 1024 * 1024;
/// Bytes that it may be sent: no form is larger.
const MOST_SENT: u64 = 16 * 1024 * 1024;
/// This program, also where its file was replaced meanwhile.
const OURSELVES: &str = "/proc/self/exe";

/// What the process that is called so says of a file; nothing when it took too long, or ended at its limits before it said anything.
///
/// # Errors
/// When no process can be started.
pub(crate) fn ask(work: &str, bytes: &[u8]) -> std::io::Result<Option<Vec<u8>>> {
    let mut child = Command::new(OURSELVES)
        .arg(work)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let said = thread::scope(|threads| {
        threads.spawn(move || {
            // A process that has seen enough reads no further.
            let _ = stdin.map(|mut stdin| stdin.write_all(bytes));
        });
        let (tell, told) = mpsc::channel();
        threads.spawn(move || {
            let mut said = Vec::new();
            let read = stdout.map(|stdout| stdout.take(MOST_SAID).read_to_end(&mut said));
            let _ = tell.send(said);
            read
        });
        let said = told.recv_timeout(PATIENCE).ok();
        // Also of one that is done: the pipes close, and the threads end.
        let _ = child.kill();
        said
    });
    child.wait()?;
    Ok(said.filter(|said| !said.is_empty()))
}

/// The other side: becomes small, and reads the file from standard input.
///
/// # Errors
/// When the limits cannot be set, or nothing can be read.
pub(crate) fn given() -> Result<Vec<u8>> {
    process::be_small()?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(MOST_SENT)
        .read_to_end(&mut bytes)
        .context("nothing can be read")?;
    Ok(bytes)
}
