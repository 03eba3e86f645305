//! Courses.

use super::{CourseId, KINDS, Mode, Purpose};
use directory::model::{AreaId, ProgrammeId};
use kernel::Problems;

/// A kind of training.
#[derive(Clone, PartialEq, Debug)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// Its short reference.
    pub reference: String,
    /// What a person typed or may change.
    pub draft: CourseDraft,
    /// Name of its programme.
    pub programme_name: String,
    /// No new sessions are planned.
    pub archived: bool,
    /// Counts its changes.
    pub version: i64,
}

/// Everything about a course that a coordinator enters.
#[derive(Clone, PartialEq, Debug)]
pub struct CourseDraft {
    /// The programme that pays for it.
    pub programme: ProgrammeId,
    /// Its title.
    pub title: String,
    /// Code in [`KINDS`].
    pub kind: String,
    /// What people should take away.
    pub aims: String,
    /// Length of one run in hours.
    pub hours: f64,
    /// Days of one run.
    pub days: i64,
    /// How it is given.
    pub mode: Mode,
    /// Whom it is for.
    pub audience: String,
    /// People one run should reach.
    pub target: Option<i64>,
    /// A person should come again after so many months.
    pub refresher_months: Option<i64>,
    /// After how many months people are asked what became of it.
    pub follow_up: FollowUpMonths,
    /// Where it is offered; empty: everywhere.
    pub areas: Vec<AreaId>,
    /// Which questionnaire for what.
    pub instruments: Vec<(Purpose, String)>,
}

/// After how many months the people of a session are asked what became of it; an empty one is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FollowUpMonths {
    /// The first time.
    pub first: Option<i64>,
    /// The second time.
    pub second: Option<i64>,
}

impl Default for FollowUpMonths {
    fn default() -> Self {
        Self {
            first: Some(3),
            second: Some(6),
        }
    }
}

impl FollowUpMonths {
    fn problems(self, problems: &mut Problems) {
        for (field, months) in [("follow-first", self.first), ("follow-second", self.second)] {
            if months.is_some_and(|months| !(1..=24).contains(&months)) {
                problems.add(field, "Enter months between 1 and 24, or leave this empty");
            }
        }
        if self
            .first
            .zip(self.second)
            .is_some_and(|(first, second)| second <= first)
        {
            problems.add("follow-second", "Enter more months than for the first time");
        }
    }

    /// In words; nothing when nobody is asked.
    pub fn in_words(self) -> String {
        let times = [self.first, self.second].into_iter().flatten();
        let times: Vec<String> = times.map(|months| months.to_string()).collect();
        match times.as_slice() {
            [] => String::new(),
            [one] if one == "1" => "after 1 month".to_owned(),
            all => format!("after {} months", all.join(" and ")),
        }
    }
}

impl CourseDraft {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        text(
            &mut problems,
            "title",
            &self.title,
            "Enter the title of the course",
            200,
        );
        if !directory::model::holds(KINDS, &self.kind) {
            problems.add("kind", "Choose the kind of course");
        }
        limit(&mut problems, "aims", &self.aims, 4000);
        if !(0.25..=400.0).contains(&self.hours) {
            problems.add("hours", "Enter the length in hours, like 3.5");
        }
        if !(1..=60).contains(&self.days) {
            problems.add("days", "Enter the number of days, between 1 and 60");
        }
        limit(&mut problems, "audience", &self.audience, 1000);
        if self.target.is_some_and(|target| !(1..=10_000).contains(&target)) {
            problems.add("target", "Enter a whole number of people, or leave this empty");
        }
        if self
            .refresher_months
            .is_some_and(|months| !(1..=120).contains(&months))
        {
            problems.add("refresher", "Enter months between 1 and 120, or leave this empty");
        }
        self.follow_up.problems(&mut problems);
        problems
    }
}

impl CourseDraft {
    /// Names of the fields in which another draft differs.
    pub fn changes(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            ("programme", self.programme != other.programme),
            ("title", self.title.trim() != other.title.trim()),
            ("kind", self.kind != other.kind),
            ("aims", self.aims.trim() != other.aims.trim()),
            ("hours", (self.hours - other.hours).abs() > f64::EPSILON),
            ("days", self.days != other.days),
            ("mode", self.mode != other.mode),
            ("audience", self.audience.trim() != other.audience.trim()),
            ("target", self.target != other.target),
            ("refresher", self.refresher_months != other.refresher_months),
            ("follow-up months", self.follow_up != other.follow_up),
            ("areas", sorted(&self.areas) != sorted(&other.areas)),
            (
                "instruments",
                self.instruments.len() != other.instruments.len()
                    || !self.instruments.iter().all(|one| other.instruments.contains(one)),
            ),
        ];
        differs
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(name, _)| name)
            .collect()
    }
}

fn sorted(areas: &[AreaId]) -> Vec<AreaId> {
    let mut areas = areas.to_vec();
    areas.sort_unstable();
    areas
}

/// A row of the list of courses.
#[derive(Clone, PartialEq, Debug)]
pub struct CourseLine {
    /// Its id, for the next page.
    pub id: CourseId,
    /// Its short reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Code in [`KINDS`].
    pub kind: String,
    /// How it is given.
    pub mode: Mode,
    /// Name of its programme.
    pub programme: String,
    /// No new sessions are planned.
    pub archived: bool,
    /// Sessions to come.
    pub coming: i64,
}

/// How a course is taken up in an area.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakeUp {
    /// The area.
    pub area: String,
    /// Sessions that are not cancelled.
    pub sessions: i64,
    /// Sessions that are.
    pub cancelled: i64,
    /// Of those that are not, how many were held.
    pub held: i64,
    /// Their places.
    pub places: i64,
    /// Places taken.
    pub taken: i64,
    /// People who were there, counted once for each session.
    pub people: i64,
}

/// A text that must be there and not be too long.
pub(crate) fn text(problems: &mut Problems, field: &str, value: &str, missing: &str, most: usize) {
    if value.trim().is_empty() {
        problems.add(field, missing);
    } else {
        limit(problems, field, value, most);
    }
}

/// A text that may be empty and not be too long.
pub(crate) fn limit(problems: &mut Problems, field: &str, value: &str, most: usize) {
    if value.chars().count() > most {
        problems.add(field, format!("Use {most} characters or fewer"));
    }
}
