//! Who should come to a course again, and who is told.

use crate::certificates::{held, there};
use crate::own_records::link;
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::ManageBookings;
use http::StatusCode;
use learning::model::{SessionId, Turn};
use learning::refreshers::reading::{self, PAGE, Query};
use learning::refreshers::tell::REST_DAYS;
use store::values;

store::statements! {
    HALF_YEARLY = "update course set refresher_months = 6";
    COURSE_OF = "select c.reference from course c join session s on s.course_id = c.id where s.id = ?1";
    TOLD = "select count(*) from mail where template = 'due-again'";
    COURSE = "select course_id from session where id = ?1";
    NOTES = "select count(*) from refresher_told";
}

/// A session that is over, of a course that is due again after half a year: Ann was there on every day, Bea on one of two, and somebody without
/// an address on every day.
fn half_yearly() -> (World, SessionId, String) {
    let (world, session) = held();
    world.raw(|tx| Ok(tx.run(&HALF_YEARLY, &[])?));
    let course: String = world
        .one(&COURSE_OF, values![session.0], |row| row.get(0))
        .unwrap();
    let own = format!("/courses/{course}/refreshers");
    (world, session, own)
}

fn names(world: &World, own: &str, turn: &str) -> Vec<String> {
    Browser::of(world, Some(&world.coordinator))
        .get(&format!("{own}?turn={turn}"))
        .all("tbody th, tbody td:first-child")
}

/// Who was there on every day and gave an address comes again when the months are over, not before; coordinators of other areas are told of
/// nobody, and trainers have no such list.
#[test]
fn who_was_there_on_every_day_is_due_when_the_months_are_over() {
    let (world, _, own) = half_yearly();
    for (date, due, soon, later) in [
        (day(2026, 6, 12), 0, 0, 1),
        (day(2026, 6, 13), 0, 1, 0),
        (day(2026, 9, 12), 0, 1, 0),
        (day(2026, 9, 13), 1, 0, 0),
    ] {
        world.on(date, "10:00");
        let shown = ["due", "soon", "later"].map(|turn| names(&world, &own, turn).len());
        assert_eq!(shown, [due, soon, later], "{}", date.iso());
    }
    assert_eq!(names(&world, &own, ""), ["Ann One"]);
    let west = Browser::of(&world, Some(&world.westerner)).get(&own);
    assert_eq!(west.status, StatusCode::OK);
    assert!(west.main().contains("Nobody’s turn comes then"));
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainer.get(&own).status, StatusCode::FORBIDDEN);
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    assert_eq!(
        coordinator.get(&format!("{own}?turn=never")).status,
        StatusCode::NOT_FOUND
    );
    let course = own.trim_end_matches("/refreshers");
    assert!(
        coordinator
            .get(course)
            .attributes("main a", "href")
            .contains(&own)
    );
}

/// Each is told once in three months and not while she has a place; what she gets opens her own record.
#[test]
fn who_is_due_is_told_once() {
    let (world, session, own) = half_yearly();
    world.on(day(2026, 9, 20), "10:00");
    let coordinator = || Browser::of(&world, Some(&world.coordinator));
    let sent = coordinator().fill(&own, &own, &[]);
    assert_eq!(sent.location, format!("{own}?told=1"));
    let seen = coordinator().get(&sent.location);
    assert!(seen.main().contains("A message to 1 person is on its way"));
    assert!(
        seen.main().contains("Told on 20 September 2026"),
        "{}",
        seen.main()
    );
    assert_eq!(world.count(&TOLD, None), 1);
    let nobody = |words: &str| {
        let refused = coordinator().fill(&own, &own, &[]);
        assert_eq!(refused.status, StatusCode::GONE, "{words}");
        assert!(refused.main().contains("Nobody is left to tell"));
    };
    nobody("told just now");
    world.on(day(2026, 9, 20).plus(REST_DAYS - 1), "10:00");
    nobody("told not long ago");
    world.on(day(2026, 9, 20).plus(REST_DAYS + 1), "10:00");
    let again = world.session_of(course_of(&world, session), 9, &[day(2026, 12, 28)]);
    world.book(again, "Ann One").unwrap();
    assert!(
        coordinator()
            .get(&own)
            .main()
            .contains("Has a place on 28 December 2026")
    );
    nobody("she has a place");
    world.cancel(world.booking(again, "Ann One")).unwrap();
    assert_eq!(
        coordinator().fill(&own, &own, &[]).location,
        format!("{own}?told=1")
    );
    assert_eq!(world.count(&TOLD, None), 2);
    assert!(
        Browser::of(&world, None)
            .get(&link(&world, "Ann One"))
            .main()
            .contains("Due since")
    );
    // Who came again is not due.
    let later = world.session_of(course_of(&world, session), 9, &[day(2026, 12, 23)]);
    world.book(later, "Ann One").unwrap();
    world.on(day(2026, 12, 23), "14:00");
    there(&world, later, "Ann One", &[0]);
    assert_eq!(names(&world, &own, "due"), Vec::<String>::new());
    assert_eq!(names(&world, &own, "later"), ["Ann One"]);
}

fn course_of(world: &World, session: SessionId) -> learning::model::CourseId {
    learning::model::CourseId(world.one(&COURSE, values![session.0], |row| row.get(0)).unwrap())
}

/// The night's work forgets after a year who was told.
#[test]
fn who_was_told_is_forgotten_after_a_year() {
    let (world, _, own) = half_yearly();
    world.on(day(2026, 9, 20), "10:00");
    Browser::of(&world, Some(&world.coordinator)).fill(&own, &own, &[]);
    for (days, left) in [(364, 1), (2, 0)] {
        world.clock.advance(days * 86_400);
        let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::Tidying)];
        let clock: std::sync::Arc<dyn kernel::Clock> =
            std::sync::Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
        post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
            .round()
            .unwrap();
        assert_eq!(world.count(&NOTES, None), left);
    }
}

/// A page is two statements, however many people there are, and goes on where the one before ended.
#[test]
fn a_page_of_people_is_two_statements() {
    let world = World::new();
    let session = world.session_on(90, &[day(2026, 3, 12)]);
    world.raw(|tx| Ok(tx.run(&HALF_YEARLY, &[])?));
    let people: Vec<String> = (0..PAGE + 3).map(|number| format!("P{number} One")).collect();
    for name in &people {
        world.book(session, name).unwrap();
    }
    world.on(day(2026, 3, 12), "14:00");
    for name in &people {
        there(&world, session, name, &[0]);
    }
    world.on(day(2026, 12, 1), "10:00");
    let course: String = world
        .one(&COURSE_OF, values![session.0], |row| row.get(0))
        .unwrap();
    let page = |after| {
        let course = course.clone();
        world
            .see::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope| {
                let (course, _) = reading::due_again(tx, scope, &course)?;
                let before = tx.queries();
                let query = Query {
                    turn: Turn::Due,
                    after,
                };
                let found = reading::list(tx, scope, &course, query, day(2026, 12, 1), PAGE)?;
                assert_eq!(found.count, 53);
                assert_eq!(tx.queries() - before, 2);
                Ok(found)
            })
            .unwrap()
    };
    let first = page(None);
    assert_eq!((first.people.len(), first.more), (PAGE, true));
    let last = first.people.last().unwrap();
    let second = page(Some((last.last, last.learner)));
    assert_eq!((second.people.len(), second.more), (3, false));
    assert!(second.people.iter().all(|one| !first.people.contains(one)));
}
