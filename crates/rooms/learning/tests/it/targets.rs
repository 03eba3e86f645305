//! Targets of areas: set, changed and ended by who plans there, and measured over their own days whatever is held or cancelled.

use crate::doors::walk_in;
use crate::pages::{Browser, Seen};
use crate::pages_days::coordinator;
use crate::world::{World, day, why};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::{Day, Problems, Refusal, Stop};
use learning::model::{CourseId, Reached, SessionId, TargetDraft, TargetId, TargetOf};
use learning::targets;
use store::values;

store::statements! {
    REFERENCE = "select reference from course where id = ?1";
    STANDS = "select people, version from area_target where id = ?1";
    HELD = "update session set state = 'held' where id = ?1";
}

const NEW: &str = "/planning/targets/new";

fn draft(people: i64, first_day: Day, last_day: Day) -> TargetDraft {
    TargetDraft {
        people,
        sessions: None,
        first_day,
        last_day,
    }
}

/// The first quarter of the year of the tests.
fn quarter(people: i64) -> TargetDraft {
    draft(people, day(2026, 1, 1), day(2026, 3, 31))
}

fn set(world: &World, of: TargetOf, draft: TargetDraft) -> Result<TargetId, Stop> {
    let east = world.east;
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        targets::set(tx, scope, moment, (of, east), &draft)
    })
}

fn reached(world: &World, id: TargetId) -> (Reached, String) {
    let line = world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| targets::one(tx, scope, id))
        .unwrap();
    (line.reached, line.share())
}

fn page_of(world: &World, course: CourseId) -> String {
    let reference: String = world
        .one(&REFERENCE, values![course.0], |row| row.get(0))
        .unwrap();
    format!("/courses/{reference}")
}

/// The table of targets on a page, as its words.
fn told(seen: &Seen) -> String {
    let tables = seen.all("table").into_iter();
    tables.filter(|table| table.contains("Left to reach")).collect()
}

fn cancel(world: &World, session: SessionId) {
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 1, &why("ill"))
        })
        .unwrap();
}

fn field_of(stop: Result<TargetId, Stop>) -> String {
    match stop {
        Err(Stop::Problems(Problems(problems))) => problems[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

/// A target is entered, found on its course, changed and ended; each stands in its history with what it was before.
#[test]
fn a_target_is_set_changed_and_ended() {
    let world = World::new();
    let course = world.course();
    let (browser, home) = (coordinator(&world), page_of(&world, course));
    let reference = home.rsplit('/').next().unwrap().to_owned();
    let east = world.east.to_string();
    let days = [
        ("first-day", "1"),
        ("first-month", "1"),
        ("first-year", "2026"),
        ("last-day", "31"),
        ("last-month", "3"),
        ("last-year", "2026"),
    ];
    let new = format!("{NEW}?course={reference}");
    let filled =
        |people: &'static str| [&days[..], &[("area", east.as_str()), ("people", people)][..]].concat();
    let wrong = browser.fill(&new, NEW, &filled("many"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.all("[id='people-error']").len(), 1);
    assert_eq!(
        wrong.attributes("#people", "value"),
        ["many"],
        "what was typed stays"
    );
    let made = browser.fill(&new, NEW, &filled("40"));
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let own = made.location.split('?').next().unwrap().to_owned();
    let shown = browser.get(&own).main();
    for words in [
        "Responding well",
        "East",
        "1 January 2026 to 31 March 2026",
        "0/40 (0%)",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let again = browser.fill(&new, NEW, &filled("9"));
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.main().contains("There is a target of this for the area"),
        "{}",
        again.main()
    );
    let row = || told(&browser.get(&home));
    assert!(
        row().ends_with("1 January 2026 to 31 March 2026 0 0 0 0 40 0/40 (0%)"),
        "{}",
        row()
    );
    let changed = browser.send(&own, "change", &[("people", "50"), ("sessions", "6")]);
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.main());
    assert!(row().ends_with("0 0 of 6 0 0 50 0/50 (0%)"), "{}", row());
    let silent = browser.send(&own, "end", &[("reason", "")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(silent.all("[id='reason-error']").len(), 1);
    let ended = browser.send(&own, "end", &[("reason", "The money is spent")]);
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.main());
    let history = browser.get(&format!("{own}/history")).main();
    for words in [
        "Set",
        "Changed: people, sessions",
        "Before: 40 people, 1 January 2026 to 31 March 2026",
        "Ended",
        "The money is spent",
    ] {
        assert!(history.contains(words), "{words}: {history}");
    }
    let over = browser.get(&own);
    assert!(over.main().contains("This target was ended") && over.all("main form").is_empty());
    assert!(
        !browser.get(&home).main().contains("0/50"),
        "nothing is measured against it"
    );
    let standing = browser.get("/planning/targets").main();
    assert!(standing.contains("There is no target here"), "{standing}");
    assert!(
        browser
            .get("/planning/targets?state=ended")
            .main()
            .contains("0/50 (0%)")
    );
    assert!(
        set(&world, TargetOf::Course(course), quarter(9)).is_ok(),
        "its days are free again"
    );
}

/// Two who edit at once: the second is told, sees what stands now, and keeps what she typed.
#[test]
fn two_who_change_a_target_do_not_overwrite_each_other() {
    let world = World::new();
    let course = world.course();
    let id = set(&world, TargetOf::Course(course), quarter(40)).unwrap();
    let own = format!("/planning/targets/{id}");
    let (one, two) = (coordinator(&world), coordinator(&world));
    let (target, late) = two.get(&own).form_for(&own, "change", &[("people", "70")]);
    assert_eq!(
        one.send(&own, "change", &[("people", "60")]).status,
        StatusCode::SEE_OTHER
    );
    let told = two.post(&target, &late);
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.main());
    assert!(
        told.main().contains("Coral Coordinator saved a change"),
        "{}",
        told.main()
    );
    assert_eq!(told.attributes("#people", "value"), ["70"]);
    let stands = || {
        world
            .one(&STANDS, values![id.0], |row| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
            })
            .unwrap()
    };
    assert_eq!(stands(), (60, 2));
    let (target, again) = told.form_for(&own, "change", &[]);
    assert_eq!(two.post(&target, &again).status, StatusCode::SEE_OTHER);
    assert_eq!(stands(), (70, 3), "she may, knowing it");
}

/// Who plans in one area sets targets there and sees those of no other.
#[test]
fn targets_are_set_and_seen_in_ones_own_areas() {
    let world = World::new();
    let course = world.course();
    let id = set(&world, TargetOf::Course(course), quarter(40)).unwrap();
    let (east, west) = (world.east, world.west);
    let by_westerner = |area| {
        world.act::<PlanCourses, _>(&world.westerner.viewer, move |tx, scope, moment| {
            targets::set(tx, scope, moment, (TargetOf::Course(course), area), &quarter(5))
        })
    };
    assert_eq!(field_of(by_westerner(east)), "area");
    let own = by_westerner(west).unwrap();
    let browser = Browser::of(&world, Some(&world.westerner));
    let list = browser.get("/planning/targets");
    assert_eq!(list.all("tbody tr").len(), 1, "{}", list.main());
    assert!(list.main().contains("West"));
    assert_eq!(
        browser.get(&page_of(&world, course)).main().matches("0/").count(),
        1
    );
    for page in ["", "/history"] {
        let seen = |id: TargetId| browser.get(&format!("/planning/targets/{id}{page}")).status;
        assert_eq!((seen(own), seen(id)), (StatusCode::OK, StatusCode::NOT_FOUND));
    }
    let changed = world.act::<PlanCourses, _>(&world.westerner.viewer, move |tx, scope, moment| {
        targets::update(tx, scope, moment, (id, 1), &quarter(1))
    });
    assert!(
        matches!(changed, Err(Stop::Refusal(Refusal::Unknown))),
        "{changed:?}"
    );
    assert_eq!(
        coordinator(&world).get("/planning/targets").all("tbody tr").len(),
        2
    );
}

/// What is cancelled, and what was never planned, leaves the target as it is; what one run should reach is named as what it is.
#[test]
fn a_target_does_not_shrink_with_what_is_cancelled() {
    let world = World::new();
    let course = world.course();
    let id = set(&world, TargetOf::Course(course), quarter(40)).unwrap();
    let near = world.session_of(course, 4, &[day(2026, 3, 12)]);
    let off = world.session_of(course, 4, &[day(2026, 3, 19)]);
    // Its days are other days, and its course is another.
    let later = world.session_of(course, 4, &[day(2026, 4, 1)]);
    let other = world.session(4);
    for (session, name) in [(near, "Ann One"), (later, "Bea Two"), (other, "Cas Three")] {
        world.book(session, name).unwrap();
    }
    cancel(&world, off);
    let expected = Reached {
        planned: 1,
        held: 0,
        booked: 1,
        ..Reached::default()
    };
    assert_eq!(reached(&world, id), (expected, "0/40 (0%)".to_owned()));
    world.raw(move |tx| Ok(tx.run(&HELD, values![near.0])?));
    let page = coordinator(&world).get(&page_of(&world, course));
    let targets = told(&page);
    assert!(
        targets.contains("East") && targets.ends_with("0 1 1 0 40 0/40 (0%)"),
        "{targets}"
    );
    let taken = page.all("table").pop().unwrap();
    assert!(
        taken.contains("Expected of the runs held") && taken.ends_with("East 2 1 1 2 of 8 0 15"),
        "{taken}"
    );
    assert!(page.main().contains("so it is no target"), "{}", page.main());
    // A trainer of one of its sessions has no area: whether there are targets is not in her sight.
    let trainer = Browser::of(&world, Some(&world.trainer)).get(&page_of(&world, course));
    assert!(trainer.main().contains("Take-up by area"), "{}", trainer.main());
    assert_eq!(told(&trainer), "");
}

/// A person counts once however often she comes, for a whole programme also when she comes to two courses; without an address nobody is known
/// again. An area without a target says so.
#[test]
fn people_count_once_towards_a_target() {
    let world = World::new();
    let (course, other) = (world.course(), world.course());
    let of_course = set(&world, TargetOf::Course(course), quarter(4)).unwrap();
    let whole = set(&world, TargetOf::Programme(world.programme), quarter(3)).unwrap();
    let dates = [(course, 2), (course, 3), (other, 4)].map(|(of, date)| {
        let date = day(2026, 3, date);
        (date, world.session_of(of, 9, &[date]))
    });
    for (number, (date, session)) in dates.into_iter().enumerate() {
        world.on(date, "09:10");
        let today = world.days(session)[0];
        walk_in(&world, today, "Ann One", "ann@work.example");
        walk_in(
            &world,
            today,
            &format!("Bea {number}"),
            &format!("bea{number}@work.example"),
        );
    }
    let of = |id| {
        let (reached, share) = reached(&world, id);
        (reached.planned, reached.came, reached.unknown, share)
    };
    assert_eq!(of(of_course), (2, 3, 0, "3/4 (75%)".to_owned()));
    assert_eq!(of(whole), (3, 4, 0, "4/3 (133%)".to_owned()));
    let row = |course| told(&coordinator(&world).get(&page_of(&world, course)));
    assert!(row(course).ends_with("3 1 3/4 (75%)"), "{}", row(course));
    assert!(row(other).ends_with("East No target is set"), "{}", row(other));
    walk_in(&world, world.days(dates[2].1)[0], "Cas Three", "");
    assert_eq!(of(whole), (3, 4, 1, "4/3 (133%)".to_owned()));
    let list = coordinator(&world).get("/planning/targets").main();
    assert!(list.contains("at least 4 0 4/3 (133%)"), "{list}");
    let choices = coordinator(&world).get(NEW).all("#of option");
    assert!(
        choices.contains(&"Whole programme: pilot".to_owned()),
        "{choices:?}"
    );
}

/// Targets of the same area and course have no day in common: each person would count twice.
#[test]
fn targets_of_the_same_do_not_overlap() {
    let world = World::new();
    let course = world.course();
    let of = TargetOf::Course(course);
    let id = set(&world, of, quarter(40)).unwrap();
    for (first, last, fits) in [
        (day(2026, 3, 31), day(2026, 6, 30), false),
        (day(2025, 1, 1), day(2026, 1, 1), false),
        (day(2026, 2, 1), day(2026, 2, 1), false),
        (day(2025, 1, 1), day(2026, 12, 31), false),
        (day(2026, 4, 1), day(2026, 6, 30), true),
    ] {
        let made = set(&world, of, draft(9, first, last));
        assert_eq!(made.is_ok(), fits, "{first:?} {last:?}");
        if !fits {
            assert_eq!(field_of(made), "first");
        }
    }
    assert!(set(&world, TargetOf::Programme(world.programme), quarter(9)).is_ok());
    let update = |last: Day| {
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            targets::update(tx, scope, moment, (id, 1), &draft(40, day(2026, 1, 1), last))
        })
    };
    assert!(
        update(day(2026, 4, 1)).is_err(),
        "the next one begins on that day"
    );
    assert!(update(day(2026, 3, 30)).is_ok(), "its own days are no others");
    assert_eq!(
        field_of(set(&world, of, draft(0, day(2027, 1, 1), day(2027, 2, 1)))),
        "people"
    );
    assert_eq!(
        field_of(set(&world, of, draft(5, day(2027, 2, 1), day(2027, 1, 1)))),
        "last"
    );
}
