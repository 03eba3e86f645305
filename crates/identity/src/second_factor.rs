//! The second factor of an account in storage: offering, confirming, proving.

use crate::factor::{Secret, recovery_hash};
use crate::history::What;
use crate::{AccountId, records};
use kernel::{Entropy, Fault, Id, Instant, Personal, Refusal, Stop};
use store::{Tx, values};

/// The second factor of an account as stored.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The secret; `None` before the first offer.
    pub secret: Option<Secret>,
    /// It was proved once.
    pub confirmed: bool,
    last: i64,
    /// The account's address, for the label in the phone.
    pub email: Personal<String>,
}

/// Reads the second factor.
pub fn factor(tx: &mut Tx, account: AccountId) -> Result<Factor, Stop> {
    let row = tx
        .one(&records::FACTOR_FETCH, values![account.0], |row| {
            Ok((
                row.get::<Option<Vec<u8>>>(0)?,
                row.get::<Option<Instant>>(1)?,
                row.get::<i64>(2)?,
                row.get::<Vec<u8>>(3)?,
            ))
        })?
        .ok_or(Refusal::Unknown)?;
    let (sealed, confirmed, last, email) = row;
    let secret = match sealed {
        Some(sealed) => Some(Secret::from_bytes(tx.keys().open(
            "account",
            "totp_sealed",
            account.0,
            &sealed,
        )?)),
        None => None,
    };
    let email = tx.keys().open("account", "email_sealed", account.0, &email)?;
    Ok(Factor {
        secret,
        confirmed: confirmed.is_some(),
        last,
        email: Personal::new(String::from_utf8_lossy(&email).into_owned()),
    })
}

/// The secret to be set up: the one offered before, or `fresh`. Refused once a factor is confirmed.
pub fn offer(tx: &mut Tx, account: AccountId, fresh: &Secret, entropy: &dyn Entropy) -> Result<Secret, Stop> {
    let standing = factor(tx, account)?;
    if standing.confirmed {
        return Err(Refusal::NotAllowed("set up a second factor twice").into());
    }
    if let Some(secret) = standing.secret {
        return Ok(secret);
    }
    let sealed = tx
        .keys()
        .seal("account", "totp_sealed", account.0, fresh.bytes(), entropy);
    tx.run(&records::FACTOR_OFFER, values![account.0, sealed])?;
    Ok(fresh.clone())
}

/// Proves the second factor of an account: uses a time step or a recovery code up.
pub fn prove(tx: &mut Tx, account: AccountId, code: &str, now: Instant) -> Result<Option<What>, Stop> {
    let factor = factor(tx, account)?;
    let Some(secret) = factor.secret.filter(|_| factor.confirmed) else {
        return Ok(None);
    };
    if let Some(step) = secret.step_of(code, now, factor.last) {
        let used = tx.changed(&records::FACTOR_USE, values![account.0, step])?;
        return Ok((used == 1).then_some(What::SignedIn));
    }
    let Some(hash) = recovery_hash(tx.keys(), account.0, code) else {
        return Ok(None);
    };
    let used = tx.changed(&records::RECOVERY_USE, values![account.0, hash, now])?;
    Ok((used == 1).then_some(What::SignedInByRecoveryCode))
}

/// Confirms an offered secret by its first code and keeps the recovery codes.
pub(crate) fn set_up(
    tx: &mut Tx,
    account: AccountId,
    code: &str,
    codes: &[(Id, Personal<String>)],
    now: Instant,
) -> Result<bool, Stop> {
    let factor = factor(tx, account)?;
    let step = factor
        .secret
        .filter(|_| !factor.confirmed)
        .and_then(|secret| secret.step_of(code, now, factor.last));
    let Some(step) = step else { return Ok(false) };
    if tx.changed(&records::FACTOR_CONFIRM, values![account.0, now, step])? != 1 {
        return Ok(false);
    }
    keep_recovery_codes(tx, account, codes)?;
    Ok(true)
}

/// Puts a new set of recovery codes in place of the old one.
pub fn keep_recovery_codes(
    tx: &mut Tx,
    account: AccountId,
    codes: &[(Id, Personal<String>)],
) -> Result<(), Stop> {
    tx.run(&records::RECOVERY_CLEAR, values![account.0])?;
    for (id, code) in codes {
        let hash = recovery_hash(tx.keys(), account.0, code.reveal())
            .ok_or_else(|| Fault::new("a recovery code has not its shape"))?;
        tx.run(&records::RECOVERY_INSERT, values![*id, account.0, hash])?;
    }
    Ok(())
}

/// Recovery codes an account has left.
pub fn recovery_left(tx: &mut Tx, account: AccountId) -> Result<i64, Fault> {
    Ok(tx
        .one(&records::RECOVERY_LEFT, values![account.0], |row| row.get(0))?
        .unwrap_or(0))
}
