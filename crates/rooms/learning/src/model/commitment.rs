//! What a manager says that her organisation will review, by a day.

use super::{BookingId, SessionId, limit};
use kernel::{Day, Problems};

kernel::id!(
    /// A commitment.
    CommitmentId
);

/// The furthest day, in days from today.
const FURTHEST: i64 = 2 * 366;

/// What a manager enters.
#[derive(Clone, PartialEq, Eq)]
pub struct CommitmentDraft {
    /// What will be reviewed.
    pub what: String,
    /// By which day.
    pub due: Day,
}

kernel::masked!(CommitmentDraft);

impl CommitmentDraft {
    /// What is wrong with it on a day.
    pub fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.what.trim().is_empty() {
            problems.add("what", "Enter what your organisation will review");
        }
        limit(&mut problems, "what", self.what.trim(), 500);
        by_problems(&mut problems, self.due, today);
        problems
    }
}

/// A day by which something is to be done.
pub(crate) fn by_problems(problems: &mut Problems, by: Day, today: Day) {
    if by <= today || by > today.plus(FURTHEST) {
        problems.add("by", "Enter a day to come, within two years");
    }
}

/// Where a commitment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommitmentState {
    /// It is to be done.
    Open,
    /// It is done.
    Done,
    /// It will not be.
    Withdrawn,
}

impl CommitmentState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Withdrawn];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "To be done",
            Self::Done => "Done",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// A commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Its id.
    pub id: CommitmentId,
    /// The session of the booking that was agreed to.
    pub session: SessionId,
    /// That session's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// The area.
    pub area: String,
    /// The booking.
    pub booking: BookingId,
    /// Whose commitment it is.
    pub organisation: String,
    /// The manager's address.
    pub manager: String,
    /// What will be reviewed.
    pub what: String,
    /// By which day.
    pub due: Day,
    /// By which day it was at first, where it was moved.
    pub first_due: Option<Day>,
    /// Why it was moved.
    pub move_reason: String,
    /// Where it stands.
    pub state: CommitmentState,
    /// What changed, or why it was withdrawn.
    pub outcome: String,
}

kernel::masked!(Commitment);

impl Commitment {
    /// Its day is over and it is not done.
    pub fn overdue(&self, today: Day) -> bool {
        self.state == CommitmentState::Open && self.due < today
    }
}
