//! Who asks.

use crate::Role;
use crate::actions::{Action, Who, sees_everything};
use kernel::{Id, Personal, Refusal};
use ticket::Ticket;

/// Somebody who asks: nobody in particular, an account, or a job of the system. Only this crate makes one.
#[derive(Clone, Debug)]
pub struct Viewer(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Public,
    Account(Account),
    System(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: Id,
    pub(crate) session: Id,
    pub(crate) name: Personal<String>,
    pub(crate) role: Role,
    pub(crate) all_areas: bool,
    pub(crate) factor_shown: bool,
}

/// Who did something, as the audit trail keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// Somebody without an account.
    Public,
    /// An account.
    Account(Id),
    /// A job of the system.
    System(&'static str),
}

impl Viewer {
    /// Somebody who is not signed in.
    pub const fn public() -> Self {
        Self(Kind::Public)
    }

    /// A running job of the system.
    pub const fn system(ticket: Ticket) -> Self {
        Self(Kind::System(ticket.job()))
    }

    /// The account, if somebody is signed in.
    pub const fn account_id(&self) -> Option<Id> {
        match &self.0 {
            Kind::Account(account) => Some(account.id),
            Kind::Public | Kind::System(_) => None,
        }
    }

    /// The browser's session, if somebody is signed in.
    pub const fn session_id(&self) -> Option<Id> {
        match &self.0 {
            Kind::Account(account) => Some(account.session),
            Kind::Public | Kind::System(_) => None,
        }
    }

    /// The name on the page's header.
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Kind::Account(account) => Some(account.name.reveal()),
            Kind::Public | Kind::System(_) => None,
        }
    }

    /// The role, if somebody is signed in.
    pub const fn role(&self) -> Option<Role> {
        match &self.0 {
            Kind::Account(account) => Some(account.role),
            Kind::Public | Kind::System(_) => None,
        }
    }

    /// The second factor was shown in this session.
    pub const fn factor_shown(&self) -> bool {
        match &self.0 {
            Kind::Account(account) => account.factor_shown,
            Kind::Public | Kind::System(_) => false,
        }
    }

    /// Who the audit trail names.
    pub const fn actor(&self) -> Actor {
        match &self.0 {
            Kind::Public => Actor::Public,
            Kind::Account(account) => Actor::Account(account.id),
            Kind::System(job) => Actor::System(job),
        }
    }

    /// May do action `A` somewhere. Without a shown second factor an account may only look after itself (SD1).
    ///
    /// # Errors
    /// Sign in first, or not allowed.
    pub fn may<A: Action>(&self) -> Result<(), Refusal> {
        match (&self.0, A::WHO) {
            (Kind::Public | Kind::Account(_), Who::Anyone) | (Kind::System(_), Who::System | Who::Anyone) => {
                Ok(())
            }
            (Kind::Account(account), Who::Roles(roles)) => {
                if !roles.contains(&account.role) {
                    Err(Refusal::NotAllowed(A::NAME))
                } else if account.factor_shown || A::NAME == crate::actions::OwnAccount::NAME {
                    Ok(())
                } else {
                    Err(Refusal::SignIn)
                }
            }
            (Kind::Public, Who::Roles(_)) => Err(Refusal::SignIn),
            (Kind::Public | Kind::Account(_), Who::System) | (Kind::System(_), Who::Roles(_)) => {
                Err(Refusal::NotAllowed(A::NAME))
            }
        }
    }

    /// Sees the records of every area.
    pub(crate) const fn sees_all(&self) -> bool {
        match &self.0 {
            Kind::Public => false,
            Kind::System(_) => true,
            Kind::Account(account) => match account.role {
                Role::Coordinator => account.all_areas,
                Role::Administrator
                | Role::Trainer
                | Role::Adviser
                | Role::Practitioner
                | Role::Evaluator => sees_everything(account.role),
            },
        }
    }
}
