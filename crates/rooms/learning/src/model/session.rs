//! Sessions and their days.

use super::clash::venue_key;
use super::course::{limit, text};
use super::days::{DayDraft, day_problems};
use super::{AskedBy, Cause, CourseId, Mode, SessionDayId, SessionId, SessionState};
use directory::model::{AreaId, OrganisationId};
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
    /// Places kept back for some people and not taken.
    pub held: i64,
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
    /// What is counted of that, and who asked for it; `None`: not recorded.
    pub change_cause: Option<(Cause, AskedBy)>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// What is counted of that, and who asked for it; `None`: not recorded.
    pub cancel_cause: Option<(Cause, AskedBy)>,
    /// Shown on the public list.
    pub listed: bool,
    /// The organisation for whose people it is given; `None`: everybody.
    pub in_house: Option<String>,
    /// The last part of the link by which those people find it.
    pub invitation: Option<String>,
    /// The organisation that hosts it, with its name.
    pub host: Option<(OrganisationId, String)>,
    /// When somebody last said that she sent the message that asks people to come.
    pub message_at: Option<Instant>,
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
    /// Where people find and book it, without `/book`: of a session for one organisation only by its link.
    pub fn public_path(&self) -> Option<String> {
        let name = self
            .invitation
            .as_ref()
            .or(self.listed.then_some(&self.reference))?;
        Some(format!("/sessions/{name}"))
    }

    /// Its host, where the venue names it anyway: that an organisation hosts training of this kind is nobody's business where it is not.
    pub fn public_host(&self) -> Option<&str> {
        let (_, name) = self.host.as_ref()?;
        let words = |text: &str| {
            let text: String = text
                .chars()
                .map(|sign| if sign.is_alphanumeric() { sign } else { ' ' })
                .collect();
            format!(" {} ", venue_key(&text))
        };
        let named = words(&self.venue).contains(&words(name));
        named.then_some(name.as_str())
    }

    /// Places left for everybody.
    pub const fn left(&self) -> i64 {
        let left = self.capacity.saturating_sub(self.taken).saturating_sub(self.held);
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
        match (self.starts.as_str(), self.ends.as_str()) {
            // Of a session of earlier years the times may not be known.
            ("", "") => self.day.long_text(),
            (starts, "") => format!("{}, from {starts}", self.day.long_text()),
            ("", ends) => format!("{}, until {ends}", self.day.long_text()),
            (starts, ends) => format!("{}, {starts} to {ends}", self.day.long_text()),
        }
    }
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
    /// The organisation for whose people it is given; they book by a link of their own. Not on the public list then.
    pub in_house: Option<String>,
    /// The organisation that hosts it; `None`: none that is known.
    pub host: Option<OrganisationId>,
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
        if let Some(name) = &self.in_house {
            text(&mut problems, "in_house", name, "Enter the organisation", 120);
        }
        problems.0.extend(day_problems(&self.days).0);
        problems
    }
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
            in_house: None,
            host: None,
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
}
