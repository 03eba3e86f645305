//! Accounts in a list. Names are sealed, so they are put in order and searched here and not in the database.

use super::{Account, State, fetch, read, unseal};
use crate::{AccountId, email, records};
use access::Role;
use kernel::{Id, Stop};
use store::{Tx, values};

/// What the list shows.
#[derive(Clone, Default)]
pub struct Filter {
    /// Part of a name or address.
    pub words: String,
    /// One role.
    pub role: Option<Role>,
    /// People who left, instead of the others.
    pub left: bool,
    /// Only accounts that are older than this one.
    pub older: Option<Id>,
}

kernel::masked!(Filter);

impl Filter {
    fn fits(&self, account: &Account) -> bool {
        let words = self.words.trim().to_lowercase();
        (account.state == State::Left) == self.left
            && self.role.is_none_or(|role| account.role == role)
            && (words.is_empty()
                || account.name.reveal().to_lowercase().contains(&words)
                || account.email.reveal().contains(&words))
    }
}

/// What a list found.
#[derive(Debug)]
pub struct Found {
    /// In the order of their names.
    pub accounts: Vec<Account>,
    /// There are more that fit: they are older than this account.
    pub older: Option<Id>,
}

/// Accounts that are read at once, and the most that a list without words holds.
const WINDOW: usize = 5000;
/// A search ends once it has found so many.
pub const ENOUGH: usize = 200;

/// The newest accounts that fit; a search looks through all of them, until it has found enough.
///
/// # Errors
/// A fault of the engine, or of what is sealed.
pub fn list(tx: &mut Tx, filter: &Filter) -> Result<Found, Stop> {
    in_windows(tx, filter, WINDOW)
}

fn in_windows(tx: &mut Tx, filter: &Filter, window: usize) -> Result<Found, Stop> {
    // A whole address is found by its keyed hash, however many accounts there are.
    if let Some(account) = by_address(tx, &filter.words)?
        && filter.fits(&account)
    {
        return Ok(Found {
            accounts: vec![account],
            older: None,
        });
    }
    let (mut accounts, mut older) = (Vec::new(), filter.older);
    loop {
        let mut names = vec![if filter.left { "left" } else { "here" }];
        names.extend(filter.role.map(|_| "role"));
        names.extend(older.map(|_| "older"));
        let most = i64::try_from(window).unwrap_or(i64::MAX).saturating_add(1);
        let role = filter.role.map(|role| role.code().to_owned());
        let mut sealed = tx.list(&records::ACCOUNT_LIST, &names, values![most, role, older], read)?;
        let more = sealed.len() > window;
        sealed.truncate(window);
        older = sealed.last().filter(|_| more).map(|last| last.account.id.0);
        for one in sealed {
            let account = unseal(tx, one)?;
            if filter.fits(&account) {
                accounts.push(account);
            }
        }
        if older.is_none() || filter.words.trim().is_empty() || accounts.len() >= ENOUGH {
            break;
        }
    }
    accounts.sort_by_key(|account| account.name.reveal().to_lowercase());
    Ok(Found { accounts, older })
}

fn by_address(tx: &mut Tx, words: &str) -> Result<Option<Account>, Stop> {
    let Some(address) = email::normal(words) else {
        return Ok(None);
    };
    let blind = tx.keys().blind("email", &address);
    let found = tx.one(&records::ACCOUNT_BY_EMAIL, values![blind], |row| {
        Ok(AccountId(row.get(0)?))
    })?;
    found.map(|id| fetch(tx, id)).transpose()
}
