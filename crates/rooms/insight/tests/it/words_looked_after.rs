//! Who looks after words: she sees each as it was given, and none that a few people gave.

use crate::comments::{first_session, load_to};
use crate::world::{Browser, World, raw};
use instrument::Value;
use kernel::Id;
use learning::model::Purpose;
use store::values;

store::statements! {
    SESSION_LIKE = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
        select ?1, ?2, s.course_id, a.id, '', '', 10, 0, ?4, ?4, 'held', s.listed, 0 from session s join area a on a.name = 'Tri-borough' where s.id = ?3";
    OF_ANOTHER = "select s.id from session s join course c on c.id = s.course_id join programme p on p.id = c.programme_id where p.slug = 'example-earlier-courses' order by s.id limit 1";
}

const PAGE: &str = "/coding/words?wording=three-words-1";

/// How many people gave the word, as the page lists it, and what else the page says.
fn seen(browser: &Browser) -> (u64, String) {
    let page = browser.get(PAGE);
    let rows = page.table("Words as they were given");
    let row = rows.iter().find(|row| row[0] == "unheardof");
    (row.map_or(0, |row| row[1].parse().unwrap()), page.text())
}

/// Proves SH11: the list of words as they were given holds none of sessions in which fewer than five people answered, but for who sees every
/// area, where such answers of a programme come to five.
#[test]
fn who_looks_after_words_sees_none_of_a_few() {
    let world = World::demonstration();
    let day = kernel::Clock::now(&world.clock).day();
    let first = first_session(&world);
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(&OF_ANOTHER, &[], |row| row.get::<Id>(0))?));
    let another = found.unwrap().unwrap();
    let [three, two, elsewhere] = [91, 92, 93].map(|number| Id(uuid::Uuid::from_u128(number)));
    raw(&world.db, move |tx| {
        for (id, reference, like) in [
            (three, "S-THREE", first),
            (two, "S-TWO", first),
            (elsewhere, "S-ELSEWHERE", another),
        ] {
            tx.run(&SESSION_LIKE, values![id, reference, like, day])?;
        }
        Ok(())
    });
    let load = |session: Id, people: usize, seed: u64| {
        let answers = vec![("three-words", Value::Text("unheardof".to_owned())); people];
        load_to(&world, session, ("before", Purpose::Pre), answers, seed);
    };
    let (all, tri) = (
        world.browser("evaluator", None),
        world.browser("coordinator", Some("Tri-borough")),
    );
    load(three, 3, 91);
    assert_eq!(seen(&all).0, 0, "three are few");
    load(two, 2, 92);
    let (people, told) = seen(&tri);
    assert_eq!(people, 0, "in no session of hers five answered");
    assert!(
        told.contains("their words are not opened. Left out: 5 answers of sessions"),
        "{told}"
    );
    assert_eq!(seen(&all).0, 5, "of both sessions they are five");
    load(elsewhere, 3, 93);
    let (people, told) = seen(&all);
    assert_eq!(people, 5, "the three of another programme are few");
    assert!(told.contains("Left out: 3 answers of sessions"), "{told}");
    load(three, 2, 94);
    assert_eq!((seen(&tri).0, seen(&all).0), (5, 5), "a session of five is open");
}
