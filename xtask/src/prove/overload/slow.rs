//! Four hundred who send a request letter by letter and never whole, while others read.

use super::super::NOT_SHOWN;
use super::super::form::get;
use super::slowest;
use anyhow::{Result, bail};
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Who sends nothing whole.
const SLOW: usize = 400;
/// Who reads meanwhile, and how often each.
const READERS: usize = 4;
const READS: usize = 500;
/// What a machine that does other things too may add to the slowest hundredth.
const CHANCE: Duration = Duration::from_millis(20);

/// The slowest hundredth of the readers with and without them.
pub(super) fn beside(port: u16) -> Result<Vec<String>> {
    // The first readers warm the caches.
    read(port)?;
    let before = slowest(&read(port)?);
    let over = AtomicBool::new(false);
    let with = std::thread::scope(|scope| {
        let dripping = scope.spawn(|| drip(port, &over));
        std::thread::sleep(Duration::from_secs(1));
        let with = read(port);
        over.store(true, Ordering::SeqCst);
        dripping
            .join()
            .map_err(|_| anyhow::anyhow!("the slow clients fell over"))??;
        with
    })?;
    let with = slowest(&with);
    let mut lines = vec![format!(
        "{SLOW} clients that send a letter at a time: 99 of 100 readers beside them within {} ms, without them within {} ms",
        with.as_millis(),
        before.as_millis()
    )];
    if with > before.mul_f64(1.5) + CHANCE {
        lines.push(format!("{NOT_SHOWN} others wait for slow clients"));
    }
    Ok(lines)
}

/// How long each read of the list took.
fn read(port: u16) -> Result<Vec<Duration>> {
    let reader = || -> Result<Vec<Duration>> {
        (0..READS)
            .map(|_| {
                let begun = Instant::now();
                let answer = get(port, "/sessions")?;
                if answer.status != 200 {
                    bail!("a reader got {}", answer.status);
                }
                Ok(begun.elapsed())
            })
            .collect()
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        let mut took = Vec::new();
        for one in all {
            took.extend(one.join().map_err(|_| anyhow::anyhow!("a reader fell over"))??);
        }
        Ok(took)
    })
}

/// Keeps so many half requests open; each that the server closes is begun again.
fn drip(port: u16, over: &AtomicBool) -> Result<()> {
    let mut open: Vec<Option<TcpStream>> = (0..SLOW).map(|_| None).collect();
    while !over.load(Ordering::SeqCst) {
        for slot in &mut open {
            let sent = slot.as_mut().is_some_and(|stream| stream.write_all(b"x").is_ok());
            if !sent {
                let mut stream = TcpStream::connect(("127.0.0.1", port))?;
                stream.write_all(b"GET /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")?;
                *slot = Some(stream);
            }
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    Ok(())
}
