//! What became of it, by the link of the months after.

use super::by_link;
use crate::guards::AnsweredSession;
use crate::records::intention as sql;
use access::Scope;
use access::actions::AnswerInstrument;
use audit::{Change, Done};
use kernel::{Instant, Refusal, Stop};
use learning::model::SessionId;
use store::{Tx, values};

/// What became of what somebody said that she would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is done.
    Done,
    /// A part of it is.
    Partly,
    /// It is not: something stood in the way.
    CouldNot,
    /// It is not, and nothing stood in the way.
    DidNot,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Done, Self::Partly, Self::CouldNot, Self::DidNot];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::CouldNot => "could-not",
            Self::DidNot => "did-not",
        }
    }

    /// Reads the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// In figures.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Partly => "Partly done",
            Self::CouldNot => "Could not do it",
            Self::DidNot => "Did not do it",
        }
    }
}

/// Why it is not done, or not all of it: code and words. A list and no free text, so that nothing in it says who it was.
pub const REASONS: [(&str, &str); 7] = [
    ("no-occasion", "There was no occasion for it"),
    ("no-time", "There was no time"),
    ("no-support", "My manager or my team did not back it"),
    ("not-mine", "It was not mine to decide"),
    ("missing", "Something was missing: a form, a service, money"),
    ("elsewhere", "I work somewhere else now, or on other things"),
    ("thought-better", "I thought better of it"),
];

/// What she says became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
    /// What.
    pub outcome: Outcome,
    /// Why not, or not all: one of [`REASONS`].
    pub reason: Option<&'static str>,
}

/// Keeps it; said again by the same link, the last counts.
pub(crate) fn say_outcome(
    tx: &mut Tx<'_>,
    scope: &Scope<AnswerInstrument>,
    session: SessionId,
    nonce: &str,
    said: Said,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<AnsweredSession>(tx, session)?;
    let known = by_link(tx, nonce)?.ok_or(Refusal::Unknown)?;
    // Nobody is asked why she has done it.
    let reason = said.reason.filter(|_| said.outcome != Outcome::Done);
    tx.run(
        &sql::INTENTION_OUTCOME,
        values![known.id, said.outcome.code(), reason.map(str::to_owned)],
    )?;
    // The event names the session and never whose it was.
    Done::recorded(tx, pass, Change::new("said what became of it"), now, ())
}
