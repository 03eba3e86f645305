//! What the file promises: settings read back, damage noticed.

use store::testing::{database, keys};
use store::{Db, Limits, Stmt, Target};

static SETTINGS: Stmt = Stmt {
    name: "SETTINGS",
    sql: "select (select journal_mode from pragma_journal_mode) || ' ' || (select synchronous from pragma_synchronous) || ' ' ||
        (select foreign_keys from pragma_foreign_keys) || ' ' || (select secure_delete from pragma_secure_delete) || ' ' ||
        (select timeout from pragma_busy_timeout)",
    optional: &[],
};
static NAMES: Stmt = Stmt {
    name: "NAMES",
    sql: "select name from schema_step order by name",
    optional: &[],
};

/// Proves SR1: the database is in WAL mode, and opening asserts the rest (full sync, foreign keys, patience) or refuses.
#[test]
fn settings_are_the_safe_ones() {
    let database = database();
    let Target::Sqlite(_) = database.target() else {
        return;
    };
    let found = database
        .write_now(|tx: &mut store::Tx<'_>| Ok(Text(tx.one(&SETTINGS, &[], |row| row.get::<String>(0))?)))
        .unwrap();
    assert_eq!(found.as_deref(), Some("wal 2 1 1 5000"));
}

struct Text(Option<String>);

impl store::Recorded for Text {
    type Out = Option<String>;
    fn into_out(self) -> Option<String> {
        self.0
    }
}

/// Proves SR1: the writer begins with the intention to write, so that nobody comes between what it reads and what it writes.
#[expect(
    clippy::disallowed_types,
    reason = "somebody else who would write, past the program"
)]
#[test]
fn a_unit_of_work_holds_the_file_from_its_beginning() {
    let database = database();
    let Target::Sqlite(path) = database.target().clone() else {
        return;
    };
    let found = database
        .write_now(move |tx: &mut store::Tx<'_>| {
            // Nothing was written yet.
            tx.one(&NAMES, &[], |row| row.get::<String>(0))?;
            let other = rusqlite::Connection::open(&path).unwrap();
            other.busy_timeout(std::time::Duration::ZERO).unwrap();
            let tried = other.execute_batch("begin immediate").unwrap_err();
            Ok(Text(Some(tried.to_string())))
        })
        .unwrap();
    assert!(
        found.as_deref().is_some_and(|words| words.contains("locked")),
        "{found:?}"
    );
}

/// Proves SR2: an index that lost a row of its table passes the check at start and not the one at night, after which nothing is
/// written; a sound database passes on either engine.
#[test]
fn the_nightly_check_finds_what_the_start_does_not() {
    let database = database();
    database.check_whole().unwrap();
    assert!(!database.halted());
    let Target::Sqlite(_) = database.target() else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("trellis-night-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let copy = folder.join("copy.db");
    database.snapshot_to(&copy).unwrap();
    lose_index_entries(&copy);
    let db = Db::open(&Target::Sqlite(copy), keys(), Limits::default()).unwrap();
    assert!(!db.halted());
    let refused = db.check_whole().unwrap_err().to_string();
    assert!(refused.contains("damaged"), "{refused}");
    assert!(db.halted());
    let write = db.write_now(|tx: &mut store::Tx<'_>| Ok(Text(tx.one(&NAMES, &[], |row| row.get(0))?)));
    assert!(write.is_err(), "nothing is written to a damaged file");
    assert!(names(&db).is_ok(), "reading goes on");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Makes an index lie: its entries are those of another column.
#[expect(
    clippy::disallowed_types,
    reason = "the damage is done past the program, as a fault of the disk would do it"
)]
fn lose_index_entries(path: &std::path::Path) {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.execute_batch(
        "create table spare (word text not null, other text not null); create index spare_by_word on spare (word);
         insert into spare values ('a', 'z'), ('b', 'y');
         pragma writable_schema = on;
         update sqlite_schema set sql = 'create index spare_by_word on spare (other)' where name = 'spare_by_word';
         pragma writable_schema = off;",
    )
    .unwrap();
    let changed: i64 = raw
        .query_row(
            "select count(*) from sqlite_schema where sql like '%spare (other)'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// Proves SR2: a file that is gone, or cannot be opened, at night stops the writing as damage does; nothing is made in its place.
#[test]
fn a_file_that_cannot_be_opened_at_night_stops_the_writing() {
    for gone in [true, false] {
        let database = database();
        let Target::Sqlite(path) = database.target().clone() else {
            return;
        };
        std::fs::rename(&path, path.with_extension("away")).unwrap();
        if !gone {
            std::fs::write(&path, "not a database at all".repeat(1000)).unwrap();
        }
        assert!(database.check_whole().is_err());
        assert!(database.halted());
        assert_eq!(path.exists(), !gone);
    }
}

/// Proves SR2: a page that was lost is noticed when the file is opened, whichever table or index it belonged to.
#[test]
fn a_lost_page_is_noticed_at_start() {
    let database = database();
    let Target::Sqlite(_) = database.target() else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("trellis-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let copy = folder.join("copy.db");
    database.snapshot_to(&copy).unwrap();
    let clean = std::fs::read(&copy).unwrap();
    let pages = clean.len() / 4096;
    assert!(pages > 20, "{pages} pages");
    for page in 1..pages {
        let mut bytes = clean.clone();
        bytes
            .iter_mut()
            .skip(page * 4096)
            .take(4096)
            .for_each(|byte| *byte = 0);
        let damaged = folder.join(format!("{page}.db"));
        std::fs::write(&damaged, &bytes).unwrap();
        assert!(
            Db::open(&Target::Sqlite(damaged), keys(), Limits::default()).is_err(),
            "page {page}"
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn names(db: &Db) -> Result<Vec<String>, kernel::Stop> {
    db.read_now(|tx| Ok(tx.all(&NAMES, &[], |row| row.get::<String>(0))?))
}
