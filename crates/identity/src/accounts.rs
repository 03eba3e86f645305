//! Accounts as the administrator sees and changes them: inviting, roles and areas, leaving.

mod list;

use crate::sessions::{self, Keep};
use crate::{AccountId, email, links, records, sign_in};
use access::Role;
use kernel::{Clock, Entropy, Fault, Id, Instant, Personal, Problems, Refusal, Stop};
use store::{Row, Tx, values};

pub use self::list::{ENOUGH, Filter, Found, list};
pub use crate::credentials::{make_ready, replace_factor, set_password, start_again, stored_password};

/// Whether an account can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Invited; has not set a password yet.
    Invited,
    /// In use.
    Active,
    /// Held back.
    Suspended,
    /// The person left. Their records stay.
    Left,
}

impl State {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Left => "left",
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Active => "Active",
            Self::Suspended => "Suspended",
            Self::Left => "Left",
        }
    }

    fn parse(code: &str) -> Result<Self, Fault> {
        [Self::Invited, Self::Active, Self::Suspended, Self::Left]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| Fault::new("an account has an unknown state"))
    }
}

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The person's name.
    pub name: Personal<String>,
    /// The work address.
    pub email: Personal<String>,
    /// What the person does.
    pub role: Role,
    /// Works across every area.
    pub all_areas: bool,
    /// Whether it can be used.
    pub state: State,
    /// The organisation's name.
    pub organisation: String,
    /// The organisation.
    pub organisation_id: Id,
    /// Last sign-in.
    pub signed_in_at: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
    /// The second factor is set up.
    pub factor_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When the password was last set.
    pub password_at: Option<Instant>,
}

struct Sealed {
    name: Vec<u8>,
    email: Vec<u8>,
    role: String,
    state: String,
    account: Account,
}

fn read(row: &Row) -> Result<Sealed, Fault> {
    Ok(Sealed {
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.get(3)?,
        state: row.get(5)?,
        account: Account {
            id: AccountId(row.get(0)?),
            name: Personal::default(),
            email: Personal::default(),
            role: Role::Practitioner,
            all_areas: row.get(4)?,
            state: State::Left,
            organisation: row.get(6)?,
            organisation_id: row.get(7)?,
            signed_in_at: row.get(8)?,
            version: row.get(9)?,
            factor_at: row.get(10)?,
            created_at: row.get(11)?,
            password_at: row.get(12)?,
        },
    })
}

fn unseal(tx: &Tx, sealed: Sealed) -> Result<Account, Fault> {
    let mut account = sealed.account;
    let open = |column: &'static str, bytes: &[u8]| -> Result<Personal<String>, Fault> {
        let plain = tx.keys().open("account", column, account.id.0, bytes)?;
        Ok(Personal::new(String::from_utf8_lossy(&plain).into_owned()))
    };
    let (name, email) = (
        open("name_sealed", &sealed.name)?,
        open("email_sealed", &sealed.email)?,
    );
    account.name = name;
    account.email = email;
    account.role = Role::parse(&sealed.role).ok_or_else(|| Fault::new("an account has an unknown role"))?;
    account.state = State::parse(&sealed.state)?;
    Ok(account)
}

/// Whether there is any account.
///
/// # Errors
/// A fault of the engine.
pub fn any(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(tx.one(&records::ACCOUNT_ANY, &[], |_| Ok(()))?.is_some())
}

/// One account.
pub fn fetch(tx: &mut Tx, account: AccountId) -> Result<Account, Stop> {
    let sealed = tx
        .one(&records::ACCOUNT_FETCH, values![account.0], read)?
        .ok_or(Refusal::Unknown)?;
    Ok(unseal(tx, sealed)?)
}

/// The areas of an account.
pub fn areas(tx: &mut Tx, account: AccountId) -> Result<Vec<Id>, Fault> {
    tx.all(&records::AREAS_OF, values![account.0], |row| row.get(0))
}

/// Words that a password of this account must not be made of.
pub fn own_words(tx: &mut Tx, account: AccountId) -> Result<Vec<String>, Stop> {
    let found = fetch(tx, account)?;
    let mut words = tx.all(&records::AREA_NAMES, &[], |row| row.get::<String>(0))?;
    words.extend([
        found.name.into_inner(),
        found.email.into_inner(),
        found.organisation,
    ]);
    Ok(words)
}

/// A new account: who, where, and what for.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id.
    pub id: AccountId,
    /// The worker's id.
    pub worker: Id,
    /// The person's name.
    pub name: Personal<String>,
    /// The work address, as typed.
    pub email: Personal<String>,
    /// The organisation.
    pub organisation: Id,
    /// What the person does.
    pub role: Role,
    /// Works across every area.
    pub all_areas: bool,
    /// Else these.
    pub areas: Vec<Id>,
}

impl Invitation {
    /// With new ids, so that a repeated transaction makes the same records.
    pub fn new(clock: &dyn Clock, entropy: &dyn Entropy, organisation: Id, role: Role) -> Self {
        Self {
            id: AccountId::fresh(clock, entropy),
            worker: Id::fresh(clock, entropy),
            name: Personal::default(),
            email: Personal::default(),
            organisation,
            role,
            all_areas: false,
            areas: Vec::new(),
        }
    }

    /// What is wrong with it.
    pub fn check(&self) -> Problems {
        let mut problems = Problems::none();
        let name = self.name.reveal().trim();
        if name.is_empty() {
            problems.add("name", "Enter the person's name");
        } else if name.chars().count() > 200 || name.chars().any(char::is_control) {
            problems.add("name", "Name must have 200 characters or fewer");
        }
        if email::normal(self.email.reveal()).is_none() {
            problems.add(
                "email",
                "Enter an e-mail address in the correct format, like name@example.com",
            );
        }
        if !self.all_areas && self.areas.is_empty() && self.role != Role::Administrator {
            problems.add("areas", "Choose at least one area, or all areas");
        }
        problems
    }
}

/// What is wrong with an address that has an account.
pub const TAKEN: &str = "There is an account with this e-mail address already";

/// Makes the account, without a password: a link sets it.
pub fn invite(
    tx: &mut Tx,
    invitation: &Invitation,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<AccountId, Stop> {
    invitation.check().check()?;
    let Some(address) = email::normal(invitation.email.reveal()) else {
        return Err(Refusal::Malformed("an address").into());
    };
    let id = invitation.id;
    let blind = tx.keys().blind("email", &address);
    let taken = tx.one(&records::ACCOUNT_BY_EMAIL, values![blind.clone()], |row| {
        row.get::<Id>(0)
    })?;
    if taken.is_some() {
        return Err(Problems::one("email", TAKEN).into());
    }
    let sealed_address = tx
        .keys()
        .seal("account", "email_sealed", id.0, address.as_bytes(), entropy);
    let sealed_name = tx.keys().seal(
        "account",
        "name_sealed",
        id.0,
        invitation.name.reveal().trim().as_bytes(),
        entropy,
    );
    tx.run(
        &records::WORKER_INSERT,
        values![invitation.worker, invitation.organisation],
    )?;
    tx.run(
        &records::ACCOUNT_INSERT,
        values![
            id.0,
            invitation.worker,
            blind,
            sealed_address,
            sealed_name,
            invitation.role.code(),
            invitation.all_areas,
            now
        ],
    )?;
    for area in &invitation.areas {
        tx.run(&records::AREA_GIVE, values![id.0, *area])?;
    }
    Ok(id)
}

/// Another role or other areas. Ends every session of the account (SD8). `version`: the one that the form showed.
#[derive(Clone, Debug)]
pub struct Reach {
    /// What the person does.
    pub role: Role,
    /// Works across every area.
    pub all_areas: bool,
    /// Else these.
    pub areas: Vec<Id>,
    /// The version the change was based on.
    pub version: i64,
}

/// Changes role and areas. A form that changes neither is a problem: it would end the person's sessions for nothing (SA5).
pub fn change(tx: &mut Tx, account: AccountId, reach: &Reach, now: Instant) -> Result<(), Stop> {
    let standing = fetch(tx, account)?;
    let (mut given, mut wanted) = (areas(tx, account)?, reach.areas.clone());
    given.sort_unstable();
    wanted.sort_unstable();
    let same = standing.role == reach.role && standing.all_areas == reach.all_areas && given == wanted;
    if same && standing.version == reach.version {
        return Err(Problems::one(
            "role",
            "Nothing was changed: the account has this role and these areas already",
        )
        .into());
    }
    let changed = tx.changed(
        &records::ACCOUNT_CHANGE,
        values![account.0, reach.role.code(), reach.all_areas, reach.version],
    )?;
    if changed != 1 {
        return Err(Refusal::Changed {
            by: "another administrator".to_owned(),
            when: now,
        }
        .into());
    }
    tx.run(&records::AREAS_CLEAR, values![account.0])?;
    for area in &reach.areas {
        tx.run(&records::AREA_GIVE, values![account.0, *area])?;
    }
    sessions::end_others(tx, account, Keep::BROWSERS, "role or areas changed", now)?;
    Ok(())
}

/// Holds an account back or lets it go on. Ends every session of it.
pub fn suspend(tx: &mut Tx, account: AccountId, hold: bool, now: Instant) -> Result<(), Stop> {
    let state = if hold { State::Suspended } else { State::Active };
    tx.run(
        &records::ACCOUNT_STATE,
        values![account.0, state.code(), None::<Instant>],
    )?;
    sessions::end_others(tx, account, Keep::default(), "account suspended", now)?;
    Ok(())
}

/// The leaver in one step: nobody can sign in as them, nothing they had works, what they wrote stays.
pub fn leave(tx: &mut Tx, account: AccountId, now: Instant) -> Result<(), Stop> {
    tx.run(
        &records::ACCOUNT_STATE,
        values![account.0, State::Left.code(), Some(now)],
    )?;
    tx.run(&records::WORKER_LEFT, values![account.0, now])?;
    tx.run(&records::PASSWORD_CLEAR, values![account.0])?;
    tx.run(&records::FACTOR_CLEAR, values![account.0])?;
    tx.run(&records::RECOVERY_CLEAR, values![account.0])?;
    tx.run(&records::AREAS_CLEAR, values![account.0])?;
    sessions::end_others(tx, account, Keep::default(), "the person left", now)?;
    Ok(())
}

/// A new link to set a password, for an administrator to send.
pub fn link(
    tx: &mut Tx,
    account: AccountId,
    purpose: links::Purpose,
    draw: &sign_in::Draw,
    now: Instant,
) -> Result<(), Fault> {
    links::make(tx, account, purpose, draw.record(), &draw.token, now)
}
