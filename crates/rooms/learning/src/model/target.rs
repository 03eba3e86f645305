//! How many people a course, or a programme as a whole, should reach in an area between two days. A target stands whatever is planned, held
//! or cancelled, so that sessions that do not take place leave it as it is.

use super::CourseId;
use directory::model::{AreaId, ProgrammeId};
use kernel::{Day, Instant, Problems};

kernel::id!(
    /// A target.
    TargetId
);

/// The longest time of a target, in days: some ten years.
const LONGEST: i64 = 3660;

/// What a target is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetOf {
    /// One course.
    Course(CourseId),
    /// All courses of a programme together, each person once.
    Programme(ProgrammeId),
}

impl TargetOf {
    /// The programme and the course, one of which there is.
    pub(crate) const fn ids(self) -> (Option<kernel::Id>, Option<kernel::Id>) {
        match self {
            Self::Course(course) => (None, Some(course.0)),
            Self::Programme(programme) => (Some(programme.0), None),
        }
    }
}

/// What a coordinator enters of a target, and may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TargetDraft {
    /// How many people are to be reached, each counted once.
    pub people: i64,
    /// How many sessions are to be held; `None`: nobody set that.
    pub sessions: Option<i64>,
    /// Sessions that begin on this day or later count.
    pub first_day: Day,
    /// Sessions that begin on this day or earlier count.
    pub last_day: Day,
}

impl TargetDraft {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        if !(1..=1_000_000).contains(&self.people) {
            problems.add("people", "Enter how many people are to be reached, 1 or more");
        }
        if self
            .sessions
            .is_some_and(|sessions| !(1..=100_000).contains(&sessions))
        {
            problems.add(
                "sessions",
                "Enter a whole number of sessions, or leave this empty",
            );
        }
        if self.last_day < self.first_day {
            problems.add("last", "The last day must not be before the first");
        } else if self.last_day.days_since(self.first_day) > LONGEST {
            problems.add("last", "A target is for ten years at most");
        }
        problems
    }

    /// Names of the fields in which another differs.
    pub(crate) fn changes(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            ("people", self.people != other.people),
            ("sessions", self.sessions != other.sessions),
            ("first day", self.first_day != other.first_day),
            ("last day", self.last_day != other.last_day),
        ];
        differs
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(name, _)| name)
            .collect()
    }

    /// Its days, in words.
    pub fn period(&self) -> String {
        format!("{} to {}", self.first_day.text(), self.last_day.text())
    }

    /// All of it, in words.
    pub(crate) fn in_words(&self) -> String {
        let people = match self.people {
            1 => "1 person".to_owned(),
            people => format!("{people} people"),
        };
        let sessions = match self.sessions {
            None => String::new(),
            Some(1) => ", 1 session".to_owned(),
            Some(sessions) => format!(", {sessions} sessions"),
        };
        format!("{people}{sessions}, {}", self.period())
    }
}

/// A target as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// What it is of.
    pub of: TargetOf,
    /// What that is called: the title of a course, the name of a programme.
    pub called: String,
    /// The reference of its course.
    pub course: Option<String>,
    /// The area.
    pub area: AreaId,
    /// The area's name.
    pub area_name: String,
    /// What may be changed of it.
    pub draft: TargetDraft,
    /// When it was ended.
    pub ended: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
}

impl Target {
    /// What it is of, in words.
    pub fn of_what(&self) -> String {
        match self.of {
            TargetOf::Course(_) => self.called.clone(),
            TargetOf::Programme(_) => format!("Whole programme: {}", self.called),
        }
    }
}

/// What came of a target so far, counted over its own area and days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reached {
    /// Sessions to come, or whose days are not over.
    pub planned: i64,
    /// Sessions that were held.
    pub held: i64,
    /// Places taken of both.
    pub booked: i64,
    /// People who came and are known by an address, each counted once.
    pub came: i64,
    /// Attendances of people who gave no address: who of them are the same is not known.
    pub unknown: i64,
}

/// A target with what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetLine {
    /// The target.
    pub target: Target,
    /// What came of it.
    pub reached: Reached,
}

impl TargetLine {
    /// People, as they print: their number, and whether it is the least there can have been.
    pub fn came(&self) -> String {
        let least = if self.reached.unknown > 0 { "at least " } else { "" };
        format!("{least}{}", self.reached.came)
    }

    /// People who are still to be reached.
    pub const fn left(&self) -> i64 {
        let left = self.target.draft.people.saturating_sub(self.reached.came);
        if left < 0 { 0 } else { left }
    }

    /// How much of the target was reached: the number, the target, and per cent, which may be more than a hundred.
    pub fn share(&self) -> String {
        let (came, people) = (self.reached.came, self.target.draft.people);
        let twice = people.saturating_mul(2);
        let percent = came
            .saturating_mul(200)
            .saturating_add(people)
            .checked_div(twice)
            .unwrap_or(0);
        format!("{came}/{people} ({percent}%)")
    }

    /// Sessions that were held, with how many are to be held where that was set.
    pub fn held(&self) -> String {
        let held = self.reached.held;
        self.target
            .draft
            .sessions
            .map_or_else(|| held.to_string(), |sessions| format!("{held} of {sessions}"))
    }
}
