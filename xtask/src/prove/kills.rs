//! SIGKILL while many people book and sign in at the door: nothing that was acknowledged may be missing, nothing may be there twice.

use super::door::{Door, walk_in};
use super::form::{Filled, Half, first_area, get, hidden, links};
use super::server::{Scratch, Server};
use crate::tools::ask;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const ROUNDS: usize = 20;
const MOST_ROUNDS: usize = 80;
const PEOPLE: usize = 2000;
/// As many connections at once; the server takes 1,024.
const AT_ONCE: usize = 1000;
/// Yeses that must have been said for the proof to count.
const LEAST: usize = 10_000;

/// A form that was sent. Each carries its own organisation, which both tables keep as written: so each can be looked for by
/// itself.
struct Sent {
    books: bool,
    organisation: String,
    form: Filled,
    /// The server said yes.
    acknowledged: bool,
}

/// What one round leaves.
#[derive(Default)]
struct Round {
    sent: Vec<Sent>,
    /// Answers that broke off.
    half: usize,
}

/// Runs the rounds.
pub(crate) fn run() -> Result<Vec<String>> {
    super::server::build()?;
    let scratch = Scratch::new("kills")?;
    let data = scratch.join("data");
    let (mut all, mut again) = (Vec::new(), Again::default());
    let mut door = None;
    let mut rounds = 0;
    // A busy machine needs more rounds for as many yeses.
    while rounds < ROUNDS || rounds < MOST_ROUNDS && acknowledged(&all) < LEAST {
        let round = rounds;
        rounds += 1;
        let mut server = Server::start(&data, &[])?;
        again.send(server.port, &mut all)?;
        // A different moment each round, from the first writes to the last.
        let moment = Duration::from_millis(120 + 70 * u64::try_from(round % ROUNDS)?);
        let mut left = crowd(&mut server, round, &mut door, moment, |server| {
            server.kill();
            Ok(())
        })?;
        all.append(&mut left.sent);
        eprintln!("round {rounds}: {} acknowledged so far", acknowledged(&all));
    }
    let mut server = Server::start(&data, &[])?;
    again.send(server.port, &mut all)?;
    let mut ended = None;
    let mut left = crowd(&mut server, rounds, &mut door, Duration::from_secs(1), |server| {
        ended = Some(server.stop()?);
        Ok(())
    })?;
    all.append(&mut left.sent);
    let (took, well) = ended.context("it was not told to stop")?;
    if !well || took > Duration::from_secs(10) || left.half > 0 {
        bail!(
            "told to stop under load it took {took:?}, ended well: {well}, half answers: {}",
            left.half
        );
    }
    let mut server = Server::start(&data, &[])?;
    again.send(server.port, &mut all)?;
    server.stop()?;
    if acknowledged(&all) < LEAST {
        bail!(
            "only {} of {LEAST} were acknowledged: too little was proven",
            acknowledged(&all)
        );
    }
    let (bookings, signatures) = verify(&data, &all)?;
    let count = |books: bool| {
        all.iter()
            .filter(|sent| sent.acknowledged && sent.books == books)
            .count()
    };
    Ok(vec![
        format!(
            "{rounds} rounds of up to {PEOPLE} bookings and door sign-ins, {AT_ONCE} at once, SIGKILL at a different moment in each"
        ),
        format!(
            "{} sent; {} bookings and {} signatures acknowledged; 0 lost, 0 double, 0 sessions over capacity; {bookings} bookings and {signatures} signatures in the database",
            all.len(),
            count(true),
            count(false)
        ),
        format!(
            "after each restart the same forms were sent again: {} that had no answer and {} that had one; 0 double",
            again.unanswered, again.answered
        ),
        format!(
            "SIGTERM under load: ended well in {} ms, 0 half answers",
            took.as_millis()
        ),
    ])
}

fn acknowledged(all: &[Sent]) -> usize {
    all.iter().filter(|sent| sent.acknowledged).count()
}

/// Forms that were sent again after a restart.
#[derive(Default)]
struct Again {
    unanswered: usize,
    answered: usize,
    /// How many of all were looked at.
    seen: usize,
}

impl Again {
    /// Sends what the last round left without an answer, and some of what it was told yes to, as browsers do.
    fn send(&mut self, port: u16, all: &mut [Sent]) -> Result<()> {
        let from = self.seen;
        self.seen = all.len();
        for (number, sent) in all.iter_mut().enumerate().skip(from) {
            if sent.acknowledged && !number.is_multiple_of(10) {
                continue;
            }
            let answer = sent.form.send(port)?;
            if answer.status != 303 {
                bail!("the same form after a restart was answered {}", answer.status);
            }
            if sent.acknowledged {
                self.answered += 1;
            } else {
                self.unanswered += 1;
            }
            sent.acknowledged = true;
        }
        Ok(())
    }
}

/// Lets the crowd at a server until `end` has ended it.
fn crowd(
    server: &mut Server,
    round: usize,
    door: &mut Option<Door>,
    moment: Duration,
    end: impl FnOnce(&mut Server) -> Result<()>,
) -> Result<Round> {
    let sessions = bookable(server.port)?;
    let known = match door.take() {
        Some(known) => known,
        None => Door::of(server.port)?,
    };
    let opened = known.open(server.port)?;
    *door = Some(known);
    let (next, port) = (AtomicUsize::new(0), server.port);
    let left = Mutex::new(Round::default());
    std::thread::scope(|scope| -> Result<()> {
        for _ in 0..AT_ONCE {
            scope.spawn(|| person_after_person(port, round, &sessions, &opened, &next, &left));
        }
        std::thread::sleep(moment);
        end(server)
    })?;
    Ok(left.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// One of the crowd: books, then signs somebody in at the door, and so on until the server is gone.
fn person_after_person(
    port: u16,
    round: usize,
    sessions: &[String],
    opened: &str,
    next: &AtomicUsize,
    left: &Mutex<Round>,
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
        let filled = if books {
            let Some(session) = sessions.get(number / 2 % sessions.len().max(1)) else {
                return;
            };
            booking(port, session, &email, &organisation)
        } else {
            walk_in(port, opened, &email, &organisation)
        };
        let keep = |change: &dyn Fn(&mut Round)| {
            change(&mut left.lock().unwrap_or_else(PoisonError::into_inner));
        };
        let broke_off = |error: &anyhow::Error| keep(&|left| left.half += usize::from(error.is::<Half>()));
        let form = match filled {
            Ok(Some(form)) => form,
            Ok(None) => continue,
            Err(error) => return broke_off(&error),
        };
        let answer = form.send(port);
        let acknowledged = answer.as_ref().is_ok_and(|answer| answer.status == 303);
        keep(&|left| {
            left.sent.push(Sent {
                books,
                organisation: organisation.clone(),
                form: form.clone(),
                acknowledged,
            });
        });
        if let Err(error) = answer {
            return broke_off(&error);
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

/// Fetches the form for a place and fills it in, as a browser would. `None`: closed for booking, or busy; nothing was asked.
pub(crate) fn booking(port: u16, session: &str, email: &str, organisation: &str) -> Result<Option<Filled>> {
    let path = format!("{session}/book");
    let form = get(port, &path)?;
    if form.status != 200 {
        return Ok(None);
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
    Ok(Some(Filled { path, fields }))
}

/// Books a place. `true` when the server said yes.
pub(crate) fn book(port: u16, session: &str, email: &str, organisation: &str) -> Result<bool> {
    let Some(form) = booking(port, session, email, organisation)? else {
        return Ok(false);
    };
    match form.send(port)?.status {
        303 => Ok(true),
        503 => Ok(false),
        other => bail!("booking answered {other}"),
    }
}

fn verify(data: &Path, all: &[Sent]) -> Result<(usize, usize)> {
    let status = std::process::Command::new(super::server::binary())
        .args(["audit", "verify", "--data"])
        .arg(data)
        .status()?;
    if !status.success() {
        bail!("the audit trail does not verify");
    }
    let database = data.join("trellis.db");
    let over = count(
        &database,
        "select count(*) from session s where s.taken > s.capacity or s.taken <> (select count(*) from booking b where b.session_id = s.id and b.state = 'booked') and s.listed = 1",
    )?;
    if over > 0 {
        bail!("{over} sessions hold more bookings than places, or count them wrongly");
    }
    let double = count(
        &database,
        "select count(*) from (select session_id, learner_id from booking where state <> 'cancelled' group by 1, 2 having count(*) > 1) twice",
    )?;
    if double > 0 {
        bail!("{double} people hold two places in one session");
    }
    let bookings = by_organisation(&database, "select organisation, count(*) from booking group by 1")?;
    let signatures = by_organisation(
        &database,
        "select coalesce(organisation, ''), count(*) from attendance group by 1",
    )?;
    once("bookings", all.iter().filter(|sent| sent.books), &bookings)?;
    once("signatures", all.iter().filter(|sent| !sent.books), &signatures)?;
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

/// The number that a question has for an answer.
fn count(database: &Path, question: &str) -> Result<i64> {
    let rows = ask(database, question)?;
    let told = rows.first().and_then(|row| row.first());
    Ok(told.context("no answer")?.parse()?)
}

/// How often each organisation stands in a table.
fn by_organisation(database: &Path, question: &str) -> Result<BTreeMap<String, usize>> {
    ask(database, question)?
        .into_iter()
        .map(|row| match row.as_slice() {
            [name, count] => Ok((name.clone(), count.parse()?)),
            _ => bail!("not a name and a count: {row:?}"),
        })
        .collect()
}

/// Everything that was acknowledged stands in the table, once.
fn once<'s>(kind: &str, sent: impl Iterator<Item = &'s Sent>, there: &BTreeMap<String, usize>) -> Result<()> {
    let (mut all, mut lost, mut double) = (0, 0, 0);
    for one in sent.filter(|sent| sent.acknowledged) {
        let count = there.get(&one.organisation).copied().unwrap_or(0);
        all += 1;
        lost += usize::from(count == 0);
        double += usize::from(count > 1);
    }
    if lost > 0 || double > 0 {
        bail!("of {all} acknowledged {kind} {lost} are lost, {double} double");
    }
    Ok(())
}
