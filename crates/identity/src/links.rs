//! Links to set a password: single-use, one hour, used up only by sending the form, never by opening it (SD11).

use crate::sessions::{self, Keep};
use crate::{AccountId, email, records, sign_in, token};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use store::{Tx, values};

/// Seconds a link stands.
pub const STANDS: i64 = 3600;

/// Why a link was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A new account.
    Invite,
    /// A forgotten password, or one that an administrator took away.
    Reset,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// Makes a link; earlier ones of the account stop working.
pub fn make(
    tx: &mut Tx,
    account: AccountId,
    purpose: Purpose,
    id: Id,
    token: &token::Token,
    at: Instant,
) -> Result<(), Fault> {
    tx.run(&records::LINK_WITHDRAW, values![account.0, at])?;
    tx.run(
        &records::LINK_INSERT,
        values![
            id,
            account.0,
            purpose.code(),
            token::hash(token.reveal()),
            at,
            at.plus_seconds(STANDS)
        ],
    )?;
    Ok(())
}

/// The account with this address, and its state.
pub fn account_by_address(tx: &mut Tx, address: &str) -> Result<Option<(AccountId, String)>, Stop> {
    let whom = email::normal(address).unwrap_or_else(|| address.trim().to_lowercase());
    let blind = tx.keys().blind("email", &whom);
    Ok(tx.one(&records::ACCOUNT_BY_EMAIL, values![blind], |row| {
        Ok((AccountId(row.get(0)?), row.get(1)?))
    })?)
}

/// An open link.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    id: Id,
    /// Whose password it sets.
    pub account: AccountId,
    /// Why it was sent.
    pub purpose: Purpose,
}

/// Looks a link up without using it. Used, expired, withdrawn and never made are the same answer.
pub fn find(tx: &mut Tx, text: &str, at: Instant) -> Result<Link, Stop> {
    let found = if token::is_shaped(text) {
        tx.one(&records::LINK_FETCH, values![token::hash(text), at], |row| {
            let purpose: String = row.get(2)?;
            Ok(Link {
                id: row.get(0)?,
                account: AccountId(row.get(1)?),
                purpose: if purpose == "invite" {
                    Purpose::Invite
                } else {
                    Purpose::Reset
                },
            })
        })?
    } else {
        None
    };
    found.ok_or_else(gone)
}

/// The words for a link that does not work (any more).
pub fn gone() -> Stop {
    Refusal::Closed(
        "This link no longer works. Links work once and for one hour. You can ask for a new one.".to_owned(),
    )
    .into()
}

/// Uses the link up and sets the password whose hash is `hash`. Everything that was signed in is ended, and every known browser but the one
/// that used the link is forgotten: it takes the device token of `draw`, so that nobody else's guesses keep the owner out (SD3).
pub fn set_password(
    tx: &mut Tx,
    link: &Link,
    hash: &str,
    draw: &sign_in::Draw,
    at: Instant,
) -> Result<(), Stop> {
    if tx.changed(&records::LINK_USE, values![link.id, at])? != 1 {
        return Err(gone());
    }
    if tx.changed(&records::PASSWORD_SET, values![link.account.0, hash, at])? != 1 {
        return Err(gone());
    }
    sessions::end_others(tx, link.account, Keep::default(), "password set by a link", at)?;
    sign_in::know(tx, link.account, draw, at)?;
    Ok(())
}
