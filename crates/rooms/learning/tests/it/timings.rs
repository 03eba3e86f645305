//! What a stranger could learn from how long an answer takes.

use crate::pages::Browser;
use crate::pages_days::own;
use crate::world::{World, day};
use std::sync::Arc;

/// Proves SD4: whether an address is booked already cannot be told by the time that the page takes to answer: 2,000 timings of each,
/// printed in milliseconds and compared by `cargo xtask prove timing`.
#[test]
#[ignore = "long: run by cargo xtask prove timing"]
fn booking_tells_nothing_in_two_thousand_timings() {
    let world = World::new();
    let session = world.session_on(5_000, &[day(2028, 3, 12)]);
    let page = format!("{}/book", own(&world, session));
    let area = world.east.to_string();
    let clock = Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
    let browser = Browser::at(&world, None, clock.clone());
    let form = |email: &str| {
        browser.get(&page).form(
            "/book",
            &[
                ("name", "Ann One"),
                ("email", email),
                ("organisation", "Housing"),
                ("background", "housing"),
                ("area", &area),
            ],
        )
    };
    let known = "ann.one@work.example";
    let first = form(known);
    browser.post(&first.0, &first.1);
    for number in 0..2000 {
        let mut both = [
            ("known", known.to_owned()),
            ("unknown", format!("b{number}@work.example")),
        ];
        // Each comes as often after itself as after the other, so that what one leaves behind weighs on both.
        if number % 2 == 1 {
            both.reverse();
        }
        for (whose, email) in both {
            // As many as one address may be written to in a day.
            clock.advance(86_400 / 20);
            let form = form(&email);
            let begun = std::time::Instant::now();
            let seen = browser.post(&form.0, &form.1);
            println!("{whose} {}", begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(seen.status, http::StatusCode::SEE_OTHER, "{}", seen.main());
        }
    }
}

/// Proves SD4: whether somebody has a record cannot be told by the time that the page takes which sends the link to it: 2,000 timings of
/// each, printed in milliseconds and compared by `cargo xtask prove timing`.
#[test]
#[ignore = "long: run by cargo xtask prove timing"]
fn asking_for_a_record_tells_nothing_in_two_thousand_timings() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    let clock = Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
    let browser = Browser::at(&world, None, clock.clone());
    for number in 0..2000 {
        let mut both = [
            ("known", "ann.one@work.example".to_owned()),
            ("unknown", format!("b{number}@work.example")),
        ];
        // Each comes as often after itself as after the other, so that what one leaves behind weighs on both.
        if number % 2 == 1 {
            both.reverse();
        }
        for (whose, email) in both {
            // A source may ask twenty times in ten minutes.
            clock.advance(60);
            let form = browser.get("/record").form("/record", &[("email", &email)]);
            let begun = std::time::Instant::now();
            let seen = browser.post(&form.0, &form.1);
            println!("{whose} {}", begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(seen.status, http::StatusCode::SEE_OTHER, "{}", seen.main());
        }
    }
}

/// Proves SD4: the page that takes a booking answers as evenly as that.
#[test]
fn the_page_that_takes_a_booking_answers_evenly() {
    let world = World::new();
    let session = world.session(5);
    let browser = Browser::of(&world, None);
    let page = format!("{}/book", own(&world, session));
    let area = world.east.to_string();
    let form = browser.get(&page).form(
        "/book",
        &[
            ("name", "Ann One"),
            ("email", "ann.one@work.example"),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", &area),
        ],
    );
    for what in ["a new booking", "the same form once more"] {
        let begun = std::time::Instant::now();
        let seen = browser.post(&form.0, &form.1);
        assert!(begun.elapsed().as_millis() >= 10, "{what}");
        assert_eq!(
            seen.status,
            http::StatusCode::SEE_OTHER,
            "{what}: {}",
            seen.main()
        );
    }
}
