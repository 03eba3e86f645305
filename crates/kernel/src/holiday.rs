//! Bank holidays of England and Wales, by the rules of the Banking and Financial Dealings Act 1971 (schedule 1) and the proclamations
//! that moved or added days.

use crate::Day;

/// Days that were moved or added by proclamation: year, month, day.
const PROCLAIMED: [(i16, i8, i8); 5] = [
    (2020, 5, 8),
    (2022, 6, 2),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
];

/// Days that the rules give and a proclamation moved away.
const MOVED: [(i16, i8, i8); 2] = [(2020, 5, 4), (2022, 5, 30)];

impl Day {
    /// It is a bank holiday in England and Wales, as far as the law knows today: a day proclaimed later is not known.
    pub fn is_bank_holiday(self) -> bool {
        let (year, month, date) = self.parts();
        if PROCLAIMED.contains(&(year, month, date)) {
            return true;
        }
        if MOVED.contains(&(year, month, date)) {
            return false;
        }
        let monday = self.since_monday() == 0;
        let weekday = self.since_monday() < 5;
        match (month, date) {
            // New Year's Day, Christmas Day and Boxing Day.
            (1, 1) | (12, 25 | 26) => weekday,
            // In place of a New Year's Day on a weekend; early May; the last Mondays of May and August.
            (1, 2 | 3) | (5, 1..=7 | 25..=31) | (8, 25..=31) => monday,
            // In place of a Christmas Day or Boxing Day on a weekend.
            (12, 27 | 28) => self.plus(-2).since_monday() >= 5,
            _ => easter(year).is_some_and(|easter| [-2, 1].contains(&self.days_since(easter))),
        }
    }
}

/// Easter Sunday in the Gregorian calendar (the anonymous computus printed in *Nature*, 1876).
fn easter(year: i16) -> Option<Day> {
    let year_number = i32::from(year);
    let (golden, century, rest) = (year_number % 19, year_number / 100, year_number % 100);
    let moon = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 19 * sunday) / 433;
    let ahead = moon + sunday - 7 * late;
    let month = (ahead + 90) / 25;
    let day = (ahead + 33 * month + 19) % 32;
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All bank holidays of a year.
    fn of(year: i16) -> Vec<String> {
        let first = Day::new(year, 1, 1).unwrap();
        (0..366)
            .map(|ahead| first.plus(ahead))
            .filter(|day| day.parts().0 == year && day.is_bank_holiday())
            .map(|day| day.iso().split_off(5))
            .collect()
    }

    /// As the government published them (gov.uk/bank-holidays, England and Wales).
    #[test]
    fn the_bank_holidays_are_those_that_were_published() {
        for (year, published) in [
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
            (
                2022,
                "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
            ),
            (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
            (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        ] {
            assert_eq!(of(year).join(" "), published, "{year}");
        }
    }
}
