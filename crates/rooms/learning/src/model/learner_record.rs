//! Somebody's record as coordinators see it: sessions, pathways, what is recognised of what she learned elsewhere.

use super::{Awaits, BookingState, CourseId, LATE_DAYS, LearnerId, Progress, SessionState, text};
use kernel::{Day, Id, Instant, Problems};

/// How somebody's session turned out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Showed {
    /// She was there on every day.
    Came,
    /// She was there on some days.
    InPart,
    /// She had a place and was not there.
    Missed,
    /// She had a place; a register is owed.
    Unknown,
    /// She has a place in a session to come.
    Booked,
    /// She waits for a place, or for somebody's agreement.
    Waiting,
    /// She never got a place.
    NoPlace,
    /// Her booking was cancelled.
    Cancelled,
    /// She gave her place back shortly before.
    CancelledLate,
    /// The session does not take place.
    CalledOff,
}

/// A session that somebody booked or came to.
#[derive(Clone, PartialEq)]
pub struct Visit {
    /// The session's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Where the session stands.
    pub state: SessionState,
    /// Length of the course in hours.
    pub hours: f64,
    /// Her booking: its reference and where it stands.
    pub booking: Option<(String, BookingState)>,
    /// Whose agreement it waits for.
    pub awaits: Option<Awaits>,
    /// How many days before she gave her place back.
    pub given_up_days: Option<i64>,
    /// Days on which she was there.
    pub there: i64,
    /// Days of the session.
    pub days: i64,
    /// Days whose register is owed.
    pub owed: i64,
    /// Her certificate that is valid.
    pub certificate: Option<Id>,
    /// The organisation that she gave.
    pub organisation: String,
    /// The background that she gave, as a code.
    pub background: String,
}

impl Visit {
    /// How it turned out, or stands.
    pub fn showed(&self, today: Day) -> Showed {
        if self.state == SessionState::Cancelled {
            return Showed::CalledOff;
        }
        if self.there > 0 {
            return if self.there >= self.days {
                Showed::Came
            } else {
                Showed::InPart
            };
        }
        let over = self.last_day < today;
        match self.booking.as_ref().map(|(_, state)| *state) {
            Some(BookingState::Booked) if !over => Showed::Booked,
            Some(BookingState::Booked) if self.owed > 0 => Showed::Unknown,
            Some(BookingState::Booked) => Showed::Missed,
            Some(BookingState::Waiting) if !over => Showed::Waiting,
            Some(BookingState::Waiting) | None => Showed::NoPlace,
            Some(BookingState::Cancelled) if self.given_up_days.is_some_and(|days| days < LATE_DAYS) => {
                Showed::CancelledLate
            }
            Some(BookingState::Cancelled) => Showed::Cancelled,
        }
    }
}

/// What somebody needs to take part in a session to come.
#[derive(Clone, PartialEq, Eq)]
pub struct Needs {
    /// The course.
    pub title: String,
    /// The session's first day.
    pub first_day: Day,
    /// What she needs.
    pub needs: String,
}

/// What is recognised of what somebody learned elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The course that it stands for.
    pub course: CourseId,
    /// Its title.
    pub title: String,
    /// What was seen of it; empty where that was not kept.
    pub evidence: String,
    /// Who recognised it, by name.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The last day on which it counts; none: for good.
    pub holds_until: Option<Day>,
}

/// What is to be recognised, as entered.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RecognisedDraft {
    /// The course that it stands for.
    pub course: Option<CourseId>,
    /// What was seen of it.
    pub evidence: String,
    /// The last day on which it counts; none: for good.
    pub holds_until: Option<Day>,
}

impl RecognisedDraft {
    /// What is wrong with it.
    pub fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.course.is_none() {
            problems.add("course", "Choose the course that it stands for");
        }
        let missing = "Enter what you saw, for example a certificate and who issued it";
        text(&mut problems, "evidence", &self.evidence, missing, 500);
        if self.holds_until.is_some_and(|until| until < today) {
            problems.add("until", "This day is over. Leave it empty if it counts for good");
        }
        problems
    }
}

/// Somebody's record.
#[derive(Clone, PartialEq)]
pub struct LearnerRecord {
    /// The person.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// Her work address; empty where she gave none.
    pub email: String,
    /// Her sessions in sight, the last first.
    pub visits: Vec<Visit>,
    /// There are more of them than are read.
    pub cut: bool,
    /// What she needs to take part in those to come.
    pub needs: Vec<Needs>,
    /// Her pathways.
    pub pathways: Vec<Progress>,
    /// What is recognised of what she learned elsewhere.
    pub recognised: Vec<Recognised>,
    /// Courses for which something may be recognised.
    pub choices: Vec<(CourseId, String)>,
}

kernel::masked!(Visit, Needs, Recognised, RecognisedDraft, LearnerRecord);

impl LearnerRecord {
    /// How many of her sessions turned out so.
    pub fn count(&self, showed: &[Showed], today: Day) -> usize {
        let all = self.visits.iter();
        all.filter(|visit| showed.contains(&visit.showed(today))).count()
    }

    /// Hours of the courses at which she was on every day.
    pub fn hours(&self, today: Day) -> f64 {
        let whole = self
            .visits
            .iter()
            .filter(|visit| visit.showed(today) == Showed::Came);
        whole.map(|visit| visit.hours).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: i8) -> Day {
        Day::new(2026, 3, date).unwrap()
    }

    fn visit(state: BookingState) -> Visit {
        Visit {
            reference: "S-2345678".to_owned(),
            title: "A course".to_owned(),
            first_day: day(12),
            last_day: day(13),
            state: SessionState::Held,
            hours: 6.0,
            booking: Some(("B-2345678".to_owned(), state)),
            awaits: None,
            given_up_days: None,
            there: 0,
            days: 2,
            owed: 0,
            certificate: None,
            organisation: String::new(),
            background: String::new(),
        }
    }

    #[test]
    fn a_session_is_missed_once_it_is_over_and_its_registers_are_there() {
        let booked = visit(BookingState::Booked);
        assert_eq!(booked.showed(day(13)), Showed::Booked);
        assert_eq!(booked.showed(day(14)), Showed::Missed);
        let owed = Visit {
            owed: 1,
            ..booked.clone()
        };
        assert_eq!(owed.showed(day(14)), Showed::Unknown);
        let part = Visit {
            there: 1,
            ..owed.clone()
        };
        assert_eq!(part.showed(day(14)), Showed::InPart);
        assert_eq!(Visit { there: 2, ..owed }.showed(day(14)), Showed::Came);
        let off = Visit {
            state: SessionState::Cancelled,
            ..booked
        };
        assert_eq!(off.showed(day(14)), Showed::CalledOff);
        assert_eq!(visit(BookingState::Waiting).showed(day(13)), Showed::Waiting);
        assert_eq!(visit(BookingState::Waiting).showed(day(14)), Showed::NoPlace);
    }

    #[test]
    fn a_place_is_given_back_late_in_the_last_days() {
        let cancelled = |days| Visit {
            given_up_days: days,
            ..visit(BookingState::Cancelled)
        };
        for (days, showed) in [
            (None, Showed::Cancelled),
            (Some(3), Showed::Cancelled),
            (Some(2), Showed::CancelledLate),
            (Some(0), Showed::CancelledLate),
        ] {
            assert_eq!(cancelled(days).showed(day(14)), showed, "{days:?}");
        }
    }
}
