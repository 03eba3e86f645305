//! Planning: two people editing, moving, cancelling, taking back.

use crate::world::{self, World, day, why};
use access::actions::{PlanCourses, SeeToday};
use kernel::{Instant, Refusal, Stop};
use learning::model::{CourseId, DayDraft, SessionId};
use learning::plan;

fn version(world: &World, session: SessionId) -> i64 {
    world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
            Ok(scope
                .pass::<learning::guards::SessionRecord>(tx, session)?
                .version())
        })
        .unwrap()
}

fn cancel(world: &World, session: SessionId, version: i64, reason: &'static str) -> Result<u64, Stop> {
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        plan::change::cancel(tx, scope, moment, session, version, &why(reason))
    })
}

/// Proves SR8.
///
/// The second of two people who edit one course is told so, and her words do not overwrite the first's.
#[test]
fn the_second_of_two_editors_is_told() {
    let world = World::new();
    let course = world.course();
    let save = |title: &str, version: i64| {
        let mut draft = world.course_draft();
        title.clone_into(&mut draft.title);
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::course::update(tx, scope, moment, course, version, &draft)
        })
    };
    save("First words", 1).unwrap();
    assert!(matches!(
        save("Second words", 1),
        Err(Stop::Refusal(Refusal::Changed { .. }))
    ));
    save("Second words", 2).unwrap();
}

#[test]
fn a_course_is_in_sight_of_its_areas_only() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.areas = vec![world.east];
    let mine = draft.clone();
    let reference = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::course::create(tx, scope, moment, &mine)
        })
        .unwrap();
    let course = CourseId(
        world
            .one(&world::COURSE_ID, store::values![reference], |row| row.get(0))
            .unwrap(),
    );
    let refused = world.act::<PlanCourses, _>(&world.westerner.viewer, move |tx, scope, moment| {
        plan::course::update(tx, scope, moment, course, 1, &draft)
    });
    assert!(matches!(refused, Err(Stop::Refusal(Refusal::Unknown))));
}

#[test]
fn moving_keeps_the_first_date_and_tells_everybody_once() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12), day(2026, 3, 13)]);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let before = world.days(session);
    let shift = |version: i64, days: Vec<kernel::Day>, reason: &'static str| {
        let days: Vec<DayDraft> = days
            .into_iter()
            .map(|day| DayDraft {
                day,
                starts: "10:00".to_owned(),
                ends: "12:00".to_owned(),
            })
            .collect();
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::change::reschedule(tx, scope, moment, session, version, &days, &why(reason))
        })
    };
    assert!(
        matches!(shift(1, vec![day(2026, 4, 1)], " "), Err(Stop::Problems(_))),
        "a reason is needed"
    );
    assert_eq!(
        shift(1, vec![day(2026, 3, 13), day(2026, 4, 1)], "venue lost").unwrap(),
        3
    );
    let after = world.days(session);
    assert_eq!(after.len(), 2);
    assert_eq!(after[0], before[1], "a day that keeps its date keeps its record");
    assert_eq!(after[1], before[0]);
    assert_eq!(shift(2, vec![day(2026, 5, 1)], "trainer ill").unwrap(), 3);
    assert_eq!(world.days(session).len(), 1);
    let original: String = world
        .one(&ORIGINAL, store::values![session.0], |row| row.get(0))
        .unwrap();
    assert_eq!(original, "2026-03-12");
    let moved = world
        .mails()
        .into_iter()
        .filter(|(template, _)| template == "moved" || template == "moved-waiting")
        .map(|(_, count)| count)
        .sum::<i64>();
    assert_eq!(moved, 6);
}

#[test]
fn cancelling_tells_everybody_and_can_be_taken_back() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    assert!(matches!(cancel(&world, session, 1, ""), Err(Stop::Problems(_))));
    assert!(matches!(
        cancel(&world, session, 9, "snow"),
        Err(Stop::Refusal(Refusal::Changed { .. }))
    ));
    assert_eq!(cancel(&world, session, 1, "snow").unwrap(), 2);
    assert!(matches!(
        world.book(session, "Cat Three"),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    let jobs = world.all(&world::JOBS, store::values![], |row| row.get::<String>(0));
    assert_eq!(jobs, ["withdrawn"]);
    let now = version(&world, session);
    let told = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::change::restore(tx, scope, moment, session, now)
        })
        .unwrap();
    assert_eq!(told, 2);
    assert_eq!(world.places(session), (1, 1));
    let jobs = world.all(&world::JOBS, store::values![], |row| {
        Ok((row.get::<String>(0)?, row.get::<Instant>(1)?))
    });
    assert_eq!(
        jobs,
        [(
            "queued".to_owned(),
            Instant::on(day(2026, 3, 10), "09:30").unwrap()
        )]
    );
}

#[test]
fn the_reminder_goes_to_those_with_a_place() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    let entropy = std::sync::Arc::clone(&world.entropy);
    let run = |at: Instant| {
        let clock: std::sync::Arc<dyn kernel::Clock> = std::sync::Arc::new(kernel::FixedClock::at(at));
        let works: Vec<Box<dyn post::runner::Work>> =
            vec![Box::new(learning::jobs::Reminders::new(world::BASE))];
        post::runner::Runner::new((*world.db).clone(), clock, entropy.clone(), None, works)
            .round()
            .unwrap()
    };
    assert_eq!(
        run(Instant::on(day(2026, 3, 10), "09:29").unwrap()).done,
        0,
        "not before its time"
    );
    assert_eq!(run(Instant::on(day(2026, 3, 10), "09:31").unwrap()).done, 1);
    let reminders = world
        .mails()
        .into_iter()
        .find(|(template, _)| template == "reminder");
    assert_eq!(reminders, Some(("reminder".to_owned(), 1)));
}

#[test]
fn today_shows_what_waits() {
    let world = World::new();
    let soon = world.session(1);
    world.book(soon, "Ann One").unwrap();
    world.book(soon, "Bea Two").unwrap();
    let now = kernel::Clock::now(&world.clock);
    world.clock.set(Instant::on(day(2026, 2, 1), "09:00").unwrap());
    let past = world.session_on(5, &[day(2026, 2, 20)]);
    world.clock.set(now);
    let see = |viewer: &access::Viewer, on: kernel::Day, most: u64| {
        world
            .see::<SeeToday, _>(viewer, |tx, scope| {
                let before = tx.queries();
                let waiting = learning::today(tx, scope, Instant::on(on, "09:00").unwrap(), None)?;
                // And where the trail ends.
                assert!(tx.queries() - before <= most + 1);
                Ok(waiting)
            })
            .unwrap()
    };
    let ids = |lines: &learning::Beginning<learning::model::SessionLine>| {
        lines.rows.iter().map(|line| line.id).collect::<Vec<_>>()
    };
    let trainer = see(&world.trainer.viewer, day(2026, 3, 2), 6);
    assert!(trainer.today.rows.is_empty());
    assert_eq!(ids(&trainer.next), [soon]);
    assert_eq!(ids(&trainer.without_register), [past]);
    assert_eq!(ids(&trainer.waiting_lists), [soon]);
    assert_eq!(trainer.waiting_lists.rows[0].waiting, 1);
    let on_the_day = see(&world.trainer.viewer, day(2026, 3, 12), 6);
    let meets = &on_the_day.today.rows;
    assert_eq!(
        (
            meets.len(),
            meets[0].session.id,
            meets[0].starts.as_str(),
            meets[0].ends.as_str()
        ),
        (1, soon, "09:30", "13:00")
    );
    assert!(
        on_the_day.next.rows.is_empty(),
        "what meets today stands there once"
    );
    for on in [day(2026, 3, 2), day(2026, 3, 12)] {
        let elsewhere = see(&world.westerner.viewer, on, 8);
        assert_eq!(elsewhere, learning::Waiting::default());
    }
}

/// Of a long list *Today* shows the beginning, says how much it is of how much, and gives all of it to who asks. Of registers that are owed
/// the newest come first.
#[test]
fn a_long_list_on_today_says_that_it_is_cut() {
    let world = World::new();
    let course = world.course();
    let now = kernel::Clock::now(&world.clock);
    world.clock.set(Instant::on(day(2026, 1, 1), "09:00").unwrap());
    let past: Vec<_> = (5..=16)
        .map(|date| world.session_of(course, 5, &[day(2026, 1, date)]))
        .collect();
    world.clock.set(now);
    for date in 3..=14 {
        world.session_of(course, 5, &[day(2026, 3, date)]);
    }
    let see = |whole| {
        world
            .see::<SeeToday, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                let waiting =
                    learning::today(tx, scope, Instant::on(day(2026, 3, 2), "09:00").unwrap(), whole)?;
                assert!(tx.queries() - before <= 10);
                Ok(waiting)
            })
            .unwrap()
    };
    let first = see(None);
    assert_eq!(first.next.rows.len(), 10);
    assert_eq!(first.next.cut().as_deref(), Some("10 of 12"));
    assert_eq!(first.without_register.cut().as_deref(), Some("10 of 12"));
    assert_eq!(first.without_register.rows[0].id, past[11], "the newest first");
    assert_eq!(first.waiting_lists.cut(), None);
    let whole = see(Some(learning::model::TodayList::Registers));
    assert_eq!(whole.without_register.rows.len(), 12);
    assert_eq!(whole.without_register.cut(), None);
    assert_eq!(whole.next.rows.len(), 10);
}

store::statements! {
    ORIGINAL = "select original_day from session where id = ?1";
}
