//! The outbox: a message is a sealed row, written in the transaction that causes it.

use crate::address::Address;
use crate::records;
use crate::template::Template;
use kernel::{Entropy, Fault, Id, Instant, Personal};
use serde::{Deserialize, Serialize};
use store::{Tx, values};

/// A message to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom: one mailbox (SH2).
    pub to: Address,
    /// Which text.
    pub template: Template,
    /// Where to look; empty when there is nothing to see. Must be an address of this service.
    pub link: Personal<String>,
    /// Where to say that no more messages like this one are wanted; empty where that cannot be said. An address of this service.
    pub leave: Personal<String>,
    /// Start and end of each day, if the text names them.
    pub days: Vec<(Instant, Instant)>,
    /// A calendar file made by `paper::calendar`.
    pub calendar: Option<String>,
    /// A second one, which takes days that were dropped out of the calendar.
    pub dropped: Option<String>,
}

impl Letter {
    /// A message without days or calendar file.
    pub fn new(to: Address, template: Template, link: &str) -> Self {
        Self {
            to,
            template,
            link: Personal::new(link.to_owned()),
            leave: Personal::new(String::new()),
            days: Vec::new(),
            calendar: None,
            dropped: None,
        }
    }

    /// The same with where to say that no more like it are wanted.
    #[must_use]
    pub fn with_leave(self, leave: &str) -> Self {
        Self {
            leave: Personal::new(leave.to_owned()),
            ..self
        }
    }
}

/// What is sealed besides the recipient.
#[derive(Serialize, Deserialize)]
struct Content {
    link: String,
    days: Vec<(i64, i64)>,
    calendar: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dropped: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    leave: String,
}

/// A message that the sender took.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its id, stable over every try.
    pub id: Id,
    /// The message.
    pub letter: Letter,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// When it was queued.
    pub made_at: Instant,
}

/// Queues a message to go out at `run_after`. The same `key` is queued once, however often it is asked for.
pub fn enqueue(
    tx: &mut Tx,
    letter: &Letter,
    id: Id,
    key: &str,
    run_after: Instant,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<(), Fault> {
    let (link, leave) = (letter.link.reveal(), letter.leave.reveal());
    let plain = |link: &str| {
        link.is_empty()
            || (link.starts_with("http://") || link.starts_with("https://"))
                && link.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if !plain(link) || !plain(leave) {
        return Err(Fault::new("a message's link is not an address"));
    }
    let content = Content {
        link: link.clone(),
        days: letter
            .days
            .iter()
            .map(|(start, end)| (start.millis(), end.millis()))
            .collect(),
        calendar: letter.calendar.clone(),
        dropped: letter.dropped.clone(),
        leave: leave.clone(),
    };
    let content = serde_json::to_vec(&content)
        .map_err(|error| Fault::caused("a message could not be written down", error))?;
    let keys = tx.keys();
    let recipient = keys.seal(
        "mail",
        "recipient_sealed",
        id,
        letter.to.reveal().as_bytes(),
        entropy,
    );
    let content = keys.seal("mail", "content_sealed", id, &content, entropy);
    tx.run(
        &records::MAIL_INSERT,
        values![
            id,
            letter.template.code(),
            recipient,
            content,
            key,
            now,
            run_after
        ],
    )?;
    Ok(())
}

/// Takes a message back that has not gone out.
pub fn withdraw(tx: &mut Tx, key: &str, now: Instant) -> Result<(), Fault> {
    tx.run(&records::MAIL_WITHDRAW, values![key, now, Vec::<u8>::new()])?;
    Ok(())
}

/// Something is due.
pub(crate) fn due(tx: &mut Tx, now: Instant) -> Result<bool, Fault> {
    let found = tx.one(&records::MAIL_DUE, values![now], |row| row.get::<Instant>(0))?;
    Ok(found.is_some())
}

/// Takes up to `most` due messages on a lease.
pub(crate) fn claim(tx: &mut Tx, now: Instant, lease: Instant, most: i64) -> Result<Vec<Outgoing>, Fault> {
    let rows = tx.all(&records::MAIL_CLAIM, values![now, lease, most], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<Vec<u8>>(2)?,
            row.get::<Vec<u8>>(3)?,
            row.get::<i64>(4)?,
            row.get::<Instant>(5)?,
        ))
    })?;
    let mut taken = Vec::new();
    for (id, template, recipient, content, attempt, made_at) in rows {
        match readable(tx, id, &template, &recipient, &content) {
            Ok(letter) => taken.push(Outgoing {
                id,
                letter,
                attempt,
                made_at,
            }),
            // One broken row must not keep the others waiting.
            Err(fault) => {
                let why = fault.to_string();
                settle(tx, id, &Fate::GivenUp { why }, now)?;
            }
        }
    }
    Ok(taken)
}

/// Gives a message back that was taken and not tried.
pub(crate) fn hand_back(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.run(&records::MAIL_BACK, values![id])?;
    Ok(())
}

fn readable(tx: &Tx<'_>, id: Id, template: &str, recipient: &[u8], content: &[u8]) -> Result<Letter, Fault> {
    let keys = tx.keys();
    let recipient = keys.open_text("mail", "recipient_sealed", id, recipient)?;
    let content = keys.open("mail", "content_sealed", id, content)?;
    let content: Content =
        serde_json::from_slice(&content).map_err(|_| Fault::new("a message could not be read back"))?;
    Ok(Letter {
        to: Address::parse(&recipient).ok_or_else(|| Fault::new("a message has no readable recipient"))?,
        template: Template::parse(template).ok_or_else(|| Fault::new("a message has an unknown text"))?,
        link: Personal::new(content.link),
        leave: Personal::new(content.leave),
        days: content
            .days
            .into_iter()
            .map(|(start, end)| (Instant::from_millis(start), Instant::from_millis(end)))
            .collect(),
        calendar: content.calendar,
        dropped: content.dropped,
    })
}

/// What became of a try.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Sent,
    Later { run_after: Instant, why: String },
    GivenUp { why: String },
}

/// Writes down what became of a try.
pub(crate) fn settle(tx: &mut Tx, id: Id, fate: &Fate, now: Instant) -> Result<(), Fault> {
    match fate {
        Fate::Sent => tx.run(&records::MAIL_SENT, values![id, now, Vec::<u8>::new()]),
        Fate::Later { run_after, why } => tx.run(
            &records::MAIL_FAILED,
            values![id, "queued", *run_after, why.clone(), None::<Instant>],
        ),
        Fate::GivenUp { why } => tx.run(
            &records::MAIL_FAILED,
            values![id, "dead", now, why.clone(), Some(now)],
        ),
    }
}
