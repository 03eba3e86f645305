//! Five times as many people as can be served: who is taken is answered in time, who is not hears so at once, and the server
//! neither falls nor swells. And people who send nothing whole: nobody else waits for them.

mod slow;

use super::Depth;
use super::form::{get, header};
use super::kills::{bookable, booking};
use super::server::{Scratch, Server};
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Connections that keep the machine busy, each asking as fast as it is answered.
const ONE: usize = 80;
/// Five times as many.
const FIVE: usize = 400;
/// Seconds at one times, before.
const BEFORE: u64 = 20;
/// How long an answer may take, in the slowest hundredth.
const SLOWEST: Duration = Duration::from_secs(1);
/// How long a refusal may take. It is held against the middle one: the crowd runs on the same processors, and what its slowest
/// hundredth waits for is mostly itself.
const AT_ONCE: Duration = Duration::from_millis(100);

/// How the crowd was answered.
#[derive(Default)]
struct Tally {
    taken: Vec<Duration>,
    refused: Vec<Duration>,
    /// Answers that were neither.
    other: Vec<String>,
}

/// Runs both loads and compares.
pub(crate) fn run(depth: Depth) -> Result<Vec<String>> {
    super::server::build()?;
    let scratch = Scratch::new("overload")?;
    let data = scratch.join("data");
    let mut server = Server::start(&data, &[])?;
    let sessions = bookable(server.port)?;
    let seconds = match depth {
        Depth::Usual | Depth::Short => 60,
        Depth::Long => 300,
    };
    let slow_clients = slow::beside(server.port)?;
    let (usual, usual_memory) = load(&server, &sessions, ONE, BEFORE)?;
    let (heavy, heavy_memory) = load(&server, &sessions, FIVE, seconds)?;
    if get(server.port, "/sessions")?.status != 200 {
        bail!("the server does not answer afterwards");
    }
    let (took, well) = server.stop()?;
    if !well || took > Duration::from_secs(10) {
        bail!("the stop afterwards took {took:?}, ended well: {well}");
    }
    let verified = std::process::Command::new(super::server::binary())
        .args(["audit", "verify", "--data"])
        .arg(&data)
        .status()?;
    if !verified.success() {
        bail!("the audit trail does not verify");
    }
    let mut lines = vec![
        line(&format!("{ONE} connections, {BEFORE} s"), &usual, usual_memory),
        line(&format!("{FIVE} connections, {seconds} s"), &heavy, heavy_memory),
    ];
    lines.extend(slow_clients);
    let (taken, refused) = (slowest(&heavy.taken), slowest(&heavy.refused));
    if let Some(first) = heavy.other.first() {
        lines.push(format!(
            "{} {} answers were neither, the first: {first}",
            super::NOT_SHOWN,
            heavy.other.len()
        ));
    }
    if heavy.taken.is_empty() || taken > SLOWEST || refused > SLOWEST {
        lines.push(format!(
            "{} one in a hundred waits longer than {SLOWEST:?}",
            super::NOT_SHOWN
        ));
    }
    let middle = part(&heavy.refused, 50);
    if middle > AT_ONCE {
        lines.push(format!(
            "{} half of the refused wait longer than {AT_ONCE:?}",
            super::NOT_SHOWN
        ));
    }
    if heavy_memory > usual_memory * 2 {
        lines.push(format!("{} memory more than doubled", super::NOT_SHOWN));
    }
    Ok(lines)
}

fn line(what: &str, tally: &Tally, memory: u64) -> String {
    format!(
        "{what}: {} answered, 99 of 100 within {} ms; {} told to come back later, half within {} ms, 99 of 100 within {} ms; {} failed; memory at most {} MiB",
        tally.taken.len(),
        slowest(&tally.taken).as_millis(),
        tally.refused.len(),
        part(&tally.refused, 50).as_millis(),
        slowest(&tally.refused).as_millis(),
        tally.other.len(),
        memory / 1024
    )
}

fn slowest(times: &[Duration]) -> Duration {
    part(times, 99)
}

/// The time within which so many of a hundred were answered.
fn part(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

/// Bookings and reads of the lists from so many connections, as fast as they go; and the most memory meanwhile, in KiB.
fn load(server: &Server, sessions: &[String], connections: usize, seconds: u64) -> Result<(Tally, u64)> {
    let (over, most) = (AtomicBool::new(false), AtomicU64::new(0));
    let tally = Mutex::new(Tally::default());
    let (port, process) = (server.port, server.process());
    std::thread::scope(|scope| {
        for number in 0..connections {
            let (over, tally) = (&over, &tally);
            scope.spawn(move || {
                let mut own = Tally::default();
                for turn in 0.. {
                    if over.load(Ordering::SeqCst) {
                        break;
                    }
                    person(port, sessions, connections, number, turn, &mut own);
                }
                let mut all = tally.lock().unwrap_or_else(PoisonError::into_inner);
                all.taken.append(&mut own.taken);
                all.refused.append(&mut own.refused);
                all.other.append(&mut own.other);
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(seconds) {
            match memory(process) {
                Ok(now) => most.fetch_max(now, Ordering::SeqCst),
                Err(_) => break,
            };
            std::thread::sleep(Duration::from_millis(200));
        }
        over.store(true, Ordering::SeqCst);
    });
    // Fails when the server is gone.
    memory(process)?;
    Ok((
        tally.into_inner().unwrap_or_else(PoisonError::into_inner),
        most.into_inner(),
    ))
}

/// One person's turn: reads the list twice, then books.
fn person(port: u16, sessions: &[String], crowd: usize, number: usize, turn: usize, own: &mut Tally) {
    let page = ["/sessions", "/"].get(turn % 3);
    if let Some(page) = page {
        let begun = Instant::now();
        return note(get(port, page), begun.elapsed(), own);
    }
    let Some(session) = sessions.get((number + turn) % sessions.len().max(1)) else {
        return;
    };
    let begun = Instant::now();
    let email = format!("person-{crowd}-{number}-{turn}@overload.example");
    match booking(port, session, &email, "Example Housing") {
        Ok(Some(form)) => {
            own.taken.push(begun.elapsed());
            let begun = Instant::now();
            let answer = form.send(port);
            note(answer, begun.elapsed(), own);
        }
        // Told to come back later.
        Ok(None) => own.refused.push(begun.elapsed()),
        Err(error) => own.other.push(error.to_string()),
    }
}

fn note(answer: Result<super::form::Answer>, took: Duration, own: &mut Tally) {
    match answer {
        Ok(answer) if answer.status == 503 && header(&answer, "retry-after").is_some() => {
            own.refused.push(took);
        }
        Ok(answer) if answer.status < 400 => own.taken.push(took),
        Ok(answer) => own.other.push(format!("status {}", answer.status)),
        Err(error) => own.other.push(error.to_string()),
    }
}

/// What a process holds in memory, in KiB.
fn memory(process: u32) -> Result<u64> {
    std::fs::read_to_string(format!("/proc/{process}/status"))
        .context("the server has ended")?
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .parse()
                .ok()
        })
        .context("the server has ended")
}
