//! All sessions: the list with its filters and pages, and the calendar.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::{PlanCourses, ReadCourses};
use http::StatusCode;
use learning::plan::series;
use learning::planner::{self, Query};

#[test]
fn the_list_of_all_sessions_is_filtered_and_paged() {
    let world = World::new();
    let first = world.session(7);
    let weeks = (1..=30)
        .map(|week| day(2026, 3, 12).plus(7 * week))
        .collect::<Vec<_>>();
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            series::repeat(tx, scope, moment, first, &weeks)
        })
        .unwrap();
    let browser = coordinator(&world);
    let page = browser.get("/planning");
    assert_eq!(page.all("tbody tr").len(), 25);
    assert!(page.main().contains("31 sessions"), "{}", page.main());
    assert!(
        page.all("tbody tr")[0].contains("12 March 2026"),
        "the next one comes first"
    );
    let next = page.attributes("a[rel=next]", "href").concat();
    let rest = browser.get(&next);
    assert_eq!(rest.all("tbody tr").len(), 6);
    assert_eq!(rest.attributes("a[rel=first]", "href"), ["/planning"]);
    let rows = |query: &str| browser.get(&format!("/planning?{query}")).all("tbody tr").len();
    assert_eq!(rows("when=2026-04"), 5);
    assert_eq!(rows("when=2026-04-09"), 1);
    assert_eq!(rows("when=over"), 0);
    assert_eq!(rows("when=2026-04&words=LIBRARY"), 5);
    assert_eq!(rows("words=nowhere"), 0);
    assert_eq!(
        (
            rows("when=2026-04&state=cancelled"),
            rows("when=2026-04&state=planned")
        ),
        (0, 5)
    );
    assert_eq!(rows(&format!("when=2026-04&area={}", world.west)), 0);
    assert_eq!(rows(&format!("when=2026-04&area={}", world.east)), 5);
    assert_eq!(rows(&format!("when=2026-04&trainer={}", world.trainer.id)), 5);
    assert_eq!(rows(&format!("when=2026-04&trainer={}", world.coordinator.id)), 0);
    // A filter that names nothing is a mistake at its field.
    for (query, field) in [("when=soon", "when"), ("area=x", "area"), ("state=x", "state")] {
        let wrong = browser.get(&format!("/planning?{query}"));
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(wrong.all(&format!("#{field}-error")).len(), 1, "{query}");
    }
    // Some weeks on, what is over comes latest first.
    world.on(day(2026, 4, 10), "09:00");
    let over = coordinator(&world).get("/planning?when=over");
    let rows = over.all("tbody tr");
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert!(rows[0].contains("9 April 2026"), "{rows:?}");
    // Another area's planner sees none of them.
    let other = Browser::of(&world, Some(&world.westerner)).get("/planning");
    assert!(other.main().contains("0 sessions"), "{}", other.main());
}

#[test]
fn the_calendar_shows_a_month_and_the_rest_of_a_full_day() {
    let world = World::new();
    let session = world.session(7);
    for _ in 0..7 {
        world.session(7);
    }
    let browser = coordinator(&world);
    let page = browser.get("/planning/calendar");
    assert_eq!(page.heading(), "March 2026");
    let days = page.all("td");
    assert_eq!(days.len(), 6 * 7, "March 2026 touches six weeks");
    let twelfth = days.iter().find(|text| text.contains("12 March 2026")).unwrap();
    assert!(twelfth.contains("09:30 Responding well"), "{twelfth}");
    assert!(twelfth.contains("3 more"), "five of eight are shown: {twelfth}");
    let more = page
        .attributes("td a", "href")
        .into_iter()
        .find(|href| href.starts_with("/planning?when="))
        .unwrap();
    assert_eq!(browser.get(&more).all("tbody tr").len(), 8);
    let first = page.attributes("td a", "href")[0].clone();
    assert_eq!(browser.get(&first).status, StatusCode::OK, "{first}");
    let all = browser.get(&more).attributes("tbody a", "href");
    assert!(all.contains(&first) && all.contains(&format!("{}/plan", own(&world, session))));
    let april = browser.get("/planning/calendar?month=2026-04");
    assert_eq!(april.heading(), "April 2026");
    assert!(april.main().contains("No session meets in this month."));
    let holidays = april
        .all("td")
        .into_iter()
        .filter(|text| text.contains("Bank holiday"));
    assert_eq!(holidays.count(), 2, "Good Friday and Easter Monday");
    let kept = browser.get(&format!("/planning/calendar?area={}", world.west));
    assert!(kept.main().contains("No session meets in this month."));
    let links = kept.attributes(".govuk-button-group a", "href");
    assert!(
        links[1].contains("month=2026-04") && links[1].contains(&world.west.to_string()),
        "{links:?}"
    );
    for wrong in ["month=soon", "area=x", "trainer=x"] {
        let seen = browser.get(&format!("/planning/calendar?{wrong}"));
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // A day between the days of a session is no day of it.
    world.session_on(7, &[day(2026, 5, 4), day(2026, 5, 11)]);
    let rows = |when: &str| {
        browser
            .get(&format!("/planning?when={when}"))
            .all("tbody tr")
            .len()
    };
    assert_eq!(
        (rows("2026-05-04"), rows("2026-05-07"), rows("2026-05-11")),
        (1, 0, 1)
    );
}

/// However many sessions there are, the list costs two statements and the calendar one.
#[test]
fn the_list_and_the_calendar_cost_the_same_for_any_number() {
    let world = World::new();
    let count = || {
        world
            .see::<ReadCourses, _>(&world.coordinator.viewer, |tx, scope| {
                let page = planner::sessions(tx, scope, &Query::default(), day(2026, 3, 2))?;
                let list = tx.queries();
                let weeks = (day(2026, 3, 2), day(2026, 4, 5));
                let month = planner::month(tx, scope, weeks, None, None)?;
                Ok((list, tx.queries() - list, page.rows.len(), month.len()))
            })
            .unwrap()
    };
    assert_eq!(count(), (2, 1, 0, 0));
    for _ in 0..8 {
        world.session(2);
    }
    assert_eq!(count(), (2, 1, 8, planner::OF_DAY));
}
