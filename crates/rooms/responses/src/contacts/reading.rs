//! What is known of somebody who wants to be reached, without how.

use super::standing::{Standing, WAITS_DAYS};
use crate::guards::ContactRecord;
use crate::model::{ContactId, ContactRequestId};
use crate::records::contact as sql;
use crate::tallies::FEWEST;
use access::actions::{AgreeWhoAnswered, ReadContacts};
use access::{Action, Scope};
use kernel::{Day, Fault, Id, Instant, Refusal, Stop};
use store::{Keys, Row, Tx, values};

/// Somebody left a way to be reached.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The questionnaire.
    pub questionnaire: String,
    /// The course; empty where fewer than five answered in its session.
    pub course: String,
    /// The area; empty where there is none.
    pub area: String,
    /// The day of the answers.
    pub day: Day,
    /// When it was erased.
    pub erased_at: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
    /// The newest request.
    pub newest: Option<Standing>,
}

/// A request to see it.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) id: ContactRequestId,
    pub(crate) standing: Standing,
    pub(crate) asked_by: Id,
    pub(crate) asker: String,
    /// Whoever asked works here still.
    pub(crate) works: bool,
    pub(crate) asked_at: Instant,
    pub(crate) reason: String,
    pub(crate) decider: Option<String>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) words: Option<String>,
}

kernel::masked!(Request);

/// Which of them a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    /// Those that were not erased.
    Left,
    /// Those that wait for a second person.
    Asked,
    /// All.
    All,
}

impl Show {
    pub(crate) const CHOICES: [(&'static str, &'static str); 3] = [
        ("", "All that are there"),
        ("asked", "Those that wait for a second person"),
        ("all", "Erased ones too"),
    ];

    pub(crate) fn of(code: &str) -> Self {
        match code {
            "asked" => Self::Asked,
            "all" => Self::All,
            _ => Self::Left,
        }
    }
}

fn contact(row: &Row<'_>, now: Instant) -> Result<Contact, Fault> {
    let few = row.get::<i64>(8)? < FEWEST;
    let newest = row
        .get::<Option<String>>(9)?
        .zip(row.get::<Option<Instant>>(10)?)
        .map(|(state, asked)| Standing::of(&state, asked, row.get::<Option<Instant>>(11)?, now))
        .transpose()?;
    Ok(Contact {
        id: ContactId(row.get(0)?),
        questionnaire: row.get(1)?,
        course: row.get::<Option<String>>(2)?.filter(|_| !few).unwrap_or_default(),
        area: row
            .get::<Option<String>>(3)?
            .or(row.get::<Option<String>>(4)?)
            .unwrap_or_default(),
        day: row.get(5)?,
        erased_at: row.get(6)?,
        version: row.get(7)?,
        newest,
    })
}

/// A page of those in sight, the latest day first, after one of them; and whether there are more.
///
/// # Errors
/// A fault of the engine.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope<ReadContacts>,
    show: Show,
    after: Option<Id>,
    (rows, now): (usize, Instant),
) -> Result<(Vec<Contact>, bool), Fault> {
    let mut names = Vec::new();
    match show {
        Show::Left => names.push("left"),
        Show::Asked => names.push("asked"),
        Show::All => {}
    }
    names.extend(after.map(|_| "after"));
    let most = i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX);
    let since = now.plus_seconds(-WAITS_DAYS * 86_400);
    let values = scope.values_and(values![most, after, since]);
    let mut found = tx.list(&sql::CONTACTS, &names, &values, |row| contact(row, now))?;
    let more = found.len() > rows;
    found.truncate(rows);
    Ok((found, more))
}

/// One in sight.
pub(crate) fn load<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: ContactId,
    now: Instant,
) -> Result<Contact, Stop> {
    drop(scope.pass::<ContactRecord>(tx, id)?);
    let values = scope.values_and(values![1, None::<Id>, now, id.0]);
    let found = tx.list(&sql::CONTACTS, &["one"], &values, |row| contact(row, now))?;
    Ok(found.into_iter().next().ok_or(Refusal::Unknown)?)
}

/// Its requests, the newest first.
pub(crate) fn requests(tx: &mut Tx<'_>, id: ContactId, now: Instant) -> Result<Vec<Request>, Fault> {
    let keys = tx.keys().clone();
    tx.all(&sql::REQUESTS, values![id.0], |row| request(row, &keys, now))
}

fn request(row: &Row<'_>, keys: &Keys, now: Instant) -> Result<Request, Fault> {
    let id: Id = row.get(0)?;
    let name = |account: Option<Id>, sealed: Option<Vec<u8>>| {
        account
            .zip(sealed)
            .map(|(account, sealed)| keys.open_text("account", "name_sealed", account, &sealed))
            .transpose()
    };
    let asked_by: Id = row.get(2)?;
    let (asked_at, decided_at) = (row.get(5)?, row.get(9)?);
    let words = row.get::<Option<Vec<u8>>>(10)?;
    Ok(Request {
        id: ContactRequestId(id),
        standing: Standing::of(&row.get::<String>(1)?, asked_at, decided_at, now)?,
        asked_by,
        asker: name(Some(asked_by), row.get(3)?)?.unwrap_or_default(),
        works: row.get::<String>(4)? == "active",
        asked_at,
        reason: keys.open_text("contact_request", "reason_sealed", id, &row.get::<Vec<u8>>(6)?)?,
        decider: name(row.get(7)?, row.get(8)?)?,
        decided_at,
        words: words
            .map(|sealed| keys.open_text("contact_request", "words_sealed", id, &sealed))
            .transpose()?,
    })
}

/// How many requests in sight wait for somebody else than who asks, counted to 1,001.
///
/// # Errors
/// A fault of the engine.
pub fn waiting(tx: &mut Tx<'_>, scope: &Scope<AgreeWhoAnswered>, now: Instant) -> Result<i64, Fault> {
    let since = now.plus_seconds(-WAITS_DAYS * 86_400);
    let found = tx.one(&sql::WAITING, &scope.values_and(values![since]), |row| {
        row.get::<i64>(0)
    })?;
    Ok(found.unwrap_or(0))
}
