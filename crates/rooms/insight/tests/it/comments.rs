//! Comments: read by who may, in an order that says nothing.

use crate::world::{Seen, World, raw};
use http::StatusCode;
use kernel::{Clock, Id, SeededEntropy};
use learning::model::{Purpose, SessionId};
use scraper::{Html, Selector};
use store::values;

store::statements! {
    COURSE = "select reference from course where title = 'Difficult conversations (invented)'";
    SESSIONS = "select s.id from session s join course c on c.id = s.course_id where c.title = 'Difficult conversations (invented)' order by s.first_day";
    FORGET = "delete from session_trainer where session_id = ?1";
    TRAINS = "insert into session_trainer (session_id, account_id) select ?1, a.id from account a where a.role = 'trainer'";
    FEW_ANSWERS = "delete from answer where response_id in (select r.id from response r join session s on s.id = r.session_id join course c on c.id = s.course_id
        where c.title = 'Difficult conversations (invented)' and r.purpose = 'feedback') and response_id not in (select r.id from response r join session s on s.id = r.session_id
        join course c on c.id = s.course_id where c.title = 'Difficult conversations (invented)' and r.purpose = 'feedback' order by r.id limit 4)";
    UNSTEP = "delete from kept_quote_step";
    UNQUOTE = "delete from kept_quote";
    UNREACH = "delete from left_contact";
    UNCODE = "delete from code";
    UNREAD = "delete from coding";
    UNDRAW = "delete from coding_item";
    FEW = "delete from response where purpose = 'feedback' and session_id in (select s.id from session s join course c on c.id = s.course_id
        where c.title = 'Difficult conversations (invented)') and id not in (select a.response_id from answer a)";
    MORE_COURSES = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at)
        select ?1, ?2, c.programme_id, ?3, c.kind, '', 3, 1, 'room', '', null, ?4, 0 from course c where c.title = 'Difficult conversations (invented)'";
    MORE_SESSIONS = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
        select ?1, ?2, ?3, s.area_id, '', '', 10, 0, s.first_day, s.last_day, 'held', s.listed, 0 from session s where s.id = ?4";
    MORE_FORMS = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, link_code, source)
        select ?1, r.instrument_version_id, ?2, r.programme_id, r.purpose, r.day, null, r.source from response r where r.session_id = ?3 and r.purpose = 'feedback' order by r.id limit 1";
}

pub(crate) fn course(world: &World) -> String {
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(&COURSE, &[], |row| row.get::<String>(0))?));
    found.unwrap().unwrap()
}

pub(crate) fn texts(seen: &Seen) -> Vec<String> {
    let (page, words) = (
        Html::parse_document(&seen.text()),
        Selector::parse(".govuk-inset-text > p.govuk-body").unwrap(),
    );
    page.select(&words)
        .map(|found| found.text().collect::<String>())
        .collect()
}

/// Proves SH11: comments are read in an order that is neither that of writing nor that of the forms, and not at all where fewer than
/// five forms have come.
#[test]
fn comments_say_nothing_of_who_wrote_them() {
    let world = World::demonstration();
    let path = format!("/comments/{}", course(&world));
    let browser = world.browser("evaluator", None);
    let list = browser.get("/comments");
    assert!(list.text().contains(&path), "{}", list.text());
    let seen = browser.get(&path);
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let all = texts(&seen);
    assert_eq!(all.len(), 19, "{all:?}");
    assert_eq!(texts(&browser.get(&path)), all, "the same each time");
    let mut sorted = all.clone();
    sorted.sort();
    assert_ne!(sorted, all);
    assert!(
        !seen.text().contains("response"),
        "no id of a form is on the page"
    );
    raw(&world.db, |tx| {
        for statement in [
            &UNSTEP,
            &UNQUOTE,
            &UNREACH,
            &UNCODE,
            &UNREAD,
            &UNDRAW,
            &FEW_ANSWERS,
        ] {
            tx.run(statement, &[])?;
        }
        Ok(tx.changed(&FEW, &[])?)
    });
    let few = browser.get(&path);
    assert!(
        texts(&few).is_empty() && few.text().contains("not opened for anybody"),
        "{}",
        few.text()
    );
    assert!(browser.get("/comments").text().contains("fewer than five"));
}

/// Only who works in the area, who trained the session and evaluators read what was written.
#[test]
fn comments_are_read_in_ones_own_sight() {
    let world = World::demonstration();
    let path = format!("/comments/{}", course(&world));
    for (role, area, status) in [
        ("coordinator", Some("East"), StatusCode::OK),
        ("coordinator", Some("Tri-borough"), StatusCode::NOT_FOUND),
        ("administrator", None, StatusCode::FORBIDDEN),
        ("adviser", None, StatusCode::FORBIDDEN),
        ("practitioner", None, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(
            world.browser(role, area).get(&path).status,
            status,
            "{role} {area:?}"
        );
    }
    // A trainer reads what was said of her own sessions, also where she works in the area: one of the two.
    let trainer = world.browser("trainer", Some("East"));
    assert!(texts(&trainer.get(&path)).is_empty());
    let sessions = world
        .db
        .read_now(|tx| Ok(tx.all(&SESSIONS, &[], |row| row.get::<Id>(0))?))
        .unwrap();
    let first = sessions[0];
    raw(&world.db, move |tx| {
        tx.run(&FORGET, values![first])?;
        Ok(tx.changed(&TRAINS, values![first])?)
    });
    let own = texts(&trainer.get(&path));
    let all = texts(&world.browser("evaluator", None).get(&path));
    assert!(!own.is_empty() && own.len() < all.len(), "{own:?}");
    assert!(own.iter().all(|text| all.contains(text)));
    assert!(
        !trainer.get(&path).text().contains("keep?comment"),
        "a trainer decides nothing"
    );
}

pub(crate) fn first_session(world: &World) -> Id {
    let found = world
        .db
        .read_now(|tx| Ok(tx.all(&SESSIONS, &[], |row| row.get::<Id>(0))?));
    found.unwrap()[0]
}

/// Thirty people write one thing more each.
pub(crate) fn thirty_more(world: &World) {
    thirty_more_by(world, 77);
}

/// The same, with chance that begins elsewhere.
pub(crate) fn thirty_more_by(world: &World, seed: u64) {
    let (session, now) = (first_session(world), world.clock.now());
    world
        .db
        .write_now(move |tx| {
            let version = responses::version_by_key(tx, "end-of-session", None)?.unwrap();
            let new: Vec<responses::loading::NewResponse> = (0..30)
                .map(|number| responses::loading::NewResponse {
                    session: Some(SessionId(session)),
                    programme: None,
                    purpose: Purpose::Feedback,
                    day: now.day(),
                    answers: vec![instrument::Answer {
                        question: "comments".to_owned(),
                        value: instrument::Value::Text(format!("Remark {number}.")),
                    }],
                })
                .collect();
            let scope = access::Scope::of(&access::Viewer::system(ticket::Ticket::of("test")))?;
            responses::loading::load(tx, &scope, &version, &new, now, &SeededEntropy::new(seed))
        })
        .unwrap();
}

/// Comments come in pages that hold each of them once.
#[test]
fn comments_come_in_pages() {
    let world = World::demonstration();
    let path = format!("/comments/{}", course(&world));
    let browser = world.browser("coordinator", None);
    let few = texts(&browser.get(&path)).len();
    thirty_more(&world);
    let pages: Vec<Vec<String>> = (1..=4)
        .map(|page| texts(&browser.get(&format!("{path}?page={page}"))))
        .collect();
    let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(sizes, [20, 20, few + 30 - 40, 0]);
    let mut all = pages.concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), few + 30);
    assert!(
        browser
            .get(&path)
            .text()
            .contains(&format!("{} comments on", few + 30))
    );
}

/// The list of courses comes in pages that hold each course once.
#[test]
fn courses_with_comments_come_in_pages() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let before = browser.get("/comments").rows().len();
    let session = first_session(&world);
    raw(&world.db, move |tx| {
        for number in 0..60_u128 {
            let id = |kind: u128| Id(uuid::Uuid::from_u128(kind * 1_000 + number));
            let title = format!("Course {}", number % 7);
            tx.run(
                &MORE_COURSES,
                values![id(1), format!("C-X{number:02}"), title, false],
            )?;
            tx.run(
                &MORE_SESSIONS,
                values![id(2), format!("S-X{number:02}"), id(1), session],
            )?;
            tx.run(&MORE_FORMS, values![id(3), id(2), session])?;
        }
        Ok(())
    });
    let (mut next, mut sizes) = ("/comments".to_owned(), Vec::new());
    loop {
        let seen = browser.get(&next);
        sizes.push(seen.rows().len());
        let text = seen.text().replace("&amp;", "&");
        let Some(link) = text
            .split("href=\"")
            .find(|part| part.starts_with("/comments?after="))
        else {
            break;
        };
        next = link.split('"').next().unwrap().to_owned();
        assert!(sizes.len() < 9, "without end");
    }
    assert_eq!(sizes.iter().sum::<usize>(), before + 60, "{sizes:?}");
    assert_eq!(sizes[0], 50);
}
