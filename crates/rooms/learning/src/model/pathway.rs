//! Pathways through several courses, and how far somebody is on one.

use super::course::{limit, text};
use super::{CourseId, LearnerId};
use kernel::{Day, Id, Problems};

kernel::id!(
    /// A pathway.
    PathwayId
);
kernel::id!(
    /// A step of a pathway.
    StepId
);

/// A pathway as entered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PathwayDraft {
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub audience: String,
    /// Its steps are taken one after another.
    pub in_order: bool,
    /// A step counts for so many months.
    pub months: Option<i64>,
    /// How people come onto it besides by a coordinator.
    pub ways_on: WaysOn,
    /// Nobody is put on it any more.
    pub archived: bool,
}

/// How people come onto a pathway besides by a coordinator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WaysOn {
    /// They may put themselves on it.
    pub open: bool,
    /// Whoever attends a course of its first step is put on it.
    pub by_first: bool,
}

impl PathwayDraft {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        text(&mut problems, "title", &self.title, "Enter the title", 200);
        text(
            &mut problems,
            "audience",
            &self.audience,
            "Enter whom it is for",
            200,
        );
        if self.months.is_some_and(|months| !(1..=120).contains(&months)) {
            problems.add("months", "Enter months between 1 and 120, or leave it empty");
        }
        problems
    }
}

/// A pathway.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pathway {
    /// Its id.
    pub id: PathwayId,
    /// Its reference.
    pub reference: String,
    /// What was entered.
    pub draft: PathwayDraft,
    /// Counts the changes.
    pub version: i64,
}

/// What makes a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StepKind {
    /// One of several courses is attended.
    #[default]
    Course,
    /// Somebody signs it off.
    SignOff,
}

impl StepKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Course, Self::SignOff];

    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::SignOff => "sign-off",
        }
    }

    /// The kind with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Course => "One of these courses is attended",
            Self::SignOff => "A coordinator signs it off",
        }
    }
}

/// Steps of a pathway at most, and courses of a step.
pub const MOST_STEPS: usize = 12;
/// Courses of a step at most.
pub(super) const MOST_COURSES: usize = 20;

/// A step as entered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WayStepDraft {
    /// What it is called.
    pub title: String,
    /// What makes it.
    pub kind: StepKind,
    /// Its place in the order, from 1.
    pub place: i64,
    /// The courses one of which makes it, with their titles.
    pub courses: Vec<(CourseId, String)>,
}

impl WayStepDraft {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        text(
            &mut problems,
            "title",
            &self.title,
            "Enter what the step is called",
            200,
        );
        if !(1..=99).contains(&self.place) {
            problems.add("place", "Enter a place between 1 and 99");
        }
        if self.kind == StepKind::Course && self.courses.is_empty() {
            problems.add("courses", "Choose the courses one of which makes the step");
        }
        if self.courses.len() > MOST_COURSES {
            problems.add("courses", "Choose 20 courses or fewer");
        }
        problems
    }
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WayStep {
    /// Its id.
    pub id: StepId,
    /// What was entered.
    pub draft: WayStepDraft,
}

/// A row of the list of pathways.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathwayLine {
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub audience: String,
    /// How many steps it has.
    pub steps: i64,
}

/// Which people of a pathway a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnIt {
    /// On the way.
    #[default]
    Going,
    /// Done with all of it.
    Finished,
    /// Left, or taken off.
    Left,
}

impl OnIt {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Going, Self::Finished, Self::Left];

    /// As an address has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Going => "",
            Self::Finished => "finished",
            Self::Left => "left",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Going => "On the way",
            Self::Finished => "Finished",
            Self::Left => "Left",
        }
    }
}

/// Somebody on a pathway, as its list shows her.
#[derive(Clone, PartialEq, Eq)]
pub struct Walker {
    /// Her place on the pathway.
    pub id: Id,
    /// The person.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// Since when.
    pub since: Day,
    /// Steps done when that was last counted.
    pub done: i64,
    /// The first step that is missing.
    pub waits: Option<String>,
    /// When all steps were first counted as done.
    pub finished: Option<Day>,
    /// When she left.
    pub left: Option<Day>,
    /// When that was counted.
    pub counted: Day,
}

/// Where a step of somebody stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Done on a day.
    Done(Day),
    /// Learned elsewhere, and recognised.
    Recognised,
    /// Done on a day so long ago that it counts no longer.
    RanOut(Day),
    /// A place is booked, for a session that begins on a day.
    Booked(Day),
    /// Still to do.
    Open,
}

impl Standing {
    /// It counts.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Done(_) | Self::Recognised)
    }
}

/// A step of somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// The step.
    pub step: StepId,
    /// What it is called.
    pub title: String,
    /// What makes it.
    pub kind: StepKind,
    /// Where it stands.
    pub standing: Standing,
    /// The next session with a free place that she could book: reference and first day.
    pub next: Option<(String, Day)>,
}

/// Somebody's way along one pathway.
#[derive(Clone, PartialEq, Eq)]
pub struct Progress {
    /// Her place on the pathway.
    pub id: Id,
    /// The pathway's reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its steps are taken one after another.
    pub in_order: bool,
    /// Its steps.
    pub steps: Vec<Taken>,
}

kernel::masked!(Walker, Taken, Progress);

impl Progress {
    /// How many steps count.
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.standing.counts()).count()
    }

    /// She may take this step now: all before it are done, where the order matters.
    pub fn may_take(&self, step: &Taken) -> bool {
        let first = self.steps.iter().find(|one| !one.standing.counts());
        !step.standing.counts() && (!self.in_order || first.is_some_and(|first| first.step == step.step))
    }
}

/// The day until which a step that was done on `day` counts.
pub(crate) fn counts_until(day: Day, months: Option<i64>) -> Option<Day> {
    months.map(|months| day.plus_months(months))
}

/// The reason why somebody is taken off, or a sign-off is taken back: a problem of `reason` when there is none.
pub(crate) fn reason_problems(reason: &str) -> Problems {
    let mut problems = Problems::none();
    if reason.trim().is_empty() {
        problems.add("reason", "Enter the reason");
    }
    limit(&mut problems, "reason", reason, 500);
    problems
}
