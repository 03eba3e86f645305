//! Roles against actions, and records in and out of sight.

use access::actions::{self, ALL, BrowsePublicly, OwnAccount, PlanCourses, SeeToday, SystemJob};
use access::{Guarded, Role, Scope, SignedIn, Viewer, Who, viewer_by_session};
use kernel::{Id, Instant, Refusal, SeededEntropy, Stop};
use store::testing::{Database, database};
use store::{Recorded, Stmt, Tx, values};

struct Raw;
impl Recorded for Raw {
    type Out = ();
    fn into_out(self) {}
}

static ORGANISATION: Stmt = Stmt {
    name: "ORG",
    sql: "insert into organisation (id, name, sector, by_and_for) values (?1, ?3, 'council', ?2)",
    optional: &[],
};
static WORKER: Stmt = Stmt {
    name: "WORKER",
    sql: "insert into worker (id, organisation_id) values (?1, ?2)",
    optional: &[],
};
static ACCOUNT: Stmt = Stmt {
    name: "ACCOUNT",
    sql: "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at, totp_confirmed_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)",
    optional: &[],
};
static TOKEN: Stmt = Stmt {
    name: "TOKEN",
    sql: "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, 1000, 1000, ?4, ?5, 'test')",
    optional: &[],
};
static END: Stmt = Stmt {
    name: "END",
    sql: "update session_token set ended_at = 5 where token_hash = ?1",
    optional: &[],
};
static STATE: Stmt = Stmt {
    name: "STATE",
    sql: "update account set state = ?2 where id = ?1",
    optional: &[],
};

fn id(number: u64) -> Id {
    Id::fresh(
        &kernel::FixedClock::at(Instant::from_millis(1)),
        &SeededEntropy::new(number),
    )
}

/// An account with a session whose token hash is its number.
fn account(database: &Database, number: u8, role: Role, all_areas: bool, factor: bool) -> Id {
    let account = id(u64::from(number));
    database
        .write_now(move |tx: &mut Tx<'_>| {
            let entropy = SeededEntropy::new(9);
            let name = tx
                .keys()
                .seal("account", "name_sealed", account, b"Robin Example", &entropy);
            tx.run(
                &ORGANISATION,
                values![id(u64::from(number) + 1000), false, format!("Example {number}")],
            )?;
            tx.run(
                &WORKER,
                values![id(u64::from(number) + 2000), id(u64::from(number) + 1000)],
            )?;
            tx.run(
                &ACCOUNT,
                values![
                    account,
                    id(u64::from(number) + 2000),
                    vec![number],
                    vec![number],
                    name,
                    role.code(),
                    all_areas,
                    "active"
                ],
            )?;
            tx.run(
                &TOKEN,
                values![
                    id(u64::from(number) + 3000),
                    account,
                    vec![number],
                    Instant::from_millis(10_000_000),
                    factor.then_some(1000_i64)
                ],
            )?;
            Ok(Raw)
        })
        .unwrap();
    account
}

fn viewer(database: &Database, number: u8) -> Option<SignedIn> {
    database
        .read_now(move |tx| {
            Ok(viewer_by_session(
                tx,
                &[number],
                Instant::from_millis(2000),
                1200,
            )?)
        })
        .unwrap()
}

fn run(database: &Database, statement: &'static Stmt, account: Option<Id>, text: &'static str) {
    database
        .write_now(move |tx: &mut Tx<'_>| {
            match account {
                Some(account) => tx.changed(statement, values![account, text])?,
                None => tx.changed(
                    statement,
                    values![vec![text.as_bytes().first().copied().unwrap_or(0) - b'0']],
                )?,
            };
            Ok(Raw)
        })
        .unwrap();
}

/// Proves SA3: the table of roles and actions is this one, and a change to it is a change to this test.
#[test]
fn the_matrix_is_as_agreed() {
    let letters = |who: Who| match who {
        Who::Anyone => "anyone".to_owned(),
        Who::System => "system".to_owned(),
        Who::Roles(roles) => Role::ALL
            .into_iter()
            .map(|role| {
                if roles.contains(&role) {
                    role.label().chars().next().unwrap_or('?')
                } else {
                    '-'
                }
            })
            .collect(),
    };
    let lines: Vec<String> = ALL
        .iter()
        .map(|(name, who)| format!("{:<28}{}", name, letters(*who)))
        .collect();
    // Administrator, Coordinator, Trainer, Adviser, Practitioner, Evaluator.
    let agreed = "browse publicly             anyone
book publicly               anyone
manage own booking          anyone
see own record              anyone
sign in at the door         anyone
answer an instrument        anyone
sign in                     anyone
see today                   ACTAPE
look after own account      ACTAPE
read courses                ACT---
plan courses                -C----
read bookings               -CT---
manage bookings             -C----
join learners               AC----
read mentoring              -CT---
keep a mentoring            -CT---
plan mentoring              -C----
run the door                -CT---
key answers in              -CT---
look after faults           -CT---
issue certificates          -CT---
read evidence               -C---E
export evidence             -C---E
read comments               -CT--E
decide on quotes            -C---E
code comments               -C---E
blank comments              -C---E
read who wants to be reachedAC----
ask who answered            -C----
agree to show who answered  AC----
read instruments            -CT--E
manage instruments          -C----
open questionnaires to anybody-C----
read the ledger             -CT---
waive what is owed          -C----
chase what is owed          -C----
say who owes                -C----
plan the chasing            AC----
see copies that left        ACT--E
manage accounts             A-----
read the audit trail        A-----
look after jobs             A-----
manage the directory        AC----
work as the system          system";
    assert_eq!(lines.join("\n"), agreed);
}

/// Proves SA5: every role and every action is decided, and nobody but a job works as the system.
#[test]
fn each_role_may_do_what_the_matrix_says() {
    let database = database();
    for (number, role) in (1_u8..).zip(Role::ALL) {
        account(&database, number, role, true, true);
        let viewer = viewer(&database, number).unwrap().viewer;
        assert_eq!(viewer.role(), Some(role));
        assert_eq!(viewer.name(), Some("Robin Example"));
        assert!(viewer.factor_shown(), "this session has a second factor");
        assert!(viewer.may::<SeeToday>().is_ok());
        assert!(viewer.may::<BrowsePublicly>().is_ok());
        assert_eq!(
            viewer.may::<SystemJob>(),
            Err(Refusal::NotAllowed("work as the system"))
        );
        assert_eq!(
            viewer.may::<PlanCourses>().is_ok(),
            role == Role::Coordinator,
            "{role:?}"
        );
        assert_eq!(
            viewer.may::<actions::ManageAccounts>().is_ok(),
            role == Role::Administrator,
            "{role:?}"
        );
        let all = Scope::<SeeToday>::of(&viewer).unwrap().sees_all();
        assert_eq!(
            all,
            matches!(role, Role::Administrator | Role::Coordinator | Role::Evaluator),
            "{role:?}"
        );
    }
    assert_eq!(Viewer::public().may::<PlanCourses>(), Err(Refusal::SignIn));
    assert_eq!(
        Viewer::public().may::<SystemJob>(),
        Err(Refusal::NotAllowed("work as the system"))
    );
    let system = Viewer::system(ticket::Ticket::of("job"));
    assert!(system.may::<SystemJob>().is_ok() && system.may::<BrowsePublicly>().is_ok());
    assert_eq!(
        system.may::<PlanCourses>(),
        Err(Refusal::NotAllowed("plan courses"))
    );
    assert!(Scope::<SystemJob>::of(&system).unwrap().sees_all());
    assert!(!Scope::<BrowsePublicly>::of(&Viewer::public()).unwrap().sees_all());
    assert_eq!(
        (
            system.account_id(),
            system.session_id(),
            system.name(),
            system.role(),
            system.factor_shown()
        ),
        (None, None, None, None, false)
    );
}

/// Proves SD1: without a shown second factor an account can only look after itself.
#[test]
fn without_a_second_factor_only_the_own_account_is_open() {
    let database = database();
    let owner = account(&database, 1, Role::Coordinator, false, false);
    let found = viewer(&database, 1).unwrap();
    assert!(found.viewer.may::<OwnAccount>().is_ok());
    assert_eq!(found.viewer.may::<PlanCourses>(), Err(Refusal::SignIn));
    assert_eq!(found.viewer.account_id(), Some(owner));
    assert!(found.viewer.session_id().is_some() && !found.viewer.factor_shown());
    assert!(
        !Scope::<OwnAccount>::of(&found.viewer).unwrap().sees_all(),
        "a coordinator of some areas"
    );
}

/// Proves SD5, SD8: a session that is ended, idle, too old, or whose account is not active gives no viewer.
#[test]
fn dead_sessions_give_no_viewer() {
    let database = database();
    let owner = account(&database, 1, Role::Trainer, false, true);
    assert!(viewer(&database, 1).is_some());
    let at = |millis: i64| {
        database
            .read_now(move |tx| Ok(viewer_by_session(tx, &[1], Instant::from_millis(millis), 1200)?))
            .unwrap()
            .is_some()
    };
    assert!(at(1000 + 1_199_000), "used within the idle time");
    assert!(!at(1000 + 1_200_000), "idle");
    assert!(!at(10_000_000), "too old");
    for state in ["invited", "suspended", "left"] {
        run(&database, &STATE, Some(owner), state);
        assert!(viewer(&database, 1).is_none(), "{state}");
    }
    run(&database, &STATE, Some(owner), "active");
    assert!(viewer(&database, 1).is_some());
    run(&database, &END, None, "1");
    assert!(viewer(&database, 1).is_none(), "ended");
    assert!(viewer(&database, 77).is_none(), "no such token");
}

struct AccountRecord;
static GUARD: Stmt = Stmt {
    name: "ACCOUNT_GUARD",
    sql: "select version from account where id = ?3 and (?2 or id = ?1)",
    optional: &[],
};
impl Guarded for AccountRecord {
    type Id = Id;
    const KIND: &'static str = "account";
    const GUARD: &'static Stmt = &GUARD;
}

/// Proves SA2, SA4: a record out of sight and one that does not exist are refused alike, and the refusal is noted.
#[test]
fn out_of_sight_is_unknown() {
    let database = database();
    let own = account(&database, 1, Role::Trainer, false, true);
    let other = account(&database, 2, Role::Trainer, false, true);
    let viewer = viewer(&database, 1).unwrap().viewer;
    database
        .read_now(move |tx| {
            let scope = Scope::<SeeToday>::of(&viewer)?;
            let pass = scope.pass::<AccountRecord>(tx, own)?;
            assert_eq!(
                (pass.id(), pass.kind(), pass.action(), pass.version()),
                (own, "account", "see today", 1)
            );
            assert_eq!(pass.actor(), viewer.actor());
            assert_eq!(scope.refused(), None);
            for hidden in [other, id(99)] {
                assert!(matches!(
                    scope.pass::<AccountRecord>(tx, hidden),
                    Err(Stop::Refusal(Refusal::Unknown))
                ));
                assert_eq!(scope.refused(), Some(("account", hidden)));
            }
            let passes = scope.passes::<AccountRecord>(tx, &[own, own])?;
            assert_eq!(
                passes.iter().map(access::Pass::id).collect::<Vec<_>>(),
                [own, own]
            );
            assert!(matches!(
                scope.passes::<AccountRecord>(tx, &[own, other]),
                Err(Stop::Refusal(Refusal::Unknown))
            ));
            assert_eq!(scope.refused(), Some(("account", other)));
            assert_eq!(scope.values().len(), 2);
            assert_eq!(scope.values_and(values![3_i64]).len(), 3);
            assert_eq!(scope.pass_new::<AccountRecord>(other).version(), 0);
            Ok(())
        })
        .unwrap();
}

/// A scope may stand in a log: it says who in the trail's words, and no name.
#[test]
fn a_scope_in_a_log_names_nobody() {
    let database = database();
    let account = account(&database, 1, Role::Trainer, true, true);
    let viewer = viewer(&database, 1).unwrap().viewer;
    let text = format!("{:?}", Scope::<SeeToday>::of(&viewer).unwrap());
    assert!(text.starts_with("Scope"), "{text}");
    assert!(text.contains(&format!("{account:?}")), "{text}");
    assert!(!text.contains("Robin"), "{text}");
}

/// The statement that finds a session is in the catalogue that both engines are tried with.
#[test]
fn the_statements_are_catalogued() {
    assert!(
        access::catalogue()
            .iter()
            .any(|statement| statement.sql.contains("session_token"))
    );
}
