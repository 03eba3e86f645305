//! Faults of venues, their equipment, the way in and the materials.

use super::SessionId;
use directory::model::AreaId;
use kernel::{Day, Id, Instant, Personal, Problems};

kernel::id!(
    /// A fault.
    FaultId
);

/// What is at fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// The room, the house.
    Venue,
    /// Sound, screen, network, platform.
    Technology,
    /// Getting in and taking part.
    Access,
    /// Slides, handouts, exercises.
    Material,
}

impl FaultKind {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Venue, Self::Technology, Self::Access, Self::Material];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::Technology => "technology",
            Self::Access => "access",
            Self::Material => "material",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Venue => "Venue",
            Self::Technology => "Technology",
            Self::Access => "Access need",
            Self::Material => "Material",
        }
    }

    /// The kind of a stored word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where a fault stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultState {
    /// Somebody is to mend it.
    Open,
    /// It is mended.
    Mended,
    /// It will not be mended.
    Left,
}

impl FaultState {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Open, Self::Mended, Self::Left];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mended => "mended",
            Self::Left => "left",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Mended => "Mended",
            Self::Left => "Will not be mended",
        }
    }

    /// The state of a stored word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A fault.
#[derive(Clone, PartialEq, Eq)]
pub struct VenueFault {
    /// Its id.
    pub id: FaultId,
    /// The area in which it was noticed.
    pub area: AreaId,
    /// Its name.
    pub area_name: String,
    /// The session at which it was noticed, by its reference.
    pub session: Option<String>,
    /// The venue.
    pub venue: String,
    /// What is at fault.
    pub kind: FaultKind,
    /// What is wrong.
    pub words: Personal<String>,
    /// It was raised from what somebody wrote on a form.
    pub heard: bool,
    /// Who is to mend it, with the name.
    pub owner: (Id, String),
    /// Until when.
    pub due: Day,
    /// Where it stands.
    pub state: FaultState,
    /// What was done, or why nothing will be.
    pub outcome: Option<Personal<String>>,
    /// When it was raised.
    pub made_at: Instant,
    /// When it was mended or left.
    pub closed_at: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
}

kernel::masked!(VenueFault);

impl VenueFault {
    /// It should have been mended by now.
    pub fn late(&self, today: Day) -> bool {
        self.state == FaultState::Open && self.due < today
    }
}

/// A fault to raise.
#[derive(Clone, PartialEq, Eq)]
pub struct FaultDraft {
    /// The area in which it was noticed.
    pub area: AreaId,
    /// The session at which it was noticed.
    pub session: Option<SessionId>,
    /// The venue.
    pub venue: String,
    /// What is at fault.
    pub kind: Option<FaultKind>,
    /// What is wrong.
    pub words: Personal<String>,
    /// It is raised from what somebody wrote on a form.
    pub heard: bool,
    /// Who is to mend it.
    pub owner: Option<Id>,
    /// Until when.
    pub due: Option<Day>,
}

kernel::masked!(FaultDraft);

/// The longest words of a fault.
const MOST: usize = 500;

/// What is wrong with some words.
pub(crate) fn words_problem(field: &str, words: &str, empty: &str) -> Problems {
    let mut problems = Problems::none();
    match words.trim().chars().count() {
        0 => problems.add(field, empty),
        count if count > MOST => problems.add(field, format!("This must be {MOST} characters or fewer")),
        _ => {}
    }
    problems
}

impl FaultDraft {
    /// What is wrong with it.
    pub fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.venue.trim().is_empty() {
            problems.add("venue", "Enter the venue");
        } else if self.venue.chars().count() > 200 {
            problems.add("venue", "The venue must be 200 characters or fewer");
        }
        if self.kind.is_none() {
            problems.add("kind", "Choose what is at fault");
        }
        problems
            .0
            .extend(words_problem("words", self.words.reveal(), "Enter what is wrong").0);
        if self.owner.is_none() {
            problems.add("owner", "Choose who is to mend it");
        }
        problems.0.extend(due_problem(self.due, today).0);
        problems
    }
}

/// What is wrong with a day until which something is to be mended.
pub(crate) fn due_problem(due: Option<Day>, today: Day) -> Problems {
    let mut problems = Problems::none();
    match due {
        None => problems.add("due", "Enter the day until which it is to be mended"),
        Some(day) if day < today => problems.add("due", "The day must be today or later"),
        Some(day) if day > today.plus(366) => problems.add("due", "The day must be within a year"),
        Some(_) => {}
    }
    problems
}
