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
    REFUSED = "select count(*) from audit_event where record_kind = 'comments of course' and change <> 'viewed'";
    REACHED = "select count(*) from left_contact";
    UNREACH = "delete from left_contact";
    UNCODE = "delete from code";
    UNREAD = "delete from coding";
    UNDRAW = "delete from coding_item";
    FEW = "delete from response where purpose = 'feedback' and session_id in (select s.id from session s join course c on c.id = s.course_id
        where c.title = 'Difficult conversations (invented)') and id not in (select a.response_id from answer a)";
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
    let coordinator = world.browser("coordinator", Some("East"));
    let left = world
        .db
        .read_now(|tx| Ok(tx.one(&REACHED, &[], |row| row.get::<i64>(0))?));
    assert!(left.unwrap() > Some(0), "somebody left a way to be reached");
    assert!(
        !coordinator.get(&path).text().contains("/contacts/"),
        "what stands beside each comment of one person would put them together"
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

/// Forms come to the first session, each with one answer.
pub(crate) fn load(
    world: &World,
    form: (&'static str, Purpose),
    answers: Vec<(&'static str, instrument::Value)>,
    seed: u64,
) {
    load_to(world, first_session(world), form, answers, seed);
}

/// The same to some session.
pub(crate) fn load_to(
    world: &World,
    session: Id,
    (key, purpose): (&'static str, Purpose),
    answers: Vec<(&'static str, instrument::Value)>,
    seed: u64,
) {
    let now = world.clock.now();
    world
        .db
        .write_now(move |tx| {
            let version = responses::version_by_key(tx, key, None)?.unwrap();
            let each = answers
                .iter()
                .map(|(question, value)| responses::loading::NewResponse {
                    session: Some(SessionId(session)),
                    programme: None,
                    purpose,
                    day: now.day(),
                    answers: vec![instrument::Answer {
                        question: (*question).to_owned(),
                        value: value.clone(),
                    }],
                });
            let new: Vec<responses::loading::NewResponse> = each.collect();
            let scope = access::Scope::of(&access::Viewer::system(ticket::Ticket::of("test")))?;
            responses::loading::load(tx, &scope, &version, &new, now, &SeededEntropy::new(seed))
        })
        .unwrap();
}

/// Proves SA2: a trainer who asks for what was said of sessions that others train is refused, and it stands in the trail.
#[test]
fn what_a_trainer_may_not_read_is_noted() {
    let world = World::demonstration();
    let path = format!("/comments/{}", course(&world));
    let trainer = world.browser("trainer", Some("East"));
    let noted = || {
        let found = world
            .db
            .read_now(|tx| Ok(tx.one(&REFUSED, &[], |row| row.get::<i64>(0))?));
        found.unwrap().unwrap()
    };
    let before = noted();
    assert_eq!(trainer.get(&path).status, StatusCode::NOT_FOUND);
    assert_eq!(noted(), before + 1);
}

/// Thirty people write one thing more each.
pub(crate) fn thirty_more(world: &World) {
    thirty_more_by(world, 77);
}

/// The same, with chance that begins elsewhere.
pub(crate) fn thirty_more_by(world: &World, seed: u64) {
    let remark = |number| ("comments", instrument::Value::Text(format!("Remark {number}.")));
    let form = ("end-of-session", Purpose::Feedback);
    load(world, form, (0..30).map(remark).collect(), seed);
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
