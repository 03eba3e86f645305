//! What staff see of a session: cancelling it, and that it is not there for whoever may not see it.

use crate::pages::Browser;
use crate::pages_public::reference;
use crate::world::{self, World};
use http::StatusCode;

#[test]
fn cancelling_asks_first_and_says_who_will_be_told() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let own = format!("/sessions/{}", reference(&world, session));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let ask = browser.get(&format!("{own}/cancel"));
    assert!(
        ask.main()
            .contains("2 people who booked or wait will be written to.")
    );
    let silent = browser.fill(&format!("{own}/cancel"), "/cancel", &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = browser.fill(
        &format!("{own}/cancel"),
        "/cancel",
        &[("cause", "trainer"), ("asked_by", "us"), ("reason", "burst pipe")],
    );
    let plan = browser.get(&done.location);
    assert!(plan.main().contains("Cancelled") && plan.main().contains("burst pipe"));
    let public = Browser::of(&world, None).get(&own);
    assert!(
        public.main().contains("will not take place") && !public.main().contains("burst pipe"),
        "reasons are for staff"
    );
    let back = browser.fill(&format!("{own}/restore"), "/restore", &[]);
    assert!(
        browser
            .get(&back.location)
            .main()
            .contains("The cancellation is taken back.")
    );
    let moved = browser.fill(
        &format!("{own}/reschedule"),
        "/reschedule",
        &[
            ("day-1-day", "20"),
            ("day-1-month", "5"),
            ("day-1-year", "2026"),
            ("cause", "venue"),
            ("asked_by", "venue"),
            ("reason", "room was taken"),
        ],
    );
    assert!(
        browser
            .get(&moved.location)
            .main()
            .contains("First planned for Thursday 12 March 2026")
    );
}

/// Proves SA2.
///
/// A session in another area answers with the same bytes as one that does not exist, on every page there is of it.
#[test]
fn out_of_sight_is_the_same_as_not_there() {
    let world = World::new();
    let hidden = reference(&world, world.session(5));
    let absent = "S-2345678";
    let browser = Browser::of(&world, Some(&world.westerner));
    let events = world.count(&world::EVENTS, None);
    let mut asked = 0;
    for path in [
        "plan",
        "edit",
        "reschedule",
        "cancel",
        "history",
        "bookings",
        "bookings/new",
        "bookings/export",
        "door",
        "register",
    ] {
        let (one, other) = (
            browser.get(&format!("/sessions/{hidden}/{path}")),
            browser.get(&format!("/sessions/{absent}/{path}")),
        );
        assert_eq!(
            (one.status, other.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{path}"
        );
        assert_eq!(one.bytes, other.bytes, "{path}");
        asked += 1;
    }
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + asked,
        "each try at the hidden one stands in the trail"
    );
    let nobody = Browser::of(&world, None).get(&format!("/sessions/{hidden}/plan"));
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    assert!(nobody.location.starts_with("/sign-in"));
    let trainer = Browser::of(&world, Some(&world.trainer)).get(&format!("/sessions/{hidden}/edit"));
    assert_eq!(trainer.status, StatusCode::FORBIDDEN);
}
