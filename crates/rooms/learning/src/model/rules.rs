//! What a booking of a course needs before a place is given.

use super::CourseId;
use kernel::Problems;

/// How the bookings of a course are taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    /// A coordinator approves each booking.
    pub approval: bool,
    /// The manager whom somebody names agrees to her booking.
    pub manager: bool,
    /// A place that came free is kept so many hours for who waited; `None`: it is hers at once.
    pub offer_hours: Option<i64>,
    /// Courses that are done before, with their titles.
    pub needs: Vec<(CourseId, String)>,
    /// Counts the changes; 0 where nothing was ever set.
    pub version: i64,
}

/// Most courses that one course asks for.
pub const MOST_NEEDS: usize = 10;

impl Rules {
    /// What is wrong with them.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        if self.offer_hours.is_some_and(|hours| !(1..=336).contains(&hours)) {
            problems.add(
                "offer_hours",
                "Enter hours between 1 and 336, which is two weeks, or leave it empty",
            );
        }
        if self.needs.len() > MOST_NEEDS {
            problems.add("needs", format!("Choose {MOST_NEEDS} courses or fewer"));
        }
        problems
    }
}

/// Whose agreement a booking waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Awaits {
    /// The manager whom the person named.
    Manager,
    /// A coordinator.
    Coordinator,
}

impl Awaits {
    /// The code that is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Coordinator => "coordinator",
        }
    }

    /// From what is stored.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        [Self::Manager, Self::Coordinator]
            .into_iter()
            .find(|one| one.code() == code)
    }

    /// For staff.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Manager => "Waits for the manager",
            Self::Coordinator => "Waits for approval",
        }
    }
}
