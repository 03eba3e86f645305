//! A whole database from one engine into the other and back.

use kernel::{FixedClock, Instant, Stop};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use store::testing::{database, fresh_target, keys};
use store::{Db, Limits, Recorded, Stmt, Target, Tx, values};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static AREA: Stmt = Stmt {
    name: "COPY_AREA",
    sql: "insert into area (id, name, gss, kind) values (?1, ?2, ?3, 'borough')",
    optional: &[],
};
static PARENT: Stmt = Stmt {
    name: "COPY_PARENT",
    sql: "update area set parent_id = ?2 where id = ?1",
    optional: &[],
};
static EVENT: Stmt = Stmt {
    name: "COPY_EVENT",
    sql: "insert into audit_event (sequence, at, actor_kind, actor, action, change, record_kind, record_id, fields, reason_sealed, previous, hash)
        values (?1, ?2, 'system', 'test', 'a', 'b', 'area', ?3, '', ?4, ?5, ?6)",
    optional: &[],
};
static AREAS: Stmt = Stmt {
    name: "COPY_AREAS",
    sql: "select id, parent_id, name, gss from area order by id",
    optional: &[],
};
static EVENTS: Stmt = Stmt {
    name: "COPY_EVENTS",
    sql: "select sequence, at, record_id, reason_sealed, previous, hash from audit_event order by sequence",
    optional: &[],
};
static LARGE: Stmt = Stmt {
    name: "COPY_LARGE",
    sql: "insert into job (id, kind, payload, dedupe_key, made_at, run_after, state) values (?1, 'large', ?2, ?3, 0, 0, 'queued')",
    optional: &[],
};
static NAMED: Stmt = Stmt {
    name: "COPY_NAMED",
    sql: "select count(*), max(gss) from area where name like 'busy %'",
    optional: &[],
};
static SPOIL: Stmt = Stmt {
    name: "COPY_SPOIL",
    sql: "create trigger spoil after insert on area begin update area set name = name || '.' where id = new.id; end",
    optional: &[],
};

fn id(number: i64) -> kernel::Id {
    kernel::Id::parse(&format!("018f0000-0000-7000-8000-{number:012}")).unwrap()
}

fn open(target: &Target) -> Db {
    Db::open(target, keys(), Limits::default()).unwrap()
}

fn fill(db: &Db) {
    db.write_now(|tx: &mut Tx<'_>| {
        for number in 0..20_i64 {
            let gss = (number % 2 == 0).then(|| number.to_string());
            tx.run(&AREA, values![id(number), format!("Åre{number} 'q\""), gss])?;
        }
        // Each points at the one after it, so the order in which they are read is not one in which they can be written.
        for number in 0..19_i64 {
            tx.run(&PARENT, values![id(number), id(number + 1)])?;
        }
        for number in 1..=2500_i64 {
            let reason = (number % 3 == 0).then(|| vec![0_u8, 255, 10]);
            tx.run(
                &EVENT,
                values![
                    number,
                    i64::MAX - number,
                    id(number),
                    reason,
                    vec![7_u8; 32],
                    number.to_be_bytes().to_vec()
                ],
            )?;
        }
        Ok(Kept)
    })
    .unwrap();
}

fn all(db: &Db) -> Vec<String> {
    db.read_now(|tx| {
        let mut lines = tx.all(&AREAS, &[], |row| {
            Ok(format!(
                "{} {:?} {} {:?}",
                row.get::<kernel::Id>(0)?,
                row.get::<Option<kernel::Id>>(1)?,
                row.get::<String>(2)?,
                row.get::<Option<String>>(3)?
            ))
        })?;
        lines.extend(tx.all(&EVENTS, &[], |row| {
            Ok(format!(
                "{} {} {} {:?} {:?} {:?}",
                row.get::<i64>(0)?,
                row.get::<i64>(1)?,
                row.get::<kernel::Id>(2)?,
                row.get::<Option<Vec<u8>>>(3)?,
                row.get::<Vec<u8>>(4)?,
                row.get::<Vec<u8>>(5)?
            ))
        })?);
        Ok::<_, Stop>(lines)
    })
    .unwrap()
}

fn migrated(target: &Target) -> Db {
    let db = open(target);
    db.migrate(&FixedClock::at(Instant::from_millis(77))).unwrap();
    db
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trellis-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn file(path: &Path) -> Target {
    Target::Sqlite(path.to_path_buf())
}

/// Every value comes back as it was: PostgreSQL to a file, the file into another PostgreSQL, and that into a file again; and
/// nothing is put on top of records.
#[test]
fn a_database_goes_from_one_engine_into_the_other_and_back() {
    let target = fresh_target().0;
    if matches!(target, Target::Sqlite(_)) {
        return;
    }
    let folder = Folder::new("copying");
    let first = migrated(&target);
    fill(&first);
    let wanted = all(&first);
    assert_eq!(wanted.len(), 2520);
    first.snapshot_to(&folder.join("one.db")).unwrap();
    let one = open(&file(&folder.join("one.db")));
    assert_eq!(all(&one), wanted);
    assert_eq!(one.pending().unwrap(), Vec::<&str>::new());

    let second = migrated(&fresh_target().0);
    second.fill_from(&folder.join("one.db")).unwrap();
    assert_eq!(all(&second), wanted);
    second.snapshot_to(&folder.join("two.db")).unwrap();
    assert_eq!(all(&open(&file(&folder.join("two.db")))), wanted);

    let refused = second.fill_from(&folder.join("one.db"));
    assert!(format!("{refused:?}").contains("not empty"), "{refused:?}");
    assert_eq!(all(&second), wanted, "nothing was added");
}

/// A copy whose rows do not read back as they were written does not count, and leaves nothing.
#[test]
fn a_copy_that_differs_is_no_copy() {
    let target = fresh_target().0;
    if matches!(target, Target::Sqlite(_)) {
        return;
    }
    let folder = Folder::new("differing");
    let first = migrated(&target);
    fill(&first);
    first.snapshot_to(&folder.join("one.db")).unwrap();
    let spoilt = folder.join("spoilt.db");
    let db = migrated(&file(&spoilt));
    db.write_now(|tx: &mut Tx<'_>| {
        tx.run(&SPOIL, &[])?;
        Ok(Kept)
    })
    .unwrap();
    let refused = first.snapshot_to(&spoilt);
    assert!(
        format!("{refused:?}").contains("the copy of area differs"),
        "{refused:?}"
    );
    assert_eq!(all(&db), Vec::<String>::new());
}

/// Proves SR12: a backup of a large database to which somebody always writes ends, and holds one moment: what was written before
/// it began is in it, and of what was written meanwhile the beginning without a gap.
#[test]
fn a_snapshot_of_a_busy_database_ends() {
    let database = database();
    let long = "x".repeat(1_000_000);
    for number in 0..40_i64 {
        let long = long.clone();
        database
            .write_now(move |tx: &mut Tx<'_>| {
                tx.run(&LARGE, values![id(number), &long, number.to_string()])?;
                Ok(Kept)
            })
            .unwrap();
    }
    let written = AtomicI64::new(0);
    let over = AtomicBool::new(false);
    let folder = Folder::new("busy");
    let path = folder.join("busy.db");
    let (before, took) = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..1_000_000_i64 {
                let number = number + 1000;
                if over.load(Ordering::SeqCst) {
                    return;
                }
                database
                    .write_now(move |tx: &mut Tx<'_>| {
                        let place = Some(format!("{number:09}"));
                        tx.run(&AREA, values![id(number), format!("busy {number}"), place])?;
                        Ok(Kept)
                    })
                    .unwrap();
                written.fetch_add(1, Ordering::SeqCst);
            }
        });
        while written.load(Ordering::SeqCst) < 10 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let before = written.load(Ordering::SeqCst);
        let taking = scope.spawn(|| {
            let begun = std::time::Instant::now();
            database.snapshot_to(&path).unwrap();
            begun.elapsed()
        });
        let begun = std::time::Instant::now();
        while !taking.is_finished() && begun.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(10));
        }
        over.store(true, Ordering::SeqCst);
        (before, taking.join().unwrap())
    });
    assert!(
        took < Duration::from_secs(30),
        "it ended only when nobody wrote any more"
    );
    assert!(std::fs::metadata(&path).unwrap().len() > 32 * 1024 * 1024);
    let (count, last) = open(&file(&path))
        .read_now(|tx| Ok(tx.one(&NAMED, &[], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?))
        .unwrap()
        .unwrap();
    assert!(count >= before, "{count} of {before}");
    assert_eq!(last, format!("{:09}", count + 999));
}
