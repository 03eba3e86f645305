//! A load in bulk leaves what the ordinary way would have left.

use crate::world::{self, World, day};
use access::actions::{ReadBookings, RunDoor, SystemJob};
use access::{Scope, Viewer};
use kernel::Id;
use learning::loading::{Load, NewAttendance, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    AttendanceId, BookingId, BookingState, CourseId, How, LearnerId, SessionDayId, SessionId, SessionState,
};
use std::sync::Arc;

#[test]
fn a_load_leaves_counts_that_hold() {
    let world = World::new();
    let fresh = || Id::fresh(&world.clock, world.entropy.as_ref());
    let (course, session, today) = (CourseId(fresh()), SessionId(fresh()), SessionDayId(fresh()));
    let people: Vec<NewLearner> = (0..5)
        .map(|number| NewLearner {
            id: LearnerId(fresh()),
            name: format!("Person {number}"),
            email: if number == 4 {
                String::new()
            } else {
                format!("person.{number}@work.example")
            },
        })
        .collect();
    let booking = |number: usize, state: BookingState| NewBooking {
        id: BookingId(fresh()),
        session,
        learner: people[number].id,
        state,
        person: world.person("x").person,
        made_at: kernel::Clock::now(&world.clock),
    };
    let bookings = vec![
        booking(0, BookingState::Booked),
        booking(1, BookingState::Booked),
        booking(2, BookingState::Waiting),
        booking(3, BookingState::Cancelled),
    ];
    let load = Load {
        courses: vec![NewCourse {
            id: course,
            draft: world.course_draft(),
            archived: false,
        }],
        sessions: vec![NewSession {
            id: session,
            course,
            draft: world.session_draft(2, &[day(2026, 5, 1)]),
            day_ids: vec![today],
            registers: vec![None],
            state: SessionState::Planned,
            original_day: Some(day(2026, 4, 1)),
            change_reason: Some("moved".to_owned()),
        }],
        attendance: vec![NewAttendance {
            id: AttendanceId(fresh()),
            day: today,
            session,
            booking: Some(bookings[0].id),
            learner: people[0].id,
            how: How::Paper,
            walk_in: None,
            at: kernel::Clock::now(&world.clock),
        }],
        learners: people.clone(),
        bookings,
        waves: Vec::new(),
        commitments: Vec::new(),
        passed_on: Vec::new(),
    };
    let entropy = Arc::clone(&world.entropy);
    let now = kernel::Clock::now(&world.clock);
    let again = load.clone();
    let write = |load: Load| {
        let entropy = Arc::clone(&entropy);
        world.db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            learning::loading::load(
                tx,
                &scope,
                &learning::Moment::new(now, entropy.as_ref(), ""),
                &load,
                "a test",
            )
        })
    };
    write(load).unwrap();
    assert_eq!(world.places(session), (2, 2));
    let list = world
        .see::<ReadBookings, _>(&world.trainer.viewer, |tx, scope| {
            learning::places::manage::list(tx, scope, session)
        })
        .unwrap();
    let states: Vec<_> = list
        .iter()
        .map(|booking| (booking.draft.person.name.as_str(), booking.state))
        .collect();
    assert_eq!(
        states,
        [
            ("Person 0", BookingState::Booked),
            ("Person 1", BookingState::Booked),
            ("Person 2", BookingState::Waiting),
            ("Person 3", BookingState::Cancelled)
        ]
    );
    world.cancel(list[1].id).unwrap();
    assert_eq!(
        world
            .states(session)
            .iter()
            .filter(|(state, ..)| state == "booked")
            .count(),
        2,
        "the list still moves up"
    );
    let lines = world
        .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
            learning::door::register::lines(tx, scope, session, today)
        })
        .unwrap();
    assert_eq!(
        lines.iter().filter(|line| line.how == Some(How::Paper)).count(),
        1
    );
    let jobs = world.all(&world::JOBS, store::values![], |row| row.get::<String>(0));
    assert_eq!(jobs, ["queued"], "people are reminded of a loaded session too");
    let events = world.count(&world::EVENTS, None);
    assert!(write(again).is_err(), "the same load twice is refused");
    assert_eq!(world.count(&world::EVENTS, None), events);
}
