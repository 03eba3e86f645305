//! The register of a day that is long past: it says why it comes now, and its history keeps that.

use crate::pages::Browser;
use crate::pages_days::own;
use crate::world::{World, day};
use http::StatusCode;

#[test]
fn why_a_register_came_late_stands_in_its_history() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 2), day(2026, 3, 3)]);
    let other = world.session_on(5, &[day(2026, 3, 4)]);
    world.book(session, "Ann One").unwrap();
    let (own, days, others) = (own(&world, session), world.days(session), world.days(other));
    world.on(day(2026, 3, 12), "10:00");
    let trainer = Browser::of(&world, Some(&world.trainer));
    let query = format!("?day={}", days[0]);
    let page = trainer.get(&format!("{own}/register{query}"));
    let (target, fields) = page.form_for(&query, "save", &[("reason", "The sheet lay in the car")]);
    let saved = trainer.post(&target, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    let led = trainer
        .get(&saved.location)
        .attributes("main a[href*='/history']", "href");
    assert_eq!(led, [format!("{own}/history{query}")]);
    let history = trainer.get(&led[0]);
    assert!(
        history.main().contains("The sheet lay in the car"),
        "{}",
        history.main()
    );
    let looks = history.attributes("main a[href*='show=looks']", "href");
    assert_eq!(looks, [format!("{own}/history{query}&show=looks")]);
    let looked = trainer.get(&looks[0]).main();
    assert!(!looked.contains("Nobody has looked"), "{looked}");
    let second = trainer.get(&format!("{own}/history?day={}", days[1])).main();
    assert!(second.contains("Nothing has happened yet."), "{second}");
    let foreign = format!("{own}/history?day={}", others[0]);
    assert_eq!(trainer.get(&foreign).status, StatusCode::NOT_FOUND);
    let elsewhere = Browser::of(&world, Some(&world.westerner)).get(&led[0]);
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}
