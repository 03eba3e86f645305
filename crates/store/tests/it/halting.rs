//! A damaged page under a running store: no more writing, reading goes on, a start that looks first.

use kernel::{Refusal, Stop};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use store::testing::{database, keys};
use store::{Db, Engine, Limits, Recorded, Stmt, Target, Tx, values};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static INSERT: Stmt = Stmt {
    name: "HALTING_INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, ?2, 0)",
    optional: &[],
};
static LONG: Stmt = Stmt {
    name: "HALTING_LONG",
    sql: "select sum(length(hash)) from schema_step",
    optional: &[],
};
static ELSEWHERE: Stmt = Stmt {
    name: "HALTING_ELSEWHERE",
    sql: "select count(*) from schema_lock",
    optional: &[],
};
static FORGET: Stmt = Stmt {
    name: "HALTING_FORGET",
    sql: "pragma shrink_memory",
    optional: &[],
};

fn put(db: &Db, name: String) -> Result<(), Stop> {
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.run(&INSERT, values![&name, "x".repeat(3000)])?;
        Ok(Kept)
    })
}

fn long(tx: &mut Tx<'_>) -> Result<Option<i64>, Stop> {
    Ok(tx.one(&LONG, &[], |row| row.get::<i64>(0))?)
}

/// The second half of the file, overwritten behind the store's back. The file stays open: closing it would drop SQLite's
/// own locks on it.
fn damage(path: &Path) {
    let length = std::fs::metadata(path).unwrap().len();
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(length / 2 / 4096 * 4096)).unwrap();
    file.write_all(&vec![0xA5; usize::try_from(length / 2).unwrap()])
        .unwrap();
    std::mem::forget(file);
}

fn stopped(db: &Db, path: &Path) {
    assert!(db.halted());
    for number in 0..3 {
        let refused = put(db, format!("after-{number}"));
        assert!(
            matches!(refused, Err(Stop::Refusal(Refusal::Busy))),
            "{refused:?}"
        );
    }
    let others = db.read_now(|tx| Ok(tx.one(&ELSEWHERE, &[], |row| row.get::<i64>(0))?));
    assert_eq!(others.unwrap(), Some(1), "what is not damaged is read as before");
    assert!(
        Db::open(&Target::Sqlite(path.to_path_buf()), keys(), Limits::default()).is_err(),
        "a start looks at the file first"
    );
}

/// Proves SR4: a damaged page that a reader or the writer meets ends all writing, not the reading of the rest, and the next
/// start is refused.
#[test]
fn a_damaged_page_ends_writing_and_not_reading() {
    let database = database();
    if database.engine() == Engine::Postgres {
        return;
    }
    for number in 0..900 {
        put(&database, format!("row-{number}")).unwrap();
    }
    let folder = std::env::temp_dir().join(format!("trellis-halting-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (who, writer) in [("reader", false), ("writer", true)] {
        let path = folder.join(format!("{who}.db"));
        database.snapshot_to(&path).unwrap();
        let db = Db::open(&Target::Sqlite(path.clone()), keys(), Limits::default()).unwrap();
        put(&db, "before".to_owned()).unwrap();
        damage(&path);
        assert!(!db.halted(), "nobody has met the damage yet");
        if writer {
            let refused = db.write_now(|tx: &mut Tx<'_>| {
                tx.one(&FORGET, &[], |_| Ok(()))?;
                long(tx)?;
                Ok(Kept)
            });
            assert!(
                matches!(refused, Err(Stop::Refusal(Refusal::Busy))),
                "{refused:?}"
            );
        } else {
            assert!(db.read_now(long).is_err());
        }
        stopped(&db, &path);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
