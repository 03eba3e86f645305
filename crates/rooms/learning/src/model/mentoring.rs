//! Mentoring: an agreement between two people, the stages on the way, and what they did.

use super::course::{limit, text};
use super::days::normal_time;
use super::{LearnerId, SessionId};
use directory::model::{AreaId, Coded};
use kernel::{Day, Id, Instant, Problems};

kernel::id!(
    /// A mentoring.
    MentoringId
);

/// What a mentoring leads to.
pub const MENTORED_FOR: &[Coded] = &[
    Coded {
        code: "review-chair",
        label: "Chairing death reviews",
        non_answer: false,
    },
    Coded {
        code: "trainer",
        label: "Training others",
        non_answer: false,
    },
    Coded {
        code: "champion",
        label: "Champion in one's own team",
        non_answer: false,
    },
];

/// The stages that a form suggests; each agreement has its own.
pub const USUAL_STAGES: &str = "Observed\nCo-led\nLed with support\nSigned off";
/// Stages of an agreement at most.
pub(super) const MOST_STAGES: usize = 12;

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As it is stored.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The one with this code.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// What people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

coded! {
    /// Where a mentoring stands.
    MentoringState {
        /// The two meet.
        Running = "running", "Running";
        /// Not now.
        Paused = "paused", "Paused";
        /// Over.
        Ended = "ended", "Ended";
    }
}

coded! {
    /// How a mentoring ended.
    Outcome {
        /// What was agreed was reached.
        Reached = "reached", "The aim was reached";
        /// It was stopped before.
        Stopped = "stopped", "It was stopped before";
        /// The person left, or does something else now.
        Moved = "moved", "The person moved on";
    }
}

coded! {
    /// What two people did.
    EntryKind {
        /// They met.
        Meeting = "meeting", "Meeting";
        /// The one watched the other work.
        Shadowing = "shadowing", "Shadowing";
        /// Reading a draft, a call, anything else.
        Other = "other", "Other";
    }
}

/// A mentoring as agreed.
#[derive(Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The reference of a booking of the mentee.
    pub booking: String,
    /// The mentor's account.
    pub mentor: Option<Id>,
    /// The area it counts for.
    pub area: Option<AreaId>,
    /// Code in [`MENTORED_FOR`].
    pub kind: String,
    /// What was agreed.
    pub aims: String,
    /// Its stages, one a line.
    pub stages: String,
}

impl Agreement {
    /// The stages, one after another.
    pub fn stages(&self) -> Vec<&str> {
        self.stages
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        if self.booking.trim().is_empty() {
            problems.add(
                "booking",
                "Enter the reference of a booking of hers, like B-2345678",
            );
        }
        if self.mentor.is_none() {
            problems.add("mentor", "Choose the mentor");
        }
        if self.area.is_none() {
            problems.add("area", "Choose the area it counts for");
        }
        if !MENTORED_FOR.iter().any(|kind| kind.code == self.kind) {
            problems.add("kind", "Choose what it leads to");
        }
        text(&mut problems, "aims", &self.aims, "Enter what you agreed", 2000);
        let stages = self.stages();
        if stages.is_empty() || stages.len() > MOST_STAGES {
            problems.add("stages", "Enter 1 to 12 stages, one a line");
        }
        if stages.iter().any(|stage| stage.chars().count() > 100) {
            problems.add("stages", "Use 100 characters or fewer for a stage");
        }
        problems
    }
}

/// Something that two people did, as entered.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryDraft {
    /// What it was.
    pub kind: EntryKind,
    /// The day.
    pub day: Day,
    /// How long, in minutes.
    pub minutes: i64,
    /// Reference of the session, where it was one.
    pub session: String,
    /// What was learnt.
    pub learnt: String,
    /// What only the two read.
    pub note: String,
}

impl EntryDraft {
    /// What is wrong with it.
    pub fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.day > today {
            problems.add("day", "This day is still to come. Enter it when it is over");
        }
        if !(1..=1440).contains(&self.minutes) {
            problems.add("minutes", "Enter minutes between 1 and 1440, which is a day");
        }
        limit(&mut problems, "learnt", &self.learnt, 2000);
        limit(&mut problems, "note", &self.note, 2000);
        problems
    }
}

/// A row of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct MentoringLine {
    /// Its id.
    pub id: MentoringId,
    /// Its reference.
    pub reference: String,
    /// The mentee.
    pub mentee: String,
    /// The mentor.
    pub mentor: String,
    /// Code in [`MENTORED_FOR`].
    pub kind: String,
    /// Where it stands.
    pub state: MentoringState,
    /// When they meet next.
    pub next: Option<Day>,
    /// When they last had contact.
    pub last: Option<Day>,
    /// Minutes that were given.
    pub minutes: i64,
    /// Stages reached, and how many there are.
    pub stages: (i64, i64),
}

/// A mentoring.
#[derive(Clone, PartialEq, Eq)]
pub struct Mentoring {
    /// Its id.
    pub id: MentoringId,
    /// Its reference.
    pub reference: String,
    /// The mentee.
    pub mentee: LearnerId,
    /// Her name.
    pub name: String,
    /// The name of the area.
    pub area: String,
    /// Code in [`MENTORED_FOR`].
    pub kind: String,
    /// What was agreed.
    pub aims: String,
    /// Where it stands.
    pub state: MentoringState,
    /// Since when.
    pub began: Day,
    /// When they meet next.
    pub next: Option<Day>,
    /// When it ended.
    pub ended: Option<Day>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Counts the changes.
    pub version: i64,
}

/// A meeting of two people with a time, as their calendars know it.
#[derive(Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Random name of the calendar entry.
    pub uid: String,
    /// Counts its versions.
    pub sequence: i64,
    /// When it begins.
    pub starts: Instant,
    /// When it ends.
    pub ends: Instant,
    /// It does not take place, or its time is open again.
    pub called_off: bool,
    /// When this version was made.
    pub changed: Instant,
}

/// When two people meet next, as entered: a day, which may be open, and a time on it, which may be too.
#[derive(Clone, PartialEq, Eq)]
pub struct NextDraft {
    /// The day.
    pub day: Option<Day>,
    /// Its start, `HH:MM`.
    pub starts: String,
    /// Its end, `HH:MM`.
    pub ends: String,
}

impl NextDraft {
    /// Start and end, where a time was entered.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn times(&self, now: Instant) -> Result<Option<(Instant, Instant)>, Problems> {
        let timed = !(self.starts.trim().is_empty() && self.ends.trim().is_empty());
        let Some(day) = self.day else {
            return if timed {
                Err(Problems::one("next", "Enter the day, or no time"))
            } else {
                Ok(None)
            };
        };
        if day < now.day() {
            return Err(Problems::one("next", "This day is over. Enter a day to come"));
        }
        if !timed {
            return Ok(None);
        }
        let at = |time: &str| Instant::on(day, &normal_time(time));
        match (at(&self.starts), at(&self.ends)) {
            (None, _) => Err(Problems::one("starts", "Enter the start, like 09:30")),
            (_, None) => Err(Problems::one("ends", "Enter the end, like 10:30")),
            (Some(starts), Some(ends)) if starts >= ends => {
                Err(Problems::one("ends", "The end must be after the start"))
            }
            (Some(_), Some(ends)) if ends <= now => Err(Problems::one("ends", "This time is over")),
            (Some(starts), Some(ends)) => Ok(Some((starts, ends))),
        }
    }
}

/// A mentor of a mentoring, now or before.
#[derive(Clone, PartialEq, Eq)]
pub struct Mentor {
    /// The account.
    pub account: Id,
    /// Her name.
    pub name: String,
    /// Since when.
    pub since: Day,
    /// Until when.
    pub until: Option<Day>,
    /// Minutes that she gave.
    pub minutes: i64,
}

/// A stage.
#[derive(Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// When it was reached.
    pub reached: Option<Day>,
}

/// Something that two people did.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// The mentor of that time.
    pub mentor: Id,
    /// What it was.
    pub kind: EntryKind,
    /// The day.
    pub day: Day,
    /// How long, in minutes.
    pub minutes: i64,
    /// The session that was shadowed: id, reference and title.
    pub session: Option<(SessionId, String, String)>,
    /// What was learnt.
    pub learnt: String,
    /// What only the two read; empty for everybody else.
    pub note: String,
    /// The mentee entered it.
    pub by_mentee: bool,
}

/// What a mentor carries, against what she offered.
#[derive(Clone, PartialEq, Eq)]
pub struct Load {
    /// The account.
    pub account: Id,
    /// Her name.
    pub name: String,
    /// People whom she mentors now.
    pub people: i64,
    /// Minutes in the last three months.
    pub minutes: i64,
    /// What she offered: people, hours in three months.
    pub offer: Option<(i64, i64)>,
}

impl Load {
    /// She carries more than she offered.
    pub fn over(&self) -> bool {
        self.offer
            .is_some_and(|(people, hours)| self.people > people || self.minutes > hours.saturating_mul(60))
    }
}

kernel::masked!(
    Agreement,
    EntryDraft,
    MentoringLine,
    Mentoring,
    Meeting,
    NextDraft,
    Mentor,
    Stage,
    Entry,
    Load
);

/// Minutes in words: `2 h 30 min`.
pub fn minutes_text(minutes: i64) -> String {
    match (minutes.div_euclid(60), minutes.rem_euclid(60)) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}
