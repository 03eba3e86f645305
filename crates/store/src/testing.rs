//! A fresh, migrated database for a test: a copy of one SQLite file, or, when `TEST_DATABASE_URL` is set, of one database of
//! that PostgreSQL. The same suite runs on both.

use crate::migrate::fingerprint;
use crate::postgres::Link;
use crate::steps::STEPS;
use crate::{Db, Keys, Limits, Stmt, Target, values};
use kernel::{FixedClock, Instant};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// A database that goes when the test ends.
pub struct Database {
    /// The handle.
    pub db: Db,
    folder: PathBuf,
}

impl std::ops::Deref for Database {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match self.db.target() {
            Target::Sqlite(_) => {
                let _ = std::fs::remove_dir_all(&self.folder);
            }
            Target::Postgres(url) => {
                if let Some((name, mut server)) = url.rsplit('/').next().zip(server()) {
                    // Its connections may still be open.
                    let _ = server.batch(&format!("drop database {name} with (force)"));
                }
            }
        }
    }
}

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A fresh database with default limits.
///
/// # Panics
/// When it cannot be made: the test fails.
pub fn database() -> Database {
    database_with(usual())
}

/// A fresh database with the given limits.
///
/// # Panics
/// When it cannot be made: the test fails.
pub fn database_with(limits: Limits) -> Database {
    let (target, folder) = migrated();
    let db = opened(&target, limits);
    Database { db, folder }
}

/// A copy of a database that the first test of this program to ask for `key` has filled, so that filling it is paid for once. On a server
/// it stays as long as the server does, which is a test's.
///
/// # Panics
/// When it cannot be made: the test fails.
pub fn filled(key: &str, fill: impl FnOnce(&Db)) -> Database {
    static WHOLE: Mutex<BTreeMap<String, Arc<OnceLock<Whole>>>> = Mutex::new(BTreeMap::new());
    let whole = Arc::clone(good(WHOLE.lock()).entry(key.to_owned()).or_default());
    let (target, folder) = match whole.get_or_init(|| Whole::made(fill)) {
        Whole::File(path) => copied(path),
        Whole::Server(name) => (
            good(postgres(|_, _| name.clone()).ok_or("no server any more")),
            PathBuf::new(),
        ),
    };
    let db = opened(&target, usual());
    Database { db, folder }
}

/// A database that is only copied from.
enum Whole {
    File(PathBuf),
    Server(String),
}

impl Whole {
    fn made(fill: impl FnOnce(&Db)) -> Self {
        let (target, folder) = migrated();
        let db = opened(&target, usual());
        fill(&db);
        match target {
            Target::Sqlite(_) => {
                let path = folder.join("whole.db");
                good(db.snapshot_to(&path));
                Self::File(path)
            }
            Target::Postgres(url) => {
                // What somebody is connected to cannot be copied.
                drop(db);
                Self::Server(url.rsplit('/').next().unwrap_or_default().to_owned())
            }
        }
    }
}

fn usual() -> Limits {
    Limits {
        readers: 4,
        query_ms: 20_000,
        ..Limits::default()
    }
}

fn opened(target: &Target, limits: Limits) -> Db {
    let db = good(Db::open(target, keys(), limits));
    good(db.migrate(&FixedClock::at(Instant::from_millis(0))));
    db
}

/// A fresh database with every step taken, and the folder to remove afterwards (empty for PostgreSQL).
fn migrated() -> (Target, PathBuf) {
    postgres(template_on_server).map_or_else(|| copied(template()), |target| (target, PathBuf::new()))
}

/// A file of its own with what stands in another, and its folder.
fn copied(path: &Path) -> (Target, PathBuf) {
    let folder = fresh_folder();
    let own = folder.join("trellis.db");
    good(std::fs::copy(path, &own));
    (Target::Sqlite(own), folder)
}

/// A place for a database that nobody has migrated, and the folder to remove afterwards (empty for PostgreSQL).
///
/// # Panics
/// When there is no room for it.
pub fn fresh_target() -> (Target, PathBuf) {
    postgres(nothing).map_or_else(
        || {
            let folder = fresh_folder();
            (Target::Sqlite(folder.join("trellis.db")), folder)
        },
        |target| (target, PathBuf::new()),
    )
}

/// The address of an empty database on the PostgreSQL that the environment names; `None` when it names none.
///
/// # Panics
/// When it cannot be made.
pub fn fresh_url() -> Option<String> {
    match postgres(nothing)? {
        Target::Postgres(url) => Some(url),
        Target::Sqlite(_) => None,
    }
}

fn fresh_name() -> String {
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    format!("test_{}_{number}", std::process::id())
}

fn fresh_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("trellis-{}", fresh_name()));
    good(std::fs::create_dir_all(&folder));
    folder
}

/// The server that tests use, where the environment names one.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment which engine to use"
)]
fn server_url() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}

fn server() -> Option<Link> {
    Some(good(Link::open(&server_url()?, 0)))
}

/// The address of another database of a server.
fn beside(url: &str, name: &str) -> String {
    let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
    format!("{server}/{name}")
}

/// A fresh database on the server, if the environment names one: a copy of the one that `of` names.
fn postgres(of: impl FnOnce(&mut Link, &str) -> String) -> Option<Target> {
    let (url, mut server) = server_url().zip(server())?;
    let name = fresh_name();
    let of = of(&mut server, &url);
    good(server.batch(&format!("create database {name} template {of}")));
    Some(Target::Postgres(beside(&url, &name)))
}

/// Copied, it is an empty database.
fn nothing(_: &mut Link, _: &str) -> String {
    "template0".to_owned()
}

static TEMPLATE_MADE: Stmt = Stmt {
    name: "TEMPLATE_MADE",
    sql: "select 1 from pg_database where datname = ?1",
    optional: &[],
};

/// Migrated by the first test program that needs it, then copied by all.
fn template_on_server(server: &mut Link, url: &str) -> String {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| {
        let steps: String = STEPS.iter().map(|(_, source)| fingerprint(source)).collect();
        // A name has 63 letters at most.
        let name = format!("migrated_{:.16}", fingerprint(&steps));
        good(server.batch("select pg_advisory_lock(1)"));
        let there = good(server.query(&TEMPLATE_MADE, &[], values![name.clone()], 1, &|_| Ok(())));
        if there.is_empty() {
            // Under its name only when it is whole.
            good(server.batch("create database migrating template template0"));
            let target = Target::Postgres(beside(url, "migrating"));
            let db = good(Db::open(&target, keys(), Limits::default()));
            good(db.migrate(&FixedClock::at(Instant::from_millis(0))));
            drop(db);
            good(server.batch(&format!("alter database migrating rename to {name}")));
        }
        good(server.batch("select pg_advisory_unlock(1)"));
        name
    });
    made.clone()
}

/// A database as the version with only the first `steps` steps left it; all of them when there are fewer.
///
/// # Panics
/// When it cannot be made.
pub fn migrate_first(db: &Db, steps: usize) {
    let first = STEPS.get(..steps).unwrap_or(&STEPS);
    good(db.take(first, &FixedClock::at(Instant::from_millis(0))));
}

/// How many steps there are.
pub const fn steps() -> usize {
    STEPS.len()
}

/// The keys of every test.
pub fn keys() -> Keys {
    Keys::from_master(&[42; 32])
}

/// Migrated once per test program, then copied.
fn template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("trellis-template-{}.db", std::process::id()));
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
        }
        let db = good(Db::open(&Target::Sqlite(path.clone()), keys(), Limits::default()));
        good(db.migrate(&FixedClock::at(Instant::from_millis(0))));
        let copy = path.with_extension("copy.db");
        let _ = std::fs::remove_file(&copy);
        good(db.snapshot_to(&copy));
        copy
    })
}

/// Compiles every statement with no fragment, each, and all; the names of those that fail.
///
/// # Errors
/// One line per statement that does not compile.
pub fn check_catalogue(db: &Db, catalogue: &[&'static Stmt]) -> Result<usize, Vec<String>> {
    let mut wrong = Vec::new();
    for statement in catalogue {
        let names: Vec<&str> = statement.optional.iter().map(|(name, _)| *name).collect();
        let mut sets: Vec<Vec<&str>> = vec![Vec::new(), names.clone()];
        sets.extend(names.iter().map(|name| vec![*name]));
        for set in sets {
            let tried = db.upkeep({
                let set = set.clone();
                let statement: &'static Stmt = statement;
                move |tx| tx.compile(statement, &set).map_err(kernel::Stop::from)
            });
            if let Err(stop) = tried {
                wrong.push(format!("{} {set:?}: {stop:?}", statement.name));
            }
        }
    }
    if wrong.is_empty() {
        Ok(catalogue.len())
    } else {
        Err(wrong)
    }
}

#[expect(
    clippy::panic,
    reason = "test support: a database that cannot be made fails the test"
)]
fn good<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error:?}"),
    }
}

/// A test has the program of others that it needs. Where `TRELLIS_TOOLS` is set, as by `cargo xtask test`, which installs them, a test without
/// it fails; elsewhere it says that it is left out.
///
/// # Panics
/// The program is demanded and not there.
pub fn has(program: &str, there: bool) -> bool {
    assert!(
        there || std::env::var_os("TRELLIS_TOOLS").is_none(),
        "{program} is demanded and not there"
    );
    if !there {
        eprintln!("left out: {program} is not there, which cargo xtask test installs");
    }
    there
}
