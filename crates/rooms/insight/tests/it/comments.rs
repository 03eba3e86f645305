//! Comments: read by who may, in an order that says nothing, and let out quote by quote.

use crate::world::{Browser, Seen, World, raw};
use http::StatusCode;
use kernel::Id;
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
    FEW = "delete from response where purpose = 'feedback' and session_id in (select s.id from session s join course c on c.id = s.course_id
        where c.title = 'Difficult conversations (invented)') and id not in (select a.response_id from answer a)";
    EVENTS = "select change from audit_event where record_kind = 'comments of course' order by sequence";
    QUOTES = "select q.response_id from quote q";
}

fn course(world: &World) -> String {
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(&COURSE, &[], |row| row.get::<String>(0))?));
    found.unwrap().unwrap()
}

fn texts(seen: &Seen) -> Vec<String> {
    let (page, words) = (
        Html::parse_document(&seen.text()),
        Selector::parse(".govuk-inset-text > p.govuk-body").unwrap(),
    );
    page.select(&words)
        .map(|found| found.text().collect::<String>())
        .collect()
}

/// Presses the button below a comment.
fn press(browser: &Browser, path: &str, comment: &str, decision: &str) -> Seen {
    let page = Html::parse_document(&browser.get(path).text());
    let (blocks, hidden) = (
        Selector::parse(".govuk-inset-text").unwrap(),
        Selector::parse("form input[type=hidden]").unwrap(),
    );
    let block = page
        .select(&blocks)
        .find(|block| block.text().collect::<String>().contains(comment))
        .unwrap_or_else(|| panic!("{comment} is not on the page"));
    let mut fields: Vec<(String, String)> = block
        .select(&hidden)
        .map(|input| {
            (
                input.attr("name").unwrap().to_owned(),
                input.attr("value").unwrap().to_owned(),
            )
        })
        .collect();
    fields.push(("decision".to_owned(), decision.to_owned()));
    browser.post(&format!("{path}/mark"), &fields)
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
    assert_eq!(all.len(), 13, "{all:?}");
    assert_eq!(texts(&browser.get(&path)), all, "the same each time");
    let mut sorted = all.clone();
    sorted.sort();
    assert_ne!(sorted, all);
    assert!(
        !seen.text().contains("response"),
        "no id of a form is on the page"
    );
    raw(&world.db, |tx| {
        tx.run(&FEW_ANSWERS, &[])?;
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
        !trainer.get(&path).text().contains("/mark\""),
        "a trainer decides nothing"
    );
}

/// Free text leaves only by a person's decision, quote by quote: it carries her name, stands in the trail, and can be taken back; the
/// file holds what was let out and nothing else.
#[test]
fn only_what_somebody_let_out_leaves() {
    const LET: &str = "A clear way to keep the person causing harm in view.";
    let world = World::demonstration();
    let path = format!("/comments/{}", course(&world));
    let browser = world.browser("coordinator", Some("East"));
    let out = |set: &[(&str, &str)]| browser.send(&path, &format!("{path}/export"), set);
    let purpose = [("recipient", "City council"), ("reason", "Report to the board")];
    let none = out(&purpose);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("None of these comments may leave yet"));
    assert_eq!(press(&browser, &path, LET, "leave").status, StatusCode::SEE_OTHER);
    let seen = browser.get(&path);
    assert!(seen.text().contains("Decided by Sam Test"), "{}", seen.text());
    let bare = out(&[("recipient", ""), ("reason", "")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "for whom, and why");
    let file = out(&purpose);
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.text().contains(LET));
    for other in texts(&seen).iter().filter(|text| *text != LET) {
        assert!(!file.text().contains(other.as_str()), "{other}");
    }
    assert_eq!(
        browser.get("/evidence/releases").rows_with("City council")[0][2],
        "Quotes"
    );
    assert_eq!(press(&browser, &path, LET, "stay").status, StatusCode::SEE_OTHER);
    assert_eq!(
        out(&purpose).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it stays again"
    );
    let events = world
        .db
        .read_now(|tx| Ok(tx.all(&EVENTS, &[], |row| row.get::<String>(0))?))
        .unwrap();
    let decisions: Vec<&String> = events
        .iter()
        .filter(|change| change.starts_with("quote"))
        .collect();
    assert_eq!(decisions, ["quote may leave", "quote stays"]);
    let left = world
        .db
        .read_now(|tx| Ok(tx.all(&QUOTES, &[], |row| row.get::<Id>(0))?))
        .unwrap();
    assert!(left.is_empty());
}
