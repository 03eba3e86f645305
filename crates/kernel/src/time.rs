//! Time as an argument: UTC milliseconds inside, Europe/London on the screen.

use jiff::tz::TimeZone;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// The time zone in which people meet.
const LONDON: &str = "Europe/London";

/// [`LONDON`] as it was found when first asked for: every page asks for the day.
fn london() -> TimeZone {
    static FOUND: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get(LONDON).unwrap_or(TimeZone::UTC));
    FOUND.clone()
}

/// A moment: milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Instant(i64);

impl Instant {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by `seconds` (negative: earlier).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole seconds from `earlier` to this moment.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1000
    }

    /// The day in London.
    pub fn day(self) -> Day {
        Day(self.zoned().date())
    }

    /// `HH:MM` in London, 24 hours.
    pub fn time_text(self) -> String {
        self.zoned().strftime("%H:%M").to_string()
    }

    /// `3 March 2026, 14:05` in London.
    pub fn text(self) -> String {
        self.zoned().strftime("%-d %B %Y, %H:%M").to_string()
    }

    /// `2026-03-03T14:05:06.123Z`.
    pub fn iso(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .unwrap_or_default()
            .to_string()
    }

    /// The moment of a London wall-clock time (`HH:MM`) on `day`. `None` if the time does not parse.
    pub fn on(day: Day, time: &str) -> Option<Self> {
        let (hour, minute) = time.trim().split_once([':', '.'])?;
        let clock = jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
        let zoned = day.0.to_datetime(clock).to_zoned(london()).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    fn zoned(self) -> jiff::Zoned {
        let stamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        stamp.to_zoned(london())
    }
}

/// A calendar day, stored as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// A day of the calendar; `None` when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// `3 March 2026`.
    pub fn text(self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }

    /// `Tuesday 3 March 2026`.
    pub fn long_text(self) -> String {
        self.0.strftime("%A %-d %B %Y").to_string()
    }

    /// Year, month 1-12, day 1-31.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The day `days` later (negative: earlier).
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))),
        )
    }

    /// Days since Monday: 0 is a Monday, 6 a Sunday.
    pub fn since_monday(self) -> i64 {
        i64::from(self.0.weekday().to_monday_zero_offset())
    }

    /// The same day so many months later, or the last day of that month when it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().months(months.clamp(-120_000, 120_000))),
        )
    }

    /// The first day of its month.
    #[must_use]
    pub fn month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// `March 2026`.
    pub fn month_text(self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    /// Whole days from `earlier` to this day.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.duration_since(earlier.0).as_hours() / 24
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.iso())
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// Today in London.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Instant {
        Instant(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that a test sets.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at `instant`.
    pub const fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.0))
    }

    /// Sets the clock.
    pub fn set(&self, instant: Instant) {
        self.0.store(instant.0, Ordering::SeqCst);
    }

    /// Moves the clock by `seconds`.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn london_time_follows_summer_time() {
        let day = Day::new(2026, 7, 1).unwrap();
        let instant = Instant::on(day, "09:30").unwrap();
        assert_eq!(instant.iso(), "2026-07-01T08:30:00Z");
        assert_eq!(instant.time_text(), "09:30");
        assert_eq!(instant.day(), day);
        assert_eq!(
            Day::new(2026, 3, 1)
                .unwrap()
                .days_since(Day::new(2026, 2, 1).unwrap()),
            28
        );
    }
}
