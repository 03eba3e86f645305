//! Thousands of acts of several people, and their rows in the trail.

use crate::house::House;
use access::Role;
use http::StatusCode;
use kernel::{Clock, Entropy, Id, Instant, SeededEntropy};
use std::collections::HashMap;
use store::{Engine, Stmt, values};

/// How many acts: all that the row asks for on SQLite, and enough for the same statements on PostgreSQL.
fn steps(house: &House) -> usize {
    match house.database.db.engine() {
        Engine::Sqlite => 10_000,
        Engine::Postgres => 2_000,
    }
}

static LINES: Stmt = Stmt {
    name: "LINES",
    sql: "select actor, change, record_id from audit_event where sequence > ?1 order by sequence",
    optional: &[],
};

/// Proves SB1: over thousands of looks, searches, exports, refusals and changes in a random order, the trail has a row for each act
/// of whoever did it, and no other. A page that is looked at again within a quarter of an hour is the same look.
#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_the_trail_are_the_acts() {
    let house = House::new();
    let people = [1, 2, 3].map(|number| house.person(number, Role::Coordinator));
    let dice = SeededEntropy::new(77);
    let mut tokens = HashMap::new();
    for (account, token) in &people {
        let fields = house.hidden(token).await;
        tokens.insert(*account, fields.split('&').next().unwrap().to_owned());
    }
    let pick = |below: u64| usize::try_from(dice.below(below)).unwrap();
    let from = house.events();
    let mut looks: HashMap<(Id, Id), Instant> = HashMap::new();
    let mut acts: Vec<(Id, &str, Option<Id>)> = Vec::new();
    let steps = steps(&house);
    for step in 0..steps {
        // Some eight hours in all: sessions last ten, and nobody rests for a quarter of one.
        if pick(27) == 0 {
            house.clock.advance(i64::try_from(pick(120)).unwrap());
        }
        let (actor, token) = &people[pick(3)];
        let (about, _) = &people[pick(3)];
        let (token, now) = (token.as_str(), house.clock.now());
        let what = pick(6);
        let (status, wanted, act) = match what {
            0 => {
                let seen = house.get(&format!("/look/{about}"), Some(token)).await;
                let last = looks.get(&(*actor, *about)).copied();
                let fresh = last.is_none_or(|at| now.seconds_since(at) >= 900);
                if fresh {
                    looks.insert((*actor, *about), now);
                }
                let act = fresh.then_some(("viewed", Some(*about)));
                (seen.status, StatusCode::OK, act)
            }
            1 => {
                let body = format!("{}&form-id={}&word=x", tokens[actor], dice.token());
                let seen = house.post("/search", Some(token), body).await;
                let act = ("searched", Some(Id::NIL));
                (seen.status, StatusCode::SEE_OTHER, Some(act))
            }
            2 | 3 => {
                let place = if what == 2 { "export" } else { "one" };
                let seen = house.get(&format!("/{place}/{about}"), Some(token)).await;
                let own = actor == about;
                let act = match (own, what) {
                    (false, _) => Some(("refused", Some(*about))),
                    (true, 2) => Some(("exported", Some(*about))),
                    (true, _) => None,
                };
                let wanted = if own {
                    StatusCode::OK
                } else {
                    StatusCode::NOT_FOUND
                };
                (seen.status, wanted, act)
            }
            4 => {
                let body = format!("{}&form-id={}&word=x", tokens[actor], dice.token());
                let seen = house.post("/form", Some(token), body).await;
                (seen.status, StatusCode::SEE_OTHER, Some(("saved", None)))
            }
            _ => (house.get("/form", Some(token)).await.status, StatusCode::OK, None),
        };
        assert_eq!(status, wanted, "step {step}: {what}");
        acts.extend(act.map(|(what, about)| (*actor, what, about)));
    }
    let rows = house
        .database
        .read_now(|tx| {
            Ok(tx.all(&LINES, values![from], |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?))
            })?)
        })
        .unwrap();
    assert_eq!(rows.len(), acts.len());
    for (place, ((actor, change, record), act)) in rows.iter().zip(&acts).enumerate() {
        assert_eq!(
            (actor, change.as_str()),
            (&act.0.to_string(), act.1),
            "row {place}"
        );
        assert_eq!(*record, act.2.unwrap_or(*record), "row {place}");
    }
    assert!(acts.len() > steps / 2, "{}", acts.len());
}
