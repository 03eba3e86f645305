//! Browsers that are signed in: making, listing and ending them. Looking a token up into a viewer is access's work.

use crate::{AccountId, device, records, token};
use kernel::{Fault, Id, Instant};
use store::{Tx, values};

/// What stays when everything else of an account ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep<'a> {
    /// The session of the browser that asked, if it is the owner's.
    pub session: Option<Id>,
    /// The browsers that stay known.
    pub browsers: Known<'a>,
}

impl Keep<'_> {
    /// Nobody stays signed in, but a browser that was known has guesses of its own again: somebody else's guesses must not keep the
    /// owner from coming back (SD3).
    pub const BROWSERS: Self = Self {
        session: None,
        browsers: Known::All,
    };
}

/// Browsers that have signed in before. None is signed in by being known: it only has guesses of its own.
#[derive(Clone, Copy, Debug, Default)]
pub enum Known<'a> {
    /// All of them.
    All,
    /// The one with this token.
    One(&'a str),
    /// None.
    #[default]
    None,
}

/// Seconds after which a session ends in any case: 10 hours.
pub const LONGEST: i64 = 10 * 3600;

/// An open session, for its owner's list.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// When it began.
    pub made_at: Instant,
    /// Last use.
    pub seen_at: Instant,
    /// Browser and system.
    pub device: String,
    /// The browser that asks.
    pub this: bool,
}

/// Makes a session for a new token; only the hash is kept.
pub fn open(
    tx: &mut Tx,
    account: AccountId,
    id: Id,
    token: &token::Token,
    user_agent: &str,
    at: Instant,
) -> Result<(), Fault> {
    tx.run(
        &records::SESSION_INSERT,
        values![
            id,
            account.0,
            token::hash(token.reveal()),
            at,
            at.plus_seconds(LONGEST),
            device::words(user_agent)
        ],
    )?;
    Ok(())
}

/// Open sessions, the latest used first. `own` is the session of the browser that asks.
pub fn of(tx: &mut Tx, account: AccountId, own: Option<Id>, at: Instant) -> Result<Vec<Session>, Fault> {
    tx.all(&records::SESSION_LIST, values![account.0, at], |row| {
        Ok(Session {
            id: row.get(0)?,
            made_at: row.get(1)?,
            seen_at: row.get(2)?,
            device: row.get(3)?,
            this: own == Some(row.get(0)?),
        })
    })
}

/// Ends one session of the account; false when it is not open or not theirs.
pub fn end_one(
    tx: &mut Tx,
    account: AccountId,
    id: Id,
    why: &'static str,
    at: Instant,
) -> Result<bool, Fault> {
    Ok(tx.changed(&records::SESSION_END, values![account.0, id, at, why])? == 1)
}

/// Ends everything that lets anyone act as the account, but what `keep` names: sessions, half-finished
/// sign-ins and links, and the guess budgets of known browsers (SD8).
pub fn end_others(
    tx: &mut Tx,
    account: AccountId,
    keep: Keep<'_>,
    why: &'static str,
    at: Instant,
) -> Result<u64, Fault> {
    // No session has the nil id.
    let kept = keep.session.unwrap_or(Id(uuid::Uuid::nil()));
    let ended = tx.changed(&records::SESSION_END_OTHERS, values![account.0, kept, at, why])?;
    tx.run(&records::STEP_END, values![account.0, at])?;
    tx.run(&records::LINK_WITHDRAW, values![account.0, at])?;
    let kept = match keep.browsers {
        Known::All => return Ok(ended),
        Known::One(token) => token::hash(token),
        // No stored hash is empty.
        Known::None => Vec::new(),
    };
    tx.run(&records::DEVICE_FORGET, values![account.0, kept])?;
    Ok(ended)
}

/// Drops what ended long ago: budgets, steps, links after a day, sessions after 90 days, the
/// sign-in history after 400.
pub fn sweep(tx: &mut Tx, at: Instant) -> Result<(), Fault> {
    let day = at.plus_seconds(-86_400);
    tx.run(&records::GUESS_SWEEP, values![day])?;
    tx.run(&records::STEP_SWEEP, values![day])?;
    tx.run(&records::LINK_SWEEP, values![day])?;
    tx.run(
        &records::EVENT_SWEEP,
        values![day, at.plus_seconds(-400 * 86_400)],
    )?;
    tx.run(&records::SESSION_SWEEP, values![at.plus_seconds(-90 * 86_400)])?;
    Ok(())
}
