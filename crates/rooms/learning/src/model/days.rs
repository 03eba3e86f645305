//! The days of a session as they are entered, and what is wrong with them.

use super::SessionDay;
use kernel::{Day, Problems};

/// A day as entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayDraft {
    /// The date.
    pub day: Day,
    /// Start, `HH:MM`.
    pub starts: String,
    /// End, `HH:MM`.
    pub ends: String,
}

/// Most days of one session.
pub const MOST_DAYS: usize = 60;

/// What is wrong with days as entered. They are fields `day-1`, `day-2` and so on, by their place.
pub(crate) fn day_problems(days: &[DayDraft]) -> Problems {
    let mut problems = Problems::none();
    if days.is_empty() {
        problems.add("day-1", "Enter a date");
    }
    let mut before: Option<Day> = None;
    for (place, day) in days.iter().enumerate() {
        let number = place + 1;
        match (clock(&day.starts), clock(&day.ends)) {
            (Some(starts), Some(ends)) if starts < ends => {}
            (Some(_), Some(_)) => {
                problems.add(&format!("ends-{number}"), "The end must be after the start");
            }
            (None, _) => {
                problems.add(&format!("starts-{number}"), "Enter the start, like 09:30");
            }
            (Some(_), None) => {
                problems.add(&format!("ends-{number}"), "Enter the end, like 16:30");
            }
        }
        if before.is_some_and(|before| before >= day.day) {
            problems.add(
                &format!("day-{number}"),
                "Each day must be later than the one before",
            );
        }
        if number > MOST_DAYS {
            problems.add(
                &format!("day-{number}"),
                format!("A session has {MOST_DAYS} days at most"),
            );
        }
        before = Some(day.day);
    }
    problems
}

/// A date this many days ahead, three years, is mistyped.
const FURTHEST: i64 = 3 * 365 + 1;

/// Days that nobody can come to any more, and days too far ahead to be meant. A day that the session `has` already stays as it is, as
/// long as another is still to come.
pub(crate) fn days_out_of_reach(days: &[DayDraft], has: &[SessionDay], today: Day) -> Problems {
    let mut problems = Problems::none();
    let nothing_to_come = days.last().is_some_and(|last| last.day < today);
    for (place, day) in days.iter().enumerate() {
        let new = !has.iter().any(|known| known.day == day.day);
        if day.day < today && (new || (nothing_to_come && place + 1 == days.len())) {
            problems.add(
                &format!("day-{}", place + 1),
                "This day is over. Enter today or a later day",
            );
        } else if new && day.day > today.plus(FURTHEST) {
            problems.add(
                &format!("day-{}", place + 1),
                "This day is more than three years ahead. Check the year",
            );
        }
    }
    problems
}

/// Minutes since midnight of `HH:MM`, written with a colon or a full stop.
pub(crate) fn clock(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
    (hour < 24 && minute < 60).then(|| hour * 60 + minute)
}

/// `9.5` and `09:30` alike as `09:30`. What is no time comes back as it was.
pub(crate) fn normal_time(text: &str) -> String {
    clock(text).map_or_else(
        || text.trim().to_owned(),
        |minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SessionDayId;
    use kernel::Id;

    fn drafted() -> DayDraft {
        DayDraft {
            day: Day::new(2026, 3, 3).unwrap(),
            starts: "09:30".to_owned(),
            ends: "16.30".to_owned(),
        }
    }

    #[test]
    fn a_day_that_is_over_is_no_day_to_plan() {
        let day = |date| Day::new(2026, 3, date).unwrap();
        let entered = |dates: &[i8]| {
            dates
                .iter()
                .map(|date| DayDraft {
                    day: day(*date),
                    ..drafted()
                })
                .collect::<Vec<_>>()
        };
        let has = [SessionDay {
            id: SessionDayId(Id(uuid::Uuid::default())),
            day: day(3),
            starts: "09:30".to_owned(),
            ends: "16:30".to_owned(),
            register_at: None,
        }];
        let fields = |dates: &[i8], has: &[SessionDay]| {
            let problems = days_out_of_reach(&entered(dates), has, day(5));
            problems.0.into_iter().map(|one| one.field).collect::<Vec<_>>()
        };
        assert!(fields(&[5, 6], &[]).is_empty());
        assert_eq!(fields(&[3, 4, 6], &[]), ["day-1", "day-2"]);
        assert_eq!(
            fields(&[3, 4, 6], &has),
            ["day-2"],
            "a day that it has may be over"
        );
        assert_eq!(fields(&[3], &has), ["day-1"], "then nothing is to come");
    }

    #[test]
    fn a_day_in_another_age_is_mistyped() {
        let today = Day::new(2026, 3, 5).unwrap();
        let on = |year, date| DayDraft {
            day: Day::new(year, 3, date).unwrap(),
            ..drafted()
        };
        let days = [on(2029, 5), on(2029, 6), on(9999, 31)];
        let problems = days_out_of_reach(&days, &[], today);
        let fields: Vec<_> = problems.0.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["day-2", "day-3"]);
    }

    #[test]
    fn times_are_written_one_way() {
        assert_eq!(normal_time("9.05"), "09:05");
        assert_eq!(normal_time(" 16:30 "), "16:30");
        assert_eq!(normal_time("25:00"), "25:00");
    }
}
