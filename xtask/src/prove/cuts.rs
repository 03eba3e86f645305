//! Power cuts. The server runs under strace; from the record of its system calls we rebuild what a disk would hold if the
//! power went at the moment of each acknowledgement: only bytes followed by a sync of their file survive. Each such disk
//! is then opened, counted and checked.

use super::kills::{book, bookable};
use super::server::{Scratch, Server, binary};
use crate::tools::{ask, debian};
use anyhow::{Context, Result, bail};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::{Command, Stdio};

const CUTS: usize = 300;
const AT_ONCE: usize = 6;
/// Begins the organisation of each person who books; the rest tells one from another. It is stored as written.
const MARK: &str = "Cut";

/// Books 300 places under the tracer and cuts the power at each answer.
pub(crate) fn run() -> Result<Vec<String>> {
    super::server::build()?;
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
        "trace=read,recvfrom,write,writev,pwrite64,pwritev,ftruncate,fsync,fdatasync,sendto,sendmsg",
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
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|worker| {
                let (sessions, port) = (&sessions, server.port);
                scope.spawn(move || book_until(port, sessions, worker, CUTS.div_ceil(AT_ONCE)))
            })
            .collect();
        for worker in workers {
            answered += worker.join().map_err(|_| anyhow::anyhow!("a client failed"))??;
        }
        Ok(())
    })?;
    server.kill();
    let outcome = replay(
        &std::fs::read_to_string(&log)?,
        &data,
        &before,
        &scratch.join("cut"),
    )?;
    if answered < CUTS || outcome.cuts < CUTS {
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
        "{} cuts, each at an acknowledged booking; {} syncs in the record; on each disk every booking acknowledged by then is there, integrity and audit trail are good; 0 lost",
        outcome.cuts, outcome.syncs
    )])
}

/// Books until so many places were acknowledged.
fn book_until(port: u16, sessions: &[String], worker: usize, wanted: usize) -> Result<usize> {
    let mut yes = 0;
    for number in 0..wanted * 4 {
        let session = sessions
            .get((number + worker) % sessions.len().max(1))
            .context("no session")?;
        let email = format!("person-{worker}-{number}@cuts.example");
        yes += usize::from(book(port, session, &email, &format!("{MARK}{worker}-{number}"))?);
        if yes == wanted {
            return Ok(yes);
        }
    }
    bail!("only {yes} of {wanted} bookings were acknowledged")
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
    let mut asked: HashMap<String, String> = HashMap::new();
    let mut reading: HashMap<String, String> = HashMap::new();
    let mut acknowledged: Vec<String> = Vec::new();
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
            if let Some(path) = reading.remove(thread)
                && let Some(mark) = quoted(rest).and_then(|bytes| mark(&bytes))
            {
                asked.insert(path, mark);
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
                acknowledged.push(asked.remove(&path).context("an answer without its question")?);
                if !survives(&images, data, before, cut, &acknowledged)? {
                    outcome.lost += 1;
                }
            }
            "read" | "recvfrom" if path.starts_with("socket:") || path.starts_with("TCP:") => {
                if rest.contains("<unfinished") {
                    reading.insert(thread.to_owned(), path);
                } else if let Some(mark) = quoted(target.1).and_then(|bytes| mark(&bytes)) {
                    asked.insert(path, mark);
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
    acknowledged: &[String],
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
    let there = organisations(cut)?;
    if !acknowledged.iter().all(|mark| there.contains(mark)) {
        return Ok(false);
    }
    let verified = Command::new(binary())
        .args(["audit", "verify", "--data"])
        .arg(cut)
        .stdout(Stdio::null())
        .status()?;
    if !verified.success() {
        bail!("a cut left an audit trail that does not verify");
    }
    Ok(true)
}

fn organisations(folder: &Path) -> Result<HashSet<String>> {
    let database = folder.join("trellis.db");
    let verdict = ask(&database, "pragma integrity_check")?;
    if verdict != [["ok"]] {
        bail!("a cut left a damaged database: {verdict:?}");
    }
    let rows = ask(&database, "select organisation from booking")?;
    Ok(rows.into_iter().flatten().collect())
}

/// Whose booking a request asks for: the organisation in its body.
fn mark(request: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let rest = text.split("organisation=").nth(1)?;
    let encoded = rest.split('&').next()?;
    Some(encoded.replace("%2D", "-"))
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
