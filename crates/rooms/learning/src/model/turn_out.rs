//! How bookings turned out: who came, who did not, who gave her place back shortly before.

use kernel::{Day, Id};

/// A place that is given back fewer days before its session hardly finds anybody else. The statements say the same number.
pub const LATE_DAYS: i64 = 3;

/// Bookings with a place, those of them whose person came, and places that were given back late.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TurnOut {
    /// With a place.
    pub places: i64,
    /// Whose person came, on any day.
    pub came: i64,
    /// Given back late.
    pub late: i64,
}

impl TurnOut {
    /// Who had a place and did not come.
    pub const fn missed(self) -> i64 {
        self.places.saturating_sub(self.came)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            places: self.places.saturating_add(other.places),
            came: self.came.saturating_add(other.came),
            late: self.late.saturating_add(other.late),
        }
    }
}

/// A row of a table: an organisation or a course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnOutLine {
    /// What it is called.
    pub called: String,
    /// A course's reference.
    pub reference: Option<String>,
    /// Its bookings.
    pub turn_out: TurnOut,
}

/// The sessions of which it is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TurnOutTime {
    /// The last twelve months.
    #[default]
    Year,
    /// The last three.
    Quarter,
    /// The twelve months before the last twelve.
    YearBefore,
}

impl TurnOutTime {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Year, Self::Quarter, Self::YearBefore];

    /// As an address has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Year => "",
            Self::Quarter => "quarter",
            Self::YearBefore => "before",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Year => "The last 12 months",
            Self::Quarter => "The last 3 months",
            Self::YearBefore => "The 12 months before",
        }
    }

    /// From which day on, and before which: sessions of today are not over.
    pub(crate) fn days(self, today: Day) -> (Day, Day) {
        let back = |months| today.plus_months(months);
        match self {
            Self::Year => (back(-12), today),
            Self::Quarter => (back(-3), today),
            Self::YearBefore => (back(-24), back(-12)),
        }
    }
}

/// What is asked of the turn-out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TurnOutQuery {
    /// Of which sessions.
    pub time: TurnOutTime,
    /// Of one area.
    pub area: Option<Id>,
}
