//! Taking files of earlier years back: whatever came to rest on them is cleared, or said on the page, and no file is stuck.

use crate::certificates::there;
use crate::earlier::{course, id_in, upload_of, work};
use crate::earlier_people::{SHEET, ask, before};
use crate::pages::{Browser, Seen};
use crate::pathways::{add, fetch, night, pathway};
use crate::press::PRESS;
use crate::world::{World, day};
use access::actions::{ManageBookings, SystemJob};
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::{Clock, Id, Stop};
use learning::earlier::forms::Forms;
use learning::earlier::work::EarlierYears;
use learning::model::CourseId;
use learning::pathways::certify;
use post::jobs::Job;
use post::runner::Work;
use std::sync::Arc;
use store::{Engine, values};

store::statements! {
    COURSE = "select id from course where title = 'Multi-agency'";
    SESSION_ID = "select s.id from session s order by s.id limit 1";
    REFERENCE_OF = "select reference from session where id = ?1";
    SESSIONS = "select count(*) from session";
    PEOPLE = "select count(*) from learner";
    WALKERS = "select count(*) from pathway_learner";
    WALK = "insert into pathway_learner (id, pathway_id, learner_id, how, since, counted_on) select l.id, ?1, l.id, ?2, '2026-03-01', '2026-03-01' from learner l";
    ON_IT = "update pathway_learner set how = ?2, since = ?3 where learner_id = (select l.id from learner l where l.email_blind = ?1)";
    SIGNED = "insert into pathway_sign_off (id, step_id, learner_id, day, made_by, made_at) select l.id, st.id, l.id, '2026-03-13', ?2, ?3 from learner l, pathway_step st where l.email_blind = ?1";
    WHO_WALKS = "select l.email_blind from pathway_learner w join learner l on l.id = w.learner_id order by l.email_blind";
    MARKS = "select count(*) from attendance";
    WALK_NOT = "delete from pathway_learner";
    COPIED = "insert into copy_out (id, mark, kind, session_id, account_id, recipient_sealed, reason_sealed, lines, format, made_at, until) \
        values (?1, 'm', 'register', ?2, ?3, ?4, ?4, 1, 'csv', 0, '2026-04-01')";
    COPIES = "select count(*) from copy_out where session_id is null";
    FAULT = "insert into venue_fault (id, area_id, session_id, venue, venue_key, kind, words_sealed, heard, owner_id, due, state, version, made_at) \
        values (?1, ?2, ?3, 'Hall', 'hall', 'venue', ?5, false, ?4, '2026-04-01', 'open', 1, 0)";
    FAULT_NOT = "delete from venue_fault";
    CERTIFIED = "insert into pathway_certificate (id, walker_id, content_sealed, code_blind, issued_at, issued_by) select w.id, w.id, ?1, ?1, ?2, ?3 from pathway_learner w";
    RESTS = "insert into pathway_certificate_course (certificate_id, course_id) select pc.id, sc.course_id from pathway_certificate pc join pathway_learner w on w.id = pc.walker_id \
        join pathway_step st on st.pathway_id = w.pathway_id join pathway_step_course sc on sc.step_id = st.id";
    ANOTHER_COURSE = "update pathway_step_course set course_id = ?2 where step_id in (select st.id from pathway_step st where st.pathway_id = ?1)";
    COURSE_OF = "select course_id from session where id = ?1";
    WALKER = "select id from pathway_learner";
    LEAVES = "update pathway_learner set left_on = '2026-03-13' where pathway_id = ?1";
    LEFT = "select count(*) from pathway_learner where left_on is not null";
    CERTIFIED_NOT = "delete from pathway_certificate";
    PASSED = "insert into passed_on (id, learner_id, session_id, day, kind, people, state, told_at) select t.id, t.learner_id, t.session_id, '2026-03-01', 'briefing', 3, 'counted', ?1 from attendance t limit 1";
    PASSED_NOT = "delete from passed_on";
    OWES = "insert into owed (id, kind, session_id, since, version) values (?1, 'register', ?1, '2026-03-13', 2)";
    CAME = "update owed set received_at = ?1, version = 3";
    OWED = "select (case when received_at is null then 1 else 0 end), version from owed";
    STATE = "select state from earlier_import where id = ?1";
    OF_SQLITE = "select m.name, k.\"from\", k.\"table\" from sqlite_master m join pragma_foreign_key_list(m.name) k where m.type = 'table' and k.on_delete <> 'CASCADE' order by 1, 2";
    OF_POSTGRES = "select cast(cast(c.conrelid as regclass) as text), cast(a.attname as text), cast(cast(c.confrelid as regclass) as text) from pg_constraint c \
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.contype = 'f' and c.confdeltype <> 'c' order by 1, 2";
}

const LOG: &str = "Date,Course,Borough,Booked,Attended\n23/04/2019,Multi-agency,East,3,2\n";

fn count(world: &World, statement: &'static store::Stmt) -> i64 {
    world.count(statement, None)
}

fn system() -> Result<Scope<SystemJob>, Stop> {
    Ok(Scope::of(&Viewer::system(ticket::Ticket::of("test")))?)
}

fn undo(world: &World, browser: &Browser, import: Id) -> Seen {
    let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
    let answer = browser.post(&to, &fields);
    work(world, import);
    answer
}

/// Sends a file and takes it in.
fn taken(world: &World, browser: &Browser, kind: &str, file: &str) -> Id {
    let sent = upload_of(browser, kind, "Before", file.as_bytes());
    let asked = ask(browser, &sent.location);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
    work(world, id_in(&sent.location));
    id_in(&sent.location)
}

/// A pathway on which whoever attends our course is put.
fn by_first(world: &World) -> Id {
    let course: Id = world.one(&COURSE, values![], |row| row.get(0)).unwrap();
    let way = pathway(world, |draft| draft.ways_on.by_first = true);
    add(world, &way, 1, "Beginning", &[CourseId(course)]);
    way.id.0
}

/// Of a file of numbers nobody comes on a pathway; those whom an earlier night put there, and the session of a copy that left, do not hold it up.
#[test]
fn nobodies_are_on_no_pathway_and_hold_nothing_up() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let way = by_first(&world);
    let import = taken(&world, &browser, "sessions", LOG);
    night(&world);
    assert_eq!(count(&world, &WALKERS), 0);
    let session: Id = world.one(&SESSION_ID, values![], |row| row.get(0)).unwrap();
    let account = world.coordinator.id;
    world.raw(move |tx| {
        tx.run(&WALK, values![way, "attended"])?;
        Ok(tx.run(&COPIED, values![session, session, account, vec![1_u8]])?)
    });
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    let left = [&SESSIONS, &PEOPLE, &WALKERS, &COPIES].map(|statement| count(&world, statement));
    assert_eq!(left, [0, 0, 0, 1]);
}

/// What was entered for a session of a file, or for its people, holds it up in words, as long as it is there.
#[test]
fn what_was_entered_since_is_said() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let way = by_first(&world);
    let import = taken(&world, &browser, "sessions", LOG);
    let session: Id = world.one(&SESSION_ID, values![], |row| row.get(0)).unwrap();
    let (account, area) = (world.coordinator.id, world.east.0);
    world.raw(move |tx| Ok(tx.run(&FAULT, values![session, area, session, account, vec![1_u8]])?));
    let refused = undo(&world, &browser, import);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(
        refused.text().contains("a fault of the venue"),
        "{}",
        refused.text()
    );
    world.raw(move |tx| {
        tx.run(&FAULT_NOT, values![])?;
        Ok(tx.run(&WALK, values![way, "staff"])?)
    });
    let refused = undo(&world, &browser, import);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(refused.text().contains("3 of the people"), "{}", refused.text());
    world.raw(|tx| Ok(tx.run(&WALK_NOT, values![])?));
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    assert_eq!(count(&world, &SESSIONS), 0);
}

/// A file whose work fails again and again goes back to where it stood, with words on its page.
#[test]
fn no_file_is_stuck() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let import = taken(&world, &browser, "sessions", LOG);
    let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    let (entropy, now) = (Arc::clone(&world.entropy), world.clock.now());
    world.raw(move |tx| {
        let years = EarlierYears(Forms::NONE);
        let job = Job {
            id: import,
            kind: years.kind().to_owned(),
            payload: serde_json::json!({ "import": import.to_string() }),
            attempt: 5,
            made_at: now,
            key: String::new(),
        };
        years.run(tx, &system()?, &job, entropy.as_ref(), now)
    });
    let state: String = world.one(&STATE, values![import], |row| row.get(0)).unwrap();
    assert_eq!((state.as_str(), count(&world, &SESSIONS)), ("taken", 1));
    let words = browser.get(&format!("/imports/{import}")).main();
    assert!(words.contains("It did not work, tried several times"), "{words}");
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    assert_eq!(count(&world, &SESSIONS), 0);
}

/// A certificate of a pathway and what was passed on at work rest on having been there: the file of people stays as long as they do.
#[test]
fn what_people_have_of_having_been_there_is_said() {
    let (world, browser) = before();
    by_first(&world);
    let import = taken(&world, &browser, "people", SHEET);
    night(&world);
    assert_eq!(count(&world, &WALKERS), 1, "who gave no address has no way to go");
    let (now, account) = (world.clock.now(), world.coordinator.id);
    let refused = |world: &World| {
        let refused = undo(world, &browser, import);
        assert_eq!(refused.status, StatusCode::GONE);
        assert!(
            refused.text().contains("of having been there"),
            "{}",
            refused.text()
        );
    };
    world.raw(move |tx| {
        tx.run(&CERTIFIED, values![vec![1_u8], now, account])?;
        Ok(tx.run(&RESTS, values![])?)
    });
    refused(&world);
    world.raw(move |tx| {
        tx.run(&CERTIFIED_NOT, values![])?;
        Ok(tx.run(&PASSED, values![now])?)
    });
    refused(&world);
    world.raw(|tx| Ok(tx.run(&PASSED_NOT, values![])?));
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    assert_eq!((count(&world, &PEOPLE), count(&world, &WALKERS)), (0, 0));
}

/// Whom the night put on a pathway because of a file's marks is on it no longer when they go back, also when she was known before; who came to its first
/// step otherwise since, was on it before the file, was put there by hand, or had a step signed off stays.
#[test]
fn who_was_known_before_leaves_the_pathway_with_the_file() {
    let (world, _) = before();
    let known = world.session_on(9, &[day(2026, 3, 12)]);
    let ours = CourseId(world.one(&COURSE, values![], |row| row.get(0)).unwrap());
    let step = world.session_of(ours, 9, &[day(2026, 3, 13)]);
    let names = ["Ann One", "Bea Two", "Cat Three", "Dee Four", "Eve Five"];
    for name in names {
        world.book(known, name).unwrap();
    }
    world.book(step, "Bea Two").unwrap();
    world.on(day(2026, 3, 12), "14:00");
    there(&world, known, "Ann One", &[0]);
    by_first(&world);
    world.on(day(2026, 3, 13), "09:00");
    let browser = Browser::of(&world, Some(&world.coordinator));
    let rows = names.map(|name| {
        let email = world.person(name).person.email;
        format!("24/04/2019,Multi-agency,Town hall,{email}\n")
    });
    let import = taken(
        &world,
        &browser,
        "people",
        &format!("Date,Course,Venue,Email\n{}", rows.concat()),
    );
    night(&world);
    assert_eq!(count(&world, &WALKERS), 5);
    let blind = |name: &str| {
        let email = world.person(name).person.email;
        world.db.keys().blind("learner email", &email)
    };
    let (cat, dee, eve) = (blind("Cat Three"), blind("Dee Four"), blind("Eve Five"));
    let (account, now) = (world.coordinator.id, world.clock.now());
    world.raw(move |tx| {
        tx.run(&ON_IT, values![cat.clone(), "attended", "2026-03-01"])?;
        tx.run(&ON_IT, values![dee.clone(), "staff", "2026-03-13"])?;
        Ok(tx.run(&SIGNED, values![eve.clone(), account, now])?)
    });
    world.on(day(2026, 3, 13), "14:00");
    there(&world, step, "Bea Two", &[0]);
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    let left: Vec<Vec<u8>> = world.all(&WHO_WALKS, values![], |row| row.get(0));
    let mut stay = ["Bea Two", "Cat Three", "Dee Four", "Eve Five"]
        .map(blind)
        .to_vec();
    stay.sort_unstable();
    assert_eq!(left, stay, "Ann alone is on it no longer");
    assert_eq!(count(&world, &PEOPLE), 5);
}

/// A certificate of a pathway to which no course of a file belongs holds nothing up, and keeps whose it is on that pathway.
#[test]
fn a_certificate_of_another_pathway_holds_nothing_up() {
    let (world, browser) = before();
    let file = "Date,Course,Venue,Email\n24/04/2019,Multi-agency,Town hall,ann@a.example\n";
    let import = taken(&world, &browser, "people", file);
    let other = world.course();
    let way = pathway(&world, |_| {});
    add(&world, &way, 1, "Elsewhere", &[other]);
    let (id, now, account) = (way.id.0, world.clock.now(), world.coordinator.id);
    let ann = world.db.keys().blind("learner email", "ann@a.example");
    world.raw(move |tx| {
        tx.run(&WALK, values![id, "attended"])?;
        tx.run(&ON_IT, values![ann.clone(), "attended", "2026-03-02"])?;
        tx.run(&CERTIFIED, values![vec![1_u8], now, account])?;
        Ok(tx.run(&RESTS, values![])?)
    });
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    let left = [&MARKS, &PEOPLE, &WALKERS].map(|statement| count(&world, statement));
    assert_eq!(left, [0, 1, 1], "who has a certificate is known by it");
}

/// A certificate of a pathway rests on the courses that made its steps when it was issued, whatever becomes of the steps.
#[test]
fn a_certificate_rests_on_the_steps_it_was_issued_for() {
    let (world, browser) = before();
    let ours = CourseId(world.one(&COURSE, values![], |row| row.get(0)).unwrap());
    let way = pathway(&world, |draft| draft.ways_on.by_first = true);
    add(&world, &way, 1, "Beginning", &[ours]);
    let file = "Date,Course,Venue,Email\n24/04/2019,Multi-agency,Town hall,ann@a.example\n";
    let import = taken(&world, &browser, "people", file);
    night(&world);
    let walker: Id = world.one(&WALKER, values![], |row| row.get(0)).unwrap();
    let now = fetch(&world, &way.reference);
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            certify::issue(tx, scope, moment, PRESS, &now, walker)
        })
        .unwrap();
    let (way, other) = (way.id.0, world.course().0);
    world.raw(move |tx| Ok(tx.run(&ANOTHER_COURSE, values![way, other])?));
    let refused = undo(&world, &browser, import);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(
        refused.text().contains("of having been there"),
        "{}",
        refused.text()
    );
}

/// A file has to do with the pathways of its courses alone: on another, to which somebody came by herself, she stays, also when its first step is another
/// course meanwhile. That she left one is known when the file is gone: the corrected file puts her on it no more.
#[test]
fn who_came_by_herself_or_left_is_not_touched() {
    let (world, _) = before();
    let session = world.session_on(9, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    world.on(day(2026, 3, 12), "14:00");
    there(&world, session, "Ann One", &[0]);
    let hers = CourseId(
        world
            .one(&COURSE_OF, values![session.0], |row| row.get(0))
            .unwrap(),
    );
    let own = pathway(&world, |draft| {
        draft.title = "Her own".to_owned();
        draft.ways_on.by_first = true;
    });
    add(&world, &own, 1, "Elsewhere", &[hers]);
    let of_the_file = by_first(&world);
    world.on(day(2026, 3, 13), "09:00");
    let email = world.person("Ann One").person.email;
    let file = format!("Date,Course,Venue,Email\n24/04/2019,Multi-agency,Town hall,{email}\n");
    let browser = Browser::of(&world, Some(&world.coordinator));
    let import = taken(&world, &browser, "people", &file);
    night(&world);
    assert_eq!(count(&world, &WALKERS), 2);
    let (own, other) = (own.id.0, world.course().0);
    world.raw(move |tx| {
        tx.run(&ANOTHER_COURSE, values![own, other])?;
        Ok(tx.run(&LEAVES, values![of_the_file])?)
    });
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    assert_eq!((count(&world, &WALKERS), count(&world, &LEFT)), (2, 1));
    world.on(day(2026, 3, 14), "09:00");
    let browser = Browser::of(&world, Some(&world.coordinator));
    taken(&world, &browser, "people", &file);
    night(&world);
    assert_eq!((count(&world, &WALKERS), count(&world, &LEFT)), (2, 1));
}

/// A register that came with a file of people is owed again when the file is taken back; and a session of today is not over yet.
#[test]
fn a_register_that_goes_back_is_owed_again() {
    let (world, _) = before();
    let (over, today) = (
        world.session_on(10, &[day(2026, 3, 12)]),
        world.session_on(10, &[day(2026, 3, 20)]),
    );
    world.on(day(2026, 3, 20), "09:00");
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sheet = |session: Id| {
        let reference: String = world
            .one(&REFERENCE_OF, values![session], |row| row.get(0))
            .unwrap();
        format!("Session reference,Email\n{reference},ann@a.example\n")
    };
    let sent = upload_of(&browser, "people", "Of today", sheet(today.0).as_bytes());
    let words = browser.get(&sent.location).main();
    assert!(words.contains("No session of yours that is over"), "{words}");
    world.raw(move |tx| Ok(tx.run(&OWES, values![over.0])?));
    let import = taken(&world, &browser, "people", &sheet(over.0));
    let now = world.clock.now();
    world.raw(move |tx| Ok(tx.run(&CAME, values![now])?));
    assert_eq!(undo(&world, &browser, import).status, StatusCode::SEE_OTHER);
    let owed = world.all(&OWED, values![], |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    });
    assert_eq!(owed, [(1, 2)]);
}

/// The word with which a text begins.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// A statement reads, deletes or changes rows of this table; by this column, where one is named.
fn asks(sql: &str, table: &str, column: Option<&str>) -> bool {
    let holds = |text: &str, wanted: &str| {
        text.match_indices(wanted).any(|(place, _)| {
            let before = text[..place].chars().next_back();
            let inside = before.is_some_and(|c| c.is_ascii_alphanumeric() || "._".contains(c));
            !inside && word(&text[place + wanted.len()..]).is_empty()
        })
    };
    ["from", "join", "update"].iter().any(|way| {
        let start = format!("{way} {table} ");
        sql.match_indices(&start).any(|(place, _)| {
            let rest = &sql[place + start.len()..];
            match (column, word(rest)) {
                (None, _) => true,
                (Some(column), "where" | "set") => holds(rest, column),
                (Some(column), name) => holds(sql, &format!("{name}.{column}")),
            }
        })
    })
}

/// What would be missing its other end when a file is taken back: each is cleared with it, looked for before, or goes by itself.
#[test]
fn every_key_is_cleared_or_looked_for() {
    let world = World::new();
    // Those who only read may not ask what a table is made of.
    let keys: Vec<(String, String, String)> = world
        .db
        .write_now(|tx| {
            let statement = match tx.engine() {
                Engine::Sqlite => &OF_SQLITE,
                Engine::Postgres => &OF_POSTGRES,
            };
            let keys = tx.all(statement, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(audit::Done::upkeep(&system()?, keys))
        })
        .unwrap();
    let catalogue = learning::catalogue();
    // A table that goes by its session goes whole; of people each column is looked at, because their tables stand on both sides.
    let unheld = |names: &[&str], of: &[&str], by_column: bool| -> Vec<String> {
        let texts: Vec<&str> = catalogue
            .iter()
            .filter(|known| names.iter().any(|name| known.name.starts_with(name)))
            .map(|known| known.sql)
            .collect();
        assert!(texts.len() >= names.len(), "{names:?}");
        let named = |table: &str, column: &str| {
            let column = by_column.then_some(column);
            texts.iter().any(|sql| asks(sql, table, column))
        };
        let found = keys
            .iter()
            // Stands for pairs that were joined: those are no found ones, which alone go.
            .filter(|(table, column, _)| table != "learner_pair_row" && column != "pair_id")
            .filter(|(table, column, target)| of.contains(&target.as_str()) && !named(table, column));
        found
            .map(|(table, column, _)| format!("{table}.{column}"))
            .collect()
    };
    assert!(keys.len() > 100, "{}", keys.len());
    let clear = "EARLIER_CLEAR";
    let of_sessions = [
        "session",
        "session_day",
        "booking",
        "attendance",
        "owed",
        "follow_up_wave",
    ];
    let of_people = ["learner", "pathway_learner", "learner_pair"];
    assert_eq!(
        unheld(&[clear, "EARLIER_IN_USE"], &of_sessions, false),
        Vec::<String>::new()
    );
    assert_eq!(
        unheld(&[clear, "EARLIER_PEOPLE_IN_USE"], &of_people, false),
        Vec::<String>::new()
    );
    let of_both = [
        &["booking", "attendance", "owed", "follow_up_wave"][..],
        &of_people,
    ]
    .concat();
    let attended = [
        "ATTENDED_CLEAR",
        "ATTENDED_IN_USE",
        "ATTENDED_CHANGED",
        "ATTENDED_RESTS",
    ];
    assert_eq!(unheld(&attended, &of_both, true), Vec::<String>::new());
    assert_eq!(
        unheld(&["EARLIER_MOVE"], &["session_day"], false),
        ["attendance.session_day_id"],
        "it can fail"
    );
}
