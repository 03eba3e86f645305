//! Ten thousand sendings of one source to what is open to anybody: so many are looked at, and no more.

use crate::commitments::{asked, committed};
use crate::own_records::link;
use crate::pages::{Browser, body_of};
use crate::world::World;
use http::StatusCode;
use kernel::{Clock, FixedClock};
use std::sync::Arc;
use store::Engine;

store::statements! {
    WISHES = "select count(*) from job where kind = 'learning.record'";
    OPEN = "select count(*) from commitment where state = 'open'";
    WAIT = "select count(*) from booking where awaits = 'manager'";
}

/// The limit knows no engine: PostgreSQL is asked less often.
fn posts(world: &World) -> usize {
    match world.db.engine() {
        Engine::Sqlite => 10_000,
        Engine::Postgres => 1_000,
    }
}

/// A browser, and the clock of its house.
fn timed(world: &World) -> (Browser, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(world.clock.now()));
    let browser = Browser::at(world, None, Arc::clone(&clock) as Arc<dyn Clock>);
    (browser, clock)
}

/// Proves SH10: of ten thousand wishes of one source for links to records twenty are taken; ten minutes later another is.
#[test]
fn asking_for_records_comes_to_an_end() {
    let world = World::new();
    world.book(world.session(3), "Ann One").unwrap();
    let (browser, clock) = timed(&world);
    let ask = |email: &str| browser.fill("/record", "/record", &[("email", email)]).status;
    let mut taken = 0;
    for number in 0..40 {
        let status = ask(&format!("person{number}@work.example"));
        taken += i64::from(status == StatusCode::SEE_OTHER);
        assert!(
            [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS].contains(&status),
            "{status}"
        );
    }
    // The others at once, as machines do.
    let page = browser.get("/record");
    let (target, fields) = page.form("/record", &[("email", "ann.one@work.example")]);
    let body = body_of(&fields);
    let mut left = posts(&world) - 40;
    while left > 0 {
        let lot = left.min(480);
        let answers = browser.post_together(&target, &body, lot);
        assert_eq!(answers.len(), lot);
        assert!(
            answers
                .iter()
                .all(|status| *status == StatusCode::TOO_MANY_REQUESTS)
        );
        left -= lot;
    }
    assert_eq!((taken, world.count(&WISHES, None)), (20, 20));
    clock.advance(601);
    assert_eq!(ask("ann.one@work.example"), StatusCode::SEE_OTHER);
    assert_eq!(world.count(&WISHES, None), 21);
}

/// Tries ten thousand links that are like this one, and asks or sends with each: three hundred are looked at and none leads anywhere, then not even the
/// right one opens, until ten minutes are over.
fn tried(world: &World, path: &str, sends: Option<&[(&str, &str)]>) {
    let (browser, clock) = timed(world);
    // The form is from elsewhere, so that no try is taken by it.
    let form = sends.map(|sends| {
        let (_, mut fields) = Browser::of(world, None).get(path).form(path, &[]);
        fields.retain(|(name, _)| name.starts_with("form-"));
        fields.extend(
            sends
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        fields
    });
    let stem = &path[..path.len() - 8];
    let mut looked = 0;
    for number in 0..posts(world) {
        let guess = format!("{stem}{number:08x}");
        let status = match &form {
            Some(fields) => browser.post(&guess, fields).status,
            None => browser.get(&guess).status,
        };
        looked += u32::from(status != StatusCode::TOO_MANY_REQUESTS);
        assert!(
            [StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS].contains(&status),
            "{guess}: {status}"
        );
    }
    assert_eq!(looked, 300);
    assert_eq!(browser.get(path).status, StatusCode::TOO_MANY_REQUESTS);
    clock.advance(601);
    assert_eq!(browser.get(path).status, StatusCode::OK);
}

/// Proves SH10: links to records are not tried without end.
#[test]
fn trying_links_to_records_comes_to_an_end() {
    let world = World::new();
    world.book(world.session(3), "Ann One").unwrap();
    tried(&world, &link(&world, "Ann One"), None);
}

/// Proves SH10: links to what managers said are not tried without end, and nothing is written by them.
#[test]
fn trying_links_of_commitments_comes_to_an_end() {
    let world = World::new();
    let path = committed(&world);
    tried(
        &world,
        &path,
        Some(&[("says", "done"), ("changed", "Everything")]),
    );
    assert_eq!(world.count(&OPEN, None), 1, "it is still to be done");
}

/// Proves SH10: links by which managers agree are not tried without end, and nobody agrees by them.
#[test]
fn trying_links_of_agreements_comes_to_an_end() {
    let world = World::new();
    let (_, path) = asked(&world);
    tried(&world, &path, Some(&[("says", "yes")]));
    assert_eq!(world.count(&WAIT, None), 1, "she still waits");
}
