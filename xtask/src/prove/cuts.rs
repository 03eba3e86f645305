//! Power cuts. The server runs under strace; from the record of its system calls we rebuild what a disk would hold if the
//! power went at the moment of each acknowledgement: only bytes followed by a sync of their file survive. Each such disk
//! is then opened, counted and checked.

use super::kills::{book, bookable};
use super::server::{Scratch, Server, binary};
use crate::tools::debian;
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

const CUTS: usize = 300;

/// Books 300 places under the tracer and cuts the power at each answer.
pub(crate) fn run() -> Result<Vec<String>> {
    let strace = debian("strace", "strace", &[])?;
    let scratch = Scratch::new("cuts")?;
    let (data, before, log) = (
        scratch.join("data"),
        scratch.join("before"),
        scratch.join("calls"),
    );
    Server::start(&data, &[])?.stop()?;
    copy(&data, &before)?;
    let prefix: Vec<String> = [
        "-f",
        "-y",
        "-xx",
        "-s",
        "1048576",
        "-e",
        "trace=write,writev,pwrite64,pwritev,ftruncate,fsync,fdatasync,sendto,sendmsg",
        "-o",
    ]
    .iter()
    .map(|word| (*word).to_owned())
    .collect();
    let mut command = vec![strace.display().to_string()];
    command.extend(prefix);
    command.push(log.display().to_string());
    let mut server = Server::start(&data, &command)?;
    let sessions = bookable(server.port)?;
    let mut answered = 0;
    std::thread::scope(|scope| -> Result<()> {
        let workers: Vec<_> = (0..6)
            .map(|worker| {
                let (sessions, port) = (&sessions, server.port);
                scope.spawn(move || -> Result<usize> {
                    let mut yes = 0;
                    for number in 0..CUTS.div_ceil(6) {
                        let session = sessions
                            .get((number + worker) % sessions.len())
                            .context("no session")?;
                        yes += usize::from(book(
                            port,
                            session,
                            &format!("person-{worker}-{number}@cuts.example"),
                        )?);
                    }
                    Ok(yes)
                })
            })
            .collect();
        for worker in workers {
            answered += worker.join().map_err(|_| anyhow::anyhow!("a client failed"))??;
        }
        Ok(())
    })?;
    server.kill();
    // strace itself was killed with its child still writing: give the record a moment to end.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let outcome = replay(
        &std::fs::read_to_string(&log)?,
        &data,
        &before,
        &scratch.join("cut"),
    )?;
    if answered == 0 {
        bail!("no booking was acknowledged: nothing was proven");
    }
    if outcome.cuts < CUTS.min(answered) {
        bail!(
            "only {} of {answered} answers were found in the record",
            outcome.cuts
        );
    }
    if outcome.lost > 0 {
        bail!(
            "{} of {} cuts lost an acknowledged booking",
            outcome.lost,
            outcome.cuts
        );
    }
    Ok(vec![format!(
        "{} cuts, each at an acknowledged booking; {} syncs in the record; 0 cuts lost anything; integrity and audit trail good in each disk checked",
        outcome.cuts, outcome.syncs
    )])
}

struct Outcome {
    cuts: usize,
    lost: usize,
    syncs: usize,
}

#[derive(Default)]
struct Image {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Image {
    fn sync(&mut self) {
        for change in self.pending.drain(..) {
            match change {
                Change::Write(offset, bytes) => {
                    let end = offset + bytes.len();
                    if self.durable.len() < end {
                        self.durable.resize(end, 0);
                    }
                    if let Some(place) = self.durable.get_mut(offset..end) {
                        place.copy_from_slice(&bytes);
                    }
                }
                Change::Length(length) => self.durable.resize(length, 0),
            }
        }
    }
}

fn replay(log: &str, data: &Path, before: &Path, cut: &Path) -> Result<Outcome> {
    let mut images: HashMap<String, Image> = HashMap::new();
    for name in ["trellis.db", "trellis.db-wal"] {
        let durable = std::fs::read(before.join(name)).unwrap_or_default();
        images.insert(
            data.join(name).display().to_string(),
            Image {
                durable,
                pending: Vec::new(),
            },
        );
    }
    let begun = bookings(before)?;
    let mut syncing: HashMap<String, String> = HashMap::new();
    let mut outcome = Outcome {
        cuts: 0,
        lost: 0,
        syncs: 0,
    };
    for line in log.lines() {
        let Some((thread, call)) = line.trim_start().split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if let Some(rest) = call.strip_prefix("<... ") {
            if (rest.starts_with("fsync") || rest.starts_with("fdatasync"))
                && rest.trim_end().ends_with("= 0")
                && let Some(path) = syncing.remove(thread)
            {
                outcome.syncs += 1;
                images.entry(path).or_default().sync();
            }
            continue;
        }
        let Some((name, rest)) = call.split_once('(') else {
            continue;
        };
        let Some(target) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) else {
            continue;
        };
        let path = plain(target.0);
        match name {
            "pwrite64" if images.contains_key(&path) => {
                let bytes = quoted(target.1).context("a write without bytes")?;
                let offset = target
                    .1
                    .rsplit_once('"')
                    .and_then(|(_, tail)| tail.split(',').nth(2))
                    .and_then(|word| word.split([')', ' ']).find(|part| !part.is_empty()))
                    .and_then(|word| word.parse().ok())
                    .with_context(|| format!("no offset in a write of {} bytes", bytes.len()))?;
                if let Some(image) = images.get_mut(&path) {
                    image.pending.push(Change::Write(offset, bytes));
                }
            }
            "ftruncate" if images.contains_key(&path) => {
                let length = target
                    .1
                    .trim_start_matches([',', ' '])
                    .split([')', ' '])
                    .next()
                    .and_then(|word| word.parse().ok())
                    .context("no length")?;
                if let Some(image) = images.get_mut(&path) {
                    image.pending.push(Change::Length(length));
                }
            }
            "fsync" | "fdatasync" if images.contains_key(&path) => {
                if rest.contains("<unfinished") {
                    syncing.insert(thread.to_owned(), path);
                } else if rest.trim_end().ends_with("= 0") {
                    outcome.syncs += 1;
                    if let Some(image) = images.get_mut(&path) {
                        image.sync();
                    }
                }
            }
            "write" | "writev" | "sendto" | "sendmsg"
                if (path.starts_with("socket:") || path.starts_with("TCP:"))
                    && quoted(target.1).is_some_and(|bytes| bytes.starts_with(b"HTTP/1.1 303")) =>
            {
                outcome.cuts += 1;
                if !survives(
                    &images,
                    data,
                    before,
                    cut,
                    begun + outcome.cuts,
                    outcome.cuts.is_multiple_of(25),
                )? {
                    outcome.lost += 1;
                }
            }
            _ => {}
        }
    }
    Ok(outcome)
}

/// Writes the disk as it would be and looks whether every acknowledged booking is on it.
fn survives(
    images: &HashMap<String, Image>,
    data: &Path,
    before: &Path,
    cut: &Path,
    wanted: usize,
    whole: bool,
) -> Result<bool> {
    let _ = std::fs::remove_dir_all(cut);
    copy(before, cut)?;
    for (path, image) in images {
        let name = Path::new(path).strip_prefix(data)?;
        if image.durable.is_empty() {
            let _ = std::fs::remove_file(cut.join(name));
        } else {
            std::fs::write(cut.join(name), &image.durable)?;
        }
    }
    let _ = std::fs::remove_file(cut.join("trellis.db-shm"));
    if bookings(cut)? < wanted {
        return Ok(false);
    }
    // The whole chain takes longer than the count: every 25th disk.
    Ok(!whole
        || Command::new(binary())
            .args(["audit", "verify", "--data"])
            .arg(cut)
            .status()?
            .success())
}

#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this copy: the proof reads the file on its own"
)]
fn bookings(folder: &Path) -> Result<usize> {
    let connection = rusqlite::Connection::open(folder.join("trellis.db"))?;
    let verdict: String = connection.query_row("pragma quick_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        bail!("a cut left a damaged database: {verdict}");
    }
    let count: i64 = connection.query_row("select count(*) from booking", [], |row| row.get(0))?;
    Ok(usize::try_from(count)?)
}

/// A path as strace -xx prints it.
fn plain(text: &str) -> String {
    if !text.starts_with("\\x") {
        return text.to_owned();
    }
    let bytes: Vec<u8> = text
        .split("\\x")
        .skip(1)
        .filter_map(|digits| u8::from_str_radix(digits, 16).ok())
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The bytes of the first quoted string, which strace -xx prints as `\x41\x42`.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let inside = text.split_once('"')?.1.split_once('"')?.0;
    inside
        .split("\\x")
        .skip(1)
        .map(|digits| u8::from_str_radix(digits, 16).ok())
        .collect()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
