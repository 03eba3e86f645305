//! Who had a place and did not come; and booking for a colleague.

use crate::doors::{arrive, open};
use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::RunDoor;
use http::StatusCode;
use learning::door::register;
use learning::places::link;
use store::values;

store::statements! {
    BOOKING_REFERENCE = "select reference from booking where id = ?1";
    LETTERS = "select count(*) from mail where template = ?1";
}

/// Nobody is said to have stayed away while a register is owed.
#[test]
fn who_had_a_place_and_did_not_come_is_shown_once_the_register_is_there() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "Ann One"));
    let list = format!("{}/bookings", own(&world, session));
    let states = || coordinator(&world).get(&list).all("tbody td:last-child");
    let save = |day| {
        let marks = register::Marks::default();
        world
            .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
                register::save(tx, scope, moment, day, &marks)
            })
            .unwrap();
    };
    save(today);
    world.on(day(2026, 3, 14), "08:00");
    assert_eq!(
        states(),
        ["Booked", "Booked"],
        "the register of the second day is owed"
    );
    save(world.days(session)[1]);
    assert_eq!(states(), ["Came", "Did not come"]);
    // It is told with her next booking.
    let next = world.session_on(5, &[day(2026, 4, 9)]);
    for (name, words) in [
        ("Ann One", "To 1 of 1 sessions"),
        ("Bea Two", "To 0 of 1 sessions"),
    ] {
        world.book(next, name).unwrap();
        let booking = world.booking(next, name);
        let reference: String = world
            .one(&BOOKING_REFERENCE, values![booking.0], |row| row.get(0))
            .unwrap();
        let page = coordinator(&world).get(&format!("{}/bookings/{reference}", own(&world, next)));
        assert!(page.main().contains(words), "{}", page.main());
    }
}

#[test]
fn who_books_for_a_colleague_hears_that_it_is_made_and_no_more() {
    let world = World::new();
    let session = world.session(2);
    let public = Browser::of(&world, None);
    let area = world.east.to_string();
    let book = |by: &str| {
        let typed = [
            ("name", "Ann One"),
            ("email", "ann.one@work.example"),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
            ("booked_by", by),
        ];
        public.fill(&format!("{}/book", own(&world, session)), "/book", &typed)
    };
    for wrong in ["me", "ann.one@WORK.example"] {
        let seen = book(wrong);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!seen.all("#booked_by-error").is_empty(), "{wrong}");
    }
    assert_eq!(book("mate@work.example").status, StatusCode::SEE_OTHER);
    let letters =
        |template: &'static str| -> i64 { world.one(&LETTERS, values![template], |row| row.get(0)).unwrap() };
    assert_eq!((letters("confirmed"), letters("booked-for-colleague")), (1, 1));
    let token = link::token(world.db.keys(), world.booking(session, "Ann One"), 0);
    assert!(
        public
            .get(&format!("/booking/{token}"))
            .main()
            .contains("mate@work.example")
    );
    // Once more it stands as it was, and the colleague hears the same.
    world.on(day(2026, 3, 4), "12:00");
    let later = Browser::of(&world, None);
    let page = format!("{}/book", own(&world, session));
    let (target, fields) = later.get(&page).form(
        "/book",
        &[
            ("name", "Ann One"),
            ("email", "ann.one@work.example"),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
            ("booked_by", "mate@work.example"),
        ],
    );
    assert_eq!(later.post(&target, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!((letters("stands"), letters("booked-for-colleague")), (1, 2));
}
