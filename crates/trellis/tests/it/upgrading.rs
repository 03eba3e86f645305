//! An upgrade as an operator runs it: the way back is made first.

use crate::deployment::good;
use crate::house::{House, said, trellis};
use std::path::Path;
use std::process::Output;
use store::testing::{fresh_url, migrate_first, steps};
use store::{Db, Keys, Limits, Recorded, Stmt, Target, values};

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

static AREA: Stmt = Stmt {
    name: "UPGRADING_AREA",
    sql: "insert into area (id, name, kind) values (?1, 'Canary', 'borough')",
    optional: &[],
};
static AREAS: Stmt = Stmt {
    name: "UPGRADING_AREAS",
    sql: "select name from area",
    optional: &[],
};
static BACKUPS: Stmt = Stmt {
    name: "UPGRADING_BACKUPS",
    sql: "select count(*) from backup",
    optional: &[],
};

/// A house whose database is of the version before, with one area in it.
struct Earlier {
    house: House,
    url: Option<String>,
}

impl Earlier {
    fn new(url: Option<String>) -> Self {
        let house = House::new();
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(house.data().join(format!("trellis.db{ending}")));
        }
        let earlier = Self { house, url };
        let db = earlier.open(&earlier.house.data(), earlier.url.as_deref());
        migrate_first(&db, steps() - 1);
        db.write_now(|tx| {
            let id = kernel::Id::parse("018f0000-0000-7000-8000-000000000001").unwrap();
            tx.run(&AREA, values![id])?;
            Ok(Kept)
        })
        .unwrap();
        earlier
    }

    fn open(&self, data: &Path, url: Option<&str>) -> Db {
        let target = url.map_or_else(
            || Target::Sqlite(data.join("trellis.db")),
            |url| Target::Postgres(url.to_owned()),
        );
        Db::open(&target, Keys::from_master(&self.key()), Limits::default()).unwrap()
    }

    fn key(&self) -> [u8; 32] {
        let text = std::fs::read_to_string(self.house.data().join("trellis.key")).unwrap();
        kernel::hex::decode(text.trim()).unwrap().try_into().unwrap()
    }

    fn migrate(&self, words: &[&str]) -> Output {
        let mut command = trellis();
        command
            .arg("migrate")
            .args(words)
            .arg("--data")
            .arg(self.house.data());
        if let Some(url) = &self.url {
            command.args(["--database", url]);
        }
        command.output().unwrap()
    }

    fn pending(&self) -> usize {
        let db = self.open(&self.house.data(), self.url.as_deref());
        db.pending().unwrap().len()
    }

    fn refuses(&self, words: &[&str], why: &str) {
        let output = self.migrate(words);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(why), "{}", said(&output));
        assert_eq!(self.pending(), 1, "nothing was changed");
    }
}

/// Proves SR11: `migrate` seals and verifies a backup of the database as it was before it takes a step, on either engine; without
/// one nothing is changed, unless the operator says so.
#[test]
fn an_upgrade_makes_its_way_back_first() {
    for url in [None, fresh_url()]
        .into_iter()
        .enumerate()
        .filter_map(|(number, url)| {
            // Without a PostgreSQL there is nothing to try a second time.
            (number == 0 || url.is_some()).then_some(url)
        })
    {
        let earlier = Earlier::new(url);
        let recipient = earlier.house.data().join("backup-recipient");
        let kept = std::fs::read(&recipient).unwrap();
        std::fs::remove_file(&recipient).unwrap();
        earlier.refuses(&[], "no backup key is set");
        std::fs::write(&recipient, kept).unwrap();
        earlier.refuses(&["--backup", "/dev/null/there"], "nothing was changed");

        let file = earlier.house.place.path().join("before");
        let told = good(&earlier.migrate(&["--backup", file.to_str().unwrap()]));
        assert!(told.contains("this is the way back"), "{told}");
        assert_eq!(earlier.pending(), 0);
        let db = earlier.open(&earlier.house.data(), earlier.url.as_deref());
        let counted = db.read_now(|tx| Ok(tx.one(&BACKUPS, &[], |row| row.get::<i64>(0))?));
        assert_eq!(counted.unwrap(), Some(1), "administrators see it");

        let back = earlier.house.place.path().join("back");
        let restored = trellis()
            .arg("restore")
            .arg(&file)
            .arg("--identity")
            .arg(&earlier.house.identity)
            .arg("--data")
            .arg(&back)
            .output();
        good(&restored.unwrap());
        let db = earlier.open(&back, None);
        assert_eq!(db.pending().unwrap().len(), 1, "as it was before");
        let areas = db.read_now(|tx| Ok(tx.all(&AREAS, &[], |row| row.get::<String>(0))?));
        assert_eq!(areas.unwrap(), ["Canary"]);

        let told = good(&earlier.migrate(&[]));
        assert!(told.contains("Nothing to do"), "{told}");
    }
    let earlier = Earlier::new(None);
    good(&earlier.migrate(&["--without-backup"]));
    assert_eq!(earlier.pending(), 0);
    let sealed = std::fs::read_dir(earlier.house.data()).unwrap().any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("before-upgrade")
    });
    assert!(!sealed);
}
