//! Reading and writing from a thread that is also a task's.

use std::sync::mpsc;
use std::time::Duration;
use store::testing::{database, filled};
use store::{Db, Recorded, Stmt, values};

static NAMED: Stmt = Stmt {
    name: "WAITING_NAMED",
    sql: "insert into area (id, name, gss, kind) values (?1, ?2, ?2, 'borough')",
    optional: &[],
};
static HOW_MANY: Stmt = Stmt {
    name: "WAITING_HOW_MANY",
    sql: "select count(*) from area",
    optional: &[],
};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

fn how_many(db: &Db) -> i64 {
    db.read_now(|tx| Ok(tx.one(&HOW_MANY, &[], |row| row.get::<i64>(0))?))
        .unwrap()
        .unwrap()
}

fn name(db: &Db, number: u32) {
    db.write_now(move |tx| {
        let id = kernel::Id::parse(&format!("00000000-0000-4000-8000-{number:012}")).unwrap();
        tx.run(&NAMED, values![id, format!("Area {number}")])?;
        Ok(Kept)
    })
    .unwrap();
}

/// A task that reads again and again without giving way comes to an end: the runtime counts its turns, and must not count these.
#[test]
fn a_task_that_never_gives_way_is_answered() {
    let (done, ended) = mpsc::channel();
    // Where it hangs it hangs for ever: a thread of its own, and a limit.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        runtime.block_on(async move {
            let database = database();
            for _ in 0..600 {
                assert_eq!(how_many(&database), 0);
            }
            done.send(()).unwrap();
        });
    });
    assert_eq!(ended.recv_timeout(Duration::from_mins(1)), Ok(()));
}

/// What a test asks for under a key is filled once, and each copy is its own.
#[test]
fn what_is_filled_once_is_copied() {
    let mut times = 0;
    let first = filled("areas", |db| {
        times += 1;
        name(db, 1);
    });
    name(&first, 2);
    let second = filled("areas", |_| times += 1);
    assert_eq!((how_many(&first), how_many(&second), times), (2, 1, 1));
    let other = filled("no areas", |_| ());
    assert_eq!(how_many(&other), 0);
}
