//! What happened at the door of an account, for its owner to see.

use crate::{AccountId, device, records};
use kernel::{Fault, Id, Instant, Personal};
use store::{Tx, values};

/// What can happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Signed in with both factors.
    SignedIn,
    /// Signed in with a recovery code.
    SignedInByRecoveryCode,
    /// A wrong password.
    WrongPassword,
    /// A wrong code.
    WrongCode,
    /// A password was set by a link.
    PasswordSetByLink,
    /// The password was changed.
    PasswordChanged,
    /// The second factor was set up or changed.
    FactorChanged,
    /// A link to set a password was asked for.
    LinkAskedFor,
}

impl What {
    const ALL: [Self; 8] = [
        Self::SignedIn,
        Self::SignedInByRecoveryCode,
        Self::WrongPassword,
        Self::WrongCode,
        Self::PasswordSetByLink,
        Self::PasswordChanged,
        Self::FactorChanged,
        Self::LinkAskedFor,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::SignedInByRecoveryCode => "signed-in-recovery",
            Self::WrongPassword => "wrong-password",
            Self::WrongCode => "wrong-code",
            Self::PasswordSetByLink => "password-by-link",
            Self::PasswordChanged => "password-changed",
            Self::FactorChanged => "factor-changed",
            Self::LinkAskedFor => "link-asked-for",
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SignedIn => "Signed in",
            Self::SignedInByRecoveryCode => "Signed in with a recovery code",
            Self::WrongPassword => "Wrong password",
            Self::WrongCode => "Wrong code",
            Self::PasswordSetByLink => "Password set by a link",
            Self::PasswordChanged => "Password changed",
            Self::FactorChanged => "Second factor set up or changed",
            Self::LinkAskedFor => "Link to set a password asked for",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }
}

/// Where a request comes from: network address and what the browser says of itself.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Network address.
    pub source: Personal<String>,
    /// The browser's own words; only [`device::words`] of them are kept.
    pub user_agent: String,
}

/// An entry of the history.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: &'static str,
    /// Browser and system.
    pub device: String,
    /// Network address.
    pub source: Personal<String>,
}

/// Writes an entry. Without an account it belongs to nobody and only takes the same time.
pub fn write(
    tx: &mut Tx,
    account: Option<AccountId>,
    what: What,
    origin: &Origin,
    id: Id,
    nonce: &dyn kernel::Entropy,
    at: Instant,
) -> Result<(), Fault> {
    let source = tx.keys().seal(
        "sign_in_event",
        "source_sealed",
        id,
        origin.source.reveal().as_bytes(),
        nonce,
    );
    tx.run(
        &records::EVENT_INSERT,
        values![
            id,
            account.map(|account| account.0),
            at,
            what.code(),
            device::words(&origin.user_agent),
            source
        ],
    )?;
    Ok(())
}

/// The latest `limit` entries, newest first.
pub fn of(tx: &mut Tx, account: AccountId, limit: i64) -> Result<Vec<Event>, Fault> {
    let rows = tx.all(&records::EVENT_LIST, values![account.0, limit], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Instant>(1)?,
            row.get::<String>(2)?,
            row.get::<String>(3)?,
            row.get::<Vec<u8>>(4)?,
        ))
    })?;
    rows.into_iter()
        .map(|(id, at, what, device, sealed)| {
            let source = tx.keys().open("sign_in_event", "source_sealed", id, &sealed)?;
            Ok(Event {
                at,
                what: What::parse(&what).map_or("Something else", What::words),
                device,
                source: Personal::new(String::from_utf8_lossy(&source).into_owned()),
            })
        })
        .collect()
}
