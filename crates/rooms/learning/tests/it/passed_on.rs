//! Passing on at work what one learned: told from one's own record, counted once, listed for coordinators.

use crate::certificates::held;
use crate::own_records::link;
use crate::pages::{Browser, Seen};
use crate::world::{World, day};
use access::actions::{ManageBookings, SystemJob};
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::{Clock, Id};
use learning::model::PassedKind;
use learning::passed_on::reading::{self, PAGE, Part, Query, Reached};
use store::values;

store::statements! {
    KEPT = "select state, people, words_sealed from passed_on order by told_at, id";
    PROGRAMME = "select id from programme order by slug limit 1";
    TAKEN_BACK = "update passed_on set state = 'taken-back' where learner_id = ?1 and people = 14";
    JOIN = "update learner set joined_to = ?2 where id = ?1";
    OWNERS = "select learner_id from passed_on order by told_at, id";
    MANY = "insert into passed_on (id, learner_id, session_id, day, kind, people, state, told_at) select ?1, p.learner_id, p.session_id, ?2, 'briefing', 3, 'counted', 1 from passed_on p where p.kind = 'team-talk' limit 1";
}

const TALK: [(&str, &str); 6] = [
    ("day-day", "16"),
    ("day-month", "3"),
    ("day-year", "2026"),
    ("kind", "team-talk"),
    ("people", "12"),
    ("words", "They asked for the form"),
];

/// Some days after a session of two days; Ann's page.
fn after() -> (World, String) {
    let (world, _) = held();
    world.on(day(2026, 3, 20), "10:00");
    let own = format!("{}/passed-on", link(&world, "Ann One"));
    (world, own)
}

fn with<'v>(changed: &[(&'static str, &'v str)]) -> Vec<(&'static str, &'v str)> {
    let known = TALK
        .into_iter()
        .filter(|(name, _)| !changed.iter().any(|(own, _)| own == name));
    known.chain(changed.iter().copied()).collect()
}

fn tell(browser: &Browser, own: &str, changed: &[(&'static str, &str)]) -> Seen {
    browser.fill(own, "/passed-on", &with(changed))
}

fn kept(world: &World) -> Vec<(String, i64)> {
    world.all(&KEPT, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn reached(world: &World) -> Vec<Reached> {
    let programme: Id = world.one(&PROGRAMME, &[], |row| row.get(0)).unwrap();
    world
        .db
        .read_now(|tx| {
            let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            Ok(reading::reached(
                tx,
                &system.leave_to(),
                programme,
                Part::default(),
            )?)
        })
        .unwrap()
}

fn talks(times: i64, people: i64) -> Reached {
    Reached {
        kind: PassedKind::TeamTalk,
        times,
        people,
        sessions: 1,
    }
}

/// Told twice it counts once; it can be changed, taken back and put back by the same link, and by nobody else's.
#[test]
fn what_is_told_counts_once_and_can_be_taken_back() {
    let (world, own) = after();
    let browser = Browser::of(&world, None);
    assert!(
        browser
            .get(own.trim_end_matches("/passed-on"))
            .main()
            .contains("passed it on at work")
    );
    let told = tell(&browser, &own, &[]);
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.main());
    let again = tell(&browser, &own, &[("people", "14")]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.main().contains("You told of this already"),
        "{}",
        again.main()
    );
    assert_eq!(kept(&world), [("counted".to_owned(), 12)]);
    assert_eq!(reached(&world), [talks(1, 12)]);
    let sealed = world.all(&KEPT, &[], |row| row.get::<Vec<u8>>(2));
    assert!(!String::from_utf8_lossy(&sealed[0]).contains("form"));

    let one = browser.get(&own).attributes("main tbody a", "href")[0].clone();
    let changed = browser.send(&one, "change", &with(&[("people", "14")]));
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.main());
    assert_eq!(reached(&world), [talks(1, 14)]);
    browser.send(&one, "take-back", &[]);
    assert_eq!(reached(&world), []);
    browser.send(&one, "put-back", &[]);
    assert_eq!(reached(&world), [talks(1, 14)]);
    tell(&browser, &own, &[("day-day", "17")]);
    let twice = browser.send(&one, "change", &with(&[("day-day", "17")]));
    assert!(
        twice.main().contains("You told of this already"),
        "{}",
        twice.main()
    );

    let id = one.rsplit('/').next().unwrap();
    let other = format!("{}/passed-on/{id}", link(&world, "Bea Two"));
    assert_eq!(browser.get(&other).status, StatusCode::NOT_FOUND, "of another");
    // A second record of the same person, joined to the first, does not count it again.
    let owners = world.all(&OWNERS, &[], |row| row.get::<Id>(0));
    let kept_for = owners[0];
    let bea = format!("{}/passed-on", link(&world, "Bea Two"));
    tell(&browser, &bea, &[]);
    assert_eq!(reached(&world), [talks(3, 38)]);
    let owners = world.all(&OWNERS, &[], |row| row.get::<Id>(0));
    let second = owners.into_iter().find(|owner| *owner != kept_for).unwrap();
    world.raw(move |tx| Ok(tx.run(&JOIN, values![second, kept_for])?));
    assert_eq!(reached(&world), [talks(2, 26)]);
    // Of the two she took back the one: the other counts.
    world.raw(move |tx| Ok(tx.run(&TAKEN_BACK, values![kept_for])?));
    assert_eq!(reached(&world), [talks(2, 24)]);
}

/// What is wrong is said at its field and what was typed stays; a course at which she was not is none to choose.
#[test]
fn what_is_wrong_is_said_at_its_field() {
    let (world, own) = after();
    let browser = Browser::of(&world, None);
    for (field, value, words) in [
        ("people", "0", "from 1 to 1,000"),
        ("people", "many", "from 1 to 1,000"),
        ("day-day", "21", "Enter a day since the course"),
        ("day-day", "2", "Enter a day since the course"),
        ("words", &*"x".repeat(501), "500"),
    ] {
        let wrong = tell(&browser, &own, &[(field, value)]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(wrong.main().contains(words), "{field} {value}: {}", wrong.main());
        assert!(wrong.text().contains("12") || field == "people");
    }
    let fields = browser.get(&own).form("/passed-on", &with(&[])).1;
    let changed = |name: &str, value: &str| -> Vec<(String, String)> {
        let own = fields.iter().cloned();
        own.map(|(known, old)| {
            if known == name {
                (known, value.to_owned())
            } else {
                (known, old)
            }
        })
        .collect()
    };
    let nowhere = browser.post(&own, &changed("session", "S-AAAA"));
    assert!(
        nowhere.main().contains("Choose a course that you were at"),
        "{}",
        nowhere.main()
    );
    let strange = browser.post(&own, &changed("kind", "sermon"));
    assert_eq!(strange.status, StatusCode::BAD_REQUEST);
    assert_eq!(kept(&world), []);
}

/// A coordinator of the area sees who passed what on, leaves one out with a reason and counts it after all; another area's sees nothing.
#[test]
fn a_coordinator_lists_them_and_leaves_one_out() {
    let (world, own) = after();
    tell(&Browser::of(&world, None), &own, &[]);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = browser.get("/passed-on");
    assert!(
        page.main().contains("Ann One") && page.main().contains("1 time"),
        "{}",
        page.main()
    );
    let one = page.attributes("main tbody a", "href")[0].clone();
    assert!(browser.get(&one).main().contains("They asked for the form"));
    let wrong = browser.send(&one, "leave-out", &[("reason", " ")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let out = browser.send(&one, "leave-out", &[("reason", "It was the course itself")]);
    assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.main());
    assert_eq!(reached(&world), []);
    let hers = Browser::of(&world, None).get(&format!("{own}/{}", one.rsplit('/').next().unwrap()));
    assert!(hers.main().contains("It was the course itself"));
    browser.send(&one, "count", &[]);
    assert_eq!(reached(&world), [talks(1, 12)]);
    let file = browser.copy("/passed-on/export?format=csv&kind=team-talk").text();
    assert!(file.contains("Ann One") && file.contains("They asked for the form"));
    for (query, rows) in [
        ("?kind=briefing", 0),
        ("?state=counted", 1),
        ("?from=17+3+2026", 0),
        ("?to=17+3+2026", 1),
    ] {
        let seen = browser.get(&format!("/passed-on{query}"));
        assert_eq!(
            seen.all("main tbody tr a[href^='/passed-on/']").len(),
            rows,
            "{query}"
        );
    }
    for wrong in ["?kind=sermon", "?state=lost", "?from=nonsense"] {
        let seen = browser.get(&format!("/passed-on{wrong}"));
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let west = Browser::of(&world, Some(&world.westerner));
    assert!(!west.get("/passed-on").text().contains("Ann One"));
    assert_eq!(west.get(&one).status, StatusCode::NOT_FOUND);
    assert_eq!(
        Browser::of(&world, Some(&world.trainer)).get("/passed-on").status,
        StatusCode::FORBIDDEN
    );
}

/// A page of the list is one statement, however many there are.
#[test]
fn a_page_of_the_list_is_one_statement() {
    let (world, own) = after();
    tell(&Browser::of(&world, None), &own, &[]);
    for number in 0..60 {
        let (id, on) = (
            Id::fresh(&world.clock, world.entropy.as_ref()),
            world.clock.now().day().plus(-number),
        );
        world.raw(move |tx| Ok(tx.run(&MANY, values![id, on])?));
    }
    let page = |query: Query| {
        world
            .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
                let before = tx.queries();
                let (found, next) = reading::list(tx, scope, query, PAGE)?;
                Ok((found.len(), next, tx.queries() - before))
            })
            .unwrap()
    };
    let (first, next, cost) = page(Query::default());
    assert_eq!((first, cost), (PAGE, 1));
    let (second, end, cost) = page(Query {
        after: next,
        ..Query::default()
    });
    assert_eq!((second, end, cost), (11, None, 1));
}
