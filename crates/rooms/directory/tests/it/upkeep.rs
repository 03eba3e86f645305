//! What the room keeps in order by itself: its statements, and the daily sweep.

use crate::browser::House;
use access::Role;
use http::StatusCode;
use kernel::Clock;
use store::{Stmt, values};

#[tokio::test]
async fn every_statement_compiles() {
    let house = House::new();
    store::testing::check_catalogue(&house.db, &directory::catalogue()).unwrap();
}

static OLD: [Stmt; 3] = [
    Stmt {
        name: "OLD_SESSIONS",
        sql: "select count(*) from session_token where expires_at < ?1",
        optional: &[],
    },
    Stmt {
        name: "OLD_STEPS",
        sql: "select count(*) from sign_in_step where expires_at < ?1",
        optional: &[],
    },
    Stmt {
        name: "OLD_BUDGETS",
        sql: "select count(*) from guess_budget where next_at < ?1",
        optional: &[],
    },
];

/// The daily sweep drops what is old and keeps what is in use.
#[tokio::test]
async fn the_sweep_keeps_what_is_in_use() {
    let house = House::new();
    let (_, secret) = house.person("amara@x.example", Role::Trainer);
    let mut old = house.signed_in("amara@x.example", &secret).await;
    // A try that nobody makes again.
    house
        .browser()
        .fill(
            "/sign-in",
            &[("email", "nobody@x.example"), ("password", "a wrong password")],
        )
        .await;
    let old_ones = || {
        let before = house.clock.now().plus_seconds(-86_400);
        let count = |statement: &'static Stmt| {
            house
                .db
                .read_now(|tx| Ok(tx.one(statement, values![before], |row| row.get::<i64>(0))?))
                .unwrap()
                .unwrap()
        };
        [count(&OLD[0]), count(&OLD[1]), count(&OLD[2])]
    };
    assert_eq!(old_ones(), [0, 0, 0]);
    house.clock.advance(100 * 86_400);
    let mut browser = house.signed_in("amara@x.example", &secret).await;
    let before = old_ones();
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let runner = post::runner::Runner::new(
        house.db.db.clone(),
        house.clock.clone(),
        house.entropy.clone(),
        None,
        directory::works("http://127.0.0.1:8700"),
    );
    assert_eq!(runner.round().unwrap().done, 1);
    assert_eq!(old_ones(), [0, 0, 0]);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert_eq!(old.get("/account").await.status, StatusCode::SEE_OTHER);
}
