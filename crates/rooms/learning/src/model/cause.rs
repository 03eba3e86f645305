//! Why a session does not take place as it was planned: in a word that is counted, who asked for it, and in words of one's own.

use super::{AskedBy, Cause, reason_problems};
use kernel::Problems;

/// Why a session is cancelled or moved.
#[derive(Clone, PartialEq, Eq)]
pub struct Why {
    /// What is counted.
    pub cause: Cause,
    /// Who asked for it.
    pub asked_by: AskedBy,
    /// In words of one's own.
    pub reason: String,
}

kernel::masked!(Why);

impl Why {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        reason_problems(&self.reason)
    }

    /// As it stands in the history.
    pub fn text(&self) -> String {
        format!("{} ({})", self.reason.trim(), in_words(self.cause, self.asked_by))
    }
}

/// What is counted, and who asked for it.
pub(crate) fn in_words(cause: Cause, asked_by: AskedBy) -> String {
    let who = match asked_by {
        AskedBy::Us => "us",
        AskedBy::Venue => "the venue",
        AskedBy::Trainer => "the trainer",
        AskedBy::Host => "the host or a partner",
    };
    format!("{}; asked for by {who}", cause.label())
}
