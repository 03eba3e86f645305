//! The ticket of a running job of the system: whoever holds one may act without being a person (docs/architecture.md).
//!
//! It is a crate of its own so that the list of those who can make one is the list of crates that import this one: the runner of
//! jobs, the program itself and the demonstration, and, for what is named in [`Minor`], identity and the front. A room that tries
//! does not compile.

/// A job of the system that is running, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ticket(&'static str);

impl Ticket {
    /// The ticket of a job, by the name that the audit trail keeps.
    pub const fn of(job: &'static str) -> Self {
        Self(job)
    }

    /// The job's name.
    pub const fn job(self) -> &'static str {
        self.0
    }
}

/// What the front and identity write without an event, because it is no act of a person on a record. Each such write is named here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Minor {
    /// When a session was last used.
    SessionUsed,
    /// What was typed is kept for its owner, or let go.
    FormKept,
    /// A try at the door of an account is counted.
    TryCounted,
}
