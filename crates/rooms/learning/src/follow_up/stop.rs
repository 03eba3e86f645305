//! Not being asked any more: one press under the link that each message carries, without signing in. What is kept is a keyed hash of the
//! address and nothing that it could be read from.

use crate::door::code::{mark, same};
use crate::guards::StopRecord;
use crate::model::normal_email;
use crate::moment::Moment;
use crate::records::follow_up as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Refusal, Stop, hex};
use store::{Keys, Tx, values};

/// An address behind a genuine link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopping {
    mark: Vec<u8>,
}

fn stands_for(keys: &Keys, email: &str) -> String {
    let whole = keys.blind("follow-up address", &normal_email(email));
    hex::encode(whole.iter().take(16))
}

fn kept(keys: &Keys, stands_for: &str) -> Vec<u8> {
    keys.blind("follow-up stop", stands_for)
}

/// The last part of the link: what stands for the address, and 128 bits of keyed hash over it.
pub fn token(keys: &Keys, email: &str) -> String {
    let who = stands_for(keys, email);
    let signature = mark(keys, &format!("no follow-up {who}"));
    format!("{who}{signature}")
}

/// The address behind a link.
///
/// # Errors
/// The link is wrong in any way: such a page is not known.
pub fn by_token(keys: &Keys, token: &str) -> Result<Stopping, Refusal> {
    let parts = token.get(..32).zip(token.get(32..)).filter(|_| token.is_ascii());
    let (who, signature) = parts.ok_or(Refusal::Unknown)?;
    if !same(signature, &mark(keys, &format!("no follow-up {who}"))) {
        return Err(Refusal::Unknown);
    }
    Ok(Stopping {
        mark: kept(keys, who),
    })
}

/// Whether this address is asked no more.
pub fn stopped(
    tx: &mut Tx,
    _scope: &Scope<actions::AnswerInstrument>,
    who: &Stopping,
) -> Result<bool, Fault> {
    known(tx, who)
}

fn known(tx: &mut Tx, who: &Stopping) -> Result<bool, Fault> {
    let found = tx.one(&sql::STOP_KNOWN, values![who.mark.clone()], |row| {
        row.get::<i64>(0)
    })?;
    Ok(found.is_some())
}

/// The same, by the address itself.
pub(super) fn refuses(tx: &mut Tx, email: &str) -> Result<bool, Fault> {
    let mark = kept(tx.keys(), &stands_for(tx.keys(), email));
    known(tx, &Stopping { mark })
}

/// Whoever has the link stops the questions to this address, or wants them after all.
pub fn set(
    tx: &mut Tx,
    scope: &Scope<actions::AnswerInstrument>,
    moment: &Moment,
    who: &Stopping,
    stop: bool,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass_new::<StopRecord>(moment.id());
    let (statement, word) = if stop {
        (&sql::STOP_INSERT, "asked no more")
    } else {
        (&sql::STOP_DELETE, "asked again")
    };
    tx.run(statement, values![who.mark.clone()])?;
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}
