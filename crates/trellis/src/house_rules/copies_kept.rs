//! Copies that left, as the house keeps them: who closes one, whose records it holds, and which is asked back.

use super::world::World;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use front::copies::Query;
use http::{Method, StatusCode};
use kernel::Id;
use store::values;

store::statements! {
    A_SESSION = "select id from session where area_id = ?1 and first_day = ?2 order by id limit 1";
    COPIES = "select count(*) from copy_out";
    MARKED = "select id from copy_out where mark = ?1";
    REFUSED = "select count(*) from audit_event where record_id = ?1 and actor = ?2";
    LEDGER = "select id from owed order by id limit 1";
    REFERENCE = "select reference from session where id = ?1";
    HOLDS = "insert into copy_held (copy_id, place, kind, record_id) values (?1, ?2, ?3, ?4)";
    HELD = "select record_id from copy_held where copy_id = ?1 order by place";
    TOLD = "select id from passed_on where kind = 'briefing' order by id limit 1";
    TOLD_ALL = "select count(*) from passed_on where kind = 'briefing'";
    TELLS = "update passed_on set people = people + 1";
}

/// When its last day is over a copy is a task of whoever took it, until it is said to be deleted; who does not have its session in sight does
/// not see it.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_asked_back_when_its_day_is_over() {
    let world = World::new();
    let (east, today) = (world.area("East"), kernel::Clock::now(&world.clock).day());
    let session = world.one(&A_SESSION, values![east, today], |row| row.get::<Id>(0));
    let copy = world.copied(session, world.account_of("coordinator").0, -1);
    let mark = copy.to_string().to_uppercase();
    let path = format!("/copies/{copy}");
    let of = |who: &'static str, path: String| {
        let world = &world;
        async move { world.ask(who, Method::GET, &path, "").await }
    };
    let task = "1 file that you took out is to be deleted now";
    let waits = of("coordinator", "/today".to_owned()).await.text.contains(task);
    assert!(waits, "it waits for who took it");
    assert!(!of("trainer", "/today".to_owned()).await.text.contains(task));
    let over = of("coordinator", "/copies?show=over".to_owned()).await.text;
    assert!(over.contains(&mark) && over.contains("To be deleted now"));
    let kept = of("coordinator", "/copies?show=deleted".to_owned()).await.text;
    assert!(!kept.contains(&mark));
    assert!(
        of("administrator", "/copies".to_owned())
            .await
            .text
            .contains(&mark)
    );
    assert!(
        !of("coordinator elsewhere", "/copies".to_owned())
            .await
            .text
            .contains(&mark)
    );
    assert_eq!(
        of("coordinator elsewhere", path.clone()).await.status,
        StatusCode::NOT_FOUND
    );
    for (what, waits) in [("deleted", false), ("kept", true)] {
        let body = format!("{}&what={what}", world.hidden("coordinator").await);
        let said = world.ask("coordinator", Method::POST, &path, &body).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{what}: {}", said.text);
        let today = of("coordinator", "/today".to_owned()).await.text;
        assert_eq!(today.contains(task), waits, "{what}");
    }
    let body = format!("{}&what=kept", world.hidden("coordinator").await);
    let again = world.ask("coordinator", Method::POST, &path, &body).await;
    assert_eq!(again.status, StatusCode::GONE);
}

/// A page of the list is one statement, however many copies there are.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_copies_is_one_statement() {
    let world = World::new();
    let (east, today) = (world.area("East"), kernel::Clock::now(&world.clock).day());
    let session = world.one(&A_SESSION, values![east, today], |row| row.get::<Id>(0));
    let account = world.account_of("coordinator").0;
    for _ in 0..60 {
        world.copied(session, account, 30);
    }
    let page = |after: Option<Id>| {
        world
            .db
            .db
            .read_now(move |tx| {
                let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                let before = tx.queries();
                let query = Query {
                    after,
                    ..Query::default()
                };
                let (found, next) = front::copies::list(tx, &scope, &query, today, 50)?;
                Ok((found.len(), next, tx.queries() - before))
            })
            .unwrap()
    };
    let (first, next, cost) = page(None);
    assert_eq!((first, cost), (50, 1));
    let (second, end, cost) = page(next);
    assert_eq!(
        (second, end, cost),
        (14, None, 1),
        "with three of the demonstration"
    );
}

/// Only whoever took a copy, or an administrator, says that it is deleted; others who see it do not.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_closed_by_whoever_took_it() {
    let world = World::new();
    let (east, today) = (world.area("East"), kernel::Clock::now(&world.clock).day());
    let session = world.one(&A_SESSION, values![east, today], |row| row.get::<Id>(0));
    let copy = world.copied(session, world.account_of("trainer").0, -1);
    let path = format!("/copies/{copy}");
    for (who, word, status) in [
        ("coordinator", "deleted", StatusCode::FORBIDDEN),
        ("evaluator", "deleted", StatusCode::NOT_FOUND),
        ("trainer", "deleted", StatusCode::SEE_OTHER),
        ("coordinator", "kept", StatusCode::FORBIDDEN),
        ("administrator", "kept", StatusCode::SEE_OTHER),
    ] {
        let shown = world.ask(who, Method::GET, &path, "").await;
        let offers = shown.text.contains(&format!("value=\"{word}\""));
        assert_eq!(offers, status == StatusCode::SEE_OTHER, "{who}: {}", shown.text);
        let body = format!("{}&what={word}", world.hidden(who).await);
        let said = world.ask(who, Method::POST, &path, &body).await;
        assert_eq!(said.status, status, "{who}: {}", said.text);
    }
    let list = world.ask("evaluator", Method::GET, "/copies", "").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(!list.text.contains(&copy.to_string()), "of others' she sees none");
}

/// Proves SA2: an evaluator who asks for a copy of somebody else is refused as if there were none, and it stands in the trail.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_out_of_an_evaluators_sight_is_noted() {
    let world = World::new();
    let (east, today) = (world.area("East"), kernel::Clock::now(&world.clock).day());
    let session = world.one(&A_SESSION, values![east, today], |row| row.get::<Id>(0));
    let copy = world.copied(session, world.account_of("coordinator").0, 30);
    let path = format!("/copies/{copy}");
    let actor = world.account_of("evaluator").0.to_string();
    let noted = || world.one(&REFUSED, values![copy, &actor], |row| row.get::<i64>(0));
    let before = noted();
    let seen = world.ask("evaluator", Method::GET, &path, "").await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert_eq!(noted(), before + 1);
    let body = format!("{}&what=deleted", world.hidden("evaluator").await);
    let said = world.ask("evaluator", Method::POST, &path, &body).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
    assert_eq!(noted(), before + 2);
}

/// The page of a copy leads to each of its records that has a page for who looks, and an administrator finds a copy by the number of a record that it
/// holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_leads_to_its_records() {
    let world = World::new();
    let (east, today) = (world.area("East"), kernel::Clock::now(&world.clock).day());
    let session = world.one(&A_SESSION, values![east, today], |row| row.get::<Id>(0));
    let copy = world.copied(session, world.account_of("coordinator").0, 30);
    let (owed, certificate) = (
        world.one(&LEDGER, &[], |row| row.get::<Id>(0)),
        world.path("/sessions/{reference}/certificates/{id}"),
    );
    let issued = Id::parse(certificate.rsplit('/').next().unwrap()).unwrap();
    // A photograph that was removed since still leads to the register with whom it showed.
    let removed = Id::fresh(&world.clock, &*world.entropy);
    world.write(move |tx| {
        tx.run(&HOLDS, values![copy, 1_i64, "owed", owed])?;
        tx.run(&HOLDS, values![copy, 2_i64, "certificate", issued])?;
        Ok(tx.run(&HOLDS, values![copy, 3_i64, "sheet photograph", removed])?)
    });
    let session_of: String = world.one(&REFERENCE, values![session], |row| row.get(0));
    let register = format!("/sessions/{session_of}/register");
    let shown = world
        .ask("coordinator", Method::GET, &format!("/copies/{copy}"), "")
        .await
        .text;
    for page in [format!("/ledger/{owed}"), certificate, register] {
        assert!(shown.contains(&format!("href=\"{page}\"")), "{page}: {shown}");
    }
    let of = |who: &'static str, number: Id| {
        let (world, path) = (&world, format!("/copies?mark={number}"));
        async move { world.ask(who, Method::GET, &path, "").await.text }
    };
    let link = format!("/copies/{copy}");
    assert!(of("administrator", issued).await.contains(&link));
    assert!(!of("administrator", session).await.contains(&link));
    assert!(!of("coordinator elsewhere", issued).await.contains(&link));
}

fn why(world: &World) -> String {
    let (year, month, day) = kernel::Clock::now(&world.clock).day().plus(20).parts();
    format!(
        "recipient=The+board&reason=Its+meeting&until-day={day}&until-month={month}&until-year={year}&format=csv"
    )
}

/// Proves SR7: a form that is sent twice gives the same file under the same mark, and stands once in the list; where what it holds has changed
/// since, it gives nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_double_press_makes_one_copy() {
    let world = World::new();
    let copies = || world.one(&COPIES, values![], |row| row.get::<i64>(0));
    let before = copies();
    let body = format!("{}&{}", world.hidden("coordinator").await, why(&world));
    let path = "/passed-on/export?kind=briefing";
    let first = world.ask("coordinator", Method::POST, path, &body).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let again = world.ask("coordinator", Method::POST, path, &body).await;
    assert_eq!(again.text, first.text);
    assert_eq!(copies(), before + 1);
    let other = format!("{}&{}", world.hidden("coordinator").await, why(&world));
    let anew = world.ask("coordinator", Method::POST, path, &other).await;
    assert_ne!(anew.text, first.text, "another form has a mark of its own");
    world.write(|tx| Ok(tx.run(&TELLS, values![])?));
    let late = world.ask("coordinator", Method::POST, path, &body).await;
    assert_eq!(late.status, StatusCode::GONE, "{}", late.text);
    assert_eq!(copies(), before + 2);
}

/// Proves SG8: the page of a copy says what was asked for and which records left in it, so that whoever is in a file that is found can be told.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_says_whose_records_it_holds() {
    let world = World::new();
    let body = format!("{}&{}", world.hidden("coordinator").await, why(&world));
    let path = "/passed-on/export?kind=briefing&format=csv";
    let given = world.ask("coordinator", Method::POST, path, &body).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text);
    let mark = given
        .text
        .split_once("Copy ")
        .unwrap()
        .1
        .split(',')
        .next()
        .unwrap();
    let copy = world.one(&MARKED, values![mark], |row| row.get::<Id>(0));
    let held = world
        .db
        .db
        .read_now(move |tx| Ok(tx.all(&HELD, values![copy], |row| row.get::<Id>(0))?))
        .unwrap();
    let told = world.one(&TOLD, values![], |row| row.get::<Id>(0));
    let all = world.one(&TOLD_ALL, values![], |row| row.get::<i64>(0));
    assert!(held.contains(&told), "{held:?}");
    assert_eq!(i64::try_from(held.len()).unwrap(), all);
    let shown = world
        .ask("coordinator", Method::GET, &format!("/copies/{copy}"), "")
        .await;
    assert!(
        shown.text.contains(&format!("href=\"/passed-on/{told}\"")),
        "{}",
        shown.text
    );
    assert!(
        shown.text.contains("href=\"/passed-on?kind=briefing\""),
        "{}",
        shown.text
    );
}
