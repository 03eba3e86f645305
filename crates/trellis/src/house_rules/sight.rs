//! Pages of records that are out of sight.

use super::reach::{OPEN, every_course_has_an_area, may, plain};
use super::world::World;
use access::Role;
use http::{Method, StatusCode};
use kernel::{Id, Reference};
use store::values;

store::statements! {
    OF_REFERENCE = "select id from session where reference = ?1 union all select id from course where reference = ?1 union all select id from booking where reference = ?1 union all select id from mentoring where reference = ?1";
    OF_NAME = "select id from sheet_photograph where name = ?1";
    COUNTED = "select count(*) from audit_event";
    NEWEST = "select actor, record_id, change from audit_event order by sequence desc limit 1";
}

/// Pages besides whose path names nothing that could be out of sight of somebody who may ask for them, and why.
const PUBLIC: [(&str, &str); 5] = [
    ("/sessions/{reference}", "what is listed is for everybody"),
    ("/sessions/{reference}/booked", "says the same to everybody"),
    ("/certificates/{check}", "says valid or not valid to everybody"),
    ("/thank-you/{code}", "who has the link may, whoever it is"),
    ("/calendar/{token}", "who has the address may, whoever it is"),
];

/// The records that a path names.
fn records(world: &World, path: &str) -> Vec<Id> {
    if let Some(name) = path.strip_prefix("/photographs/") {
        return vec![world.one(&OF_NAME, values![name], |row| row.get(0))];
    }
    path.split('/')
        .filter_map(|part| {
            Id::parse(part).or_else(|| {
                let reference = Reference::parse(part)?;
                Some(world.one(&OF_REFERENCE, values![reference.as_str()], |row| row.get(0)))
            })
        })
        .collect()
}

/// Proves SA2: each page that names a record is answered to the same role of another area, and to a trainer of other sessions, with
/// the bytes of a record that does not exist; the trail says who asked and for which record.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_out_of_sight_is_a_page_that_is_not_there() {
    let world = World::new();
    every_course_has_an_area(&world);
    let lines = || world.one(&COUNTED, &[], |row| row.get::<i64>(0));
    let mut tried = 0;
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let open = OPEN.iter().any(|(path, _)| {
            let rest = entry.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let public = PUBLIC.iter().any(|(path, _)| *path == entry.path);
        if open || public || !entry.path.contains('{') {
            continue;
        }
        let (path, missing) = (world.path(entry.path), world.missing(entry.path));
        for (who, near, role) in [
            ("coordinator elsewhere", "coordinator", Role::Coordinator),
            ("trainer elsewhere", "trainer", Role::Trainer),
        ] {
            if !may(entry.who, role) {
                continue;
            }
            let what = format!("{path} as {who}");
            let noted = lines();
            let seen = world.ask(who, Method::GET, &path, "").await;
            assert_eq!(lines(), noted + 1, "{what}: a line in the trail");
            let (actor, record, change): (String, Id, String) =
                world.one(&NEWEST, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            assert_eq!(actor, world.account_of(who).0.to_string(), "{what}: who asked");
            assert!(
                records(&world, &path).contains(&record),
                "{what}: {change} of {record} is in the trail"
            );
            let unknown = world.ask(who, Method::GET, &missing, "").await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{what}");
            assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{missing}");
            assert_eq!(plain(&seen.text), plain(&unknown.text), "{what}");
            assert_eq!(seen.headers, unknown.headers, "{what}");
            // Whoever has it in sight gets the page: it was not the page that was not there.
            let shown = world.ask(near, Method::GET, &path, "").await;
            assert_ne!(shown.status, StatusCode::NOT_FOUND, "{path} as {near}");
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried}");
}
