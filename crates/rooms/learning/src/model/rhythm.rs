//! When the repeats of a session begin.

use super::Rhythm;
use kernel::Day;

/// Most repeats that are made at once: a year of weeks.
pub const MOST_REPEATS: usize = 52;

/// The first days of `times` repeats of a session that begins on `first`, none of them before `from`.
pub fn first_days(rhythm: Rhythm, first: Day, times: usize, from: Day) -> Vec<Day> {
    let step = |number: i64| match rhythm {
        Rhythm::Week => Some(first.plus(7 * number)),
        Rhythm::Fortnight => Some(first.plus(14 * number)),
        Rhythm::Month => Some(same_weekday(first, number)),
        Rhythm::Dates => None,
    };
    // A session that was held long ago may be repeated: what would lie in the past is passed over.
    (1..)
        .map_while(step)
        .skip_while(|day| *day < from)
        .take(times.min(MOST_REPEATS))
        .collect()
}

/// The same weekday of a later month: the second Tuesday after the second Tuesday. The fifth of a month that has four is the last.
fn same_weekday(first: Day, months: i64) -> Day {
    let (_, _, date) = first.parts();
    let week = (i64::from(date) - 1) / 7;
    let month = first.month().plus_months(months);
    let ahead = (first.since_monday() - month.since_monday()).rem_euclid(7);
    let found = month.plus(ahead + 7 * week);
    if found.month() == month {
        found
    } else {
        found.plus(-7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn days(rhythm: Rhythm, first: &str, times: usize, from: &str) -> Vec<String> {
        first_days(rhythm, day(first), times, day(from))
            .into_iter()
            .map(Day::iso)
            .collect()
    }

    #[test]
    fn weeks_follow_each_other_over_the_change_of_the_clocks() {
        assert_eq!(
            days(Rhythm::Week, "2026-03-24", 2, "2026-03-01"),
            ["2026-03-31", "2026-04-07"]
        );
        assert_eq!(
            days(Rhythm::Fortnight, "2026-12-24", 2, "2026-03-01"),
            ["2027-01-07", "2027-01-21"]
        );
    }

    #[test]
    fn a_month_later_is_the_same_weekday_and_the_fifth_becomes_the_last() {
        // The second Tuesday of March 2026, then of April, May and June.
        assert_eq!(
            days(Rhythm::Month, "2026-03-10", 3, "2026-03-01"),
            ["2026-04-14", "2026-05-12", "2026-06-09"]
        );
        // The fifth Tuesday; April has four, June has five.
        assert_eq!(
            days(Rhythm::Month, "2026-03-31", 3, "2026-03-01"),
            ["2026-04-28", "2026-05-26", "2026-06-30"]
        );
    }

    #[test]
    fn what_would_lie_in_the_past_is_passed_over_and_there_is_a_most() {
        assert_eq!(
            days(Rhythm::Week, "2020-03-03", 1, "2026-03-04"),
            ["2026-03-10"],
            "still a Tuesday"
        );
        let many = days(Rhythm::Week, "2026-03-03", 1_000, "2026-03-03");
        assert_eq!(many.len(), MOST_REPEATS);
        assert!(days(Rhythm::Dates, "2026-03-03", 3, "2026-03-03").is_empty());
    }
}
