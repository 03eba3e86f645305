//! Reading while nothing can be written.

use crate::house::{House, service};
use access::Role;
use http::StatusCode;
use kernel::{FixedClock, Instant};
use std::sync::{Arc, Barrier};
use store::testing::database_with;
use store::{Limits, Recorded, Tx};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

/// Proves SR4: while the storage takes no writes a signed-in person goes on reading, however long the session is; a page whose
/// look must be noted is not shown without its event, and is noted when it is shown at last.
#[tokio::test(flavor = "multi_thread")]
async fn people_go_on_reading_while_nothing_can_be_written() {
    let mut house = House::on(database_with(Limits {
        queue: 1,
        ..Limits::default()
    }));
    let (id, token) = house.person(1, Role::Coordinator);
    let path = format!("/look/{id}");
    // Later than the minute after which a session's use is noted.
    house.clock = Arc::new(FixedClock::at(Instant::from_millis(1_800_000_120_000)));
    house.service = service(house.database.db.clone(), &house.clock, 6);
    let before = house.events();

    // One unit of work holds the writer, one fills the queue: nothing else is taken.
    let gate = Arc::new(Barrier::new(2));
    let (db, held) = (house.database.db.clone(), Arc::clone(&gate));
    let first = std::thread::spawn(move || {
        db.write_now(move |_: &mut Tx<'_>| {
            held.wait();
            held.wait();
            Ok(Kept)
        })
        .unwrap();
    });
    gate.wait();
    let db = house.database.db.clone();
    let second = std::thread::spawn(move || db.write_now(|_: &mut Tx<'_>| Ok(Kept)).unwrap());
    while house.database.waiting() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let read = house.get("/form", Some(&token)).await;
    let looked = house.get(&path, Some(&token)).await;
    let again = house.get(&path, Some(&token)).await;
    gate.wait();
    first.join().unwrap();
    second.join().unwrap();

    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    assert_eq!(looked.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        again.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "shown without its event"
    );
    assert_eq!(house.events(), before);
    assert_eq!(house.get(&path, Some(&token)).await.status, StatusCode::OK);
    assert_eq!(house.events(), before + 1, "the look is noted");
    assert_eq!(house.get(&path, Some(&token)).await.status, StatusCode::OK);
    assert_eq!(house.events(), before + 1, "once in a quarter of an hour");
}
