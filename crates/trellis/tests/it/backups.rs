//! Backups that were restored: from either engine into either engine, under load, cut, altered, and with the wrong key.

use crate::house::{Server, book, bookable, get, said, trellis};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use store::{Db, Limits, Stmt, Target};

/// A demonstration on one engine: many records, and its private backup key beside the data.
struct Deployment {
    place: tempfile::TempDir,
    database: Option<String>,
}

impl Deployment {
    fn new(database: Option<String>) -> Self {
        Self {
            place: tempfile::tempdir().unwrap(),
            database,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn identity(&self) -> PathBuf {
        self.path("data/backup-identity")
    }

    fn command(&self, words: &[&str]) -> Command {
        on(&self.path("data"), self.database.as_deref(), words)
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn backup(&self, name: &str) -> PathBuf {
        let file = self.path(name);
        good(&self.run(&["backup", file.to_str().unwrap()]));
        file
    }

    fn restore(&self, file: &Path, folder: &str, database: Option<&str>, more: &[&str]) -> Output {
        on(&self.path(folder), database, &["restore", file.to_str().unwrap()])
            .arg("--identity")
            .arg(self.identity())
            .args(more)
            .output()
            .unwrap()
    }
}

fn on(data: &Path, database: Option<&str>, words: &[&str]) -> Command {
    let mut command = trellis();
    command.args(words).arg("--data").arg(data);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    command
}

pub(crate) fn good(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The place in the chain and its hash: what two equal trails have in common.
fn head(data: &Path, database: Option<&str>) -> String {
    let text = good(&on(data, database, &["audit", "head"]).output().unwrap());
    text.lines().skip(1).take(2).collect::<Vec<_>>().join(" ")
}

/// A schema of its own on the PostgreSQL that the environment names; `None` when it names none.
pub(crate) fn server() -> Option<String> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment which engine to use"
    )]
    let url = std::env::var("TEST_DATABASE_URL").ok()?;
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let schema = format!("backups_{}_{number}", std::process::id());
    // Opening it makes the schema.
    Db::open(
        &Target::Postgres {
            url: url.clone(),
            schema: Some(schema.clone()),
        },
        store::testing::keys(),
        Limits::default(),
    )
    .unwrap();
    Some(format!("{url}?options=-c%20search_path%3D{schema}"))
}

/// Every row of every table of a restored file, read past the program.
#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this file: the test reads it on its own"
)]
fn rows(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let raw = rusqlite::Connection::open(folder.join("trellis.db")).unwrap();
    let names: Vec<String> = raw
        // That there is a backup is kept after it was made.
        .prepare(
            "select name from sqlite_schema where type = 'table' and name not in ('schema_lock', 'backup')",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    names
        .into_iter()
        .map(|name| {
            let mut asked = raw.prepare(&format!("select * from {name}")).unwrap();
            let width = asked.column_count();
            let mut lines: Vec<String> = asked
                .query_map([], |row| {
                    (0..width)
                        .map(|place| Ok(format!("{:?}", row.get_ref(place)?)))
                        .collect::<rusqlite::Result<Vec<_>>>()
                })
                .unwrap()
                .map(|line| line.unwrap().join("|"))
                .collect();
            lines.sort();
            (name, lines)
        })
        .collect()
}

static COUNTS: [(&str, Stmt); 4] = [
    ("booking", counting("select count(*) from booking")),
    ("learner", counting("select count(*) from learner")),
    ("response", counting("select count(*) from response")),
    ("submission", counting("select count(*) from submission")),
];

const fn counting(sql: &'static str) -> Stmt {
    Stmt {
        name: "BACKUPS_COUNT",
        sql,
        optional: &[],
    }
}

/// How many records the deployment itself holds, asked on its own engine.
fn counts(here: &Deployment) -> Vec<(&'static str, usize)> {
    let target = match &here.database {
        None => Target::Sqlite(here.path("data/trellis.db")),
        Some(url) => Target::Postgres {
            url: url.clone(),
            schema: None,
        },
    };
    let db = Db::open(&target, store::testing::keys(), Limits::default()).unwrap();
    let count = |statement: &'static Stmt| {
        let found = db.read_now(|tx| Ok(tx.one(statement, &[], |row| row.get::<i64>(0))?));
        usize::try_from(found.unwrap().unwrap()).unwrap()
    };
    COUNTS
        .iter()
        .map(|(name, statement)| (*name, count(statement)))
        .collect()
}

/// Books places until it is told to stop; how many were taken.
fn load(port: u16, over: &Arc<AtomicBool>) -> std::thread::JoinHandle<usize> {
    let over = Arc::clone(over);
    std::thread::spawn(move || {
        let sessions = bookable(port);
        let mut taken = 0;
        for number in 0.. {
            if over.load(Ordering::SeqCst) {
                break;
            }
            let session = sessions.get(number % sessions.len()).unwrap();
            taken +=
                usize::from(book(port, session, &format!("load-{number}@backups.example")) == Some(true));
        }
        taken
    })
}

/// Proves SR12: a backup taken while people book is restored into a new folder, on the engine it came from and on the other;
/// trail, head and every row are those of the original, and it serves the same pages.
#[test]
fn a_backup_under_load_comes_back_whole_on_either_engine() {
    let here = Deployment::new(server());
    let running = Server::with(here.command(&["demo"]));
    let over = Arc::new(AtomicBool::new(false));
    let loading = load(running.port, &over);
    let kept = here.path("head");
    std::fs::write(&kept, good(&here.run(&["audit", "head"]))).unwrap();
    let under_load = here.backup("under-load");
    std::thread::sleep(std::time::Duration::from_millis(300));
    over.store(true, Ordering::SeqCst);
    assert!(loading.join().unwrap() > 3, "people booked meanwhile");
    running.stop();

    let text = kept.to_str().unwrap();
    good(&here.restore(&under_load, "first", None, &["--head", text]));
    good(
        &on(&here.path("first"), None, &["audit", "verify", "--head", text])
            .output()
            .unwrap(),
    );

    // Nobody writes any more: now everything must be equal.
    let quiet = here.backup("quiet");
    let wanted = head(&here.path("data"), here.database.as_deref());
    good(&here.restore(&quiet, "second", None, &[]));
    assert_eq!(head(&here.path("second"), None), wanted);
    let original = rows(&here.path("second"));
    assert!(original.get("booking").unwrap().len() > 1000);
    for (table, count) in counts(&here) {
        assert_eq!(original.get(table).unwrap().len(), count, "{table}");
    }
    if server().is_none() {
        assert_eq!(rows(&here.path("data")), original);
    }
    let sessions = page(on(&here.path("second"), None, &["serve"]));
    assert_eq!(page(here.command(&["demo"])), sessions);
    if let Some(url) = server() {
        good(&here.restore(&quiet, "third", Some(&url), &[]));
        assert_eq!(head(&here.path("third"), Some(&url)), wanted);
        let back = here.path("back");
        good(
            &on(
                &here.path("third"),
                Some(&url),
                &["backup", back.to_str().unwrap()],
            )
            .arg("--to")
            .arg(
                std::fs::read_to_string(here.path("data/backup-recipient"))
                    .unwrap()
                    .trim(),
            )
            .output()
            .unwrap(),
        );
        good(&here.restore(&back, "fourth", None, &[]));
        assert_eq!(rows(&here.path("fourth")), original);
        assert_eq!(page(on(&here.path("third"), Some(&url), &["serve"])), sessions);
        let again = here.restore(&quiet, "fifth", Some(&url), &[]);
        assert!(said(&again).contains("not empty"), "{}", said(&again));
        assert_eq!(again.status.code(), Some(1));
    }
    let verdict = here.run(&["audit", "verify", "--head", text]);
    good(&verdict);
}

/// Proves SR12: a deployment that grew on the file engine moves to PostgreSQL and back with every row.
#[test]
fn a_deployment_moves_to_postgresql_and_back() {
    let Some(url) = server() else { return };
    let here = Deployment::new(None);
    let running = Server::with(here.command(&["demo"]));
    let session = bookable(running.port);
    assert_eq!(
        book(running.port, session.first().unwrap(), "one@backups.example"),
        Some(true)
    );
    running.stop();
    let file = here.backup("file");
    good(&here.restore(&file, "moved", Some(&url), &[]));
    assert_eq!(
        head(&here.path("moved"), Some(&url)),
        head(&here.path("data"), None)
    );
    let back = here.path("back");
    let recipient = std::fs::read_to_string(here.path("data/backup-recipient")).unwrap();
    let made = on(
        &here.path("moved"),
        Some(&url),
        &["backup", back.to_str().unwrap()],
    )
    .args(["--to", recipient.trim()])
    .output();
    good(&made.unwrap());
    good(&here.restore(&back, "back-again", None, &[]));
    assert_eq!(rows(&here.path("back-again")), rows(&here.path("data")));
}

/// The public list as a server shows it: from its main part on, without what differs from run to run.
fn page(command: Command) -> String {
    let server = Server::with(command);
    let text = get(server.port, "/sessions").unwrap();
    server.stop();
    text.split("<main").nth(1).unwrap().to_owned()
}

/// Proves SR12: a backup that was cut short, altered, sealed to another key, or is older than the head of the trail that
/// somebody kept is refused, and leaves no data behind.
#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let here = Deployment::new(server());
    let running = Server::with(here.command(&["demo"]));
    let file = here.backup("good");
    let session = bookable(running.port);
    for number in 0..session.len() {
        let _ = book(
            running.port,
            session.get(number).unwrap(),
            &format!("late-{number}@backups.example"),
        );
    }
    running.stop();
    let bytes = std::fs::read(&file).unwrap();
    let refused = |name: &str, bytes: &[u8], more: &[&str], words: &str| {
        let damaged = here.path(name);
        std::fs::write(&damaged, bytes).unwrap();
        let folder = format!("restored-{name}");
        let output = here.restore(&damaged, &folder, None, more);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
        assert!(!here.path(&folder).exists(), "{name}");
    };
    let length = bytes.len();
    refused(
        "cut",
        bytes.get(..length / 2).unwrap(),
        &[],
        "cut short or altered",
    );
    refused(
        "last",
        bytes.get(..length - 1).unwrap(),
        &[],
        "cut short or altered",
    );
    let mut altered = bytes.clone();
    *altered.get_mut(length / 2).unwrap() ^= 1;
    refused("altered", &altered, &[], "cut short or altered");
    refused("other", b"not a backup at all", &[], "not a sealed backup");
    let later = here.path("later");
    std::fs::write(&later, good(&here.run(&["audit", "head"]))).unwrap();
    refused(
        "old",
        &bytes,
        &["--head", later.to_str().unwrap()],
        "its tail was cut",
    );
    let stranger = Deployment::new(None);
    Server::with(stranger.command(&["demo"])).stop();
    let output = stranger.restore(&file, "stolen", None, &[]);
    assert!(said(&output).contains("does not open"), "{}", said(&output));
    assert!(!stranger.path("stolen").exists());
}

/// Proves SR12: a server that was told where makes its first backup at once, of either engine, and it restores.
#[test]
fn the_server_makes_backups_by_itself() {
    let here = Deployment::new(server());
    let kept = here.path("kept");
    let mut lost = here.command(&["demo"]);
    lost.arg("--backups").arg(&kept);
    let refused = said(&lost.output().unwrap());
    assert!(refused.contains("cannot keep backups in"), "{refused}");
    std::fs::create_dir(&kept).unwrap();
    let mut command = here.command(&["demo"]);
    command.arg("--backups").arg(&kept);
    let running = Server::with(command);
    let made = first_backup(&kept);
    running.stop();
    good(&here.restore(&made, "restored", None, &[]));
    assert_eq!(
        head(&here.path("restored"), None),
        head(&here.path("data"), here.database.as_deref())
    );
    // What was restored serves and makes backups itself, that the same private key opens.
    let next = here.path("next");
    std::fs::create_dir(&next).unwrap();
    let mut command = on(&here.path("restored"), None, &["serve"]);
    command.arg("--backups").arg(&next);
    let running = Server::with(command);
    let made = first_backup(&next);
    running.stop();
    good(&here.restore(&made, "once-more", None, &[]));
    // And to another key, when the administrator says so.
    let key = |public: &str| {
        on(&here.path("restored"), None, &["backup-key", public])
            .output()
            .unwrap()
    };
    let refused = key("age1nonsense");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("not an age recipient"),
        "{}",
        said(&refused)
    );
    let stranger = Deployment::new(None);
    Server::with(stranger.command(&["demo"])).stop();
    let other = std::fs::read_to_string(stranger.path("data/backup-recipient")).unwrap();
    good(&key(other.trim()));
    let file = here.path("other");
    good(
        &on(&here.path("restored"), None, &["backup", file.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    good(&stranger.restore(&file, "by-the-other", None, &[]));
}

/// The first backup that a server makes by itself.
fn first_backup(kept: &Path) -> PathBuf {
    (0..600)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            let mut there = std::fs::read_dir(kept)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            there.find(|path| path.extension().is_some_and(|ending| ending == "sealed"))
        })
        .unwrap()
}
