//! Whether a code is that of a valid certificate. Nothing else is read, so nothing else can be told (SH11).

use super::code;
use crate::records::certificate as sql;
use access::{Scope, actions};
use kernel::{Fault, Id};
use store::{Tx, values};

/// The code belongs to a certificate that is valid. What is no code is looked for like one.
pub fn valid(tx: &mut Tx, _scope: &Scope<actions::BrowsePublicly>, typed: &str) -> Result<bool, Fault> {
    let plain = code::read(typed).unwrap_or_default();
    let blind = code::blind(tx.keys(), &plain);
    let found = tx.one(&sql::CERTIFICATE_VALID, values![blind], |row| row.get::<Id>(0))?;
    Ok(found.is_some())
}
