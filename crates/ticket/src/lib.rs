//! The ticket of a running job of the system: whoever holds one may act without being a person (docs/architecture.md).
//!
//! It is a crate of its own so that the list of those who can make one is the list of crates that import this one: the runner of
//! jobs, the program itself and the demonstration. A room that tries does not compile.

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
