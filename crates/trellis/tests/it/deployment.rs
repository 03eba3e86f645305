//! A deployment that is backed up and restored, and what is compared of two of them.

use crate::house::{Server, said, trellis};
use crate::web::get;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::{Db, Limits, Stmt, Target};

/// A demonstration on one engine: many records, and its private backup key beside the data.
pub(crate) struct Deployment {
    place: tempfile::TempDir,
    pub(crate) database: Option<String>,
}

impl Deployment {
    pub(crate) fn new(database: Option<String>) -> Self {
        Self {
            place: tempfile::tempdir().unwrap(),
            database,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    pub(crate) fn identity(&self) -> PathBuf {
        self.path("data/backup-identity")
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        on(&self.path("data"), self.database.as_deref(), words)
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    pub(crate) fn backup(&self, name: &str) -> PathBuf {
        let file = self.path(name);
        good(&self.run(&["backup", file.to_str().unwrap()]));
        file
    }

    pub(crate) fn restore(&self, file: &Path, folder: &str, database: Option<&str>, more: &[&str]) -> Output {
        on(&self.path(folder), database, &["restore", file.to_str().unwrap()])
            .arg("--identity")
            .arg(self.identity())
            .args(more)
            .output()
            .unwrap()
    }
}

pub(crate) fn on(data: &Path, database: Option<&str>, words: &[&str]) -> Command {
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
pub(crate) fn head(data: &Path, database: Option<&str>) -> String {
    let text = good(&on(data, database, &["audit", "head"]).output().unwrap());
    text.lines().skip(1).take(2).collect::<Vec<_>>().join(" ")
}

/// Every row of every table of a restored file, read past the program.
#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this file: the test reads it on its own"
)]
pub(crate) fn rows(folder: &Path) -> BTreeMap<String, Vec<String>> {
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
pub(crate) fn counts(here: &Deployment) -> Vec<(&'static str, usize)> {
    let target = match &here.database {
        None => Target::Sqlite(here.path("data/trellis.db")),
        Some(url) => Target::Postgres(url.clone()),
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

/// The public list as a server shows it: from its main part on, without what differs from run to run.
pub(crate) fn page(command: Command) -> String {
    let server = Server::with(command);
    let text = get(server.port, "/sessions").unwrap();
    server.stop();
    text.split("<main").nth(1).unwrap().to_owned()
}
