//! The plan's courses, sessions, people, bookings and signatures as the learning room takes them.

use crate::ids::Ids;
use crate::load::Made;
use crate::people::{BACKGROUNDS, person};
use crate::plan::{Plan, Programme as Which};
use crate::upcoming;
use kernel::{Fault, Instant, Stop};
use learning::loading::{Load, NewAttendance, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    AttendanceId, BookingId, BookingState, CourseDraft, CourseId, DayDraft, How, LearnerId, Mode, Person,
    Purpose, SessionDayId, SessionDraft, SessionId, SessionState, Workplace,
};
use std::collections::BTreeMap;

pub(crate) fn records(
    plan: &Plan,
    made: &Made,
    ids: &Ids,
    upcoming: bool,
    now: Instant,
) -> Result<(Load, Vec<SessionId>), Stop> {
    let mut load = Load::default();
    let lost = || Fault::new("the plan points nowhere");
    let course_ids: Vec<CourseId> = plan.courses.iter().map(|_| CourseId(ids.next())).collect();
    for (course, id) in plan.courses.iter().zip(&course_ids) {
        let pilot = course.programme == Which::Pilot;
        load.courses.push(NewCourse {
            id: *id,
            draft: CourseDraft {
                programme: if pilot { made.pilot } else { made.partnership },
                title: course.title.to_owned(),
                kind: course.kind.to_owned(),
                aims: course.aims.to_owned(),
                hours: f64::from(course.hours),
                days: i64::from(course.hours.div_ceil(7)),
                // Invented: the document does not say where supervisors met. One course is online so that the filter finds one.
                mode: if course.kind == "supervisors" {
                    Mode::Online
                } else {
                    Mode::Room
                },
                audience: "Anyone whose work brings them into contact with families".to_owned(),
                target: Some(16),
                // Invented: the document does not say how often people should come again.
                refresher_months: (course.kind == "core").then_some(24),
                follow_up: learning::model::FollowUpMonths::default(),
                areas: Vec::new(),
                // Document 003 prints no feedback at the end of sessions: its courses ask before and after instead.
                instruments: if pilot {
                    vec![
                        (Purpose::Feedback, "end-of-session".to_owned()),
                        (Purpose::FollowUp, "follow-up".to_owned()),
                    ]
                } else {
                    vec![
                        (Purpose::Pre, "before".to_owned()),
                        (Purpose::Post, "after".to_owned()),
                    ]
                },
            },
            archived: false,
        });
    }
    let mut session_ids = Vec::new();
    let mut day_ids = Vec::new();
    for session in &plan.sessions {
        let (id, day_id) = (SessionId(ids.next()), SessionDayId(ids.next()));
        session_ids.push(id);
        day_ids.push(day_id);
        let capacity = i64::try_from(session.capacity).map_err(|error| Fault::caused("capacity", error))?;
        load.sessions.push(NewSession {
            id,
            course: *course_ids.get(session.course).ok_or_else(lost)?,
            draft: SessionDraft {
                area: *made.areas.get(session.area).ok_or_else(lost)?,
                venue: "Training room, Example Town Hall".to_owned(),
                access_notes: "Step-free entrance.".to_owned(),
                capacity,
                listed: true,
                in_house: None,
                host: None,
                closes_before: None,
                days: vec![DayDraft {
                    day: session.day,
                    starts: "09:30".to_owned(),
                    ends: "16:30".to_owned(),
                }],
                trainers: if upcoming { vec![made.trainer] } else { Vec::new() },
            },
            day_ids: vec![day_id],
            registers: vec![if session.sheet && !session.cancelled {
                Instant::on(session.day, "17:00")
            } else {
                None
            }],
            state: if session.cancelled {
                SessionState::Cancelled
            } else {
                SessionState::Held
            },
            original_day: session.original_day,
            change_reason: if session.cancelled {
                Some("Too few people had booked".to_owned())
            } else {
                session
                    .original_day
                    .map(|_| "Moved at the host's request".to_owned())
            },
        });
    }
    let mut learners: BTreeMap<usize, LearnerId> = BTreeMap::new();
    for place in &plan.places {
        let session = plan.sessions.get(place.session).ok_or_else(lost)?;
        let course = plan.courses.get(session.course).ok_or_else(lost)?;
        let (name, mut email, organisation) = person(place.person);
        if course.programme == Which::Partnership {
            // Document 003 counts attendances: how many people they were it does not say, and an address would say it.
            email = String::new();
        }
        let learner = *learners.entry(place.person).or_insert_with(|| {
            let id = LearnerId(ids.next());
            load.learners.push(NewLearner {
                id,
                name: name.clone(),
                email: email.clone(),
            });
            id
        });
        let session_id = *session_ids.get(place.session).ok_or_else(lost)?;
        let who = Person {
            name,
            email,
            organisation: organisation.to_owned(),
            background: BACKGROUNDS
                .get(place.person % BACKGROUNDS.len())
                .copied()
                .unwrap_or("other")
                .to_owned(),
            area: place
                .borough
                .and_then(|borough| made.areas.get(borough).copied())
                .map_or(Workplace::Open, Workplace::Borough),
        };
        let mut booking = None;
        if place.booked {
            let id = BookingId(ids.next());
            booking = Some(id);
            let made_at = Instant::on(session.day.plus(-21), "11:00").unwrap_or(now);
            load.bookings.push(NewBooking {
                id,
                session: session_id,
                learner,
                state: BookingState::Booked,
                person: who.clone(),
                made_at,
            });
        }
        if place.signed_in {
            let at = Instant::on(session.day, "09:20").unwrap_or(now);
            let how = if booking.is_some() {
                How::Paper
            } else {
                How::WalkIn
            };
            load.attendance.push(NewAttendance {
                id: AttendanceId(ids.next()),
                day: *day_ids.get(place.session).ok_or_else(lost)?,
                session: session_id,
                booking,
                learner,
                how,
                walk_in: booking.is_none().then_some(who),
                at,
            });
        }
    }
    if upcoming {
        load.sessions.extend(upcoming::sessions(
            ids,
            &course_ids,
            &made.ordered,
            made.trainer,
            now.day(),
        ));
    }
    Ok((load, session_ids))
}
