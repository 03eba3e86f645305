//! Units of work: grouped, apart, durable, refused.

use kernel::{Problems, Refusal, Stop};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use store::testing::{check_catalogue, database, database_with};
use store::{Db, Engine, Limits, Recorded, Stmt, Tx, values};

struct Kept<T>(T);

impl<T: Send + 'static> Recorded for Kept<T> {
    type Out = T;
    fn into_out(self) -> T {
        self.0
    }
}

static INSERT: Stmt = Stmt {
    name: "INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, ?2, 0)",
    optional: &[],
};
static COUNT: Stmt = Stmt {
    name: "COUNT",
    sql: "select count(*) from schema_step where hash = ?1",
    optional: &[],
};
static NAMED: Stmt = Stmt {
    name: "NAMED",
    sql: "select name from schema_step where name = ?1",
    optional: &[],
};
static DIVIDED: Stmt = Stmt {
    name: "DIVIDED",
    sql: "select cast(1 as bigint) / cast(?1 as bigint)",
    optional: &[],
};
static LIST: Stmt = Stmt {
    name: "LIST",
    sql: "select name from schema_step where hash = ?1 {filters} order by name limit ?9",
    optional: &[("after", "and name > ?3"), ("before", "and name < ?4")],
};
static BROKEN: Stmt = Stmt {
    name: "BROKEN",
    sql: "select no_such_column from schema_step",
    optional: &[],
};
static CLASH: Stmt = Stmt {
    name: "CLASH",
    sql: "select trellis_clash()",
    optional: &[],
};
static MAKE: Stmt = Stmt {
    name: "MAKE",
    sql: "create or replace function trellis_clash() returns int as $f$ begin raise exception 'clash' using errcode = '40001'; end $f$ language plpgsql",
    optional: &[],
};
static SETTING: Stmt = Stmt {
    name: "SETTING",
    sql: "pragma cache_size",
    optional: &[],
};
static SLOW: Stmt = Stmt {
    name: "SLOW",
    sql: "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400000000) select count(*) from n",
    optional: &[],
};

fn put(name: String) -> impl Fn(&mut Tx<'_>) -> Result<Kept<()>, Stop> + Send + 'static {
    move |tx| {
        tx.run(&INSERT, values![&name, "test"])?;
        Ok(Kept(()))
    }
}

fn count(db: &Db) -> i64 {
    db.read_now(|tx| Ok(tx.one(&COUNT, values!["test"], |row| row.get::<i64>(0))?))
        .unwrap()
        .unwrap()
}

#[test]
fn many_writers_share_commits_and_nothing_is_lost() {
    let database = database();
    let begun = database.commits();
    let barrier = Arc::new(Barrier::new(40));
    let threads: Vec<_> = (0..40)
        .map(|thread| {
            let (db, barrier) = (database.db.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                for number in 0..25 {
                    db.write_now(put(format!("{thread}-{number}"))).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(count(&database), 1000);
    assert!(database.commits() - begun < 1000, "commits are grouped");
}

#[test]
fn a_failing_unit_of_work_takes_only_itself_away() {
    let database = database();
    let barrier = Arc::new(Barrier::new(3));
    let run = |kind: &'static str| {
        let (db, barrier) = (database.db.clone(), Arc::clone(&barrier));
        std::thread::spawn(move || {
            barrier.wait();
            db.write_now(move |tx: &mut Tx<'_>| {
                tx.run(&INSERT, values![kind, "test"])?;
                match kind {
                    "good" => Ok(Kept(())),
                    "refused" => Err(Stop::Problems(Problems::one("field", "no"))),
                    _ => panic!("planted"),
                }
            })
        })
    };
    let (good, refused, panicked) = (run("good"), run("refused"), run("panic"));
    assert!(good.join().unwrap().is_ok());
    assert!(matches!(refused.join().unwrap(), Err(Stop::Problems(_))));
    assert!(matches!(panicked.join().unwrap(), Err(Stop::Fault(_))));
    database.write_now(put("after".to_owned())).unwrap();
    assert_eq!(count(&database), 2, "the good one and the one after");
}

/// A statement whose answer is not waited for still fails its own unit of work, named, whatever follows it, and no other.
#[test]
fn a_statement_that_is_not_waited_for_fails_its_own_unit_of_work() {
    let database = database();
    let gate = Arc::new(Barrier::new(2));
    let held = Arc::clone(&gate);
    let db = database.db.clone();
    // While this one is held, the others gather into one commit.
    let first = std::thread::spawn(move || {
        db.write_now(move |tx: &mut Tx<'_>| {
            held.wait();
            held.wait();
            tx.run(&INSERT, values!["taken", "test"])?;
            Ok(Kept(()))
        })
    });
    gate.wait();
    let others: Vec<_> = (0..6)
        .map(|number: usize| {
            let db = database.db.clone();
            let other = std::thread::spawn(move || {
                db.write_now(move |tx: &mut Tx<'_>| {
                    let name = if number.is_multiple_of(2) {
                        "taken".to_owned()
                    } else {
                        format!("free {number}")
                    };
                    tx.run(&INSERT, values![name, "test"])?;
                    tx.run(&INSERT, values![format!("after {number}"), "test"])?;
                    if number.is_multiple_of(3) {
                        tx.one(&COUNT, values!["test"], |row| row.get::<i64>(0))?;
                    }
                    Ok(Kept(()))
                })
            });
            while database.waiting() <= number {
                std::thread::yield_now();
            }
            other
        })
        .collect();
    gate.wait();
    first.join().unwrap().unwrap();
    for (number, other) in others.into_iter().enumerate() {
        match (number % 2, other.join().unwrap()) {
            (0, Err(Stop::Fault(fault))) => assert!(fault.to_string().contains("INSERT"), "{fault}"),
            (1, Ok(())) => {}
            (_, other) => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(count(&database), 7, "the first, and two of each good one");
}

/// Questions that were asked together are answered in any order; one that fails is named, and fails its own unit of work.
#[test]
fn questions_are_answered_in_any_order() {
    let database = database();
    database.write_now(put("one".to_owned())).unwrap();
    let name = |row: &store::Row<'_>| row.get::<String>(0);
    let read = database.read_now(move |tx| {
        let count = tx.ask(&COUNT, values!["test"], |row| row.get::<i64>(0))?;
        let nobody = tx.ask(&NAMED, values!["nobody"], name)?;
        let _ = tx.ask(&NAMED, values!["one"], name)?;
        let one = tx.ask(&NAMED, values!["one"], name)?;
        assert_eq!(one.one(tx)?.as_deref(), Some("one"));
        assert_eq!(count.all(tx)?, [1]);
        assert_eq!(nobody.one(tx)?, None);
        Ok(tx.queries())
    });
    assert_eq!(read.unwrap(), 4);
    // Another thread moves a reader's bytes: some of these answers are there before anybody could begin to wait.
    let prompt = database.read_now(move |tx| {
        for _ in 0..3_000 {
            let asked = tx.ask(&NAMED, values!["one"], name)?;
            assert_eq!(asked.one(tx)?.as_deref(), Some("one"));
        }
        Ok(())
    });
    prompt.unwrap();
    let failed = database.write_now(|tx: &mut Tx<'_>| {
        tx.run(&INSERT, values!["two", "test"])?;
        let wrong = tx.ask(&DIVIDED, values![0_i64], |row| row.get::<i64>(0))?;
        let count = tx.ask(&COUNT, values!["test"], |row| row.get::<i64>(0))?;
        let told = (count.one(tx)?, wrong.one(tx)?);
        Ok(Kept(told))
    });
    if database.engine() == Engine::Postgres {
        let fault = match failed {
            Err(Stop::Fault(fault)) => fault.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(fault.contains("DIVIDED"), "{fault}");
    } else {
        // There what is divided by nothing is nothing, which is no number.
        assert!(matches!(failed, Err(Stop::Fault(_))), "{failed:?}");
    }
    assert_eq!(count(&database), 1);
}

/// What is left of one kind stays when something of another kind is left after it.
#[test]
fn each_kind_that_is_left_stays() {
    let database = database();
    let found = database.write_now(|tx: &mut Tx<'_>| {
        tx.leave(1_i64);
        tx.leave("two".to_owned());
        tx.leave(3_i64);
        Ok(Kept((tx.left::<i64>().copied(), tx.left::<String>().cloned())))
    });
    assert_eq!(found.unwrap(), (Some(3), Some("two".to_owned())));
}

/// What a unit of work leaves for the next of its transaction is there for the next, unless it failed; nothing stays for another
/// transaction.
#[test]
fn what_a_failed_unit_of_work_left_is_gone() {
    let database = database();
    let gate = Arc::new(Barrier::new(2));
    let unit = |number: i64, fails: bool, held: Option<Arc<Barrier>>| {
        let db = database.db.clone();
        let waiting = database.waiting();
        let thread = std::thread::spawn(move || {
            db.write_now(move |tx: &mut Tx<'_>| {
                if let Some(held) = &held {
                    held.wait();
                    held.wait();
                }
                let found = tx.left::<i64>().copied();
                tx.leave(number);
                if fails {
                    return Err(Refusal::Unknown.into());
                }
                Ok(Kept(found))
            })
        });
        (thread, waiting)
    };
    let (first, _) = unit(1, false, Some(Arc::clone(&gate)));
    gate.wait();
    let mut others = Vec::new();
    for (number, fails) in [(2, false), (3, false), (4, true), (5, false), (6, false)] {
        let (thread, before) = unit(number, fails, None);
        while database.waiting() == before {
            std::thread::yield_now();
        }
        others.push(thread);
    }
    gate.wait();
    assert_eq!(first.join().unwrap().unwrap(), None);
    let found: Vec<_> = others
        .into_iter()
        .map(|other| other.join().unwrap().ok())
        .collect();
    assert_eq!(
        found,
        [Some(None), Some(Some(2)), None, Some(None), Some(Some(5))]
    );
}

fn slow(tx: &mut Tx<'_>) -> Result<Option<i64>, Stop> {
    Ok(tx.one(&SLOW, &[], |row| row.get::<i64>(0))?)
}

/// Proves SR14: a full queue refuses at once, and a reader that takes too long is stopped: the house's own later than a person's.
#[test]
fn overload_is_refused_and_heavy_queries_end() {
    let database = database_with(Limits {
        queue: 1,
        query_ms: 150,
        ..Limits::default()
    });
    let gate = Arc::new(Barrier::new(2));
    let held = Arc::clone(&gate);
    let db = database.db.clone();
    let first = std::thread::spawn(move || {
        db.write_now(move |_: &mut Tx<'_>| {
            held.wait();
            held.wait();
            Ok(Kept(()))
        })
    });
    gate.wait();
    let refused = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..20)
        .map(|number| {
            let (db, refused) = (database.db.clone(), Arc::clone(&refused));
            std::thread::spawn(move || {
                if matches!(
                    db.write_now(put(format!("over-{number}"))),
                    Err(Stop::Refusal(Refusal::Busy))
                ) {
                    refused.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(
        refused.load(Ordering::SeqCst),
        19,
        "one waits, the rest are told at once"
    );
    gate.wait();
    first.join().unwrap().unwrap();
    for thread in threads {
        thread.join().unwrap();
    }
    let taken = |result: Result<Option<i64>, Stop>, begun: std::time::Instant| {
        assert!(result.is_err());
        begun.elapsed().as_millis()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let begun = std::time::Instant::now();
    let person = taken(runtime.block_on(database.db.read(slow)), begun);
    let begun = std::time::Instant::now();
    let house = taken(database.read_now(slow), begun);
    assert!(person < 3_000, "{person}");
    assert!((3_000..10_000).contains(&house), "{house}");
    assert_eq!(count(&database), 1, "the reader is fit again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_breaks_nothing() {
    let database = database();
    for number in 0..50 {
        let db = database.db.clone();
        let write = tokio::time::timeout(
            std::time::Duration::from_micros(50),
            db.write(put(format!("gone-{number}"))),
        );
        let read = tokio::time::timeout(
            std::time::Duration::from_micros(50),
            db.read(|tx| Ok(tx.one(&COUNT, values!["test"], |row| row.get::<i64>(0))?)),
        );
        let _ = tokio::join!(write, read);
    }
    let db = database.db.clone();
    db.write(put("last".to_owned())).await.unwrap();
    let total = db
        .read(|tx| Ok(tx.one(&COUNT, values!["test"], |row| row.get::<i64>(0))?))
        .await
        .unwrap();
    assert_eq!(total, Some(51), "each unit of work that was queued stands");
}

/// Proves SF1: a reader's connection cannot write, whatever the statement says.
#[test]
fn readers_only_read() {
    let database = database();
    assert!(
        database
            .read_now(|tx| Ok(tx.changed(&INSERT, values!["sneaky", "test"])?))
            .is_err()
    );
    assert_eq!(count(&database), 0);
    // A file opened for reading would still answer this: only the list of allowed actions refuses it.
    assert!(
        database
            .read_now(|tx| Ok(tx.one(&SETTING, &[], |_| Ok(()))?))
            .is_err(),
        "a setting"
    );
}

#[test]
fn the_catalogue_check_finds_a_broken_statement() {
    let database = database();
    assert_eq!(check_catalogue(&database, &[&LIST, &COUNT, &INSERT]), Ok(3));
    assert!(check_catalogue(&database, &[&BROKEN]).is_err());
    let names = database
        .read_now(|tx| {
            Ok(tx.list(
                &LIST,
                &["before"],
                values!["test", 0_i64, "a", "m", 0_i64, 0_i64, 0_i64, 0_i64, 5_i64],
                |row| row.get::<String>(0),
            )?)
        })
        .unwrap();
    assert!(names.is_empty());
    assert!(
        database
            .read_now(|tx| {
                Ok(tx.list(
                    &LIST,
                    &["nothing"],
                    values!["test", 0_i64, "a", "m", 0_i64, 0_i64, 0_i64, 0_i64, 5_i64],
                    |_| Ok(()),
                )?)
            })
            .is_err(),
        "an undeclared filter"
    );
}

#[test]
fn work_is_done_again_when_the_server_asks() {
    let database = database();
    if database.engine() == Engine::Sqlite {
        return;
    }
    let tries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&tries);
    database
        .write_now(|tx: &mut Tx<'_>| {
            tx.run(&MAKE, &[])?;
            Ok(Kept(()))
        })
        .unwrap();
    database
        .write_now(move |tx: &mut Tx<'_>| {
            if seen.fetch_add(1, Ordering::SeqCst) < 3 {
                tx.one(&CLASH, &[], |_| Ok(()))?;
            }
            tx.run(&INSERT, values!["once", "test"])?;
            Ok(Kept(()))
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 4);
    assert_eq!(count(&database), 1);
}

/// Proves SR11: migrating twice changes nothing.
#[test]
fn steps_are_taken_once() {
    let database = database();
    let clock = kernel::FixedClock::at(kernel::Instant::from_millis(5));
    assert_eq!(database.migrate(&clock).unwrap(), Vec::<&str>::new());
    assert_eq!(database.pending().unwrap(), Vec::<&str>::new());
}
