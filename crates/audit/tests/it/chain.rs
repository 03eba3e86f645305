//! Tampering shows; what is not recorded is not committed.

use access::{Guarded, Scope, Viewer, actions::SystemJob};
use audit::{Change, Done, Head, head, verify, verify_with_head};
use kernel::{FixedClock, Id, Instant, SeededEntropy};
use store::testing::{Database, check_catalogue, database};
use store::{Db, Engine, Recorded, Stmt, Tx, values};

pub(crate) struct Thing;
static GUARD: Stmt = Stmt {
    name: "THING_GUARD",
    sql: "select 1 from audit_event where record_id = ?3",
    optional: &[],
};
static BREAK_INSERT: Stmt = Stmt {
    name: "BREAK",
    sql: "alter table audit_event rename to audit_event_away",
    optional: &[],
};
static MEND: Stmt = Stmt {
    name: "MEND",
    sql: "alter table audit_event_away rename to audit_event",
    optional: &[],
};
static DRAFTS: Stmt = Stmt {
    name: "DRAFTS",
    sql: "select count(*) from submission",
    optional: &[],
};
static SUBMIT: Stmt = Stmt {
    name: "SUBMIT",
    sql: "insert into submission (key, location_sealed, day) values (?1, ?1, '2026-01-01')",
    optional: &[],
};
static UPDATE: Stmt = Stmt {
    name: "UPDATE",
    sql: "update audit_event set change = 'nothing' where sequence = 3",
    optional: &[],
};
static DELETE: Stmt = Stmt {
    name: "DELETE",
    sql: "delete from audit_event where sequence = 3",
    optional: &[],
};
static TRUNCATE: Stmt = Stmt {
    name: "TRUNCATE",
    sql: "truncate audit_event",
    optional: &[],
};

impl Guarded for Thing {
    type Id = Id;
    const KIND: &'static str = "thing";
    const GUARD: &'static Stmt = &GUARD;
}

struct Raw;
impl Recorded for Raw {
    type Out = ();
    fn into_out(self) {}
}

pub(crate) fn record(database: &Db, number: i64) {
    let id = Id::fresh(
        &FixedClock::at(Instant::from_millis(number)),
        &SeededEntropy::new(u64::try_from(number).unwrap()),
    );
    database
        .write_now(move |tx: &mut Tx<'_>| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let pass = scope.pass_new::<Thing>(id);
            Done::recorded(
                tx,
                pass,
                Change::new("made").field("name").reason("because it is a test"),
                Instant::from_millis(number),
                (),
            )
        })
        .unwrap();
}

fn filled() -> Database {
    let database = database();
    for number in 1..=10 {
        record(&database, number);
    }
    database
}

/// Changes the table behind the system's back, as whoever owns the file or the server can: first without its triggers.
fn tamper(database: &Database, sql: &str) {
    let triggers = match database.engine() {
        Engine::Sqlite => "drop trigger if exists audit_event_keep; drop trigger if exists audit_event_stay",
        Engine::Postgres => {
            "drop trigger if exists audit_event_keep on audit_event; drop trigger if exists audit_event_whole on audit_event"
        }
    };
    for part in triggers.split("; ").chain(sql.split("; ")) {
        let statement: &'static Stmt = Box::leak(Box::new(Stmt {
            name: "TAMPER",
            sql: Box::leak(part.to_owned().into_boxed_str()),
            optional: &[],
        }));
        database
            .write_now(move |tx: &mut Tx<'_>| {
                tx.run(statement, &[])?;
                Ok(Raw)
            })
            .unwrap();
    }
}

#[test]
fn statements_compile() {
    let database = database();
    check_catalogue(&database, &audit::catalogue()).unwrap();
    check_catalogue(&database, &access::catalogue()).unwrap();
}

/// Proves SB2: an edit, a deletion, an insertion, a swap and a new order each name the first bad event.
#[test]
fn tampering_names_the_first_bad_event() {
    assert_eq!(verify(&filled()).unwrap(), Ok(10));
    for (sql, first) in [
        ("update audit_event set change = 'other' where sequence = 4", 4),
        ("delete from audit_event where sequence = 4", 5),
        (
            "insert into audit_event select 11, at, actor_kind, actor, action, change, record_kind, record_id, fields, reason_sealed, previous, hash from audit_event where sequence = 10",
            11,
        ),
        (
            "update audit_event set sequence = 100 where sequence = 4; update audit_event set sequence = 4 where sequence = 5; update audit_event set sequence = 5 where sequence = 100",
            4,
        ),
        (
            "update audit_event set record_id = (select record_id from audit_event where sequence = 2) where sequence = 7",
            7,
        ),
    ] {
        let database = filled();
        tamper(&database, sql);
        assert_eq!(verify(&database).unwrap().unwrap_err().sequence, first, "{sql}");
    }
}

/// Proves SB3: a cut tail verifies by itself and fails against the head that somebody else keeps.
#[test]
fn a_cut_tail_and_a_rewritten_trail_show_against_the_head() {
    let database = database();
    for number in 1..=9 {
        record(&database, number);
    }
    let earlier = head(&database, Instant::from_millis(50)).unwrap();
    record(&database, 10);
    let kept = head(&database, Instant::from_millis(50)).unwrap();
    let parsed = Head::parse(&kept.to_string()).unwrap();
    assert_eq!(parsed, kept);
    assert_eq!(verify_with_head(&database, &parsed).unwrap(), Ok(10));
    record(&database, 11);
    assert_eq!(
        verify_with_head(&database, &parsed).unwrap(),
        Ok(11),
        "a longer trail still holds the head"
    );
    // Its place and hash are those of a real event, only the signature is another's: nothing else gives it away.
    let signature = |head: &Head| head.to_string().lines().last().unwrap().to_owned();
    let forged = earlier
        .to_string()
        .replace(&signature(&earlier), &signature(&kept));
    assert_eq!(verify_with_head(&database, &earlier).unwrap(), Ok(11));
    let refused = verify_with_head(&database, &Head::parse(&forged).unwrap()).unwrap();
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("was not signed"), "{refused}");
    tamper(&database, "delete from audit_event where sequence > 8");
    assert_eq!(
        verify(&database).unwrap(),
        Ok(8),
        "the chain alone does not notice"
    );
    assert!(verify_with_head(&database, &parsed).unwrap().is_err());
    // Rewritten with the real key, as somebody with the host could: only the head tells.
    tamper(&database, "delete from audit_event");
    for number in 21..=31 {
        record(&database, number);
    }
    assert_eq!(verify(&database).unwrap(), Ok(11));
    assert!(verify_with_head(&database, &parsed).unwrap().is_err());
}

/// Proves SB2: even the system itself cannot change or remove an event.
#[test]
fn events_are_only_ever_added() {
    let database = filled();
    // Only a server knows this word.
    let all: &[&'static Stmt] = match database.engine() {
        Engine::Sqlite => &[&UPDATE, &DELETE],
        Engine::Postgres => &[&UPDATE, &DELETE, &TRUNCATE],
    };
    for &statement in all {
        let tried = database.write_now(move |tx: &mut Tx<'_>| {
            tx.run(statement, &[])?;
            Ok(Raw)
        });
        assert!(tried.is_err(), "{}", statement.name);
    }
    assert_eq!(verify(&database).unwrap(), Ok(10));
}

/// Proves SB1: when the event cannot be written, the act is not done either.
#[test]
fn no_event_no_act() {
    let database = filled();
    let rename = |statement: &'static Stmt| {
        database
            .write_now(move |tx: &mut Tx<'_>| {
                tx.run(statement, &[])?;
                Ok(Raw)
            })
            .unwrap();
    };
    rename(&BREAK_INSERT);
    let tried = database.write_now(|tx: &mut Tx<'_>| {
        tx.run(&SUBMIT, values![vec![1_u8]])?;
        let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
        let pass = scope.pass_new::<Thing>(Id::parse("00000000-0000-7000-8000-000000000001").unwrap());
        Done::recorded(tx, pass, Change::new("made"), Instant::from_millis(1), ())
    });
    assert!(tried.is_err());
    rename(&MEND);
    let count = database
        .read_now(|tx| Ok(tx.one(&DRAFTS, &[], |row| row.get::<i64>(0))?))
        .unwrap();
    assert_eq!(count, Some(0));
    assert_eq!(verify(&database).unwrap(), Ok(10));
}

#[test]
fn history_reads_in_words() {
    let database = database();
    record(&database, 1);
    let id = Id::fresh(&FixedClock::at(Instant::from_millis(1)), &SeededEntropy::new(1));
    let entries = database
        .read_now(move |tx| Ok(audit::history_of(tx, "thing", id, audit::Part::All, None, 10)?))
        .unwrap();
    let [entry] = entries.as_slice() else {
        unreachable!("one entry")
    };
    assert_eq!(
        (entry.change.as_str(), entry.who.reveal().as_str()),
        ("made", "The system")
    );
    assert_eq!(entry.reason.as_ref().unwrap().reveal(), "because it is a test");
    assert_eq!(format!("{:?}", entry.reason), "Some(***)");
}
