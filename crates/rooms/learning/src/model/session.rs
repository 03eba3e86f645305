//! Sessions and their days.

use super::course::{limit, text};
use super::{CourseId, Mode, SessionDayId, SessionId, SessionState};
use directory::model::AreaId;
use kernel::{Day, Id, Instant, Problems};

/// One run of a course.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Its short reference.
    pub reference: String,
    /// The course it runs.
    pub course: CourseId,
    /// The course's reference.
    pub course_reference: String,
    /// The course's title.
    pub title: String,
    /// The course's aims.
    pub aims: String,
    /// Whom the course is for.
    pub audience: String,
    /// The course's length in hours, as people write it.
    pub hours: String,
    /// Kind of the course: a code in [`super::KINDS`].
    pub kind: String,
    /// How the course is given.
    pub mode: Mode,
    /// The area it counts for.
    pub area: AreaId,
    /// Name of the area.
    pub area_name: String,
    /// Where it meets.
    pub venue: String,
    /// How to get in.
    pub access_notes: String,
    /// Places.
    pub capacity: i64,
    /// Places taken.
    pub taken: i64,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Where it stands.
    pub state: SessionState,
    /// First day as first announced, once it has been moved.
    pub original_day: Option<Day>,
    /// Why it was moved.
    pub change_reason: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Shown on the public list.
    pub listed: bool,
    /// Booking by the public closes at the end of the day so many days before the first; `None`: when it begins.
    pub closes_before: Option<i64>,
    /// The first session of the series it was planned in.
    pub series: Option<SessionId>,
    /// Counts its changes.
    pub version: i64,
    /// Its days, first to last.
    pub days: Vec<SessionDay>,
}

kernel::masked!(Session);

impl Session {
    /// Places left.
    pub const fn left(&self) -> i64 {
        let left = self.capacity.saturating_sub(self.taken);
        if left < 0 { 0 } else { left }
    }

    /// Start of the first day.
    pub fn starts_at(&self) -> Option<Instant> {
        self.days.first().and_then(SessionDay::starts_at)
    }

    /// The last day on which people may book by themselves, where that is not the first of the session.
    pub fn closes_on(&self) -> Option<Day> {
        closing(self.first_day, self.closes_before)
    }

    /// People may still book by themselves.
    pub fn takes_bookings(&self, now: Instant) -> bool {
        self.open_for_booking(now) && self.closes_on().is_none_or(|day| now.day() <= day)
    }

    /// It is still to come: bookings can be added, changed and given up.
    pub fn open_for_booking(&self, now: Instant) -> bool {
        self.state == SessionState::Planned && !self.begun(now)
    }

    /// The start of its first day is over.
    pub fn begun(&self, now: Instant) -> bool {
        self.starts_at().is_some_and(|start| start <= now)
    }

    /// Its last day has ended.
    pub fn over(&self, now: Instant) -> bool {
        match self.days.last().and_then(SessionDay::ends_at) {
            Some(end) => end <= now,
            None => self.last_day < now.day(),
        }
    }

    /// It took place as far as anybody knows: it counts as held, or will by the night.
    pub fn counts_as_held(&self, now: Instant) -> bool {
        match self.state {
            SessionState::Held => true,
            SessionState::Planned => self.over(now),
            SessionState::Cancelled => false,
        }
    }

    /// Its days in words: `3 March 2026, 09:30 to 16:30`.
    pub fn days_text(&self) -> Vec<String> {
        self.days.iter().map(SessionDay::text).collect()
    }
}

/// A day of a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionDay {
    /// Its id.
    pub id: SessionDayId,
    /// The date.
    pub day: Day,
    /// Start, `HH:MM`.
    pub starts: String,
    /// End, `HH:MM`.
    pub ends: String,
    /// When the register was last saved.
    pub register_at: Option<Instant>,
}

impl SessionDay {
    /// The moment it starts.
    pub fn starts_at(&self) -> Option<Instant> {
        Instant::on(self.day, &self.starts)
    }

    /// The moment it ends.
    pub fn ends_at(&self) -> Option<Instant> {
        Instant::on(self.day, &self.ends)
    }

    /// In words.
    pub fn text(&self) -> String {
        format!("{}, {} to {}", self.day.long_text(), self.starts, self.ends)
    }
}

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

/// Everything about a session that a coordinator enters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionDraft {
    /// The area it counts for.
    pub area: AreaId,
    /// Where it meets.
    pub venue: String,
    /// How to get in.
    pub access_notes: String,
    /// Places.
    pub capacity: i64,
    /// Shown on the public list.
    pub listed: bool,
    /// Booking by the public closes at the end of the day so many days before the first; `None`: when it begins.
    pub closes_before: Option<i64>,
    /// Its days in order; at least one.
    pub days: Vec<DayDraft>,
    /// Accounts of its trainers.
    pub trainers: Vec<Id>,
}

/// The day at whose end booking closes.
pub(crate) fn closing(first: Day, before: Option<i64>) -> Option<Day> {
    before.map(|days| first.plus(-days))
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

impl SessionDraft {
    /// What is wrong with it. Days are fields `day-1`, `day-2` and so on.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        text(
            &mut problems,
            "venue",
            &self.venue,
            "Enter where the session meets",
            300,
        );
        limit(&mut problems, "access_notes", &self.access_notes, 2000);
        if !(1..=5000).contains(&self.capacity) {
            problems.add("capacity", "Enter the number of places, between 1 and 5000");
        }
        if self.closes_before.is_some_and(|days| !(1..=365).contains(&days)) {
            problems.add("closes_before", "Enter days between 1 and 365, or leave it empty");
        }
        problems.0.extend(day_problems(&self.days).0);
        problems
    }
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

    fn draft() -> SessionDraft {
        SessionDraft {
            area: AreaId(Id(uuid::Uuid::default())),
            venue: "Library".to_owned(),
            access_notes: String::new(),
            capacity: 12,
            listed: true,
            closes_before: None,
            days: vec![DayDraft {
                day: Day::new(2026, 3, 3).unwrap(),
                starts: "09:30".to_owned(),
                ends: "16.30".to_owned(),
            }],
            trainers: Vec::new(),
        }
    }

    #[test]
    fn days_come_in_order_and_end_after_they_start() {
        assert!(draft().problems().is_empty());
        let mut wrong = draft();
        wrong.days.push(wrong.days[0].clone());
        assert!(wrong.problems().of("day-2").is_some());
        let mut wrong = draft();
        wrong.days[0].ends = "09:00".to_owned();
        assert!(wrong.problems().of("ends-1").is_some());
        let mut wrong = draft();
        wrong.days[0].starts = "morning".to_owned();
        assert!(wrong.problems().of("starts-1").is_some());
        let mut wrong = draft();
        wrong.days.clear();
        wrong.capacity = 0;
        assert!(wrong.problems().of("day-1").is_some() && wrong.problems().of("capacity").is_some());
    }

    #[test]
    fn a_day_that_is_over_is_no_day_to_plan() {
        let day = |date| Day::new(2026, 3, date).unwrap();
        let entered = |dates: &[i8]| {
            dates
                .iter()
                .map(|date| DayDraft {
                    day: day(*date),
                    ..draft().days.remove(0)
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
            ..draft().days.remove(0)
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
