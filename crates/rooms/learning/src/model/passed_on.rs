//! Passing on at work what one learned.

use super::{LearnerId, SessionId, limit};
use kernel::{Day, Problems};

kernel::id!(
    /// One time at which somebody passed it on.
    PassedOnId
);

/// The most people at one time.
const MOST: i64 = 1_000;

/// How it was passed on: code and words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassedKind {
    /// A talk in the team.
    TeamTalk,
    /// A short briefing of others.
    Briefing,
    /// A whole session.
    WholeSession,
}

impl PassedKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TeamTalk, Self::Briefing, Self::WholeSession];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TeamTalk => "team-talk",
            Self::Briefing => "briefing",
            Self::WholeSession => "whole-session",
        }
    }

    /// Reads the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TeamTalk => "A talk in the team",
            Self::Briefing => "A short briefing",
            Self::WholeSession => "A whole session",
        }
    }
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassedState {
    /// It counts.
    Counted,
    /// Who told of it took it back.
    TakenBack,
    /// A coordinator leaves it out of the count.
    LeftOut,
}

impl PassedState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Counted, Self::TakenBack, Self::LeftOut];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::TakenBack => "taken-back",
            Self::LeftOut => "left-out",
        }
    }

    /// Reads the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Counted => "Counted",
            Self::TakenBack => "Taken back",
            Self::LeftOut => "Left out",
        }
    }
}

/// What somebody tells.
#[derive(Clone, PartialEq, Eq)]
pub struct PassedDraft {
    /// When.
    pub day: Day,
    /// How.
    pub kind: PassedKind,
    /// To how many people.
    pub people: i64,
    /// Anything else.
    pub words: String,
}

kernel::masked!(PassedDraft);

impl PassedDraft {
    /// What is wrong with it on a day, for a session that began on another.
    pub fn problems(&self, first_day: Day, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.day < first_day || self.day > today {
            problems.add("day", "Enter a day since the course and not after today");
        }
        if !(1..=MOST).contains(&self.people) {
            problems.add("people", "Enter how many people it was, from 1 to 1,000");
        }
        limit(&mut problems, "words", self.words.trim(), 500);
        problems
    }
}

/// One time at which somebody passed it on.
#[derive(Clone, PartialEq, Eq)]
pub struct PassedOn {
    /// Its id.
    pub id: PassedOnId,
    /// Who.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// The session at which she was.
    pub session: SessionId,
    /// That session's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// The area.
    pub area: String,
    /// The first day of the session.
    pub first_day: Day,
    /// What she told.
    pub told: PassedDraft,
    /// Where it stands.
    pub state: PassedState,
    /// Why it is left out.
    pub reason: String,
}

kernel::masked!(PassedOn);
