//! Every earlier version is brought to this one, also when the power goes in the middle.

use crate::filled::{Table, asked, fill, shown, tables};
use kernel::{FixedClock, Instant};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use store::testing::{fresh_target, keys, migrate_first, steps};
use store::{Db, Engine, Limits, Recorded, Stmt, Target, Tx, values};

const PLACE: &str = "TEST_UPGRADES_DATABASE";
/// Moments at which the upgrade is killed.
const KILLS: usize = 30;

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static SCHEMA: Stmt = Stmt {
    name: "UPGRADES_SCHEMA",
    sql: "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_schema where name <> 'schema_step' order by type, name",
    optional: &[],
};
static AREA: Stmt = Stmt {
    name: "UPGRADES_AREA",
    sql: "insert into area (id, name, kind) values (?1, ?2, 'borough')",
    optional: &[],
};
static AREAS: Stmt = Stmt {
    name: "UPGRADES_AREAS",
    sql: "select name from area order by name",
    optional: &[],
};

fn open(path: &Path) -> Db {
    Db::open(&Target::Sqlite(path.to_path_buf()), keys(), Limits::default()).unwrap()
}

fn texts(db: &Db, statement: &'static Stmt) -> Vec<String> {
    db.read_now(|tx| Ok(tx.all(statement, &[], |row| row.get::<String>(0))?))
        .unwrap()
}

fn migrate(db: &Db) {
    db.migrate(&FixedClock::at(Instant::from_millis(9))).unwrap();
}

/// Some records of the oldest kind, which must still be there afterwards.
fn populate(db: &Db) {
    db.write_now(|tx: &mut Tx<'_>| {
        for number in 0..50_i64 {
            let id = kernel::Id::parse(&format!("018f0000-0000-7000-8000-{number:012}"));
            tx.run(&AREA, values![id.unwrap(), format!("canary {number:02}")])?;
        }
        Ok(Kept)
    })
    .unwrap();
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("trellis-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a step moves from a column that was there to one that it adds: the table, and the column that loses it.
const MOVED: [(&str, &str); 1] = [("session", "change_reason")];

/// What is made from other rows, and thrown away by the database when one of them changes.
const DERIVED: [&str; 2] = ["attendance_sum", "turn_out"];

/// Fills every table of an earlier version, upgrades, and holds every row against what it was.
fn keeps_its_rows(db: &Db, tables: &[Table]) {
    let but = |table: &Table| -> Vec<&str> {
        let moved = MOVED.iter().filter(|(name, _)| *name == table.name);
        moved.map(|(_, column)| *column).collect()
    };
    fill(db, tables);
    let before: Vec<Vec<String>> = tables.iter().map(|table| shown(db, table, &but(table))).collect();
    migrate(db);
    let kept = tables
        .iter()
        .zip(before)
        .filter(|(table, _)| !DERIVED.contains(&table.name.as_str()));
    for (table, before) in kept {
        assert!(before.len() > 1, "{}", table.name);
        assert_eq!(shown(db, table, &but(table)), before, "{}", table.name);
    }
    let at_first = |table: &str, column: &str| {
        tables
            .iter()
            .any(|known| known.name == table && known.has(column))
    };
    if at_first("session", "id") && !at_first("session", "cancel_reason") {
        let reasons = "select coalesce(change_reason, '-') || ' ' || coalesce(cancel_reason, '-') from session order by id";
        assert_eq!(asked(db, reasons), ["change_reason 1 -", "- snow"]);
    }
    if at_first("booking", "id") && !at_first("booking", "calendar_days") {
        let days = "select cast(calendar_days as text) from booking order by id";
        assert_eq!(asked(db, days), ["2", "1"]);
    }
}

/// Versions that are upgraded at the same time on PostgreSQL.
const LANES: usize = 4;

/// Proves SR11: a database of each earlier version, empty and with rows in every table, comes to the schema of a new one, and keeps
/// every value of every row, in its column or where a step moved it.
#[test]
fn every_earlier_version_becomes_this_one() {
    let (target, first) = fresh_target();
    let folder = folder("versions");
    let of_step = |step: usize| {
        let version = open(&folder.join(format!("tables-{step}.db")));
        migrate_first(&version, step);
        tables(&version)
    };
    if matches!(target, Target::Postgres(_)) {
        let upgraded = |step: usize| {
            let db = Db::open(&fresh_target().0, keys(), Limits::default()).unwrap();
            migrate_first(&db, step);
            keeps_its_rows(&db, &of_step(step));
            assert_eq!(db.pending().unwrap(), Vec::<&str>::new());
        };
        // Each in a database of its own: some at a time.
        std::thread::scope(|scope| {
            for first in 1..=LANES {
                scope.spawn(move || (first..steps()).step_by(LANES).for_each(upgraded));
            }
        });
        std::fs::remove_dir_all(&folder).unwrap();
        return;
    }
    let head = open(&folder.join("head.db"));
    migrate(&head);
    let wanted = texts(&head, &SCHEMA);
    assert!(wanted.len() > 40, "{}", wanted.len());
    for step in 0..steps() {
        for populated in [false, true] {
            if populated && step == 0 {
                continue;
            }
            let db = open(&folder.join(format!("{step}-{populated}.db")));
            migrate_first(&db, step);
            assert_eq!(db.pending().unwrap().len(), steps() - step);
            if populated {
                keeps_its_rows(&db, &of_step(step));
            } else {
                migrate(&db);
            }
            assert_eq!(texts(&db, &SCHEMA), wanted, "step {step}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::remove_dir_all(&first).unwrap();
}

/// The child: brings a database to this version.
#[test]
#[ignore = "run by the test below, under strace"]
fn upgrading_child() {
    #[expect(
        clippy::disallowed_methods,
        reason = "how the test below tells its child where to write"
    )]
    let place = std::env::var(PLACE).unwrap();
    let target = if place.starts_with("postgres://") {
        Target::Postgres(place)
    } else {
        Target::Sqlite(PathBuf::from(place))
    };
    migrate(&Db::open(&target, keys(), Limits::default()).unwrap());
}

fn child() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "upgrades::upgrading_child", "--ignored"]);
    command
}

/// Proves SR11: on PostgreSQL too an upgrade that is killed leaves whole steps, and the next one finishes the work.
#[test]
fn an_upgrade_of_postgresql_that_is_killed_leaves_whole_steps() {
    let mut versions = BTreeSet::new();
    let mut took = std::time::Duration::ZERO;
    for kill in 0..=10_u32 {
        let target = fresh_target().0;
        let Target::Postgres(url) = &target else {
            return;
        };
        let db = Db::open(&target, keys(), Limits::default()).unwrap();
        let begun = std::time::Instant::now();
        let mut running = child()
            .env(PLACE, url)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        if kill == 0 {
            assert!(running.wait().unwrap().success());
            took = begun.elapsed();
            continue;
        }
        std::thread::sleep(took * kill / 11);
        running.kill().unwrap();
        running.wait().unwrap();
        let before = db.pending().unwrap().len();
        migrate(&db);
        assert_eq!(
            db.pending().unwrap(),
            Vec::<&str>::new(),
            "killed with {before} steps to go"
        );
        versions.insert(before);
        populate(&db);
        assert_eq!(texts(&db, &AREAS).len(), 50);
    }
    assert!(versions.len() > 1, "kills fell into these only: {versions:?}");
}

fn traced(path: &Path, rule: &str, log: &Path) {
    let ran = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=pwrite64,fsync,fdatasync,ftruncate",
            "-e",
            rule,
            "-o",
        ])
        .arg(log)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "upgrades::upgrading_child", "--ignored"])
        .env(PLACE, path)
        .output();
    ran.unwrap();
}

/// strace counts each thread for itself; the writer is the one that writes most.
fn most_by_one_thread(calls: &str) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in calls.lines().filter(|line| line.contains("pwrite64(")) {
        *counts.entry(line.split(' ').next().unwrap_or("")).or_default() += 1;
    }
    counts.into_values().max().unwrap_or(0)
}

/// Proves SR11: killed at any of 30 writes of an upgrade, from nothing and from an earlier version with records, the database
/// is exactly that of one version, keeps its records, and the next upgrade finishes the work.
#[test]
fn a_killed_upgrade_leaves_one_version_or_the_next() {
    let (target, first) = fresh_target();
    let strace = || store::testing::has("strace", Command::new("strace").arg("-V").output().is_ok());
    if matches!(target, Target::Postgres(_)) || !strace() {
        return;
    }
    let folder = folder("upgrades");
    let schemas: Vec<Vec<String>> = (0..=steps())
        .map(|step| {
            let db = open(&folder.join(format!("version-{step}.db")));
            migrate_first(&db, step);
            texts(&db, &SCHEMA)
        })
        .collect();
    let (mut between, mut killed) = (BTreeSet::new(), 0);
    for begun in [0, 3] {
        let old = folder.join(format!("old-{begun}.db"));
        {
            let db = open(&old);
            if begun > 0 {
                migrate_first(&db, begun);
                populate(&db);
            }
            db.snapshot_to(&folder.join(format!("from-{begun}.db"))).unwrap();
        }
        let from = folder.join(format!("from-{begun}.db"));
        let log = folder.join("calls");
        let whole = folder.join("whole.db");
        std::fs::copy(&from, &whole).unwrap();
        traced(&whole, "trace=pwrite64", &log);
        let writes = most_by_one_thread(&std::fs::read_to_string(&log).unwrap());
        assert!(writes > 0, "no writes were seen");
        std::fs::remove_file(&whole).unwrap();
        for kill in 0..KILLS {
            let path = folder.join(format!("killed-{begun}-{kill}.db"));
            std::fs::copy(&from, &path).unwrap();
            let moment = 1 + kill * (writes - 1) / (KILLS - 1);
            traced(&path, &format!("inject=pwrite64:signal=KILL:when={moment}"), &log);
            // How many writes one thread makes differs from run to run: a late moment may not come, and then nothing is proven.
            if !std::fs::read_to_string(&log)
                .unwrap()
                .contains("killed by SIGKILL")
            {
                std::fs::remove_file(&path).unwrap();
                continue;
            }
            killed += 1;
            let db = open(&path);
            assert_eq!(db.engine(), Engine::Sqlite);
            let taken = steps() - db.pending().unwrap().len();
            let found = texts(&db, &SCHEMA);
            // Before its first step a database has no table, or the two of the migrations themselves.
            let fits = schemas.get(taken) == Some(&found) || taken == 0 && found.is_empty();
            assert!(
                fits,
                "killed at write {moment} of {writes}: {taken} steps, {found:#?}"
            );
            between.insert(taken);
            migrate(&db);
            assert_eq!(Some(&texts(&db, &SCHEMA)), schemas.last());
            assert_eq!(texts(&db, &AREAS).len(), if begun > 0 { 50 } else { 0 });
        }
    }
    assert!(killed > KILLS, "only {killed} upgrades were killed");
    assert!(
        between.len() > 4,
        "kills fell into these versions only: {between:?}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::remove_dir_all(&first).unwrap();
}
