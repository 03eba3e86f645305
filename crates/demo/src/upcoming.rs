//! Sessions still to come, so that there is something to book.

use crate::ids::Ids;
use directory::model::AreaId;
use kernel::{Day, Id};
use learning::loading::NewSession;
use learning::model::{CourseId, DayDraft, SessionDayId, SessionDraft, SessionId, SessionState};

/// A session to come.
struct Coming {
    /// Place of the course in the plan.
    course: usize,
    /// The area's place.
    area: usize,
    /// Days from today to its first.
    from_today: i64,
    /// How many days, one after another.
    lasts: usize,
    capacity: i64,
    venue: &'static str,
}

const fn coming(
    (course, area): (usize, usize),
    (from_today, lasts): (i64, usize),
    capacity: i64,
    venue: &'static str,
) -> Coming {
    Coming {
        course,
        area,
        from_today,
        lasts,
        capacity,
        venue,
    }
}

const SESSIONS: [Coming; 9] = [
    coming(
        (0, 0),
        (0, 1),
        60,
        "Training room 1, Example Town Hall (open all day, so that its door can be tried)",
    ),
    coming((0, 0), (9, 1), 18, "Library meeting room, Example High Street"),
    coming((1, 1), (16, 1), 14, "Community hub, Canal Walk"),
    coming((2, 1), (23, 1), 14, "Community hub, Canal Walk"),
    coming((3, 0), (30, 1), 20, "Training room 2, Example Town Hall"),
    coming((6, 2), (12, 1), 2, "Riverside Centre, first floor"),
    coming((7, 4), (20, 4), 24, "Riverside Centre, hall"),
    coming((8, 6), (34, 2), 20, "Riverside Centre, hall"),
    coming((0, 1), (48, 1), 120, "Great hall, Example College"),
];

/// The first of the day and those after it on which people work.
fn working_day(mut day: Day) -> Day {
    while day.since_monday() > 4 || day.is_bank_holiday() {
        day = day.plus(1);
    }
    day
}

/// The days of a session. Today's is today whatever day it is, from its first minutes to its last.
fn days(session: &Coming, today: Day) -> Vec<DayDraft> {
    let (starts, ends) = if session.from_today == 0 {
        ("00:05", "23:55")
    } else {
        ("09:30", "16:30")
    };
    let mut day = today.plus(session.from_today);
    let mut all = Vec::new();
    for _ in 0..session.lasts {
        if session.from_today > 0 {
            day = working_day(day);
        }
        all.push(DayDraft {
            day,
            starts: starts.to_owned(),
            ends: ends.to_owned(),
        });
        day = day.plus(1);
    }
    all
}

/// The sessions, relative to today.
pub(crate) fn sessions(
    ids: &Ids,
    courses: &[CourseId],
    areas: &[AreaId],
    trainer: Id,
    today: Day,
) -> Vec<NewSession> {
    SESSIONS
        .into_iter()
        .filter_map(|session| {
            let days = days(&session, today);
            Some(NewSession {
                id: SessionId(ids.next()),
                course: *courses.get(session.course)?,
                day_ids: days.iter().map(|_| SessionDayId(ids.next())).collect(),
                registers: vec![None; days.len()],
                draft: SessionDraft {
                    area: *areas.get(session.area)?,
                    venue: session.venue.to_owned(),
                    access_notes:
                        "Step-free entrance, hearing loop, quiet room. Tell us what you need when you book."
                            .to_owned(),
                    capacity: session.capacity,
                    listed: true,
                    in_house: None,
                    host: None,
                    // The long course is prepared with those who come.
                    closes_before: (session.lasts > 2).then_some(2),
                    days,
                    trainers: vec![trainer],
                },
                state: SessionState::Planned,
                original_day: None,
                change_reason: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody is asked to a course at a weekend or on a bank holiday, whenever a demonstration is made.
    #[test]
    fn courses_are_on_working_days() {
        let first = Day::new(2026, 1, 1).unwrap();
        for number in 0..370 {
            for session in SESSIONS.iter().filter(|session| session.from_today > 0) {
                let days = days(session, first.plus(number));
                assert_eq!(days.len(), session.lasts);
                assert!(days.is_sorted_by(|one, next| one.day < next.day));
                for day in days {
                    let text = day.day.long_text();
                    assert!(
                        !text.starts_with('S') && !text.contains("25 December") && !day.day.is_bank_holiday(),
                        "{text}"
                    );
                }
            }
        }
    }
}
