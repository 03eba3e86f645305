//! Photographs that wait, and scanners: a real one with a signature of our own, and others that are away or talk nonsense.

use super::*;
use access::actions::SystemJob;
use audit::Done;
use kernel::{Entropy, Id, SystemEntropy};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use store::testing::Database;
use store::values;

store::statements! {
    A_DAY = "select d.id, d.session_id from session_day d order by d.id limit 1";
    AN_ACCOUNT = "select id from account order by id limit 1";
    PHOTOGRAPH = "insert into sheet_photograph (id, name, session_id, session_day_id, sent_by, sent_at, scan, size, original_size, picture_sealed, original_sealed) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 7, ?8, ?9, ?10)";
    STATES = "select scan, picture_sealed is null, original_sealed is null from sheet_photograph order by id";
    EVENTS = "select change from audit_event where record_kind = 'sheet photograph' order by sequence";
}

/// What the signature of our own finds.
const FOUND: &[u8] = b"A sheet that our own signature knows";

/// A house with a session day.
fn house() -> Database {
    let database = store::testing::database();
    demo::load(&database.db, &SystemClock, true).unwrap();
    database
}

/// A photograph that waits; without an original, one that was sent while no scanner was set up.
fn waits(db: &Db, original: Option<&'static [u8]>) {
    db.write_now(move |tx| {
        let (day, session) = tx
            .one(&A_DAY, &[], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?
            .unwrap();
        let account = tx.one(&AN_ACCOUNT, &[], |row| row.get::<Id>(0))?.unwrap();
        let id = Id::fresh(&SystemClock, &SystemEntropy);
        let seal = |column: &str, content: &[u8]| {
            tx.keys()
                .seal("sheet_photograph", column, id, content, &SystemEntropy)
        };
        let picture = seal("picture_sealed", b"picture");
        let sealed = original.map(|content| seal("original_sealed", content));
        let (scan, size) = match original {
            Some(_) => ("waiting", Some(100_i64)),
            None => ("none", None),
        };
        let name = SystemEntropy.token();
        tx.run(
            &PHOTOGRAPH,
            values![
                id,
                name,
                session,
                day,
                account,
                SystemClock.now(),
                scan,
                size,
                picture,
                sealed
            ],
        )?;
        let scope = Scope::<SystemJob>::of(&system())?;
        Ok(Done::upkeep(&scope, ()))
    })
    .unwrap();
}

/// Each photograph: what is said of it, whether its picture is gone, whether it is gone as it was sent.
fn states(db: &Db) -> Vec<(String, bool, bool)> {
    db.read_now(|tx| Ok(tx.all(&STATES, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?))
        .unwrap()
}

fn state(scan: &str, no_picture: bool, no_original: bool) -> (String, bool, bool) {
    (scan.to_owned(), no_picture, no_original)
}

/// ClamAV's own daemon with one signature; ends when it is dropped.
struct Clamd {
    process: Child,
    _place: tempfile::TempDir,
    address: Address,
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `cargo xtask test` installs and demands it.
fn clamd() -> Option<Clamd> {
    let program = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"]
        .into_iter()
        .find(|path| Path::new(path).is_file());
    store::testing::has("clamd", program.is_some());
    let program = program?;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let database = folder.join("signatures");
    std::fs::create_dir(&database).unwrap();
    let hex = kernel::hex::encode(FOUND);
    std::fs::write(
        database.join("own.ndb"),
        format!("Trellis.Own.Signature:0:*:{hex}\n"),
    )
    .unwrap();
    let socket = folder.join("socket");
    let settings = format!(
        "Foreground yes\nDatabaseDirectory {}\nTemporaryDirectory {}\nLocalSocket {}\n",
        database.display(),
        folder.display(),
        socket.display()
    );
    let file = folder.join("clamd.conf");
    std::fs::write(&file, settings).unwrap();
    let process = Command::new(program)
        .arg("-c")
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Clamd {
        process,
        _place: place,
        address: Address::Unix(socket),
    };
    let begun = Instant::now();
    while clamd::ask(&started.address, b"nothing") != Ok(Said::Clean) {
        assert!(begun.elapsed() < Duration::from_mins(1), "clamd did not start");
        std::thread::sleep(Duration::from_millis(100));
    }
    Some(started)
}

/// Proves SG5: ClamAV's own daemon, with a signature of our own, passes what is clean, keeps away what is not, and in both cases nothing is kept
/// as it was sent; a photograph from a time without a scanner is looked at too.
#[test]
fn a_real_scanner_passes_what_is_clean_and_keeps_the_rest_away() {
    let Some(scanner) = clamd() else {
        return;
    };
    let house = house();
    waits(&house, Some(b"a clean photograph"));
    waits(
        &house,
        Some(b"\xff\xd8\xff and then: A sheet that our own signature knows"),
    );
    waits(&house, None);
    let done = turn(&house, &scanner.address, &SystemClock).unwrap();
    assert_eq!((done.clean, done.infected, done.unheard), (2, 1, false));
    // Ids of the same millisecond stand in no order.
    let mut all = states(&house);
    all.sort();
    assert_eq!(
        all,
        [
            state("clean", false, true),
            state("clean", false, true),
            state("infected", true, true)
        ]
    );
    let events: Vec<String> = house
        .read_now(|tx| Ok(tx.all(&EVENTS, &[], |row| row.get(0))?))
        .unwrap();
    assert_eq!(events.len(), 3, "{events:?}");
    assert_eq!(
        turn(&house, &scanner.address, &SystemClock).unwrap(),
        Turn::default()
    );
}

/// Proves SG5: while the scanner is away or answers nonsense everything waits, and once it is there what waited is looked at.
#[test]
fn what_a_scanner_does_not_answer_for_waits() {
    let house = house();
    waits(&house, Some(b"one"));
    waits(&house, Some(b"two"));
    let both = [state("waiting", false, false), state("waiting", false, false)];
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let address = Address::Tcp(place.to_string());
    drop(listener);
    assert!(turn(&house, &address, &SystemClock).unwrap().unheard);
    assert_eq!(states(&house), both);
    // Four answers: nonsense for each, then what counts.
    let listener = TcpListener::bind(place).unwrap();
    let answers = std::thread::spawn(move || {
        for says in [
            &b"stream: PERHAPS\0"[..],
            b"stream: OK",
            b"stream: OK\0",
            b"stream: X FOUND\0",
        ] {
            let (mut line, _) = listener.accept().unwrap();
            // Everything has arrived by then: 24 bytes.
            std::thread::sleep(Duration::from_millis(50));
            let _ = std::io::Read::read(&mut line, &mut [0; 64]);
            line.write_all(says).unwrap();
        }
    });
    let done = turn(&house, &address, &SystemClock).unwrap();
    assert_eq!((done.clean, done.infected, done.unheard), (0, 0, true));
    assert_eq!(states(&house), both);
    let done = turn(&house, &address, &SystemClock).unwrap();
    assert_eq!((done.clean, done.infected, done.unheard), (1, 1, false));
    answers.join().unwrap();
}

#[test]
fn a_scanner_that_is_away_is_asked_less_and_less() {
    let mut waited = TURN;
    for _ in 0..20 {
        let next = pause(waited, true);
        assert!(next >= waited && next <= LONGEST);
        waited = next;
    }
    assert_eq!(waited, LONGEST);
    assert_eq!(pause(waited, false), TURN);
}
