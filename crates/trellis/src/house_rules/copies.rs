//! Whatever leaves as a file: what has personal data in it leaves as a copy, for a reason, with a mark.

use super::world::{Seen, World};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use front::copies::Query;
use http::{Method, StatusCode, header};
use kernel::Id;
use store::values;

store::statements! {
    COPIES = "select count(*) from copy_out";
    A_SESSION = "select id from session where area_id = ?1 and first_day = ?2 order by id limit 1";
    MARKS = "select mark from copy_out";
}

/// Files that a look or a form gives without a reason, and why they need none.
const FREE: [(&str, &str); 12] = [
    (
        "/record/{token}/certificates/{id}",
        "a person's own certificate, by her own link",
    ),
    (
        "/record/{token}/pathways/{id}",
        "a person's own certificate, by her own link",
    ),
    ("/calendar/{token}", "a person's own bookings, by her own secret"),
    (
        "/mentoring/{reference}/meeting",
        "a time, and nothing of who meets",
    ),
    (
        "/record/{token}/mentoring/{id}",
        "a time, and nothing of who meets",
    ),
    (
        "/instruments/{key}/{version}/form",
        "a questionnaire: nobody is in it",
    ),
    (
        "/instruments/drafts/{id}/form",
        "a questionnaire: nobody is in it",
    ),
    (
        "/sessions/{reference}/bookings/several/file",
        "it takes a file in and gives none",
    ),
    ("/instruments/export", "a list of questionnaires: nobody is in it"),
    (
        "/evidence/{subject}/export",
        "counts under a disclosure profile, which a log of their own holds",
    ),
    (
        "/quotes/export",
        "quotes that somebody let out, which the same log holds",
    ),
    (
        "/photographs/{token}",
        "one sheet of a session, saved to be keyed in by who runs it: each saving is in the trail",
    ),
];

/// Who may take files with people in them.
const TAKERS: [&str; 3] = ["coordinator", "trainer", "administrator"];

/// The answer is a file and no page of the house.
fn is_file(seen: &Seen) -> bool {
    let says = |name: header::HeaderName| {
        let value = seen.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let kind = says(header::CONTENT_TYPE);
    says(header::CONTENT_DISPOSITION).starts_with("attachment")
        || ["text/csv", "application/pdf", "application/vnd"]
            .iter()
            .any(|known| kind.starts_with(known))
}

/// Proves SG8: no route gives a file with a look; each that gives one by a form asks why, for whom and until when, refuses without, and what it
/// gives stands in the list of copies under the mark that is in the file. The few that need no reason are listed with why.
#[tokio::test(flavor = "multi_thread")]
async fn no_file_leaves_without_a_reason() {
    let world = World::new();
    let free = |path: &str| FREE.iter().any(|(known, _)| *known == path);
    let copies = || world.one(&COPIES, values![], |row| row.get::<i64>(0));
    let (year, month, day) = kernel::Clock::now(&world.clock).day().plus(20).parts();
    let why = format!(
        "recipient=The+board&reason=Its+meeting&until-day={day}&until-month={month}&until-year={year}"
    );
    let marks = || -> Vec<String> {
        world
            .db
            .db
            .read_now(|tx| Ok(tx.all(&MARKS, &[], |row| row.get(0))?))
            .unwrap()
    };
    let mut asking = Vec::new();
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        for who in ["coordinator", "trainer", "administrator", "stranger"] {
            let seen = world
                .ask(who, Method::GET, &format!("{path}?format=xlsx"), "")
                .await;
            assert!(
                !is_file(&seen) || free(entry.path),
                "{} gives {who} a file without a reason",
                entry.path
            );
            if seen.text.contains("name=\"recipient\"") && seen.text.contains("name=\"until-day\"") {
                asking.push(entry.path);
            }
        }
    }
    asking.sort_unstable();
    asking.dedup();
    assert!(asking.len() >= 9, "{asking:?}");
    for entry in world.entries.iter().filter(|entry| entry.method == Method::POST) {
        let named = entry.path.ends_with("/export") || entry.path.ends_with("/file");
        assert!(
            !named || asking.contains(&entry.path) || free(entry.path),
            "{} gives a file and asks for no reason",
            entry.path
        );
    }
    for path in asking {
        let address = world.path(path);
        let mut gave = false;
        for who in TAKERS {
            if world.ask(who, Method::GET, &address, "").await.status != StatusCode::OK {
                continue;
            }
            let (before, known) = (copies(), marks());
            let hidden = world.hidden(who).await;
            let refused = world.ask(who, Method::POST, &address, &hidden).await;
            assert!(!is_file(&refused), "{path} gives {who} a file without a reason");
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {who}");
            assert_eq!(copies(), before, "{path}");
            let body = format!("{}&{why}", world.hidden(who).await);
            let given = world.ask(who, Method::POST, &address, &body).await;
            assert!(is_file(&given), "{path} {who}: {} {}", given.status, given.text);
            assert_eq!(copies(), before + 1, "{path} {who}");
            let newest = marks().into_iter().find(|mark| !known.contains(mark)).unwrap();
            if given.text.starts_with('\u{feff}') {
                let mark = given
                    .text
                    .split_once("\"Copy ")
                    .unwrap()
                    .1
                    .split(',')
                    .next()
                    .unwrap()
                    .to_owned();
                assert_eq!(mark, newest, "{path} {who}");
                assert!(
                    !given.text.contains("needs"),
                    "what somebody needs leaves in no list: {path}"
                );
            }
            let list = world
                .ask(who, Method::GET, &format!("/copies?mark={newest}"), "")
                .await;
            assert!(list.text.contains(&newest), "{path} {who}");
            gave = true;
        }
        assert!(gave, "nobody may take {path}");
    }
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
    assert_eq!((second, end, cost), (11, None, 1));
}
