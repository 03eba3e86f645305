//! Syncs that fail, one at a time. A child of this test writes under strace, which makes the n-th sync of the writer answer
//! EIO as a failing disk does, and all later ones succeed: that is what tempts a store into going on.

use kernel::Stop;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::testing::{database, keys};
use store::{Db, Engine, Limits, Recorded, Stmt, Target, Tx, values};

const PLACE: &str = "TEST_SYNCS_DATABASE";
const ROWS: usize = 90;

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static INSERT: Stmt = Stmt {
    name: "SYNCS_INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, ?2, 0)",
    optional: &[],
};
static NAMES: Stmt = Stmt {
    name: "SYNCS_NAMES",
    sql: "select name from schema_step where name like 'row-%'",
    optional: &[],
};

fn put(db: &Db, name: String) -> Result<(), Stop> {
    // Large enough that the log is copied into the file several times on the way.
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.run(&INSERT, values![&name, "x".repeat(200_000)])?;
        Ok(Kept)
    })
}

fn names(db: &Db) -> BTreeSet<String> {
    db.read_now(|tx| Ok(tx.all(&NAMES, &[], |row| row.get::<String>(0))?))
        .unwrap()
        .into_iter()
        .collect()
}

fn open(path: &Path) -> Db {
    Db::open(&Target::Sqlite(path.to_path_buf()), keys(), Limits::default()).unwrap()
}

/// The child: writes until it may not, says what it was told, reads.
#[test]
#[ignore = "run by the test below, under strace"]
fn child() {
    #[expect(
        clippy::disallowed_methods,
        reason = "how the test below tells its child where to write"
    )]
    let path = PathBuf::from(std::env::var(PLACE).unwrap());
    let db = open(&path);
    let mut out = std::io::stdout();
    let mut refusals = 0;
    for number in 0..ROWS {
        let name = format!("row-{number}");
        match put(&db, name.clone()) {
            Ok(()) => writeln!(out, "acknowledged {name}").unwrap(),
            Err(stop) => {
                writeln!(out, "refused {name} {stop:?}").unwrap();
                refusals += 1;
                if refusals == 5 {
                    break;
                }
            }
        }
    }
    writeln!(out, "halted {}", db.halted()).unwrap();
    writeln!(out, "reads {}", names(&db).len()).unwrap();
}

/// Runs the child with the n-th sync of one of the given files failing.
fn failing(sync: usize, database: &Path, files: &[PathBuf]) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"]);
    for file in files {
        command.arg("-P").arg(file);
    }
    command
        .args(["-e", "trace=fsync,fdatasync", "-e"])
        .arg(format!("inject=fsync,fdatasync:error=EIO:when={sync}"))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "syncs::child", "--ignored", "--nocapture"])
        .env(PLACE, database)
        .output()
        .unwrap()
}

fn log_of(path: &Path) -> PathBuf {
    path.with_extension("db-wal")
}

/// `None` where nothing can be injected.
fn folder(name: &str) -> Option<PathBuf> {
    if !store::testing::has("strace", Command::new("strace").arg("-V").output().is_ok()) {
        return None;
    }
    let folder = std::env::temp_dir().join(format!("trellis-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    Some(folder)
}

/// Proves SR4: whichever of the writer's first 50 syncs fails, of the log or of the file, nothing acknowledged is lost, no
/// write is taken from then on, reading goes on, and a restart checks the file and writes again.
#[test]
fn each_failing_sync_ends_writing_and_loses_nothing() {
    let database = database();
    let Some(folder) = folder("syncs") else { return };
    if database.engine() == Engine::Postgres {
        return;
    }
    let mut copying = 0;
    for sync in 1..=50 {
        let path = folder.join(format!("{sync}.db"));
        database.snapshot_to(&path).unwrap();
        // The log has a name only while somebody has the file open, which strace wants to see.
        std::fs::write(log_of(&path), []).unwrap();
        let output = failing(sync, &path, &[path.clone(), log_of(&path)]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "sync {sync}: {text}{errors}");
        let lines: Vec<&str> = text.lines().collect();
        let first = lines.iter().position(|line| line.starts_with("refused "));
        let first = first.unwrap_or_else(|| panic!("sync {sync}: writing went on: {text}"));
        let acknowledged: BTreeSet<String> = lines
            .iter()
            .filter_map(|line| line.split_once("acknowledged "))
            .map(|(_, name)| name.to_owned())
            .collect();
        let after = lines.iter().skip(first);
        let refused = after.clone().filter(|line| line.starts_with("refused ")).count();
        assert_eq!(refused, 5, "sync {sync}: {text}");
        assert!(
            !after.clone().any(|line| line.starts_with("acknowledged ")),
            "sync {sync}: {text}"
        );
        assert!(!text.contains("Fault"), "sync {sync}: {text}");
        assert!(text.contains("halted true"), "sync {sync}: {text}");
        assert!(
            text.contains(&format!("reads {}\n", acknowledged.len())),
            "sync {sync}: {text}"
        );

        // The restart, which checks the file.
        let again = open(&path);
        let found = names(&again);
        assert!(found.is_superset(&acknowledged), "sync {sync}: lost");
        // The write whose sync failed may have reached the disk all the same: it was never called saved.
        let ghosts = found.len() - acknowledged.len();
        assert!(ghosts <= 1, "sync {sync}: {ghosts} that were refused");
        copying += usize::from(ghosts == 0);
        put(&again, "row-again".to_owned()).unwrap();
        drop(again);
        std::fs::remove_file(&path).unwrap();
    }
    assert!(
        copying > 3,
        "only {copying} of the 50 were on the way from the log into the file"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Proves SR4: a folder that cannot be synced, so that the log's name might be lost, refuses the start.
#[test]
fn a_folder_that_does_not_sync_refuses_the_start() {
    let database = database();
    let Some(folder) = folder("folder") else { return };
    if database.engine() == Engine::Postgres {
        return;
    }
    let path = folder.join("a.db");
    database.snapshot_to(&path).unwrap();
    let output = failing(1, &path, std::slice::from_ref(&folder));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains("name last"), "{text}");
    std::fs::remove_dir_all(&folder).unwrap();
}
