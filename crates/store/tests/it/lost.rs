//! A PostgreSQL that goes away: between units of work, under load, and in the middle of a commit.

use kernel::{FixedClock, Instant, Stop};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;
use store::testing::{database, fresh_target, keys};
use store::{Db, Engine, Limits, Recorded, Stmt, Target, Tx, values};

struct Kept<T>(T);

impl<T: Send + 'static> Recorded for Kept<T> {
    type Out = T;
    fn into_out(self) -> T {
        self.0
    }
}

static INSERT: Stmt = Stmt {
    name: "LOST_INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, 'test', 0)",
    optional: &[],
};
static COUNT: Stmt = Stmt {
    name: "LOST_COUNT",
    sql: "select count(*) from schema_step where name like ?1",
    optional: &[],
};
static ME: Stmt = Stmt {
    name: "LOST_ME",
    sql: "select pg_backend_pid()",
    optional: &[],
};
static END: Stmt = Stmt {
    name: "LOST_END",
    sql: "select pg_terminate_backend(?1)",
    optional: &[],
};

fn put(db: &Db, name: String) -> Result<(), Stop> {
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.run(&INSERT, values![&name])?;
        Ok(Kept(()))
    })
}

fn count(db: &Db, like: &'static str) -> i64 {
    db.read_now(|tx| Ok(tx.one(&COUNT, values![like], |row| row.get::<i64>(0))?))
        .unwrap()
        .unwrap()
}

fn writer(db: &Db) -> i64 {
    db.write_now(|tx: &mut Tx<'_>| Ok(Kept(tx.one(&ME, &[], |row| row.get::<i64>(0))?)))
        .unwrap()
        .unwrap()
}

fn end(db: &Db, backend: i64) {
    db.read_now(|tx| Ok(tx.one(&END, values![backend], |row| row.get::<bool>(0))?))
        .unwrap();
}

#[test]
fn the_next_write_and_the_next_read_work_after_the_server_hung_up() {
    let database = database();
    if database.engine() == Engine::Sqlite {
        return;
    }
    put(&database, "lost-before".to_owned()).unwrap();
    let first = writer(&database);
    end(&database, first);
    put(&database, "lost-after".to_owned()).unwrap();
    assert_ne!(writer(&database), first, "a connection of its own");
    let reader = database
        .read_now(|tx| Ok(tx.one(&ME, &[], |row| row.get::<i64>(0))?))
        .unwrap()
        .unwrap();
    database
        .write_now(move |tx: &mut Tx<'_>| {
            tx.one(&END, values![reader], |row| row.get::<bool>(0))?;
            Ok(Kept(()))
        })
        .unwrap();
    assert_eq!(count(&database, "lost-%"), 2);
    assert!(!database.halted());
}

#[test]
fn no_write_is_lost_or_doubled_while_the_server_keeps_hanging_up() {
    let database = database();
    if database.engine() == Engine::Sqlite {
        return;
    }
    // Everybody writes until the server has hung up so many times in between, however fast either of them is.
    let over = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let (db, over) = (database.db.clone(), Arc::clone(&over));
            std::thread::spawn(move || {
                let mut number = 0_i64;
                while number < 20 || !over.load(Ordering::SeqCst) {
                    put(&db, format!("load-{thread}-{number}")).unwrap();
                    number += 1;
                }
                number
            })
        })
        .collect();
    for _ in 0..8 {
        end(&database, writer(&database));
        std::thread::sleep(Duration::from_millis(30));
    }
    over.store(true, Ordering::SeqCst);
    let written: i64 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(count(&database, "load-%"), written);
}

const PASS: u8 = 0;
const CUT_AFTER_COMMIT: u8 = 1;
const CUT_BEFORE_COMMIT: u8 = 2;
const GONE: u8 = 3;

/// Stands between the store and the server and cuts the line at a commit.
struct Line {
    port: u16,
    mood: Arc<AtomicU8>,
}

impl Line {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mood = Arc::new(AtomicU8::new(PASS));
        let shared = Arc::clone(&mood);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                if shared.load(Ordering::SeqCst) == GONE {
                    continue;
                }
                let upstream = TcpStream::connect(&server).unwrap();
                let mute = Arc::new(AtomicBool::new(false));
                let (mood, hushed) = (Arc::clone(&shared), Arc::clone(&mute));
                let (down, up) = (client.try_clone().unwrap(), upstream.try_clone().unwrap());
                std::thread::spawn(move || questions(client, upstream, &mood, &mute));
                std::thread::spawn(move || answers(up, down, &hushed));
            }
        });
        Self { port, mood }
    }

    fn mood(&self, mood: u8) {
        self.mood.store(mood, Ordering::SeqCst);
    }
}

fn questions(mut client: TcpStream, mut upstream: TcpStream, mood: &AtomicU8, mute: &AtomicBool) {
    let mut bytes = vec![0; 65536];
    while let Ok(length @ 1..) = client.read(&mut bytes) {
        let text = bytes.get(..length).unwrap();
        let commit = text.windows(7).any(|window| window == b"commit\0");
        match mood.load(Ordering::SeqCst) {
            CUT_AFTER_COMMIT if commit => {
                mute.store(true, Ordering::SeqCst);
                mood.store(PASS, Ordering::SeqCst);
                upstream.write_all(text).unwrap();
                std::thread::sleep(Duration::from_millis(300));
                break;
            }
            CUT_BEFORE_COMMIT if commit => {
                mood.store(PASS, Ordering::SeqCst);
                break;
            }
            GONE if commit => break,
            _ => {}
        }
        if upstream.write_all(text).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = upstream.shutdown(Shutdown::Both);
}

fn answers(mut upstream: TcpStream, mut client: TcpStream, mute: &AtomicBool) {
    let mut bytes = vec![0; 65536];
    while let Ok(length @ 1..) = upstream.read(&mut bytes) {
        if !mute.load(Ordering::SeqCst) && client.write_all(bytes.get(..length).unwrap()).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

/// Proves SR4: where the answer to a commit is lost on PostgreSQL, the server is asked how it ended: a commit that stood is
/// a success and not done twice, one that did not is done again, and one that nobody can tell is never called a success.
#[test]
fn a_commit_in_doubt_is_looked_up() {
    let Target::Postgres(url) = fresh_target().0 else {
        return;
    };
    let (before, rest) = url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let line = Line::to(server.to_owned());
    let target = Target::Postgres(format!("{before}@127.0.0.1:{}/{name}", line.port));
    let db = Db::open(&target, keys(), Limits::default()).unwrap();
    db.migrate(&FixedClock::at(Instant::from_millis(0))).unwrap();
    for number in 0..5 {
        line.mood(CUT_AFTER_COMMIT);
        put(&db, format!("stood-{number}")).unwrap();
        line.mood(CUT_BEFORE_COMMIT);
        put(&db, format!("again-{number}")).unwrap();
    }
    assert_eq!(count(&db, "stood-%"), 5);
    assert_eq!(count(&db, "again-%"), 5);
    line.mood(GONE);
    let unknown = put(&db, "unknown".to_owned());
    assert!(
        matches!(&unknown, Err(Stop::Fault(fault)) if fault.to_string().contains("not known")),
        "{unknown:?}"
    );
    line.mood(PASS);
    put(&db, "back".to_owned()).unwrap();
    assert_eq!(count(&db, "back"), 1);
}

/// Proves SR2: a server that was away at night says nothing about its tables: writing goes on, and the next check passes.
#[test]
fn a_server_that_was_away_at_night_stops_no_writing() {
    let Target::Postgres(url) = fresh_target().0 else {
        return;
    };
    let (before, rest) = url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let line = Line::to(server.to_owned());
    let target = Target::Postgres(format!("{before}@127.0.0.1:{}/{name}", line.port));
    let db = Db::open(&target, keys(), Limits::default()).unwrap();
    db.migrate(&FixedClock::at(Instant::from_millis(0))).unwrap();
    line.mood(GONE);
    assert!(db.check_whole().is_err());
    assert!(!db.halted(), "nothing was found damaged");
    line.mood(PASS);
    put(&db, "after-the-night".to_owned()).unwrap();
    db.check_whole().unwrap();
}
