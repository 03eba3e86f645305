//! SIGKILL while many people book: nothing that was acknowledged may be missing, nothing may be there twice.

use super::form::{get, hidden, links, post};
use super::server::{Scratch, Server};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROUNDS: usize = 20;
const PEOPLE: usize = 2000;
const AT_ONCE: usize = 64;

/// Runs the rounds.
pub(crate) fn run() -> Result<Vec<String>> {
    let scratch = Scratch::new("kills")?;
    let data = scratch.join("data");
    let mut acknowledged: Vec<String> = Vec::new();
    let mut sent = 0;
    for round in 0..ROUNDS {
        let mut server = Server::start(&data, &[])?;
        let sessions = bookable(server.port)?;
        let next = Arc::new(AtomicUsize::new(0));
        let done = Arc::new(Mutex::new(Vec::new()));
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let (next, done, sessions, port) = (
                    Arc::clone(&next),
                    Arc::clone(&done),
                    sessions.clone(),
                    server.port,
                );
                std::thread::spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= PEOPLE {
                            return;
                        }
                        let Some(session) = sessions.get(number % sessions.len().max(1)) else {
                            return;
                        };
                        let email = format!("person-{round}-{number}@kills.example");
                        match book(port, session, &email) {
                            Ok(true) => done
                                .lock()
                                .unwrap_or_else(std::sync::PoisonError::into_inner)
                                .push(email),
                            Ok(false) => {}
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        // A different moment each round, from the first bookings to the last.
        std::thread::sleep(Duration::from_millis(120 + 70 * u64::try_from(round)?));
        server.kill();
        for worker in workers {
            let _ = worker.join();
        }
        sent += next.load(Ordering::SeqCst).min(PEOPLE);
        acknowledged.append(&mut done.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        eprintln!("round {}: {} acknowledged so far", round + 1, acknowledged.len());
    }
    let mut server = Server::start(&data, &[])?;
    let (took, well) = server.stop()?;
    if !well || took > Duration::from_secs(10) {
        bail!("the last stop took {took:?}, ended well: {well}");
    }
    if acknowledged.is_empty() {
        bail!("no booking was acknowledged: nothing was proven");
    }
    let counted = verify(&data, &acknowledged)?;
    Ok(vec![
        format!(
            "{ROUNDS} rounds of up to {PEOPLE} bookings, {AT_ONCE} at once, SIGKILL at a different moment in each"
        ),
        format!(
            "{sent} sent, {} acknowledged, 0 lost, 0 double, 0 sessions over capacity; {counted} bookings in the database",
            acknowledged.len()
        ),
        format!("SIGTERM afterwards: ended well in {} ms", took.as_millis()),
    ])
}

/// The public sessions that take bookings.
pub(crate) fn bookable(port: u16) -> Result<Vec<String>> {
    let mut sessions = links(&get(port, "/sessions")?.text, "/sessions/S-");
    sessions.sort();
    sessions.dedup();
    if sessions.is_empty() {
        bail!("the demonstration offers no session to book");
    }
    Ok(sessions)
}

/// Books a place as a browser would: fetches the form, fills it in, sends it. `true` when the server said yes.
pub(crate) fn book(port: u16, session: &str, email: &str) -> Result<bool> {
    let path = format!("{session}/book");
    let form = get(port, &path)?;
    if form.status != 200 {
        // Closed for booking, or busy: nothing was asked of the server.
        return Ok(false);
    }
    let mut fields = hidden(&form.text);
    // The first area that the form offers.
    let area = form
        .text
        .split("<option value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.len() == 36)
        .unwrap_or_default()
        .to_owned();
    for (name, value) in [
        ("name", "Robin Example"),
        ("email", email),
        ("organisation", "Example Housing"),
        ("background", "housing"),
        ("area", area.as_str()),
        ("access_needs", ""),
        ("language_needs", ""),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let answer = post(port, &path, &fields)?;
    match answer.status {
        303 => Ok(true),
        503 => Ok(false),
        other => bail!("booking answered {other}"),
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "the server is stopped: the proof reads the file on its own"
)]
fn verify(data: &Path, acknowledged: &[String]) -> Result<usize> {
    let status = std::process::Command::new(super::server::binary())
        .args(["audit", "verify", "--data"])
        .arg(data)
        .status()?;
    if !status.success() {
        bail!("the audit trail does not verify");
    }
    let connection = rusqlite::Connection::open(data.join("trellis.db"))?;
    let over: i64 = connection.query_row(
        "select count(*) from session s where s.taken > s.capacity or s.taken <> (select count(*) from booking b where b.session_id = s.id and b.state = 'booked') and s.listed = 1",
        [],
        |row| row.get(0),
    )?;
    if over > 0 {
        bail!("{over} sessions hold more bookings than places, or count them wrongly");
    }
    let double: i64 = connection.query_row("select count(*) from (select session_id, learner_id from booking where state <> 'cancelled' group by 1, 2 having count(*) > 1) twice", [], |row| row.get(0))?;
    if double > 0 {
        bail!("{double} people hold two places in one session");
    }
    let total: i64 = connection.query_row("select count(*) from booking", [], |row| row.get(0))?;
    // Who booked is sealed in the database. Each acknowledged person is one learner who booked once; the
    // demonstration's own people came by loading.
    let learners: i64 = connection.query_row(
        "select count(*) from learner l where exists (select 1 from booking b where b.learner_id = l.id and b.source <> 'loaded')",
        [],
        |row| row.get(0),
    )?;
    let mut unique: BTreeMap<&str, usize> = BTreeMap::new();
    for email in acknowledged {
        *unique.entry(email).or_default() += 1;
    }
    let acknowledged_people = i64::try_from(unique.len()).context("too many")?;
    if learners < acknowledged_people {
        bail!("{acknowledged_people} people were told yes, {learners} are in the database");
    }
    Ok(usize::try_from(total)?)
}
