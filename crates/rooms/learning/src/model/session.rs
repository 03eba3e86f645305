//! Sessions and their days.

use super::course::{limit, text};
use super::{CourseId, Mode, SessionDayId, SessionId, SessionState};
use directory::model::AreaId;
use kernel::{Day, Id, Instant, Problems};

/// One run of a course.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    /// Why it was moved or cancelled.
    pub change_reason: Option<String>,
    /// Shown on the public list.
    pub listed: bool,
    /// Counts its changes.
    pub version: i64,
    /// Its days, first to last.
    pub days: Vec<SessionDay>,
}

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

    /// People may still book.
    pub fn open_for_booking(&self, now: Instant) -> bool {
        self.state == SessionState::Planned && self.starts_at().is_none_or(|start| now < start)
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
    /// Its days in order; at least one.
    pub days: Vec<DayDraft>,
    /// Accounts of its trainers.
    pub trainers: Vec<Id>,
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
        if self.days.is_empty() {
            problems.add("day-1", "Enter a date");
        }
        let mut before: Option<Day> = None;
        for (place, day) in self.days.iter().enumerate() {
            let field = format!("day-{}", place + 1);
            match (clock(&day.starts), clock(&day.ends)) {
                (Some(starts), Some(ends)) if starts < ends => {}
                (Some(_), Some(_)) => {
                    problems.add(&format!("ends-{}", place + 1), "The end must be after the start");
                }
                (None, _) => {
                    problems.add(&format!("starts-{}", place + 1), "Enter the start, like 09:30");
                }
                (Some(_), None) => {
                    problems.add(&format!("ends-{}", place + 1), "Enter the end, like 16:30");
                }
            }
            if before.is_some_and(|before| before >= day.day) {
                problems.add(&field, "Each day must be later than the one before");
            }
            before = Some(day.day);
        }
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

/// A row of a list of sessions for staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionLine {
    /// Its id.
    pub id: SessionId,
    /// Its short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Where it meets.
    pub venue: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// Where it stands.
    pub state: SessionState,
    /// Places.
    pub capacity: i64,
    /// Places taken.
    pub taken: i64,
    /// People on the waiting list.
    pub waiting: i64,
}

/// A row of the public list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicLine {
    /// Its id, for the next page.
    pub id: SessionId,
    /// Its short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// How the course is given.
    pub mode: Mode,
    /// Name of the area.
    pub area: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// Places left.
    pub left: i64,
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
    fn times_are_written_one_way() {
        assert_eq!(normal_time("9.05"), "09:05");
        assert_eq!(normal_time(" 16:30 "), "16:30");
        assert_eq!(normal_time("25:00"), "25:00");
    }
}
