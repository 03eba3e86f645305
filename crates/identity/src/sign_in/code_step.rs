//! The second step: the code, by which the browser is signed in.

use super::{Draw, know, known_device, prove, recovery_left};
use crate::guessing::{self, Buckets};
use crate::history::{self, Origin, What};
use crate::{AccountId, records, second_factor, sessions, token};
use audit::Done;
use kernel::{Entropy, Fault, Id, Instant, Personal, Refusal, Stop};
use store::{Tx, values};
use ticket::Minor;

/// An open step: password given, code owed.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    id: Id,
    /// Who is signing in.
    pub account: AccountId,
}

/// The step of a browser's step token.
pub fn step(tx: &mut Tx, text: &str, now: Instant) -> Result<Step, Stop> {
    let found = if token::is_shaped(text) {
        tx.one(&records::STEP_FETCH, values![token::hash(text), now], |row| {
            Ok(Step {
                id: row.get(0)?,
                account: AccountId(row.get(1)?),
            })
        })?
    } else {
        None
    };
    found.ok_or_else(|| Refusal::SignIn.into())
}

/// What a code led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Signed in; the browser takes the draw's token.
    In {
        /// Who.
        account: AccountId,
        /// Recovery codes left.
        recovery_left: i64,
        /// The browser was not known: it takes the draw's device token as well.
        new_device: bool,
    },
    /// Not the code.
    Wrong,
    /// Too many codes; seconds until the next.
    TooMany(i64),
}

impl Outcome {
    /// A code that led nowhere is counted. Signing in is an act, and its page records it.
    ///
    /// # Errors
    /// A fault when somebody was signed in.
    pub fn counted(self) -> Result<Done<Self>, Fault> {
        match self {
            Self::In { .. } => Err(Fault::new("signing in must be recorded")),
            Self::Wrong | Self::TooMany(_) => Ok(Done::minor(Minor::TryCounted, self)),
        }
    }
}

/// The code step: a time-based code, or a recovery code. Makes the session (SD7: always a new token). `setting_up`:
/// the code proves a factor just offered, and these are the recovery codes to keep.
#[derive(Clone, Debug)]
pub struct Code {
    /// As typed.
    pub code: Personal<String>,
    /// Recovery codes to keep when this confirms a new factor: id and code.
    pub setting_up: Option<Vec<(Id, Personal<String>)>>,
    /// Where the request comes from.
    pub origin: Origin,
    /// The browser's device token.
    pub device: Option<String>,
}

/// Answers a code.
pub fn code(
    tx: &mut Tx,
    step: &Step,
    given: &Code,
    draw: &Draw,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<Outcome, Stop> {
    let account = step.account;
    let known = known_device(tx, Some(account), given.device.as_deref())?;
    let buckets = match &known {
        Some(device) => Buckets::known(tx, "code", device),
        None => Buckets::stranger(tx, "code", &account.to_string(), given.origin.source.reveal()),
    };
    match guessing::take(tx, &buckets, now) {
        Ok(()) => {}
        Err(Stop::Refusal(Refusal::TooMany(seconds))) => return Ok(Outcome::TooMany(seconds)),
        Err(other) => return Err(other),
    }
    let proved = match &given.setting_up {
        Some(codes) => second_factor::set_up(tx, account, given.code.reveal(), codes, now)?
            .then_some(What::FactorChanged),
        None => prove(tx, account, given.code.reveal(), now)?,
    };
    let Some(what) = proved else {
        history::write(
            tx,
            Some(account),
            What::WrongCode,
            &given.origin,
            draw.event(),
            entropy,
            now,
        )?;
        return Ok(Outcome::Wrong);
    };
    guessing::forgive(tx, &buckets, now)?;
    if tx.changed(&records::STEP_USE, values![step.id, now])? != 1 {
        return Err(Refusal::SignIn.into());
    }
    sessions::open(
        tx,
        account,
        draw.record(),
        &draw.token,
        &given.origin.user_agent,
        now,
    )?;
    tx.run(&records::SIGNED_IN, values![account.0, now])?;
    if known.is_none() {
        know(tx, account, draw, now)?;
    }
    history::write(tx, Some(account), what, &given.origin, draw.event(), entropy, now)?;
    Ok(Outcome::In {
        account,
        recovery_left: recovery_left(tx, account)?,
        new_device: known.is_none(),
    })
}
