//! What a device sends, cut at each of its bytes and after each of its marks: once the device has repeated it everything counts, and counts once.

use crate::doors::open;
use crate::kept::{Device, questions, there};
use crate::pages::{Browser, body_of};
use crate::world::World;
use http::StatusCode;
use kernel::{Clock, FixedClock};
use learning::door::marks::Sent;
use learning::model::SessionDayId;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::values;

store::statements! {
    STORED = "select count(*) from kept_mark";
    LEARNERS = "select count(*) from learner";
}

/// How many are there, how many marks are stored, how many people are known.
fn counted(world: &World, today: SessionDayId) -> (usize, i64, i64) {
    let count = |statement| world.one(statement, values![], |row| row.get::<i64>(0)).unwrap();
    (there(world, today).len(), count(&STORED), count(&LEARNERS))
}

/// Proves SR9: of a sending whose connection ends at any of its bytes nothing is taken, also where what came is read as if it were whole; the same
/// once more, to its end, counts, and again is not twice.
#[test]
fn a_sending_that_ends_at_any_byte_is_nothing_until_it_is_repeated() {
    let (world, session, today) = open();
    let mut device = Device::of(&world, session);
    let (ann, bea) = (device.id("Ann One"), device.id("Bea Two"));
    device.mark(&world, today, &ann, true);
    device.mark(&world, today, &bea, true);
    device.mark(&world, today, &bea, false);
    device.walk_in(&world, today, "Wanda Walk", "wanda@work.example");
    let now = world.clock.now();
    let clock = Arc::new(FixedClock::at(now));
    let browser = Browser::at(&world, None, Arc::clone(&clock) as Arc<dyn Clock>);
    // As the page of the device fills the form in.
    let sending = || {
        let (to, mut form) = browser.get("/offline/marks").form("/offline/marks", &[]);
        form.retain(|(name, _)| name.starts_with("form-"));
        for (name, value) in [
            ("kept", device.pack.id.clone()),
            ("token", device.pack.token.clone()),
            ("now", now.millis().to_string()),
            ("marks", serde_json::to_string(device.made()).unwrap()),
        ] {
            form.push((name.to_owned(), value));
        }
        (to, body_of(&form))
    };
    let (to, body) = sending();
    let before = counted(&world, today);
    assert_eq!((before.0, before.1), (0, 0));
    for end in 0..body.len() {
        // Slower than what one address may send.
        clock.advance(2);
        let seen = browser.post_body(&to, body.as_bytes()[..end].to_vec());
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{end} of {}", body.len());
    }
    assert_eq!(counted(&world, today), before, "nothing of it is here");
    // Its end, its answer that was lost, and the next that the device makes of the same marks.
    let (again, anew) = sending();
    for (to, body) in [(&to, &body), (&to, &body), (&again, &anew)] {
        let seen = browser.post_body(to, body.clone());
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
        assert_eq!(counted(&world, today), (2, 4, before.2 + 1));
    }
    assert!(questions(&world, session).is_empty());
}

/// Who is there by the last word about each, the day itself left out.
fn said(marks: &[Sent], today: SessionDayId) -> usize {
    let last: BTreeMap<&str, bool> = marks
        .iter()
        .filter(|mark| mark.who != today.to_string())
        .map(|mark| (mark.who.as_str(), mark.there))
        .collect();
    last.values().filter(|there| **there).count()
}

/// Proves SR9: of marks that come in two parts, wherever they are parted, and the first of which comes twice because its answer was lost, each
/// counts once: also of somebody who had not booked and was taken out again.
#[test]
fn marks_that_end_anywhere_and_begin_again_count_once() {
    for end in 0..=9 {
        let (world, session, today) = open();
        let mut device = Device::of(&world, session);
        let (ann, bea) = (device.id("Ann One"), device.id("Bea Two"));
        for (who, there) in [(&ann, true), (&bea, true), (&bea, false)] {
            device.mark(&world, today, who, there);
        }
        let wanda = device.walk_in(&world, today, "Wanda Walk", "").who;
        device.mark(&world, today, &ann, false);
        device.mark(&world, today, &wanda, false);
        device.mark(&world, today, &ann, true);
        device.walk_in(&world, today, "Xena Walk", "xena@work.example");
        device.mark(&world, today, &today.to_string(), true);
        let made = device.made();
        let first = &made[..end];
        for _ in 0..2 {
            assert_eq!(device.send(&world, first).taken.len(), end);
            assert_eq!(there(&world, today).len(), said(first, today), "{end} marks");
        }
        for _ in 0..2 {
            assert_eq!(device.send_all(&world).taken.len(), made.len());
            assert_eq!(there(&world, today).len(), 2, "Ann and Xena, after {end} marks");
        }
        assert_eq!(counted(&world, today).1, i64::try_from(made.len()).unwrap());
        assert!(questions(&world, session).is_empty(), "after {end} marks");
    }
}
