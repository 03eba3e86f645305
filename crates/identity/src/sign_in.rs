//! Signing in: password, then code. Between the two the browser holds a step token that opens nothing. Hashing happens
//! between transactions, never inside one.

mod code_step;

use crate::guessing::{self, Buckets};
use crate::history::{self, Origin, What};
use crate::password::{self, Cost, Verdict};
use crate::{AccountId, email, links, records, token};
use audit::Done;
use kernel::{Clock, Entropy, Fault, Id, Instant, Personal, Stop};
use store::{Tx, values};
use ticket::Minor;

pub use self::code_step::{Code, Outcome, Step, code, step};
pub use crate::second_factor::{Factor, factor, keep_recovery_codes, offer, prove, recovery_left};

/// Seconds between password and code.
pub const STEP_STANDS: i64 = 600;

/// Everything that is random in one try, made outside the transaction so that a repeated transaction does the same.
#[derive(Clone, Debug)]
pub struct Draw {
    /// The token that the browser will hold.
    pub token: token::Token,
    /// The token by which the browser is known later.
    pub device: token::Token,
    ids: [Id; 3],
}

impl Draw {
    /// Draws.
    pub fn fresh(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
        Self {
            token: token::fresh(entropy),
            device: token::fresh(entropy),
            ids: std::array::from_fn(|_| Id::fresh(clock, entropy)),
        }
    }

    pub(crate) const fn record(&self) -> Id {
        let [id, _, _] = self.ids;
        id
    }

    const fn event(&self) -> Id {
        let [_, id, _] = self.ids;
        id
    }

    const fn device_record(&self) -> Id {
        let [_, _, id] = self.ids;
        id
    }
}

/// Who tries, and from where.
#[derive(Clone, Debug)]
pub struct Try {
    /// The address as typed.
    pub email: Personal<String>,
    /// Where the request comes from.
    pub origin: Origin,
    /// The token of a browser that has signed in before, if the browser sent one.
    pub device: Option<String>,
}

/// What the password is to be checked against. The same size and path whether there is an account or not.
#[derive(Clone, Debug)]
pub struct Asked {
    account: Option<AccountId>,
    stored: Option<String>,
    buckets: Buckets,
}

/// First transaction: takes a guess and finds what to check the password against.
pub fn ask(tx: &mut Tx, who: &Try, now: Instant) -> Result<Asked, Stop> {
    let normal = email::normal(who.email.reveal());
    let whom = normal
        .clone()
        .unwrap_or_else(|| who.email.reveal().trim().to_lowercase());
    let blind = tx.keys().blind("email", &whom);
    let found = tx.one(&records::ACCOUNT_BY_EMAIL, values![blind], |row| {
        Ok((
            AccountId(row.get(0)?),
            row.get::<String>(1)?,
            row.get::<Option<String>>(2)?,
        ))
    })?;
    let account = found.as_ref().map(|(account, _, _)| *account);
    let known = known_device(tx, account, who.device.as_deref())?;
    let buckets = match &known {
        Some(device) => Buckets::known(tx, "password", device),
        None => Buckets::stranger(tx, "password", &whom, who.origin.source.reveal()),
    };
    guessing::take(tx, &buckets, now)?;
    let stored = found.and_then(|(_, state, stored)| stored.filter(|_| state == "active"));
    Ok(Asked {
        account,
        stored,
        buckets,
    })
}

/// What the check found; made by [`Asked::check`], outside any transaction.
#[derive(Clone, Debug)]
pub struct Checked {
    asked: Asked,
    right: bool,
    renewed: Option<String>,
}

impl Asked {
    /// The try is counted, whatever comes of it.
    pub const fn counted(self) -> Done<Self> {
        Done::minor(Minor::TryCounted, self)
    }

    /// What the given password is hashed against: the account's, or nobody's where there is no account to check against, made at the
    /// cost of today's, so that the same work is done for every address (SD4).
    pub fn against(&self, cost: Cost) -> String {
        self.stored.clone().unwrap_or_else(|| password::of_nobody(cost))
    }

    /// Hashes once, with and without an account (SD4).
    pub fn check(self, given: &str, cost: Cost, entropy: &dyn Entropy) -> Result<Checked, Fault> {
        let verdict = password::check(given, &self.against(cost), cost);
        let renewed = match verdict {
            Verdict::RightButStale => Some(password::hash(given, cost, entropy)?),
            Verdict::Right | Verdict::Wrong => None,
        };
        Ok(Checked {
            right: verdict != Verdict::Wrong,
            asked: self,
            renewed,
        })
    }
}

/// What a password led to.
#[derive(Clone, Copy, Debug)]
pub struct Answered(Option<AccountId>);

impl Answered {
    /// Whose password it was, if it was right.
    pub const fn account(self) -> Option<AccountId> {
        self.0
    }

    /// The try is counted; nobody is signed in by it yet.
    pub const fn counted(self) -> Done<Self> {
        Done::minor(Minor::TryCounted, self)
    }
}

/// Second transaction: the step token for a right password, nobody for a wrong one. Writes in both cases.
pub fn answer(
    tx: &mut Tx,
    checked: &Checked,
    origin: &Origin,
    draw: &Draw,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<Answered, Stop> {
    let account = checked.asked.account;
    if let (true, Some(account)) = (checked.right, account) {
        guessing::forgive(tx, &checked.asked.buckets, now)?;
        if let (Some(new), Some(old)) = (&checked.renewed, &checked.asked.stored) {
            tx.run(
                &records::PASSWORD_RENEW,
                values![account.0, new.clone(), old.clone()],
            )?;
        }
        tx.run(
            &records::STEP_INSERT,
            values![
                draw.record(),
                account.0,
                token::hash(draw.token.reveal()),
                now.plus_seconds(STEP_STANDS)
            ],
        )?;
        return Ok(Answered(Some(account)));
    }
    // Also without an account: a write of the same weight, so that the time taken tells nothing.
    history::write(
        tx,
        account,
        What::WrongPassword,
        origin,
        draw.event(),
        entropy,
        now,
    )?;
    Ok(Answered(None))
}

/// Somebody forgot a password: the try is counted, the rest is done later.
#[derive(Clone, Copy, Debug)]
pub struct Forgotten(());

impl Forgotten {
    /// The try is counted.
    pub const fn counted(self) -> Done<()> {
        Done::minor(Minor::TryCounted, ())
    }
}

/// A forgotten password, while its owner waits: takes a try, with the same reads and writes for every address (SD4). A browser
/// that has signed in before has tries of its own, so that nobody can use up the owner's (SD3). [`send_link`] does the rest.
pub fn forgotten(tx: &mut Tx, who: &Try, now: Instant) -> Result<Forgotten, Stop> {
    let whom = email::normal(who.email.reveal()).unwrap_or_else(|| who.email.reveal().trim().to_lowercase());
    let account = by_email(tx, &whom)?.map(|(account, _)| account);
    let buckets = match known_device(tx, account, who.device.as_deref())? {
        Some(device) => Buckets::known(tx, "link", &device),
        None => Buckets::stranger(tx, "link", &whom, who.origin.source.reveal()),
    };
    guessing::take(tx, &buckets, now)?;
    Ok(Forgotten(()))
}

/// A forgotten password, once nobody waits for an answer: makes a link when the address has an active account. Returns whose, and
/// the address to write to.
pub fn send_link(
    tx: &mut Tx,
    email: &str,
    origin: &Origin,
    draw: &Draw,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<Option<(AccountId, Personal<String>)>, Stop> {
    let whom = email::normal(email).unwrap_or_else(|| email.trim().to_lowercase());
    let Some((account, _)) = by_email(tx, &whom)?.filter(|(_, state)| state == "active") else {
        return Ok(None);
    };
    links::make(
        tx,
        account,
        links::Purpose::Reset,
        draw.record(),
        &draw.token,
        now,
    )?;
    let what = What::LinkAskedFor;
    history::write(tx, Some(account), what, origin, draw.event(), entropy, now)?;
    Ok(Some((account, factor(tx, account)?.email)))
}

fn by_email(tx: &mut Tx, whom: &str) -> Result<Option<(AccountId, String)>, Fault> {
    let blind = tx.keys().blind("email", whom);
    tx.one(&records::ACCOUNT_BY_EMAIL, values![blind], |row| {
        Ok((AccountId(row.get(0)?), row.get::<String>(1)?))
    })
}

/// The browser that takes the device token of `draw` is known for this account.
pub(crate) fn know(tx: &mut Tx, account: AccountId, draw: &Draw, now: Instant) -> Result<(), Fault> {
    tx.run(
        &records::DEVICE_INSERT,
        values![
            draw.device_record(),
            account.0,
            token::hash(draw.device.reveal()),
            now
        ],
    )
}

fn known_device(
    tx: &mut Tx,
    account: Option<AccountId>,
    device: Option<&str>,
) -> Result<Option<Vec<u8>>, Fault> {
    let Some(device) = device.filter(|text| token::is_shaped(text)) else {
        return Ok(None);
    };
    // Looked up also without an account: nobody has the nil id.
    let account = account.map_or(Id(uuid::Uuid::nil()), |account| account.0);
    let hash = token::hash(device);
    let known = tx.one(&records::DEVICE_KNOWN, values![hash.clone(), account], |row| {
        row.get::<Instant>(0)
    })?;
    Ok(known.map(|_| hash))
}
