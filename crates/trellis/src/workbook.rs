//! Workbooks that people send are read in a process of their own (SG3): the same program, which then holds no key and no connection, may use so
//! much memory and time and no more, and can neither write a file nor start anything. What it says is taken as text and nothing else.

use crate::process;
use anyhow::{Context, Result};
use paper::sheet::{Sheet, TOO_LARGE, UNREADABLE};
use paper::table::Reader;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Reads each workbook in a process of its own.
pub(crate) const READER: Reader = Reader { workbook: apart };

/// How long it may take by the clock: less than a request may.
const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes that it may say.
const MOST_SAID: u64 = 64 * 1024 * 1024;
/// Bytes that it may be sent: no form is larger.
const MOST_SENT: u64 = 16 * 1024 * 1024;
/// This program, also where its file was replaced meanwhile.
const OURSELVES: &str = "/proc/self/exe";

/// What passes between the two: the sheets, or in words what is wrong.
type Answer = Result<Vec<(String, Vec<Vec<String>>)>, String>;

fn apart(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let said = ask(Command::new(OURSELVES), bytes).map_err(|error| {
        tracing::error!(%error, "no process could be started to read a workbook");
        "The file cannot be read just now. Try again in a moment".to_owned()
    })?;
    let answer: Answer = match said {
        Some(said) => serde_json::from_slice(&said).unwrap_or_else(|_| Err(UNREADABLE.to_owned())),
        None => Err(TOO_LARGE.to_owned()),
    };
    let sheets = answer?;
    Ok(sheets
        .into_iter()
        .map(|(name, rows)| Sheet { name, rows })
        .collect())
}

/// What the process says of a workbook; nothing when it took too long, or ended at its limits before it said anything.
fn ask(mut program: Command, bytes: &[u8]) -> std::io::Result<Option<Vec<u8>>> {
    let mut child = program
        .arg("read-workbook")
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

/// The other side: reads a workbook from standard input and says what is in it.
pub(crate) fn child() -> Result<()> {
    process::be_small()?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(MOST_SENT)
        .read_to_end(&mut bytes)
        .context("nothing can be read")?;
    let answer: Answer = paper::sheet::read(&bytes)
        .map(|sheets| sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect());
    drop(bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &answer).context("the sheets cannot be said")?;
    out.flush()?;
    Ok(())
}
