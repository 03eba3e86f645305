//! What a cell says: a day, a time, a number, a word. What a cell does not say is nothing, and never a zero.

use crate::door::report::plain;
use kernel::Day;
use serde::{Deserialize, Serialize};

/// What comes first in a date like `03/04/2019`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Order {
    /// The day.
    Day,
    /// The month.
    Month,
}

/// Most people or places that a cell may name.
pub const MOST: i64 = 1_000;

const AMBIGUOUS: &str = "Say above whether the day or the month comes first";
const NO_DATE: &str = "This is not a date";

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The cell says that nothing is known.
pub fn is_blank(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.is_empty()
        || matches!(
            text.as_str(),
            "-" | "–" | "—" | "?" | "n/a" | "na" | "n.a." | "unknown" | "not known" | "not recorded" | "tbc"
        )
}

/// A day, as programs and people write it.
pub fn day(text: &str, order: Option<Order>) -> Result<Day, &'static str> {
    let text = text.trim();
    // A workbook's day may carry a time.
    let date = text.split([' ', 'T']).next().unwrap_or(text);
    if let Some(day) = Day::parse(date) {
        return Ok(day);
    }
    if let Some(serial) = serial(text) {
        return Ok(serial);
    }
    let parts: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || matches!(sign, '/' | '.' | '-' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    let parts = match parts.as_slice() {
        // A weekday in front.
        [weekday, rest @ ..] if rest.len() >= 3 && is_weekday(weekday) => rest,
        all => all,
    };
    let [first, second, year] = parts else {
        return Err(NO_DATE);
    };
    let year = year_of(year).ok_or(NO_DATE)?;
    if let Some(month) = month_named(second) {
        return made(year, month, number(first)).ok_or(NO_DATE);
    }
    if let Some(month) = month_named(first) {
        return made(year, month, number(second)).ok_or(NO_DATE);
    }
    let (first, second) = (number(first), number(second));
    let as_order = |order| match order {
        Order::Day => made(year, second.unwrap_or(0), first),
        Order::Month => made(year, first.unwrap_or(0), second),
    };
    match (as_order(Order::Day), as_order(Order::Month)) {
        (Some(one), Some(other)) if one == other => Ok(one),
        (Some(_), Some(_)) => order.and_then(as_order).ok_or(AMBIGUOUS),
        // Only one of the two is a date: but not where the file was said to be written in the other order.
        (Some(one), None) if order != Some(Order::Month) => Ok(one),
        (None, Some(other)) if order != Some(Order::Day) => Ok(other),
        _ => Err(NO_DATE),
    }
}

/// A day that is over and can be meant.
pub fn past_day(text: &str, order: Option<Order>, today: Day) -> Result<Day, &'static str> {
    let day = day(text, order)?;
    if day >= today {
        return Err("This day is not over: only what has been is taken in");
    }
    if day.parts().0 < 1990 {
        return Err("This day is before 1990. Check the year");
    }
    Ok(day)
}

/// The cell is a date that can be read in two ways.
pub fn is_ambiguous(text: &str) -> bool {
    day(text, None) == Err(AMBIGUOUS)
}

/// A day as a workbook counts them, in a file that lost its formats: from 1954 to 2064.
fn serial(text: &str) -> Option<Day> {
    let days: i64 = text.strip_suffix(".0").unwrap_or(text).parse().ok()?;
    (20_000..60_000)
        .contains(&days)
        .then(|| Day::new(1899, 12, 30).map(|first| first.plus(days)))
        .flatten()
}

fn made(year: i16, month: i8, day: Option<i8>) -> Option<Day> {
    Day::new(year, month, day?)
}

fn number(text: &str) -> Option<i8> {
    text.trim_end_matches(|sign: char| sign.is_ascii_alphabetic())
        .parse()
        .ok()
}

fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        2 => Some(year + 2000),
        4 => Some(year),
        _ => None,
    }
}

fn month_named(text: &str) -> Option<i8> {
    let text = text.to_lowercase();
    let start = text.get(..3)?;
    let place = MONTHS.iter().position(|month| *month == start)?;
    text.chars()
        .all(char::is_alphabetic)
        .then(|| i8::try_from(place + 1).ok())
        .flatten()
}

fn is_weekday(text: &str) -> bool {
    let text = text.to_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| text.starts_with(day))
}

/// A time of the day as `HH:MM`; nothing where the cell is empty.
pub fn time(text: &str) -> Result<Option<String>, &'static str> {
    const NO_TIME: &str = "This is not a time, like 09:30";
    if is_blank(text) {
        return Ok(None);
    }
    let text = text.trim().to_lowercase();
    let text = text
        .rsplit([' ', 't'])
        .next()
        .filter(|part| part.contains(':'))
        .unwrap_or(&text);
    let (digits, later) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(rest), _) => (rest, Some(12)),
        (_, Some(rest)) => (rest, Some(0)),
        (None, None) => (text, None),
    };
    let mut parts = digits.trim().split([':', '.']);
    let hour: i64 = parts
        .next()
        .and_then(|part| part.trim().parse().ok())
        .ok_or(NO_TIME)?;
    let minute: i64 = match parts.next() {
        Some(part) => part.trim().parse().map_err(|_| NO_TIME)?,
        None if later.is_some() => 0,
        None => return Err(NO_TIME),
    };
    let hour = match later {
        Some(more) if (1..=12).contains(&hour) => hour % 12 + more,
        Some(_) => return Err(NO_TIME),
        None => hour,
    };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return Err(NO_TIME);
    }
    Ok(Some(format!("{hour:02}:{minute:02}")))
}

/// A number of people or places; nothing where none was recorded.
pub fn count(text: &str) -> Result<Option<i64>, &'static str> {
    if is_blank(text) {
        return Ok(None);
    }
    let text = text.trim();
    let number: i64 = text
        .strip_suffix(".0")
        .unwrap_or(text)
        .parse()
        .map_err(|_| "This is not a whole number")?;
    if (0..=MOST).contains(&number) {
        Ok(Some(number))
    } else {
        Err("This is less than nothing, or more than 1,000")
    }
}

/// Whether something came; nothing where the cell does not say.
pub fn came(text: &str) -> Result<Option<bool>, &'static str> {
    if is_blank(text) {
        return Ok(None);
    }
    match plain(text).as_str() {
        "yes" | "y" | "1" | "true" | "x" | "received" | "returned" | "in" | "came" | "complete" => {
            Ok(Some(true))
        }
        "no" | "n" | "0" | "false" | "missing" | "notreceived" | "notreturned" | "outstanding" | "lost" => {
            Ok(Some(false))
        }
        _ => Err("This is neither yes nor no, received nor missing"),
    }
}

/// Whether somebody came; nothing where the cell does not say.
pub fn attended(text: &str) -> Result<Option<bool>, &'static str> {
    match plain(text).as_str() {
        "attended" | "present" | "signedin" => Ok(Some(true)),
        "absent" | "noshow" | "dna" | "didnotattend" | "didnotcome" | "notattended" | "apologies" => {
            Ok(Some(false))
        }
        _ => came(text).map_err(|_| "This is neither yes nor no, came nor did not come"),
    }
}

/// What became of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    /// It took place.
    Held,
    /// It took place on another day than was first announced.
    Moved,
    /// It did not take place.
    Cancelled,
}

/// What became of a session; an empty cell says that it took place.
pub fn became(text: &str) -> Result<Became, &'static str> {
    match plain(text).as_str() {
        "" | "held" | "yes" | "y" | "ran" | "run" | "delivered" | "completed" | "complete" | "tookplace"
        | "done" => Ok(Became::Held),
        "rescheduled" | "moved" | "postponed" => Ok(Became::Moved),
        "cancelled" | "canceled" | "no" | "n" | "notheld" | "didnottakeplace" => Ok(Became::Cancelled),
        _ => Err("This is not held, rescheduled or cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: Option<Order>) -> String {
        day(text, order).map_or_else(str::to_owned, Day::iso)
    }

    #[test]
    fn days_are_read_as_programs_and_people_write_them() {
        for text in [
            "2019-04-23",
            "2019-04-23 09:30",
            "2019-04-23T00:00:00",
            "43578",
            "43578.0",
            "23/04/2019",
            "23.4.19",
            "23-04-2019",
            "04/23/2019",
            "23 April 2019",
            "23rd Apr 19",
            "April 23, 2019",
            "Tuesday 23 April 2019",
            "Tue, 23 Apr 2019",
        ] {
            assert_eq!(read(text, None), "2019-04-23", "{text}");
        }
        for text in [
            "",
            "soon",
            "31/02/2019",
            "2019",
            "12",
            "1/2/3/2019",
            "23 Brumaire 2019",
            "99/99/2019",
        ] {
            assert_eq!(read(text, None), NO_DATE, "{text}");
        }
    }

    #[test]
    fn a_date_that_can_be_read_in_two_ways_is_asked_about() {
        assert_eq!(read("03/04/2019", None), AMBIGUOUS);
        assert!(is_ambiguous("3.4.19") && !is_ambiguous("4/4/2019") && !is_ambiguous("2019-04-03"));
        assert_eq!(read("03/04/2019", Some(Order::Day)), "2019-04-03");
        assert_eq!(read("03/04/2019", Some(Order::Month)), "2019-03-04");
        assert_eq!(
            read("23/04/2019", Some(Order::Month)),
            NO_DATE,
            "the file is not written so"
        );
        assert_eq!(read("04/23/2019", Some(Order::Day)), NO_DATE);
    }

    #[test]
    fn what_is_not_recorded_is_no_zero() {
        for blank in ["", " ", "-", "n/a", "N/A", "not recorded", "?"] {
            assert_eq!(count(blank), Ok(None), "{blank}");
            assert_eq!(came(blank), Ok(None), "{blank}");
            assert_eq!(time(blank), Ok(None), "{blank}");
        }
        assert_eq!(
            (count("0"), count("14"), count("14.0")),
            (Ok(Some(0)), Ok(Some(14)), Ok(Some(14)))
        );
        for wrong in ["-1", "1001", "1.5", "about 12", "#REF!", "12 people"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_and_times_are_read_and_not_guessed() {
        for (text, wanted) in [
            ("9:30", "09:30"),
            ("9.30am", "09:30"),
            ("1pm", "13:00"),
            ("12:05 pm", "12:05"),
            ("12am", "00:00"),
            ("1899-12-31 09:30", "09:30"),
        ] {
            assert_eq!(time(text), Ok(Some(wanted.to_owned())), "{text}");
        }
        for wrong in ["25:00", "9", "soon", "13pm", "9:61"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
        assert_eq!((came("Received"), came("no")), (Ok(Some(true)), Ok(Some(false))));
        assert!(came("perhaps").is_err());
        assert_eq!(
            (
                attended("Present"),
                attended("Did not attend"),
                attended("1"),
                attended("-")
            ),
            (Ok(Some(true)), Ok(Some(false)), Ok(Some(true)), Ok(None))
        );
        assert!(attended("perhaps").is_err());
        assert_eq!(
            (became(""), became("Postponed"), became("CANCELLED")),
            (Ok(Became::Held), Ok(Became::Moved), Ok(Became::Cancelled))
        );
        assert!(became("perhaps").is_err());
    }
}
