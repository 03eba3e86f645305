//! Whatever leaves as a file: what has personal data in it leaves as a copy, for a reason, with a mark.

use super::crawl::{Form, Kind, body, forms};
use super::world::{Seen, World};
use http::{Method, StatusCode, header};
use store::values;

store::statements! {
    COPIES = "select count(*) from copy_out";
    MARKS = "select mark from copy_out";
    HELD = "select count(*) from copy_held h join copy_out o on o.id = h.copy_id where o.mark = ?1";
}

/// Files that a look or a form gives without a reason, and why they need none.
const FREE: [(&str, &str); 10] = [
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
        "counts of nobody under a disclosure profile, which a log of their own holds with whom they are for and why",
    ),
];

/// What gives a photograph of what people signed.
const PHOTOGRAPH: &str = "/photographs/{token}";

/// The file of rows that could not be read.
const BAD_ROWS: &str = "/imports/{id}/rows";

/// Who may take files with people in them.
const TAKERS: [&str; 3] = ["coordinator", "trainer", "administrator"];

fn free(path: &str) -> bool {
    FREE.iter().any(|(known, _)| *known == path)
}

/// The answer is a file and no page of the house.
fn is_file(seen: &Seen) -> bool {
    let says = |name: header::HeaderName| {
        let value = seen.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let kind = says(header::CONTENT_TYPE);
    says(header::CONTENT_DISPOSITION).starts_with("attachment")
        || ["text/csv", "application/pdf", "application/vnd", "image/"]
            .iter()
            .any(|known| kind.starts_with(known))
}

/// Proves SG8: no route gives a file with a look; each that gives one by a form asks why, for whom and until when, refuses without, and what it
/// gives stands in the list of copies under the mark that is in the file. The few that need no reason are listed with why.
#[tokio::test(flavor = "multi_thread")]
async fn no_file_leaves_without_a_reason() {
    let world = World::new();
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
    assert!(asking.len() >= 10, "{asking:?}");
    assert!(asking.contains(&PHOTOGRAPH), "{asking:?}");
    for path in &asking {
        let address = world.path(path);
        let mut gave = false;
        for who in TAKERS {
            if world.ask(who, Method::GET, &address, "").await.status != StatusCode::OK {
                continue;
            }
            let (before, mut newest) = (copies(), String::new());
            let hidden = world.hidden(who).await;
            let refused = world.ask(who, Method::POST, &address, &hidden).await;
            assert!(!is_file(&refused), "{path} gives {who} a file without a reason");
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {who}");
            assert_eq!(copies(), before, "{path}");
            for format in ["csv", "xlsx"] {
                let (before, known) = (copies(), marks());
                let mut body = format!("{}&{why}", world.hidden(who).await);
                if refused.text.contains("name=\"format\"") {
                    body.extend(["&format=", format]);
                }
                let given = world.ask(who, Method::POST, &address, &body).await;
                assert!(is_file(&given), "{path} {who}: {} {}", given.status, given.text);
                assert_eq!(copies(), before + 1, "{path} {who}");
                newest = marks().into_iter().find(|mark| !known.contains(mark)).unwrap();
                if let Some(text) = words(&given) {
                    let mark = text.split_once("Copy ").unwrap().1;
                    assert_eq!(mark.split(',').next().unwrap(), newest, "{path} {who} {format}");
                    assert!(
                        !text.contains("needs"),
                        "what somebody needs leaves in no list: {path}"
                    );
                }
                if *path == PHOTOGRAPH {
                    assert!(given.text.contains(&format!("(Copy {newest})")), "{who}");
                }
                let held = world.one(&HELD, values![&newest], |row| row.get::<i64>(0));
                // A file of rows that could not be read is of nobody the house knows: it holds the record of the import.
                let whole =
                    usize::try_from(held).unwrap() == rows(&given) || (*path == BAD_ROWS && held == 1);
                assert!(whole, "{path} does not say whose records it holds: {held}");
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

/// Proves SG8: whatever else takes a form gives no file, neither for nothing nor for what its page asks.
#[tokio::test(flavor = "multi_thread")]
async fn no_other_form_gives_a_file() {
    let mut world = World::new();
    let posts: Vec<&str> = world
        .entries
        .iter()
        .filter(|entry| entry.method == Method::POST)
        .map(|entry| entry.path)
        .collect();
    for path in posts {
        for who in ["coordinator", "trainer", "administrator", "evaluator"] {
            let body = world.hidden(who).await;
            let seen = world.ask(who, Method::POST, &world.path(path), &body).await;
            assert!(!is_file(&seen), "{path} gives {who} a file for nothing");
            world.keep_signed_in(who).await;
        }
    }
    let mut world = World::new();
    for form in forms(&world).await {
        let route = world.route_of(&form.action).expect("a route");
        let body = body(&world.hidden(form.who).await, &filled(&form));
        let seen = world.ask(form.who, Method::POST, &form.action, &body).await;
        assert!(
            !is_file(&seen) || free(route),
            "{route} gives {} a file",
            form.who
        );
        world.keep_signed_in(form.who).await;
    }
}

/// A form with something in each of its fields.
fn filled(form: &Form) -> Vec<(String, String)> {
    let fields = form.fields.iter().map(|(name, kind)| {
        let value = match kind {
            Kind::Hidden(value) => value.clone(),
            Kind::One(of) | Kind::Many(of) => of.last().cloned().unwrap_or_default(),
            Kind::Line(_) if form.numbers.contains(name) => "2".to_owned(),
            Kind::Line(_) | Kind::Lines => "To see what comes".to_owned(),
        };
        (name.clone(), value)
    });
    fields.collect()
}

/// How many records a file is of: those of a table's rows between its head and the empty line, or one of a document.
fn rows(given: &Seen) -> usize {
    let lines: Vec<String> = if given.bytes.starts_with(b"PK") {
        let sheets = paper::sheet::read(&given.bytes).unwrap();
        sheets[0].rows.iter().map(|row| row.concat()).collect()
    } else if given.text.starts_with('\u{feff}') {
        let mut quoted = false;
        let outside = given.text.split(|sign| {
            quoted ^= sign == '"';
            sign == '\n' && !quoted
        });
        outside.map(|line| line.replace(['"', ',', '\r'], "")).collect()
    } else {
        return 1;
    };
    lines.iter().skip(1).take_while(|line| !line.is_empty()).count()
}

/// What a table says, whatever it is packed in; nothing of a document.
fn words(given: &Seen) -> Option<String> {
    if given.text.starts_with('\u{feff}') {
        return Some(given.text.clone());
    }
    let packed = given.bytes.starts_with(b"PK");
    packed.then(|| {
        let sheets = paper::sheet::read(&given.bytes).unwrap();
        let rows = sheets.iter().flat_map(|sheet| &sheet.rows);
        rows.map(|row| row.join(",") + "\n").collect()
    })
}
