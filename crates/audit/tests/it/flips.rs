//! A disk that flips a byte here and there under a filled database.

use kernel::{Entropy, FixedClock, Id, Instant, SeededEntropy};
use std::collections::BTreeMap;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use store::testing::{database, keys};
use store::{Db, Limits, Recorded, Stmt, Target, Tx, values};

struct Raw;

impl Recorded for Raw {
    type Out = ();
    fn into_out(self) {}
}

store::statements! {
    FLIPS_ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', ?3)";
    FLIPS_WORKER = "insert into worker (id, organisation_id) values (?1, ?2)";
    FLIPS_ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at, totp_confirmed_at)
        values (?1, ?2, ?3, ?4, ?5, 'practitioner', ?6, 'active', ?7, ?7)";
    FLIPS_MAIL = "insert into mail (id, template, recipient_sealed, content_sealed, dedupe_key, made_at, run_after, state)
        values (?1, 'booked', ?2, ?3, ?4, ?5, ?5, 'queued')";
    FLIPS_JOB = "insert into job (id, kind, payload, dedupe_key, made_at, run_after, state) values (?1, 'remind', ?2, ?3, ?4, ?4, 'queued')";
    FLIPS_AREA = "insert into area (id, name, gss, kind) values (?1, ?2, ?3, 'borough')";
    FLIPS_SEALED = "select id, recipient_sealed, content_sealed from mail";
}

const FLIPS: usize = 1000;

/// Records as a deployment holds them: people, sealed mail, jobs, and a trail.
fn fill(db: &Db) {
    let (clock, entropy) = (
        FixedClock::at(Instant::from_millis(1_780_000_000_000)),
        SeededEntropy::new(8),
    );
    let now = kernel::Clock::now(&clock);
    for number in 0..150_i64 {
        let ids: Vec<Id> = (0..6).map(|_| Id::fresh(&clock, &entropy)).collect();
        let [organisation, worker, account, mail, job, area] = *ids else {
            unreachable!("six")
        };
        let mut blind = vec![0; 32];
        entropy.fill(&mut blind);
        let entropy = SeededEntropy::new(u64::try_from(number).unwrap());
        db.write_now(move |tx: &mut Tx<'_>| {
            let seal = |tx: &Tx<'_>, table, column, id, text: &str| {
                tx.keys().seal(table, column, id, text.as_bytes(), &entropy)
            };
            let name = seal(tx, "account", "name_sealed", account, "Robin Example");
            let email = seal(tx, "account", "email_sealed", account, "robin@council.example");
            let to = seal(tx, "mail", "recipient_sealed", mail, "robin@council.example");
            let content = seal(
                tx,
                "mail",
                "content_sealed",
                mail,
                &"a calendar file\r\n".repeat(30),
            );
            tx.run(
                &FLIPS_ORGANISATION,
                values![organisation, format!("Example {number}"), false],
            )?;
            tx.run(&FLIPS_WORKER, values![worker, organisation])?;
            tx.run(
                &FLIPS_ACCOUNT,
                values![account, worker, blind.clone(), email, name, false, now],
            )?;
            tx.run(
                &FLIPS_MAIL,
                values![mail, to, content, format!("booked {mail}"), now],
            )?;
            let payload = format!("{{\"session\":\"{account}\"}}");
            tx.run(&FLIPS_JOB, values![job, payload, format!("remind {job}"), now])?;
            tx.run(
                &FLIPS_AREA,
                values![area, format!("Borough {number}"), None::<String>],
            )?;
            Ok(Raw)
        })
        .unwrap();
        for event in 0..3 {
            crate::chain::record(db, number * 3 + event + 1);
        }
    }
}

/// One statement for each table that gives its rows as text.
#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this copy: the test asks it for its tables"
)]
fn tables(path: &Path) -> BTreeMap<String, &'static Stmt> {
    let raw = rusqlite::Connection::open(path).unwrap();
    let list = |sql: &str, of: &str| -> Vec<String> {
        let mut asked = raw.prepare(sql).unwrap();
        let found = asked.query_map([of], |row| row.get(0)).unwrap();
        found.collect::<Result<_, _>>().unwrap()
    };
    list(
        "select name from sqlite_schema where type = 'table' and name not like ?1 order by name",
        "sqlite%",
    )
    .into_iter()
    .map(|table| {
        let columns: Vec<String> = list("select name from pragma_table_info(?1)", &table)
            .iter()
            // With its table: a bare name in quotes that is no column any more would be read as a text.
            .map(|column| format!("quote(\"{table}\".\"{column}\")"))
            .collect();
        let sql = format!(
            "select {} from \"{table}\" order by 1",
            columns.join(" || '|' || ")
        );
        let statement: &'static Stmt = Box::leak(Box::new(Stmt {
            name: "FLIPS_TABLE",
            sql: Box::leak(sql.into_boxed_str()),
            optional: &[],
        }));
        (table, statement)
    })
    .collect()
}

/// Every row of every table.
fn all(
    db: &Db,
    tables: &BTreeMap<String, &'static Stmt>,
) -> Result<BTreeMap<String, Vec<String>>, kernel::Stop> {
    tables
        .iter()
        .map(|(table, statement)| {
            let rows = db.read_now(|tx| Ok(tx.all(statement, &[], |row| row.get::<String>(0))?))?;
            Ok((table.clone(), rows))
        })
        .collect()
}

/// Every sealed value opens.
fn opens(db: &Db) -> bool {
    let sealed = db.read_now(|tx| {
        Ok(tx.all(&FLIPS_SEALED, &[], |row| {
            Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Vec<u8>>(2)?))
        })?)
    });
    sealed.is_ok_and(|rows| {
        rows.iter().all(|(id, to, content)| {
            keys().open("mail", "recipient_sealed", *id, to).is_ok()
                && keys().open("mail", "content_sealed", *id, content).is_ok()
        })
    })
}

#[derive(Default, Debug)]
struct Found {
    /// When the file was opened.
    start: usize,
    /// By the check of the night, which then stopped the writing.
    night: usize,
    /// When a table was read.
    reading: usize,
    /// By the trail, or by a sealed value that did not open.
    keyed: usize,
    /// A value nobody could know to be wrong: plain text or a number in one row.
    silent: usize,
    /// Nothing that is read changed.
    harmless: usize,
}

fn look(
    path: &Path,
    tables: &BTreeMap<String, &'static Stmt>,
    wanted: &BTreeMap<String, Vec<String>>,
    found: &mut Found,
) {
    let limits = Limits {
        readers: 1,
        ..Limits::default()
    };
    let Ok(db) = Db::open(&Target::Sqlite(path.to_path_buf()), keys(), limits) else {
        found.start += 1;
        return;
    };
    let read = all(&db, tables);
    if db.check_whole().is_err() {
        assert!(db.halted(), "damaged, and writing goes on");
        found.night += 1;
        return;
    }
    let Ok(read) = read else {
        found.reading += 1;
        return;
    };
    if read == *wanted {
        found.harmless += 1;
        return;
    }
    if !matches!(audit::verify(&db), Ok(Ok(_))) || !opens(&db) {
        found.keyed += 1;
        return;
    }
    for (table, rows) in wanted {
        let there = read.get(table).unwrap();
        let same = rows.iter().filter(|row| there.contains(row)).count();
        assert!(
            there.len() == rows.len() && rows.len() - same <= 1,
            "{table} lost rows"
        );
        assert!(there == rows || table != "audit_event", "a changed event passed");
    }
    found.silent += 1;
}

/// Proves SR2: of 1,000 bytes flipped in a filled database no lost row, no changed event and no changed sealed value is served as if
/// it were right; how many flips are noticed at all is counted.
#[test]
fn a_flipped_byte_serves_no_wrong_data() {
    let database = database();
    let Target::Sqlite(_) = database.target() else {
        return;
    };
    fill(&database);
    let folder = std::env::temp_dir().join(format!("trellis-flip-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let copy = folder.join("copy.db");
    database.snapshot_to(&copy).unwrap();
    let tables = tables(&copy);
    assert!(tables.len() > 30, "{}", tables.len());
    let wanted = all(&database, &tables).unwrap();
    let clean = std::fs::read(&copy).unwrap();
    let mut found = Found::default();
    for number in 0..FLIPS {
        let place = number * 7919 % clean.len();
        let damaged = folder.join(format!("{number}.db"));
        std::fs::copy(&copy, &damaged).unwrap();
        {
            let mut file = std::fs::OpenOptions::new().write(true).open(&damaged).unwrap();
            file.seek(SeekFrom::Start(u64::try_from(place).unwrap())).unwrap();
            file.write_all(&[clean[place] ^ 0x40]).unwrap();
        }
        look(&damaged, &tables, &wanted, &mut found);
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("{number}.db{ending}")));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let noticed = found.start + found.night + found.reading + found.keyed;
    println!(
        "{FLIPS} bytes of {} flipped: {found:?}; {noticed} noticed",
        clean.len()
    );
    let mattered = FLIPS - found.harmless;
    assert!(
        noticed * 100 >= mattered * 90,
        "{noticed} of {mattered} that changed anything: {found:?}"
    );
}
