//! What a restore looks at, and what the restored house is.

use crate::deployment::{Deployment, good, on};
use crate::house::{House, Server, said, trellis};
use crate::starting::tried;
use crate::web::get;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use store::testing::fresh_url;
use store::{Db, Keys, Limits, Stmt, Target, values};

static SOME_NAMES: Stmt = Stmt {
    name: "RESTORING_SOME_NAMES",
    sql: "select id, name_sealed from learner order by random() limit 100",
    optional: &[],
};
static NAME: Stmt = Stmt {
    name: "RESTORING_NAME",
    sql: "select name_sealed from learner where id = ?1",
    optional: &[],
};

fn open(data: &Path, database: Option<&str>) -> Db {
    let text = std::fs::read_to_string(data.join("trellis.key")).unwrap();
    let key: [u8; 32] = kernel::hex::decode(text.trim()).unwrap().try_into().unwrap();
    let target = match database {
        None => Target::Sqlite(data.join("trellis.db")),
        Some(url) => Target::Postgres(url.to_owned()),
    };
    Db::open(&target, Keys::from_master(&key), Limits::default()).unwrap()
}

fn name(db: &Db, id: kernel::Id, sealed: &[u8]) -> String {
    db.keys().open_text("learner", "name_sealed", id, sealed).unwrap()
}

/// Proves SR12: a hundred records, chosen by chance, open in the restored house and say what they said in the original.
#[test]
fn a_hundred_records_open_after_a_restore() {
    let here = Deployment::new(fresh_url());
    Server::with(here.command(&["demo"])).stop();
    let file = here.backup("file");
    good(&here.restore(&file, "restored", None, &[]));
    let restored = open(&here.path("restored"), None);
    let some: BTreeMap<kernel::Id, String> = restored
        .read_now(|tx| Ok(tx.all(&SOME_NAMES, &[], |row| Ok((row.get(0)?, row.get::<Vec<u8>>(1)?)))?))
        .unwrap()
        .into_iter()
        .map(|(id, sealed)| (id, name(&restored, id, &sealed)))
        .collect();
    assert_eq!(some.len(), 100);
    let original = open(&here.path("data"), here.database.as_deref());
    for (id, restored) in some {
        let sealed = original.read_now(|tx| Ok(tx.one(&NAME, values![id], |row| row.get::<Vec<u8>>(0))?));
        assert_eq!(name(&original, id, &sealed.unwrap().unwrap()), restored);
        assert!(!restored.is_empty());
    }
}

/// Proves SK6: a demonstration stays one when it is restored: its passwords are known, so only `trellis demo` serves it, and every page
/// says what it is.
#[test]
fn a_demonstration_stays_one_after_a_restore() {
    let here = Deployment::new(fresh_url());
    Server::with(here.command(&["demo"])).stop();
    let file = here.backup("file");
    good(&here.restore(&file, "restored", None, &[]));
    let data = here.path("restored");
    for files in ["with its files", "without"] {
        let (code, refused) = tried(&data, &["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(code, Some(1), "{files}: {refused}");
        assert!(refused.contains("is a demonstration"), "{refused}");
        if files == "with its files" {
            let shown = Server::with(on(&data, None, &["demo"]));
            let page = get(shown.port, "/sessions").unwrap();
            assert!(page.contains("This is a demonstration"), "{page}");
            shown.stop();
            for name in ["this-is-a-demonstration", "demonstration-is-complete"] {
                std::fs::remove_file(data.join(name)).unwrap();
            }
        }
    }
}

/// Proves SR12 and SB3: of a witness's file the newest head is what a backup must hold, as when the trail is verified.
#[test]
fn a_restore_holds_the_newest_head_of_a_witness_against_the_backup() {
    let house = House::new();
    let place = |name: &str| house.place.path().join(name);
    let (witness, backup) = (place("witness"), place("backup"));
    let head = || good(&house.run(&["audit", "head"]));
    let mut heads = head();
    good(&house.run(&["backup", backup.to_str().unwrap()]));
    let restore = |folder: &str| -> Output {
        trellis()
            .arg("restore")
            .arg(&backup)
            .arg("--identity")
            .arg(&house.identity)
            .arg("--head")
            .arg(&witness)
            .arg("--data")
            .arg(place(folder))
            .output()
            .unwrap()
    };
    std::fs::write(&witness, &heads).unwrap();
    good(&restore("in-time"));
    good(&house.run(&["user", "link", "--email", "first@council.example"]));
    heads.push_str(&head());
    std::fs::write(&witness, &heads).unwrap();
    let late = restore("late");
    assert_eq!(late.status.code(), Some(1));
    assert!(said(&late).contains("its tail was cut"), "{}", said(&late));
    assert!(!place("late").exists());
    std::fs::write(&witness, "nothing").unwrap();
    let none = said(&restore("none"));
    assert!(none.contains("is not a head of the audit trail"), "{none}");
}
