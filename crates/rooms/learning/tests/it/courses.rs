//! Courses of several areas, courses that were put away, and the list of them.

use crate::pages::Browser;
use crate::world::{self, World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::{Problems, Refusal, Stop};
use learning::model::CourseId;
use learning::plan;
use store::values;

fn problems<T: std::fmt::Debug>(result: Result<T, Stop>) -> Problems {
    match result {
        Err(Stop::Problems(problems)) => problems,
        other => panic!("no problem: {other:?}"),
    }
}

/// Tables by course have a row for each title, so two courses of a programme do not share one, however it is written.
#[test]
fn two_courses_of_a_programme_do_not_share_a_title() {
    let world = World::new();
    world.course();
    let mut second = world.course_draft();
    second.title = "Another start".to_owned();
    let id = world.course_from(second.clone());
    for title in ["Responding well", "  responding WELL "] {
        second.title = title.to_owned();
        let draft = second.clone();
        let changed = world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::course::update(tx, scope, moment, id, 1, &draft)
        });
        assert!(problems(changed).of("title").is_some(), "{title}");
        let draft = second.clone();
        let created = world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::course::create(tx, scope, moment, &draft)
        });
        assert!(problems(created).of("title").is_some(), "{title}");
    }
    second.title = "Another start, again".to_owned();
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::course::update(tx, scope, moment, id, 1, &second)
        })
        .unwrap();
}

/// Proves SA2.
///
/// A coordinator of one area saves a course of two: the other area stays, and she cannot make it everywhere. What is offered
/// everywhere is not taken from others.
#[test]
fn areas_of_others_stay() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.areas = vec![world.east, world.west];
    let course = world.course_from(draft);
    let save = |who: &world::Account, course: CourseId, areas: &[directory::model::AreaId]| {
        let mut draft = world.course_draft();
        draft.areas = areas.to_vec();
        let (version, title) = world
            .one(&COURSE_VERSION, values![course.0], |row| {
                Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
            })
            .unwrap();
        draft.title = title;
        world.act::<PlanCourses, _>(&who.viewer, move |tx, scope, moment| {
            plan::course::update(tx, scope, moment, course, version, &draft)
        })
    };
    let areas = |course: CourseId| {
        let mut names = world.all(&COURSE_AREAS, values![course.0], |row| row.get::<String>(0));
        names.sort();
        names
    };
    save(&world.westerner, course, &[world.west]).unwrap();
    assert_eq!(areas(course), ["East", "West"]);
    save(&world.westerner, course, &[world.west, world.east]).unwrap();
    assert_eq!(areas(course), ["East", "West"]);
    save(&world.coordinator, course, &[world.west]).unwrap();
    assert_eq!(areas(course), ["West"], "who works in all areas may take any");
    let refused = problems(save(&world.westerner, course, &[]));
    assert!(refused.of("area").is_some(), "{refused:?}");
    assert_eq!(areas(course), ["West"]);
    save(&world.coordinator, course, &[world.east, world.west]).unwrap();
    save(&world.westerner, course, &[]).unwrap();
    assert_eq!(areas(course), ["East"], "her own she may take away");
    let everywhere = world.course();
    let refused = problems(save(&world.westerner, everywhere, &[world.west]));
    assert!(refused.of("area").is_some(), "{refused:?}");
    save(&world.westerner, everywhere, &[]).unwrap();
    save(&world.coordinator, everywhere, &[world.west]).unwrap();
}

/// A form of one area's coordinator offers her own area and says which others stay; what she saves leaves them.
#[test]
fn a_form_says_which_areas_stay() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.areas = vec![world.east, world.west];
    world.course_from(draft);
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let browser = Browser::of(&world, Some(&world.westerner));
    let saved = browser.fill(
        &format!("/courses/{reference}/edit"),
        "/edit",
        &[("title", "New title")],
    );
    let page = browser.get(&saved.location);
    assert!(page.main().contains("East, West"), "{}", page.main());
    let gone = browser.fill(&format!("/courses/{reference}/edit"), "/edit", &[("area", "")]);
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.get(&format!("/courses/{reference}")).status,
        StatusCode::NOT_FOUND,
        "she took her own area off, so it is no longer hers to see"
    );
}

/// A coordinator of one area sees the number of sessions that she sees.
#[test]
fn the_list_of_courses_counts_what_is_in_sight() {
    let world = World::new();
    let course = world.course();
    world.session_of(course, 5, &[day(2026, 3, 12)]);
    world.session_of(course, 5, &[day(2026, 3, 13)]);
    let mut draft = world.session_draft(5, &[day(2026, 3, 14)]);
    draft.area = world.west;
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    let coming = |account: &world::Account| {
        world
            .see::<access::actions::ReadCourses, _>(&account.viewer, |tx, scope| {
                let query = learning::lists::CourseQuery::default();
                learning::lists::courses(tx, scope, &query, day(2026, 3, 2))
            })
            .unwrap()
            .rows[0]
            .coming
    };
    assert_eq!(coming(&world.coordinator), 3);
    assert_eq!(coming(&world.westerner), 1);
}

#[test]
fn an_archived_course_is_not_planned() {
    let world = World::new();
    let course = world.course();
    let archive = |version: i64, archived: bool| {
        world
            .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                plan::course::archive(tx, scope, moment, course, version, archived)
            })
            .unwrap();
    };
    let create = || {
        let draft = world.session_draft(5, &[day(2026, 3, 12)]);
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::session::create(tx, scope, moment, course, &draft)
        })
    };
    archive(1, true);
    assert!(matches!(
        create(),
        Err(Stop::Refusal(Refusal::Closed(words))) if words.contains("archived")
    ));
    archive(2, false);
    create().unwrap();
}

store::statements! {
    COURSE = "select reference from course order by made_at, id limit 1";
    COURSE_VERSION = "select version, title from course where id = ?1";
    COURSE_AREAS = "select a.name from course_area ca join area a on a.id = ca.area_id where ca.course_id = ?1";
}
