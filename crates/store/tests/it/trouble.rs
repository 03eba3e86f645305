//! When things go wrong: no room on the disk, a database of another version.

use kernel::{FixedClock, Instant, Stop};
use store::testing::{database, fresh_target, keys};
use store::{Db, Engine, Limits, Recorded, Stmt, Target, Tx, values};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static INSERT: Stmt = Stmt {
    name: "TROUBLE_INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, ?2, 0)",
    optional: &[],
};
static COUNT: Stmt = Stmt {
    name: "TROUBLE_COUNT",
    sql: "select count(*) from schema_step where hash = 'test' or name like 'room-%'",
    optional: &[],
};
static FORGE: Stmt = Stmt {
    name: "TROUBLE_FORGE",
    sql: "update schema_step set hash = 'other'",
    optional: &[],
};
// SQLite never goes below the pages already there, so this means: not one page more.
static NO_ROOM: Stmt = Stmt {
    name: "TROUBLE_NO_ROOM",
    sql: "pragma max_page_count = 1",
    optional: &[],
};
static ROOM: Stmt = Stmt {
    name: "TROUBLE_ROOM",
    sql: "pragma max_page_count = 1000000",
    optional: &[],
};

fn put(db: &Db, name: &'static str, hash: String) -> Result<(), Stop> {
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.run(&INSERT, values![name, &hash])?;
        Ok(Kept)
    })
}

fn say(db: &Db, statement: &'static Stmt) {
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.one(statement, &[], |_| Ok(()))?;
        Ok(Kept)
    })
    .unwrap();
}

fn count(db: &Db) -> Option<i64> {
    db.read_now(|tx| Ok(tx.one(&COUNT, &[], |row| row.get::<i64>(0))?))
        .unwrap()
}

/// A full disk refuses the write, leaves nothing of it, keeps reads going, and writing goes on when there is room again.
#[test]
fn a_full_disk_stops_nothing_for_good() {
    let database = database();
    if database.engine() == Engine::Postgres {
        return;
    }
    put(&database, "before", "test".to_owned()).unwrap();
    say(&database, &NO_ROOM);
    assert!(put(&database, "room-large", "x".repeat(1_000_000)).is_err());
    assert_eq!(
        count(&database),
        Some(1),
        "reads go on, and nothing was left behind"
    );
    assert!(!database.halted(), "no room is no reason to stop until a restart");
    say(&database, &ROOM);
    put(&database, "room-again", "x".repeat(1_000_000)).unwrap();
    assert_eq!(count(&database), Some(2));
}

/// An older program refuses a database that a later one has changed.
#[test]
fn a_later_schema_is_refused() {
    let database = database();
    put(&database, "9999_later", "test".to_owned()).unwrap();
    let refused = database.migrate(&FixedClock::at(Instant::from_millis(5)));
    assert!(format!("{refused:?}").contains("9999_later"), "{refused:?}");
    let pending = database.pending();
    assert!(format!("{pending:?}").contains("9999_later"), "{pending:?}");
}

/// What is still to do is every step for a database that has none, nothing after, and never a guess when it cannot be read.
#[test]
fn what_is_pending_is_known_or_a_fault() {
    let (target, folder) = fresh_target();
    let target = match target {
        Target::Sqlite(path) => Target::Sqlite(path.with_file_name("empty.db")),
        server @ Target::Postgres(_) => server,
    };
    let limits = Limits {
        readers: 1,
        wait_ms: 50,
        ..Limits::default()
    };
    let db = Db::open(&target, keys(), limits).unwrap();
    let all = db.pending().unwrap();
    assert!(all.len() >= 8, "{all:?}");
    db.migrate(&FixedClock::at(Instant::from_millis(5))).unwrap();
    assert_eq!(db.pending().unwrap(), Vec::<&str>::new());
    let held = db.read_now(|_| Ok(db.pending()));
    assert!(held.unwrap().is_err(), "no reader was free");
    if !folder.as_os_str().is_empty() {
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// A step whose text changed after it was taken is refused.
#[test]
fn a_changed_step_is_refused() {
    let database = database();
    database
        .write_now(|tx: &mut Tx<'_>| {
            tx.run(&FORGE, &[])?;
            Ok(Kept)
        })
        .unwrap();
    let refused = database.migrate(&FixedClock::at(Instant::from_millis(5)));
    assert!(format!("{refused:?}").contains("another text"), "{refused:?}");
}
