//! Coming to a course again after so many months.

use super::LearnerId;
use kernel::{Day, Instant};

/// Whose turn comes when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Turn {
    /// Today or before.
    #[default]
    Due,
    /// In the three months to come.
    Soon,
    /// After that.
    Later,
}

/// Months that count as soon.
const SOON_MONTHS: i64 = 3;

impl Turn {
    /// In the order of a list of choices.
    pub const ALL: [Self; 3] = [Self::Due, Self::Soon, Self::Later];

    /// The word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Due => "Due now",
            Self::Soon => "Due in the next three months",
            Self::Later => "Due later",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| turn.code() == code)
    }

    /// On which days somebody was there last whose turn this is: after the first day, where there is one, and until the second.
    pub fn last_days(self, today: Day, months: i64) -> (Option<Day>, Day) {
        let now = latest(today, months);
        let soon = latest(today.plus_months(SOON_MONTHS), months);
        match self {
            Self::Due => (None, now),
            Self::Soon => (Some(now), soon),
            Self::Later => (Some(soon), today),
        }
    }
}

/// The last day from which so many months lead to `day` or before it: months end on different days.
fn latest(day: Day, months: i64) -> Day {
    let mut found = day.plus_months(months.saturating_neg());
    while found.plus(1).plus_months(months) <= day {
        found = found.plus(1);
    }
    while found.plus_months(months) > day {
        found = found.plus(-1);
    }
    found
}

/// A session that is still to come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// It is in sight, and begins on this day.
    On(Day),
    /// It is out of sight.
    Elsewhere,
}

/// Somebody who should come to a course again.
#[derive(Clone, PartialEq, Eq)]
pub struct ComingAgain {
    /// Who.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Where she said last that she works, as far as that is in sight.
    pub organisation: String,
    /// When she was last there, on every day.
    pub last: Day,
    /// When it is due again.
    pub due: Day,
    /// When she was told last.
    pub told: Option<Instant>,
    /// A message could be sent then.
    pub reached: bool,
    /// The session for which she has a place.
    pub place: Option<Place>,
    /// More is known of her than that she stands in a file of earlier years: only then she is written to.
    pub first_hand: bool,
}

kernel::masked!(ComingAgain);

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever is put under a turn by the day she was there last is due then, on every day of three years and for every length.
    #[test]
    fn everybody_has_one_turn() {
        let today = Day::new(2026, 2, 28).unwrap();
        for months in [1, 6, 11, 12, 24, 36] {
            for back in 0..1200 {
                let last = today.plus(-back);
                let due = last.plus_months(months);
                let wanted = if due <= today {
                    Turn::Due
                } else if due <= today.plus_months(3) {
                    Turn::Soon
                } else {
                    Turn::Later
                };
                let turns: Vec<Turn> = Turn::ALL
                    .into_iter()
                    .filter(|turn| {
                        let (after, until) = turn.last_days(today, months);
                        after.is_none_or(|after| last > after) && last <= until
                    })
                    .collect();
                assert_eq!(turns, [wanted], "{months} months after {}", last.iso());
            }
        }
    }
}
