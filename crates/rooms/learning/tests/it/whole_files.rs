//! A file holds all of a list, or does not leave: what is cut off looks as if it were whole.

use crate::alike::book;
use crate::mentoring::{WORK, agreed};
use crate::pages::Browser;
use crate::world::World;
use http::StatusCode;
use kernel::{Clock, Id};
use learning::mentoring::reading::MOST_IN_FILE;
use learning::passed_on::reading::FILE;
use store::values;

store::statements! {
    AGREED = "insert into mentoring (id, reference, mentee_id, area_id, kind, state, began, made_at) \
        select ?1, ?2, m.mentee_id, m.area_id, m.kind, 'running', m.began, m.made_at from mentoring m where m.reference = ?3";
    MENTEE = "select m.mentee_id from mentoring m where m.reference = ?1";
    TOLD = "insert into passed_on (id, learner_id, session_id, day, kind, people, state, told_at) \
        select ?1, ?2, s.id, ?3, 'briefing', 3, 'counted', 1 from session s where s.id = ?4";
    COPIES = "select count(*) from copy_out";
}

fn refused(world: &World, path: &str, most: &str) {
    let browser = Browser::of(world, Some(&world.coordinator));
    let seen = browser.get(path);
    assert_eq!(
        seen.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{path}: {}",
        seen.main()
    );
    let words = format!("A file holds {most} rows at most. Use the filters");
    assert!(seen.text().contains(&words), "{}", seen.main());
    assert_eq!(world.count(&COPIES, None), 0);
}

/// A list with one row more than a file holds does not leave; narrowed it does.
#[test]
fn a_list_that_a_file_cannot_hold_does_not_leave() {
    let world = World::new();
    let session = world.session(9);
    let booking = book(&world, session, WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let learner: Id = world.one(&MENTEE, values![&reference], |row| row.get(0)).unwrap();
    let (today, entropy) = (world.clock.now().day(), world.entropy.clone());
    let clock = kernel::FixedClock::at(world.clock.now());
    let own = reference.clone();
    world.raw(move |tx| {
        for number in 0..MOST_IN_FILE {
            let id = Id::fresh(&clock, &*entropy);
            tx.run(&AGREED, values![id, format!("M-{number}"), &own])?;
        }
        for days in 0..=i64::try_from(FILE).unwrap() {
            let id = Id::fresh(&clock, &*entropy);
            tx.run(&TOLD, values![id, learner, today.plus(-days), session.0])?;
        }
        Ok(())
    });
    refused(&world, "/mentoring/export", "5,000");
    refused(&world, "/passed-on/export", "10,000");
    let browser = Browser::of(&world, Some(&world.coordinator));
    let narrow = browser.copy("/passed-on/export?format=csv&kind=team-talk");
    assert_eq!(narrow.status, StatusCode::OK, "{}", narrow.main());
}
