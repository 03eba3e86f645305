//! Who should come to a course again, and who is told.

use crate::certificates::{held, there};
use crate::own_records::link;
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::ManageBookings;
use http::StatusCode;
use kernel::{Clock, Id};
use learning::model::{SessionId, Turn};
use learning::refreshers::reading::{self, PAGE, Query};
use learning::refreshers::tell::{AT_A_TIME, REST_DAYS};
use store::values;

store::statements! {
    HALF_YEARLY = "update course set refresher_months = 6";
    COURSE_OF = "select c.reference from course c join session s on s.course_id = c.id where s.id = ?1";
    TOLD = "select count(*) from mail where template = 'due-again'";
    COURSE = "select course_id from session where id = ?1";
    BY_REFERENCE = "select id from session where reference = ?1";
    NOTES = "select count(*) from refresher_told";
    SENT = "select count(*) from audit_event e join learner l on l.id = e.record_id where l.email_blind = ?1 and e.change = 'sent the link to the record'";
    UNREACHABLE = "update learner set email_sealed = ?2 where id = ?1";
    LEARNER = "select id from learner where email_blind = ?1";
    WHERE = "update booking set organisation = ?2 where id = ?1";
    CAME_FROM = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, at) values (?1, ?2, ?3, null, ?4, 'walk-in', ?5, ?6)";
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

fn blind(world: &World, name: &str) -> Vec<u8> {
    let email = world.person(name).person.email;
    world.db.keys().blind("learner email", &email)
}

fn learner(world: &World, name: &str) -> Id {
    world
        .one(&LEARNER, values![blind(world, name)], |row| row.get(0))
        .unwrap()
}

/// Gives somebody an address that takes no mail.
fn unreachable(world: &World, name: &str) {
    let (id, entropy) = (learner(world, name), world.entropy.clone());
    world.raw(move |tx| {
        let sealed = tx
            .keys()
            .seal("learner", "email_sealed", id, b"nowhere", entropy.as_ref());
        Ok(tx.run(&UNREACHABLE, values![id, sealed])?)
    });
}

/// That a link to her record went out stands in her own history, for each who was told; who could not be told is not tried on every press.
#[test]
fn each_who_is_told_has_it_in_her_history() {
    let (world, _, own) = half_yearly();
    world.on(day(2026, 9, 20), "10:00");
    let sent = || {
        world
            .one(&SENT, values![blind(&world, "Ann One")], |row| row.get::<i64>(0))
            .unwrap()
    };
    assert_eq!(sent(), 0);
    let coordinator = || Browser::of(&world, Some(&world.coordinator));
    coordinator().fill(&own, &own, &[]);
    assert_eq!((sent(), world.count(&TOLD, None)), (1, 1));
    world.on(day(2026, 9, 20).plus(REST_DAYS + 1), "10:00");
    unreachable(&world, "Ann One");
    let none = coordinator().fill(&own, &own, &[]);
    assert_eq!(none.location, format!("{own}?told=0"));
    let words = coordinator().get(&none.location).main();
    assert!(words.contains("No message could be sent"), "{words}");
    assert!(
        words.contains("Could not be written to on") && !words.contains("Told on"),
        "{words}"
    );
    assert_eq!((sent(), world.count(&TOLD, None)), (1, 1));
    assert_eq!(coordinator().fill(&own, &own, &[]).status, StatusCode::GONE);
}

/// Whether there are more is a matter of who is due, not of how many of them mail reaches.
#[test]
fn a_press_that_reaches_its_end_says_that_there_are_more() {
    let world = World::new();
    let session = world.session_on(i64::try_from(AT_A_TIME + 9).unwrap(), &[day(2026, 3, 12)]);
    world.raw(|tx| Ok(tx.run(&HALF_YEARLY, &[])?));
    let people: Vec<String> = (0..=AT_A_TIME).map(|number| format!("P{number} One")).collect();
    for name in &people {
        world.book(session, name).unwrap();
    }
    world.on(day(2026, 3, 12), "14:00");
    for name in &people {
        there(&world, session, name, &[0]);
    }
    unreachable(&world, "P0 One");
    world.on(day(2026, 12, 1), "10:00");
    let course: String = world
        .one(&COURSE_OF, values![session.0], |row| row.get(0))
        .unwrap();
    let own = format!("/courses/{course}/refreshers");
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let first = coordinator.fill(&own, &own, &[]).location;
    let many = first
        .strip_suffix("&more=yes")
        .unwrap_or_else(|| panic!("{first}"));
    assert!(
        coordinator
            .get(&first)
            .main()
            .contains("Press again for the rest.")
    );
    let second = coordinator.fill(&own, &own, &[]).location;
    let told = |location: &str| -> usize { location.rsplit('=').next().unwrap().parse().unwrap() };
    assert_eq!(
        told(many) + told(&second),
        AT_A_TIME,
        "all but one, and no more after it"
    );
}

/// Proves SA2: of what stands out of her areas a coordinator reads neither where somebody works nor on which day she has a place, on the page and in
/// the file; that she has one still keeps the message from her.
#[test]
fn what_is_out_of_sight_is_left_out() {
    let (world, session, _) = half_yearly();
    world.raw(|tx| Ok(tx.run(&HALF_YEARLY, &[])?));
    let course = course_of(&world, session);
    let mut draft = world.session_draft(9, &[day(2026, 4, 9)]);
    draft.area = world.west;
    let west = world
        .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    let west = SessionId(world.one(&BY_REFERENCE, values![west], |row| row.get(0)).unwrap());
    world.book(west, "Ann One").unwrap();
    world.on(day(2026, 4, 9), "14:00");
    there(&world, west, "Ann One", &[0]);
    // Bea came there without having booked, and said where she works.
    let (bea, now) = (learner(&world, "Bea Two"), world.clock.now());
    let (mark, day_id) = (
        Id::fresh(&world.clock, world.entropy.as_ref()),
        world.days(west)[0],
    );
    world.raw(move |tx| Ok(tx.run(&CAME_FROM, values![mark, day_id.0, west.0, bea, "Council", now])?));
    world.on(day(2026, 10, 20), "10:00");
    let east = world.session_of(course, 9, &[day(2026, 12, 28)]);
    for name in ["Ann One", "Bea Two"] {
        world.book(east, name).unwrap();
        let booking = world.booking(east, name);
        world.raw(move |tx| Ok(tx.run(&WHERE, values![booking.0, "Refuge"])?));
    }
    let reference: String = world
        .one(&COURSE_OF, values![session.0], |row| row.get(0))
        .unwrap();
    let own = format!("/courses/{reference}/refreshers");
    let rows = |account| Browser::of(&world, Some(account)).get(&own).all("tbody tr");
    let hers = rows(&world.westerner);
    assert_eq!(hers.len(), 2, "{hers:?}");
    assert!(
        hers[0].contains("Housing") && hers[1].contains("Council"),
        "{hers:?}"
    );
    let file = Browser::of(&world, Some(&world.westerner))
        .copy(&format!("{own}/export?format=csv"))
        .text();
    for words in [hers.concat(), file] {
        assert!(
            !words.contains("Refuge") && !words.contains("December"),
            "{words}"
        );
        assert_eq!(words.matches("Has a place elsewhere").count(), 2, "{words}");
    }
    for row in rows(&world.coordinator) {
        assert!(
            row.contains("Refuge") && row.contains("Has a place on 28 December 2026"),
            "{row}"
        );
    }
    let told = Browser::of(&world, Some(&world.westerner)).fill(&own, &own, &[]);
    assert_eq!(told.status, StatusCode::GONE, "both come anyhow");
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
        let clock: std::sync::Arc<dyn Clock> = std::sync::Arc::new(kernel::FixedClock::at(world.clock.now()));
        post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
            .round()
            .unwrap();
        assert_eq!(world.count(&NOTES, None), left);
    }
}

/// A page is two statements and where the trail ends, however many people there are, and goes on where the one before ended.
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
                assert_eq!(tx.queries() - before, 3);
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
