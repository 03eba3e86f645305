//! Courses that are done before another.

use crate::agreements::{approve, awaits, course_of, set, state};
use crate::pages::Browser;
use crate::pages_days::own;
use crate::world::{World, day};
use access::actions::PlanCourses;
use kernel::{Id, Stop};
use learning::model::{CourseId, Rules};
use learning::plan::rules;
use store::values;

store::statements! {
    ATTEND = "insert into attendance (id, session_day_id, session_id, learner_id, how, at) select ?1, d.id, d.session_id, b.learner_id, 'register', ?4 \
        from session_day d join booking b on b.id = ?3 where d.session_id = ?2 and d.day = ?5";
}

/// Who was there on every day of a course that is asked for before has done it; another is looked at by a coordinator.
#[test]
fn what_was_done_before_opens_a_course() {
    let world = World::new();
    let before = world.session_on(5, &[day(2026, 3, 9), day(2026, 3, 10)]);
    let mut second = world.course_draft();
    second.title = "Going deeper".to_owned();
    let second = world.course_from(second);
    let session = world.session_of(second, 5, &[day(2026, 4, 9)]);
    let first = course_of(&world, before);
    set(&world, session, |rules| {
        rules.needs = vec![(first, String::new())];
    });
    for name in ["Ann One", "Bea Two"] {
        world.book(before, name).unwrap();
    }
    let there = |name: &str, date: i8| {
        let (booking, id) = (
            world.booking(before, name),
            Id(uuid::Uuid::from_u128(
                u128::from(date.unsigned_abs()) + if name == "Ann One" { 0 } else { 100 },
            )),
        );
        world.raw(move |tx| {
            let now = kernel::Instant::from_millis(1);
            Ok(tx.run(&ATTEND, values![id, before.0, booking.0, now, day(2026, 3, date)])?)
        });
    };
    for (name, date) in [("Ann One", 9), ("Ann One", 10), ("Bea Two", 9)] {
        there(name, date);
    }
    let public = Browser::of(&world, None);
    let page = public.get(&own(&world, session)).main();
    assert!(
        page.contains("Before this course people do: Responding well."),
        "{page}"
    );
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    assert_eq!(state(&world, session, "Ann One"), "booked");
    assert_eq!(
        state(&world, session, "Bea Two"),
        "waiting",
        "she missed the second day"
    );
    assert_eq!(
        awaits(&world, session, "Cat Three").as_deref(),
        Some("coordinator")
    );
    // Recognised, it counts for the next booking; approved once, it does not.
    assert!(matches!(
        approve(&world, session, "Cat Three", "", true),
        Err(Stop::Problems(_))
    ));
    approve(&world, session, "Bea Two", "She read it up", false).unwrap();
    approve(&world, session, "Cat Three", "Taught it elsewhere", true).unwrap();
    let next = world.session_of(second, 5, &[day(2026, 5, 9)]);
    for (name, whose) in [("Bea Two", Some("coordinator")), ("Cat Three", None)] {
        world.book(next, name).unwrap();
        assert_eq!(awaits(&world, next, name).as_deref(), whose, "{name}");
    }
}

/// Neither of two courses is done before the other, nor by way of a third.
#[test]
fn no_course_is_done_before_itself() {
    let world = World::new();
    let courses: Vec<CourseId> = ["First", "Second", "Third"]
        .iter()
        .map(|title| {
            let mut draft = world.course_draft();
            (*title).clone_into(&mut draft.title);
            world.course_from(draft)
        })
        .collect();
    let ask = |course: CourseId, needs: CourseId| {
        let wanted = Rules {
            needs: vec![(needs, "That course".to_owned())],
            ..Rules::default()
        };
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            rules::set(tx, scope, moment, course, &wanted)
        })
    };
    ask(courses[1], courses[0]).unwrap();
    ask(courses[2], courses[1]).unwrap();
    for needs in [courses[1], courses[2]] {
        let Err(Stop::Problems(problems)) = ask(courses[0], needs) else {
            panic!("a circle is refused");
        };
        assert!(
            problems
                .of("needs")
                .is_some_and(|words| words.contains("That course"))
        );
    }
}
