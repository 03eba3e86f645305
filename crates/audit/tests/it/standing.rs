//! Rows that are kept for later readings.

use crate::chain::record;
use access::Viewer;
use audit::Done;
use kernel::{FixedClock, Id, Instant, SeededEntropy, Stop};
use store::testing::{database, keys};
use store::{Db, Limits, Recorded, Stmt, Tx, values};

static AREAS: Stmt = Stmt {
    name: "AREAS",
    sql: "select name from area order by name",
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
    let id = Id::fresh(
        &FixedClock::at(Instant::from_millis(0)),
        &SeededEntropy::new(seed),
    );
    db.write_now(move |tx| {
        tx.run(&INSERT, values![id, name])?;
        Ok(Raw(names(tx)?))
    })
    .unwrap()
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
    let system = Viewer::system(ticket::Ticket::of("test"));
    here.write_now(move |_| {
        let scope = access::Scope::<access::actions::SystemJob>::of(&system)?;
        Ok(Done::upkeep(&scope, ()))
    })
    .unwrap();
    assert_eq!(read(&here), ["East", "North", "South", "West"]);
}
