//! Rows that are kept for later readings.

use crate::chain::{Thing, record};
use access::Viewer;
use audit::{Change, Done};
use kernel::{FixedClock, Id, Instant, SeededEntropy, Stop};
use std::sync::Arc;
use store::testing::{database, keys};
use store::{Db, Limits, Made, Recorded, Stmt, Tx, values};

static AREAS: Stmt = Stmt {
    name: "AREAS",
    sql: "select name from area order by name",
    optional: &[],
};
static JOB_ENDED: Stmt = Stmt {
    name: "JOB_ENDED",
    sql: "insert into job (id, kind, payload, dedupe_key, made_at, run_after, state, ended_at) values (?1, 'upkeep', '', 'one', 0, 0, 'done', 7)",
    optional: &[],
};
static INSERT: Stmt = Stmt {
    name: "INSERT",
    sql: "insert into area (id, name, kind) values (?1, ?2, 'borough')",
    optional: &[],
};

struct Raw(Vec<String>);
impl Recorded for Raw {
    type Out = Vec<String>;
    fn into_out(self) -> Vec<String> {
        self.0
    }
}

fn names(tx: &mut Tx<'_>) -> Result<Vec<String>, Stop> {
    Ok(audit::standing(tx, &AREAS, &[], &[], |row| row.get(0))?)
}

fn read(db: &Db) -> Vec<String> {
    db.read_now(names).unwrap()
}

/// Adds an area without an event, which only a test can; the names as the unit of work finds them.
fn put(db: &Db, name: &'static str) -> Vec<String> {
    let seed = name.bytes().map(u64::from).sum();
    let id = of(seed);
    db.write_now(move |tx| {
        tx.run(&INSERT, values![id, name])?;
        Ok(Raw(names(tx)?))
    })
    .unwrap()
}

fn of(number: u64) -> Id {
    Id::fresh(
        &FixedClock::at(Instant::from_millis(0)),
        &SeededEntropy::new(number),
    )
}

/// Names that were read for one place, and how long the list was then.
struct Names(Id, Vec<String>);
impl Made for Names {
    fn rows(&self) -> usize {
        self.1.len()
    }
}

/// What is made of records is made once for each thing, and anew after somebody has written.
#[test]
fn what_was_made_stands_until_somebody_writes() {
    let here = database();
    let of = |number: u64| {
        Id::fresh(
            &FixedClock::at(Instant::from_millis(0)),
            &SeededEntropy::new(number),
        )
    };
    let made = |of: Id| {
        here.read_now(|tx| {
            Ok(audit::made(tx, of, |tx| {
                Ok(Names(of, tx.all(&AREAS, &[], |row| row.get(0))?))
            })?)
        })
        .unwrap()
    };
    let (one, other) = (of(1), of(2));
    put(&here, "East");
    record(&here, 1);
    let first = made(one);
    assert_eq!(first.1, ["East"]);
    assert!(Arc::ptr_eq(&first, &made(one)), "made once");
    assert_eq!(made(other).0, other);
    assert_eq!(made(one).0, one);
    put(&here, "North");
    record(&here, 2);
    assert_eq!(made(one).1, ["East", "North"]);
    // A unit of work that writes makes its own.
    let own = here
        .write_now(move |tx| {
            let own = audit::made(tx, one, |tx| {
                Ok(Names(one, tx.all(&AREAS, &[], |row| row.get(0))?))
            })?;
            Ok(Raw(own.1.clone()))
        })
        .unwrap();
    assert_eq!(own, ["East", "North"]);
}

/// A filter that a statement does not declare narrows nothing: it is refused, not left out.
#[test]
fn a_filter_that_is_not_declared_is_refused() {
    let read = database().read_now(|tx| {
        Ok(audit::standing(tx, &AREAS, &["own"], &[], |row| {
            row.get::<String>(0)
        })?)
    });
    assert!(matches!(read, Err(Stop::Fault(_))));
}

/// A reading takes the rows of an earlier one as long as no event was added, by whatever program, and this one wrote nothing.
#[test]
fn what_was_read_stands_until_somebody_writes() {
    let here = database();
    let other = Db::open(here.target(), keys(), Limits::default()).unwrap();
    put(&here, "East");
    record(&here, 1);
    assert_eq!(read(&here), ["East"]);
    // Without an event nobody but a test writes: only so it shows that the rows were kept.
    put(&other, "North");
    assert_eq!(read(&here), ["East"]);
    record(&other, 2);
    assert_eq!(read(&here), ["East", "North"]);
    // A unit of work finds what it writes itself, and so does every reading after it.
    assert_eq!(put(&here, "South"), ["East", "North", "South"]);
    assert_eq!(read(&here), ["East", "North", "South"]);
    put(&other, "West");
    here.write_now(|_| Ok(Done::minor(ticket::Minor::TryCounted, ())))
        .unwrap();
    assert_eq!(
        read(&here),
        ["East", "North", "South"],
        "a try at a door is in no reading"
    );
    // Nobody's figures change by a look, here or elsewhere; but a change may not be called one.
    let look = |db: &Db| {
        let system = Viewer::system(ticket::Ticket::of("test"));
        db.write_now(move |tx| {
            let scope = access::Scope::<access::actions::SystemJob>::of(&system)?;
            let records = [("area", of(1))];
            audit::looked(tx, &scope, "viewed", &records, Instant::from_millis(0))
        })
        .unwrap();
    };
    look(&here);
    look(&other);
    assert_eq!(read(&here), ["East", "North", "South"], "a look changes nothing");
    // What a job of another program keeps up without an event is known once it has ended.
    put(&other, "Hill");
    assert_eq!(read(&here), ["East", "North", "South"]);
    other
        .write_now(move |tx| {
            tx.run(&JOB_ENDED, values![of(3)])?;
            Ok(Raw(Vec::new()))
        })
        .unwrap();
    assert_eq!(read(&here), ["East", "Hill", "North", "South", "West"]);
    let system = Viewer::system(ticket::Ticket::of("test"));
    let told = here.write_now(move |tx| {
        let scope = access::Scope::<access::actions::SystemJob>::of(&system)?;
        let pass = scope.pass_new::<Thing>(of(2));
        Done::recorded(tx, pass, Change::new("searched"), Instant::from_millis(0), ())
    });
    assert!(matches!(told, Err(Stop::Fault(_))));
    put(&other, "York");
    here.write_now(move |_| {
        let scope =
            access::Scope::<access::actions::SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
        Ok(Done::upkeep(&scope, ()))
    })
    .unwrap();
    assert_eq!(read(&here), ["East", "Hill", "North", "South", "West", "York"]);
}
