//! Several people are added to a session at once.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::World;
use http::StatusCode;

const LIST: &str = "Name\tE-mail\tOrganisation\nAnn One\tann@a.example\tHousing\nBea Two\tbea@a.example\tHousing\nCat Three\tcat@a.example\tHousing";

/// Proves SR10: all of a list, or nothing of it.
#[test]
fn a_list_is_looked_at_and_taken_whole_or_not_at_all() {
    let world = World::new();
    let session = world.session(2);
    let path = format!("{}/bookings/several", own(&world, session));
    let browser = coordinator(&world);
    let bad = browser.fill(
        &path,
        "/several",
        &[("people", "Ann One,ann@a.example,Housing\nBea Two,bea,Housing")],
    );
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = bad.all("#people-error").concat();
    assert!(
        error.contains("Line 2, E-mail: Enter a work e-mail address"),
        "{error}"
    );
    assert!(
        bad.all("#people").concat().contains("Bea Two"),
        "what was pasted is kept"
    );
    let seen = browser.fill(&path, "/several", &[("people", LIST)]);
    assert!(
        seen.main()
            .contains("2 places are free: the last goes on the waiting list."),
        "{}",
        seen.main()
    );
    assert!(
        world.states(session).is_empty() && world.mails().is_empty(),
        "looking adds nobody"
    );
    let (target, fields) = seen.form("/several", &[]);
    let added = browser.post(&target, &fields);
    assert!(
        added.location.ends_with("?done=several&placed=2&waiting=1"),
        "{}",
        added.location
    );
    let mut waits = world.states(session);
    waits.retain(|(state, _, _)| state == "waiting");
    assert_eq!(
        waits,
        [("waiting".to_owned(), Some(1), "cat@a.example".to_owned())],
        "in the order of the list"
    );
    assert_eq!(world.mails().iter().map(|(_, count)| count).sum::<i64>(), 3);
    // Sent again it is the same list; a new form of it names those who are booked, and adds nobody of the rest.
    assert_eq!(browser.post(&target, &fields).location, added.location);
    let more = format!("{LIST}\nDee Four\tdee@a.example\tHousing");
    let seen = browser.fill(&path, "/several", &[("people", more.as_str())]);
    let (target, fields) = seen.form("/several", &[]);
    let refused = browser.post(&target, &fields);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = refused.all("#people-error").concat();
    assert!(
        error.contains("Line 2, E-mail: This person already has a booking"),
        "{error}"
    );
    assert_eq!(world.states(session).len(), 3);
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainer.get(&path).status, StatusCode::FORBIDDEN);
}

/// Proves SR10: a file is the same list: looked at first, and what is wrong in it can be put right in the page.
#[test]
fn a_list_comes_as_a_file_too() {
    let world = World::new();
    let session = world.session(5);
    let path = format!("{}/bookings/several", own(&world, session));
    let browser = coordinator(&world);
    let (to, mut fields) = browser.get(&path).form(&format!("{path}/file"), &[]);
    fields.retain(|(name, _)| name != "file");
    let seen = browser.upload(&to, &fields, LIST.replace('\t', ",").as_bytes());
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.main());
    assert!(seen.main().contains("Add these people?"), "{}", seen.main());
    assert!(world.states(session).is_empty(), "looking adds nobody");
    let bad = browser.upload(&to, &fields, b"Name,E-mail,Organisation\nAnn One,ann,Housing\n");
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.all("#people-error").concat().contains("Line 2, E-mail"));
    assert!(
        bad.all("#people").concat().contains("Ann One"),
        "it can be put right here"
    );
    let none = browser.post(&to, &fields);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let seen = browser.upload(&to, &fields, LIST.replace('\t', ";").as_bytes());
    let (target, fields) = seen.form("/several", &[]);
    let added = browser.post(&target, &fields);
    assert!(
        added.location.ends_with("?done=several&placed=3&waiting=0"),
        "{}",
        added.location
    );
}
