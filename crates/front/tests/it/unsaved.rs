//! Units of work that ran and were not saved: nobody is told that they were.

use crate::house::{Got, House, Raw, Thing};
use access::actions::PlanCourses;
use access::{Guarded, Role};
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Routes, copies};
use http::StatusCode;
use kernel::{Id, Stop};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;
use store::{Engine, Stmt, Tx, values};

static LATER: Stmt = Stmt {
    name: "LATER",
    sql: "pragma defer_foreign_keys = on",
    optional: &[],
};
static NOWHERE: Stmt = Stmt {
    name: "NOWHERE",
    sql: "insert into worker (id, organisation_id) values (?1, ?1)",
    optional: &[],
};
static REFUSES: Stmt = Stmt {
    name: "REFUSES",
    sql: "create function trellis_refuses() returns trigger as $f$ begin raise exception 'refused'; end $f$ language plpgsql",
    optional: &[],
};
static AT_COMMIT: Stmt = Stmt {
    name: "AT_COMMIT",
    sql: "create constraint trigger refuses after insert on schema_step deferrable initially deferred
        for each row execute function trellis_refuses()",
    optional: &[],
};
static STEP: Stmt = Stmt {
    name: "STEP",
    sql: "insert into schema_step (name, hash, done_at) values ('refused', 'test', 0)",
    optional: &[],
};
static MAKE: Stmt = Stmt {
    name: "MAKE",
    sql: "create function trellis_clash() returns int as $f$ begin raise exception 'clash' using errcode = '40001'; end $f$ language plpgsql",
    optional: &[],
};
static CLASH: Stmt = Stmt {
    name: "CLASH",
    sql: "select trellis_clash()",
    optional: &[],
};

/// A form that reads before it writes, and one that a copy leaves by.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .post::<PlanCourses, _, _>("/clash", clash)
        .post::<PlanCourses, _, _>("/taken", taken)
}

/// What is read first clashes with somebody else's work, the first time.
async fn clash(desk: Desk<PlanCourses>, form: Form) -> Answer {
    form.only(&["word"], &[])?;
    let (now, id, tries) = (
        desk.now(),
        Id::fresh(desk.clock(), desk.entropy()),
        AtomicUsize::new(0),
    );
    Ok(desk
        .submit_by(
            &form,
            move |tx, _| {
                if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                    tx.one(&CLASH, &[], |_| Ok(()))?;
                }
                Ok(())
            },
            move |tx, scope, ()| {
                let pass = scope.pass_new::<Thing>(id);
                Done::recorded(tx, pass, Change::new("saved"), now, LocalPath::of("/saved"))
            },
        )
        .await?)
}

async fn taken(desk: Desk<PlanCourses>, form: Form) -> Answer {
    copies::take(&desk, "Things", &form, |_, _, _| {
        let mut grid = paper::Grid::new("Things", ["Thing"]);
        grid.row(vec![paper::Cell::from("one")]);
        Ok(copies::Leaving::list(grid, Thing::KIND, [Id::NIL]))
    })
    .await
}

/// A unit of work that is good by itself, and whose commit fails.
fn spoil(tx: &mut Tx<'_>) -> Result<Raw, Stop> {
    match tx.engine() {
        Engine::Sqlite => {
            tx.run(&LATER, &[])?;
            tx.run(&NOWHERE, values![Id::NIL])?;
        }
        Engine::Postgres => {
            for statement in [&REFUSES, &AT_COMMIT, &STEP] {
                tx.run(statement, &[])?;
            }
        }
    }
    Ok(Raw)
}

/// Sends a form twice at the same moment, in a group whose commit fails.
async fn unsaved(house: &House, token: &str, path: &str, body: &str) -> [Got; 2] {
    let gate = Arc::new(Barrier::new(2));
    let (db, held) = (house.database.db.clone(), Arc::clone(&gate));
    // While this one is held, the others gather into one commit.
    let first = std::thread::spawn(move || {
        db.write_now(move |_: &mut Tx<'_>| {
            held.wait();
            held.wait();
            Ok(Raw)
        })
    });
    gate.wait();
    let db = house.database.db.clone();
    let spoilt = std::thread::spawn(move || db.write_now(spoil));
    let release = async {
        while house.database.waiting() < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // Each is counted just before it is in the queue.
        tokio::time::sleep(Duration::from_millis(20)).await;
        gate.wait();
    };
    let send = || house.post(path, Some(token), body.to_owned());
    let (one, other, ()) = tokio::join!(send(), send(), release);
    first.join().unwrap().unwrap();
    assert!(spoilt.join().unwrap().is_err(), "the commit was to fail");
    [one, other]
}

/// Proves SR1, SR7: two sendings of a form met in one commit, which failed: neither is told that it is done, and sent again it is done once.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_what_was_not_saved() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&word=hall", house.hidden(&token).await);
    let before = house.events();
    for got in unsaved(&house, &token, "/form", &body).await {
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{}", got.text);
    }
    assert_eq!(house.events(), before);
    let done = house.post("/form", Some(&token), body.clone()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = house.post("/form", Some(&token), body).await;
    assert_eq!(again.location(), done.location());
    assert_eq!(house.events(), before + 1);
}

/// Proves SG8: a copy that was asked for twice at once and could not be noted does not leave, and was not taken already either.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_not_noted_was_not_taken() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!(
        "{}&recipient=council&reason=report&until-day=20&until-month=1&until-year=2027&format=csv",
        house.hidden(&token).await
    );
    for got in unsaved(&house, &token, "/taken", &body).await {
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{}", got.text);
    }
    let left = house.post("/taken", Some(&token), body).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
}

/// A form that reads first is done again when the server asks for it while it reads.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_reads_first_is_done_again_when_the_server_asks() {
    let house = House::new();
    if house.database.engine() == Engine::Sqlite {
        return;
    }
    house
        .database
        .write_now(|tx: &mut Tx<'_>| {
            tx.run(&MAKE, &[])?;
            Ok(Raw)
        })
        .unwrap();
    let (_, token) = house.person(1, Role::Coordinator);
    let (body, before) = (
        format!("{}&word=hall", house.hidden(&token).await),
        house.events(),
    );
    let got = house.post("/clash", Some(&token), body).await;
    assert_eq!(got.location(), "/saved", "{}", got.text);
    assert_eq!(house.events(), before + 1);
}
