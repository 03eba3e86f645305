//! The pages of courses: planned, listed, counted, and edited by two people at once.

use crate::pages::{Browser, Seen};
use crate::world::{World, day};
use http::StatusCode;
use learning::model::Purpose;
use store::values;

store::statements! {
    COURSE = "select reference from course";
}

fn new_course(browser: &Browser, world: &World, title: &str) -> Seen {
    let programme = world.programme.to_string();
    browser.fill(
        "/courses/new",
        "/courses/new",
        &[
            ("programme", &programme),
            ("title", title),
            ("kind", "specialist"),
            ("aims", "Aims"),
            ("hours", "7,5"),
            ("days", "2"),
            ("mode", "room"),
            ("audience", "Midwives"),
            ("target", "6"),
            ("feedback", "end-of-session"),
        ],
    )
}

/// The form and the page of a course say when people are asked afterwards; months that make no sense are refused.
#[test]
fn a_course_says_when_people_are_asked_what_became_of_it() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let form = browser.get("/courses/new");
    assert_eq!(form.all("#follow-up-hint").len(), 1);
    assert!(form.all("#follow-up-hint")[0].contains("Sent by mail to everybody"));
    let mut draft = world.course_draft();
    draft
        .instruments
        .push((Purpose::FollowUp, "follow-up".to_owned()));
    world.course_from(draft);
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let page = browser.get(&format!("/courses/{reference}")).main();
    assert!(page.contains("(sent after 3 and 6 months)"), "{page}");
    let edit = format!("/courses/{reference}/edit");
    for (first, second, wrong) in [
        ("0", "6", "between 1 and 24"),
        ("3", "25", "between 1 and 24"),
        ("6", "6", "more months than for the first"),
        ("soon", "6", "whole number of months"),
    ] {
        let sent = browser.fill(
            &edit,
            "/edit",
            &[("follow-first", first), ("follow-second", second)],
        );
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.main().contains(wrong), "{first} {second}: {}", sent.main());
    }
    for (first, second, words) in [
        ("4", "", "sent after 4 months"),
        ("", "1", "sent after 1 month"),
        ("", "", "not sent: no months are set"),
    ] {
        let sent = browser.fill(
            &edit,
            "/edit",
            &[("follow-first", first), ("follow-second", second)],
        );
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        let page = browser.get(&format!("/courses/{reference}")).main();
        assert!(page.contains(words), "{page}");
    }
}

#[test]
fn a_coordinator_plans_a_course_and_a_session_of_two_days() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let empty = browser.fill("/courses/new", "/courses/new", &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.all(".govuk-error-summary__list li").len() >= 5);
    let made = new_course(&browser, &world, "Specialist <script>alert(1)</script>");
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let page = browser.get(&made.location);
    assert!(page.main().contains("The course is created."));
    assert!(!page.text().contains("<script>alert"), "typed text is text");
    let home = made.location.split('?').next().unwrap().to_owned();
    let (area, trainer) = (world.east.to_string(), world.trainer.id.to_string());
    let mut session = vec![
        ("area", area.as_str()),
        ("venue", "Town hall"),
        ("capacity", "12"),
        ("listed", "yes"),
        ("trainer", &trainer),
    ];
    session.extend([
        ("day-1-day", "3"),
        ("day-1-month", "4"),
        ("day-1-year", "2026"),
        ("starts-1", "9.30"),
        ("ends-1", "16:30"),
    ]);
    let mut wrong = session.clone();
    wrong.extend([
        ("day-2-day", "1"),
        ("day-2-month", "4"),
        ("day-2-year", "2026"),
        ("starts-2", "9:30"),
        ("ends-2", "16:30"),
    ]);
    let refused = browser.fill(&format!("{home}/sessions/new"), "/sessions/new", &wrong);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .main()
            .contains("Each day must be later than the one before")
    );
    session.extend([
        ("day-2-day", "4"),
        ("day-2-month", "April"),
        ("day-2-year", "26"),
        ("starts-2", "9:30"),
        ("ends-2", "16:30"),
    ]);
    let made = browser.fill(&format!("{home}/sessions/new"), "/sessions/new", &session);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let plan = browser.get(&made.location);
    assert!(
        plan.main().contains("Friday 3 April 2026, 09:30 to 16:30")
            && plan.main().contains("Saturday 4 April 2026")
    );
    assert!(plan.main().contains("Tess Trainer") && plan.main().contains("0 of 12 taken"));
    let trainers = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainers.get(&made.location).status, StatusCode::OK);
    let history = browser.get(&format!("{home}/history"));
    assert!(
        history.main().contains("Coral Coordinator Created"),
        "{}",
        history.main()
    );
}

#[test]
fn the_list_of_courses_is_filtered_paged_and_counted() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    for _ in 0..27 {
        world.course();
    }
    new_course(&browser, &world, "50% special");
    let list = browser.get("/courses");
    assert_eq!(list.all("tbody tr").len(), 25);
    assert!(list.main().contains("28 courses"));
    let next = list.attributes("a[rel=next]", "href").concat();
    assert_eq!(browser.get(&next).all("tbody tr").len(), 3);
    assert_eq!(browser.get("/courses?title=50%25+SP").all("tbody tr").len(), 1);
    assert_eq!(
        browser.get("/courses?title=%25").all("tbody tr").len(),
        1,
        "a search word is no pattern"
    );
    assert_eq!(browser.get("/courses?mode=online").all("tbody tr").len(), 0);
    assert_eq!(browser.get("/courses?state=archived").all("tbody tr").len(), 0);
    let archived = browser
        .get("/courses?title=special")
        .attributes("tbody a", "href")
        .concat();
    browser.fill(&archived, "/archive", &[]);
    assert_eq!(browser.get("/courses?state=archived").all("tbody tr").len(), 1);
    assert!(browser.get("/courses").main().contains("27 courses"));
}

#[test]
fn the_list_of_courses_costs_two_statements() {
    let world = World::new();
    let count = || {
        world
            .see::<access::actions::ReadCourses, _>(&world.coordinator.viewer, |tx, scope| {
                learning::lists::courses(
                    tx,
                    scope,
                    &learning::lists::CourseQuery::default(),
                    day(2026, 3, 2),
                )?;
                Ok(tx.queries())
            })
            .unwrap()
    };
    let before = count();
    for _ in 0..30 {
        world.session(2);
    }
    assert_eq!((before, count()), (2, 2));
}

#[test]
fn the_sessions_of_a_course_cost_one_statement() {
    let world = World::new();
    let course = world.course();
    let draft = world.session_draft(2, &[day(2026, 4, 1)]);
    let count = || {
        world
            .see::<access::actions::ReadCourses, _>(&world.coordinator.viewer, |tx, scope| {
                let page = learning::lists::sessions_of(tx, scope, course, None)?;
                Ok((tx.queries(), page.rows.len(), page.next.is_some()))
            })
            .unwrap()
    };
    assert_eq!(count(), (1, 0, false));
    for _ in 0..30 {
        let draft = draft.clone();
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::session::create(tx, scope, moment, course, &draft)
            })
            .unwrap();
    }
    assert_eq!(count(), (1, 25, true));
}

/// Proves SR8.
///
/// Two people edit one course in two browsers: the second sees both texts field by field, her own still in the form, and
/// may save it knowingly.
#[test]
fn a_conflict_shows_both_texts_and_loses_neither() {
    let world = World::new();
    world.course();
    let reference: String = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let home = format!("/courses/{reference}");
    let (one, two) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.westerner)),
    );
    let edit = format!("{home}/edit");
    let (target, late) = two
        .get(&edit)
        .form("/edit", &[("title", "Second title"), ("aims", "Second aims")]);
    assert_eq!(
        one.fill(&edit, "/edit", &[("title", "First title")]).status,
        StatusCode::SEE_OTHER
    );
    let conflict = two.post(&target, &late);
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.main().contains("Coral Coordinator saved a change"),
        "{}",
        conflict.main()
    );
    assert!(
        conflict
            .all("tbody tr")
            .iter()
            .any(|row| row == "Title First title Second title"),
        "{:?}",
        conflict.all("tbody tr")
    );
    assert_eq!(conflict.attributes("#title", "value"), ["Second title"]);
    assert!(
        one.get(&home).heading().contains("First title"),
        "nothing is overwritten unseen"
    );
    let (target, fields) = conflict.form("/edit", &[]);
    assert_eq!(two.post(&target, &fields).status, StatusCode::SEE_OTHER);
    assert!(one.get(&home).heading().contains("Second title"));
}
