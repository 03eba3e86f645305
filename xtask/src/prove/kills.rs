//! SIGKILL while many people book and sign in at the door: nothing that was acknowledged may be missing, nothing may be there twice.

use super::door::{Door, sign_in};
use super::form::{first_area, get, hidden, links, post};
use super::server::{Scratch, Server};
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const ROUNDS: usize = 20;
const PEOPLE: usize = 2000;
const AT_ONCE: usize = 64;

/// What somebody was told yes to. Each carries its own organisation, which both tables keep as written: so each can be
/// looked for by itself.
#[derive(Default)]
struct Acknowledged {
    bookings: Vec<String>,
    signatures: Vec<String>,
}

/// Runs the rounds.
pub(crate) fn run() -> Result<Vec<String>> {
    super::server::build()?;
    let scratch = Scratch::new("kills")?;
    let data = scratch.join("data");
    let mut acknowledged = Acknowledged::default();
    let mut sent = 0;
    let mut door = None;
    for round in 0..ROUNDS {
        let mut server = Server::start(&data, &[])?;
        let sessions = bookable(server.port)?;
        let known = match door.take() {
            Some(known) => known,
            None => Door::of(server.port)?,
        };
        let opened = known.open(server.port)?;
        door = Some(known);
        let (next, port) = (AtomicUsize::new(0), server.port);
        let done = Mutex::new(Acknowledged::default());
        std::thread::scope(|scope| -> Result<()> {
            for _ in 0..AT_ONCE {
                scope.spawn(|| person_after_person(port, round, &sessions, &opened, &next, &done));
            }
            // A different moment each round, from the first writes to the last.
            std::thread::sleep(Duration::from_millis(120 + 70 * u64::try_from(round)?));
            server.kill();
            Ok(())
        })?;
        sent += next.load(Ordering::SeqCst).min(PEOPLE);
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        acknowledged.bookings.append(&mut done.bookings);
        acknowledged.signatures.append(&mut done.signatures);
        eprintln!(
            "round {}: {} bookings and {} signatures acknowledged so far",
            round + 1,
            acknowledged.bookings.len(),
            acknowledged.signatures.len()
        );
    }
    let mut server = Server::start(&data, &[])?;
    let (took, well) = server.stop()?;
    if !well || took > Duration::from_secs(10) {
        bail!("the last stop took {took:?}, ended well: {well}");
    }
    if acknowledged.bookings.is_empty() || acknowledged.signatures.is_empty() {
        bail!("no booking or no signature was acknowledged: nothing was proven");
    }
    let (bookings, signatures) = verify(&data, &acknowledged)?;
    Ok(vec![
        format!(
            "{ROUNDS} rounds of up to {PEOPLE} bookings and door sign-ins, {AT_ONCE} at once, SIGKILL at a different moment in each"
        ),
        format!(
            "{sent} begun; {} bookings and {} signatures acknowledged; 0 lost, 0 double, 0 sessions over capacity; {bookings} bookings and {signatures} signatures in the database",
            acknowledged.bookings.len(),
            acknowledged.signatures.len()
        ),
        format!("SIGTERM afterwards: ended well in {} ms", took.as_millis()),
    ])
}

/// One of the crowd: books, then signs somebody in at the door, and so on until the server is gone.
fn person_after_person(
    port: u16,
    round: usize,
    sessions: &[String],
    opened: &str,
    next: &AtomicUsize,
    done: &Mutex<Acknowledged>,
) {
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= PEOPLE {
            return;
        }
        let (email, organisation) = (
            format!("person-{round}-{number}@kills.example"),
            format!("Example Housing {round}-{number}"),
        );
        let books = number.is_multiple_of(2);
        let answer = if books {
            let Some(session) = sessions.get(number / 2 % sessions.len().max(1)) else {
                return;
            };
            book(port, session, &email, &organisation)
        } else {
            sign_in(port, opened, &email, &organisation)
        };
        match answer {
            Ok(true) => {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                if books {
                    done.bookings.push(organisation);
                } else {
                    done.signatures.push(organisation);
                }
            }
            Ok(false) => {}
            Err(_) => return,
        }
    }
}

/// The public sessions that take bookings now.
pub(crate) fn bookable(port: u16) -> Result<Vec<String>> {
    let mut sessions = links(&get(port, "/sessions")?.text, "/sessions/S-");
    sessions.sort();
    sessions.dedup();
    let mut open = Vec::new();
    for session in sessions {
        if get(port, &format!("{session}/book"))?.status == 200 {
            open.push(session);
        }
    }
    if open.is_empty() {
        bail!("the demonstration offers no session to book");
    }
    Ok(open)
}

/// Books a place as a browser would: fetches the form, fills it in, sends it. `true` when the server said yes.
pub(crate) fn book(port: u16, session: &str, email: &str, organisation: &str) -> Result<bool> {
    let path = format!("{session}/book");
    let form = get(port, &path)?;
    if form.status != 200 {
        // Closed for booking, or busy: nothing was asked of the server.
        return Ok(false);
    }
    let mut fields = hidden(&form.text);
    let area = first_area(&form.text);
    for (name, value) in [
        ("name", "Robin Example"),
        ("email", email),
        ("organisation", organisation),
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
fn verify(data: &Path, acknowledged: &Acknowledged) -> Result<(usize, usize)> {
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
    let bookings = by_organisation(
        &connection,
        "select organisation, count(*) from booking group by 1",
    )?;
    let signatures = by_organisation(
        &connection,
        "select coalesce(organisation, ''), count(*) from attendance group by 1",
    )?;
    once("bookings", &acknowledged.bookings, &bookings)?;
    once("signatures", &acknowledged.signatures, &signatures)?;
    // What was never asked for is not there, and what was asked for once is not there twice.
    for (kind, counts) in [("bookings", &bookings), ("signatures", &signatures)] {
        let more = counts
            .iter()
            .filter(|(name, count)| name.starts_with("Example Housing ") && **count > 1)
            .count();
        if more > 0 {
            bail!("{more} {kind} are there more than once");
        }
    }
    Ok((bookings.values().sum(), signatures.values().sum()))
}

/// How often each organisation stands in a table.
#[expect(
    clippy::disallowed_types,
    reason = "the server is stopped: the proof reads the file on its own"
)]
fn by_organisation(connection: &rusqlite::Connection, question: &str) -> Result<BTreeMap<String, usize>> {
    let mut statement = connection.prepare(question)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let (name, count) = row?;
        counts.insert(name, usize::try_from(count)?);
    }
    Ok(counts)
}

/// Everything that was acknowledged stands in the table, once.
fn once(kind: &str, acknowledged: &[String], there: &BTreeMap<String, usize>) -> Result<()> {
    let lost = acknowledged
        .iter()
        .filter(|name| there.get(*name).is_none())
        .count();
    let double = acknowledged
        .iter()
        .filter(|name| there.get(*name).is_some_and(|count| *count != 1))
        .count();
    if lost > 0 || double > 0 {
        bail!(
            "of {} acknowledged {kind} {lost} are lost, {double} double",
            acknowledged.len()
        );
    }
    Ok(())
}
