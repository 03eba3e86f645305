//! When somebody was connected, as reports of Teams and Zoom write it. Who comes with a phone and a laptop is connected twice at one time and
//! there once.

/// From when to when somebody was connected, in seconds of a day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Span {
    /// The date as the file writes it: its order of day and month does not matter, as times are compared within one date only.
    date: String,
    from: i64,
    until: i64,
}

impl Span {
    /// Reads the times of one row; nothing where one cannot be read, or where a night lies between them.
    pub(super) fn read(joined: &str, left: &str) -> Option<Self> {
        let ((date, from), (same, until)) = (moment(joined)?, moment(left)?);
        (date == same && from <= until).then_some(Self { date, from, until })
    }
}

/// A date as it is written, and the seconds of the day: `12/03/2026, 09:28:11`, `3/12/2026 9:28 PM`, `2026-03-12T09:28:11Z`.
fn moment(text: &str) -> Option<(String, i64)> {
    let (before, after) = text.split_once(':')?;
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (date, hour) = before.split_at_checked(before.len().checked_sub(digits)?)?;
    let hour: i64 = hour.parse().ok()?;
    let clock: String = after
        .chars()
        .take_while(|sign| sign.is_ascii_digit() || *sign == ':')
        .collect();
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let minute = parts.next()??;
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    let half = after.to_lowercase().replace('.', "");
    let hour = if half.contains("pm") {
        hour % 12 + 12
    } else if half.contains("am") {
        hour % 12
    } else {
        hour
    };
    let real = hour < 24 && minute < 60 && second < 60;
    real.then(|| (date.trim().to_owned(), hour * 3600 + minute * 60 + second))
}

/// Seconds in which at least one of the spans runs.
pub(super) fn together(mut spans: Vec<Span>) -> i64 {
    spans.sort_unstable();
    let (mut sum, mut open) = (0_i64, None::<Span>);
    for span in spans {
        match &mut open {
            Some(known) if known.date == span.date && span.from <= known.until => {
                known.until = known.until.max(span.until);
            }
            _ => {
                let ended = open.replace(span);
                sum += ended.map_or(0, |known| known.until - known.from);
            }
        }
    }
    sum + open.map_or(0, |known| known.until - known.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_programs_write_them() {
        for (text, wanted) in [
            ("12/03/2026, 09:28:11", Some(("12/03/2026,", 34_091))),
            ("3/12/2026, 9:28:11 PM", Some(("3/12/2026,", 77_291))),
            ("03/12/2026 12:05:00 AM", Some(("03/12/2026", 300))),
            ("2026-03-12T09:28Z", Some(("2026-03-12T", 34_080))),
            ("09:28", Some(("", 34_080))),
            ("x", None),
            ("", None),
            ("12/03/2026 25:00", None),
            ("12/03/2026 9:99", None),
        ] {
            let wanted = wanted.map(|(date, seconds)| (date.to_owned(), seconds));
            assert_eq!(moment(text), wanted, "{text}");
        }
        assert_eq!(
            Span::read("12/03 23:00", "13/03 01:00"),
            None,
            "a night lies between"
        );
        assert_eq!(Span::read("12/03 11:00", "12/03 10:00"), None);
    }

    #[test]
    fn what_runs_at_one_time_counts_once() {
        let span = |from: &str, until: &str| Span::read(from, until).unwrap();
        let both = |one, other| together(vec![one, other]);
        let morning = || span("1 9:00", "1 10:00");
        assert_eq!(both(morning(), span("1 9:30", "1 10:30")), 5_400, "they overlap");
        assert_eq!(
            both(span("1 9:15", "1 9:30"), morning()),
            3_600,
            "one lies in the other"
        );
        assert_eq!(
            both(morning(), span("1 11:00", "1 12:00")),
            7_200,
            "one after the other"
        );
        assert_eq!(both(morning(), span("2 9:30", "2 10:00")), 5_400, "on two days");
        assert_eq!(together(Vec::new()), 0);
    }
}
