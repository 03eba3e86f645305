//! Sessions still to come, so that there is something to book.

use crate::ids::Ids;
use directory::model::AreaId;
use kernel::{Day, Id};
use learning::loading::NewSession;
use learning::model::{CourseId, DayDraft, SessionDayId, SessionDraft, SessionId, SessionState};

/// Place of the course in the plan, area's place, days from today, capacity, venue.
const SESSIONS: [(usize, usize, i64, i64, &str); 9] = [
    (0, 0, 0, 400, "Training room 1, Example Town Hall"),
    (0, 0, 9, 18, "Library meeting room, Example High Street"),
    (1, 1, 16, 14, "Community hub, Canal Walk"),
    (2, 1, 23, 14, "Community hub, Canal Walk"),
    (3, 0, 30, 20, "Training room 2, Example Town Hall"),
    (6, 2, 12, 2, "Riverside Centre, first floor"),
    (7, 4, 20, 24, "Riverside Centre, hall"),
    (8, 6, 34, 20, "Online"),
    (0, 1, 48, 2000, "Great hall, Example College"),
];

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
        .filter_map(|(course, area, days, capacity, venue)| {
            let day = today.plus(days);
            Some(NewSession {
                id: SessionId(ids.next()),
                course: *courses.get(course)?,
                draft: SessionDraft {
                    area: *areas.get(area)?,
                    venue: venue.to_owned(),
                    access_notes:
                        "Step-free entrance, hearing loop, quiet room. Tell us what you need when you book."
                            .to_owned(),
                    capacity,
                    listed: true,
                    days: vec![DayDraft {
                        day,
                        starts: if days == 0 {
                            "00:05".to_owned()
                        } else {
                            "09:30".to_owned()
                        },
                        ends: if days == 0 {
                            "23:55".to_owned()
                        } else {
                            "16:30".to_owned()
                        },
                    }],
                    trainers: vec![trainer],
                },
                day_ids: vec![SessionDayId(ids.next())],
                registers: vec![None],
                state: SessionState::Planned,
                original_day: None,
                change_reason: None,
            })
        })
        .collect()
}
