//! Password and second factor of an account: setting, replacing, taking away. Each ends what was signed in.

use crate::factor::Secret;
use crate::sessions::{self, Keep};
use crate::{AccountId, records};
use kernel::{Entropy, Fault, Instant, Refusal, Stop};
use store::{Tx, values};

/// Takes password and second factor away, so that the person starts again from a link. For a lost phone: a second
/// person, an administrator, does this (SD11).
pub fn start_again(tx: &mut Tx, account: AccountId, now: Instant) -> Result<(), Stop> {
    tx.run(&records::PASSWORD_CLEAR, values![account.0])?;
    tx.run(&records::FACTOR_CLEAR, values![account.0])?;
    tx.run(&records::RECOVERY_CLEAR, values![account.0])?;
    tx.run(&records::ACCOUNT_TOUCH, values![account.0])?;
    sessions::end_others(tx, account, Keep::BROWSERS, "second factor taken away", now)?;
    Ok(())
}

/// The stored hash of an active account's password.
pub fn stored_password(tx: &mut Tx, account: AccountId) -> Result<Option<String>, Fault> {
    Ok(tx
        .one(&records::PASSWORD_FETCH, values![account.0], |row| {
            row.get::<Option<String>>(0)
        })?
        .flatten())
}

/// A new password for somebody who is signed in and gave the old one. Ends all other sessions.
pub fn set_password(
    tx: &mut Tx,
    account: AccountId,
    hash: &str,
    keep: Keep<'_>,
    now: Instant,
) -> Result<(), Stop> {
    if tx.changed(&records::PASSWORD_SET, values![account.0, hash, now])? != 1 {
        return Err(Refusal::Unknown.into());
    }
    sessions::end_others(tx, account, keep, "password changed", now)?;
    Ok(())
}

/// Another phone: puts a new secret, proved by the code of `step`, in place of the old one. Ends all other sessions.
pub fn replace_factor(
    tx: &mut Tx<'_>,
    account: AccountId,
    (secret, step): (&Secret, i64),
    keep: Keep<'_>,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<(), Stop> {
    let sealed = tx
        .keys()
        .seal("account", "totp_sealed", account.0, secret.bytes(), entropy);
    if tx.changed(&records::FACTOR_REPLACE, values![account.0, sealed, now, step])? != 1 {
        return Err(Refusal::Unknown.into());
    }
    sessions::end_others(tx, account, keep, "second factor changed", now)?;
    Ok(())
}

/// An account that can be used at once, for a deployment's first administrator and for the demonstration: password and
/// second factor are given instead of set by a link. Called by the command line only.
pub fn make_ready(
    tx: &mut Tx<'_>,
    account: AccountId,
    password_hash: &str,
    secret: &Secret,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<(), Stop> {
    let sealed = tx
        .keys()
        .seal("account", "totp_sealed", account.0, secret.bytes(), entropy);
    tx.run(&records::PASSWORD_SET, values![account.0, password_hash, now])?;
    tx.run(&records::FACTOR_OFFER, values![account.0, sealed])?;
    if tx.changed(&records::FACTOR_CONFIRM, values![account.0, now, 0_i64])? != 1 {
        return Err(Fault::new("the account is in use already").into());
    }
    Ok(())
}
