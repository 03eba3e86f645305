//! Quotes of what was said months later, and by links that are open to anybody: no further than was agreed, and read by nobody who has the course
//! or the link out of sight.

use crate::comments::{course, first_session, texts};
use crate::world::{Browser, Seen, World, raw};
use http::StatusCode;
use instrument::{Answer, Consent, MAY_QUOTE, Question, Value};
use kernel::{Clock, Id, SeededEntropy};
use learning::model::{Purpose, SessionId};
use responses::loading::{NewLink, NewResponse, load, load_link};
use responses::model::LinkId;
use scraper::{Html, Selector};
use store::values;

store::statements! {
    ACCOUNT = "select id from account order by id limit 1";
    AREA = "update answer_link set area_id = (select id from area where name = 'East') where id = ?1";
    FORGET = "delete from session_trainer where session_id = ?1";
    TRAINS = "insert into session_trainer (session_id, account_id) select ?1, a.id from account a where a.role = 'trainer'";
    WAITS = "insert into blanking (id, response_id, question_key, occurrence, state, version, asked_at)
        select ?1, a.response_id, a.question_key, a.occurrence, 'asked', 1, 0 from answer a join response r on r.id = a.response_id
        where r.answer_link_id = ?2 and a.text_sealed is not null order by a.response_id limit 1";
    LINK_EVENTS = "select count(*) from audit_event where record_kind = 'comments of link' and change = 'viewed'";
}

const OPEN: &str = "Put the leaflet into the library.";
const INSIDE: &str = "Nobody asked my uncle.";
const SILENT: &str = "It was loud.";

fn answers(question: &str, words: &str, consent: Option<Consent>) -> Vec<Answer> {
    let said = consent.map(|consent| Answer {
        question: MAY_QUOTE.to_owned(),
        value: Value::Option(consent.code().to_owned()),
    });
    let text = Answer {
        question: question.to_owned(),
        value: Value::Text(words.to_owned()),
    };
    std::iter::once(text).chain(said).collect()
}

/// A form for each of the three, and so many more.
fn forms(question: &str, more: usize) -> Vec<Vec<Answer>> {
    let three = [
        (OPEN, Some(Consent::Published)),
        (INSIDE, Some(Consent::Partnership)),
        (SILENT, None),
    ];
    let three = three.map(|(words, consent)| answers(question, words, consent));
    let more = (0..more).map(|number| answers(question, &format!("Remark {number}."), None));
    three.into_iter().chain(more).collect()
}

/// A link by which so many answered; in East, or of no area.
fn link(world: &World, number: u128, people: usize, east: bool) -> String {
    let (id, now) = (Id(uuid::Uuid::from_u128(number)), world.clock.now());
    let chance = u64::try_from(number).unwrap();
    let written = forms("comments", people.saturating_sub(3));
    raw(&world.db, move |tx| {
        let version = responses::version_by_key(tx, "end-of-session", None)?.unwrap();
        let made_by = tx.one(&ACCOUNT, &[], |row| row.get::<Id>(0))?.unwrap();
        let new = NewLink {
            id: LinkId(id),
            name: "A stall",
            token: format!("{number:032}"),
            open: (now.day().plus(-3), now.day().plus(3)),
            target_and_cap: (50, 100),
            sparing: (Vec::new(), 50),
            made_by,
            answers: written.iter().map(|form| (now.day(), form.clone())).collect(),
        };
        let scope = access::Scope::of(&access::Viewer::system(ticket::Ticket::of("test")))?;
        let _made = load_link(tx, &scope, &version, &new, now, &SeededEntropy::new(chance))?;
        if east {
            tx.run(&AREA, values![id])?;
        }
        Ok(())
    });
    format!("/comments/{id}")
}

/// Months later so many answer about the first session of the course, with a questionnaire that asks for consent; the page of their comments.
fn later(world: &World, people: usize) -> String {
    let first = world
        .db
        .read_now(|tx| Ok(responses::version_by_key(tx, "follow-up", None)?))
        .unwrap()
        .unwrap();
    let mut definition = first.published.definition().clone();
    definition.version += 1;
    definition.close_with(Question::may_quote());
    world.publish(&definition.written());
    let (session, now) = (first_session(world), world.clock.now());
    let written = forms("hindered", people.saturating_sub(3));
    world
        .db
        .write_now(move |tx| {
            let version = responses::version_by_key(tx, "follow-up", None)?.unwrap();
            let each = written.iter().map(|form| NewResponse {
                session: Some(SessionId(session)),
                programme: None,
                purpose: Purpose::FollowUp,
                day: now.day(),
                answers: form.clone(),
            });
            let new: Vec<NewResponse> = each.collect();
            let scope = access::Scope::of(&access::Viewer::system(ticket::Ticket::of("test")))?;
            load(tx, &scope, &version, &new, now, &SeededEntropy::new(9))
        })
        .unwrap();
    format!("/comments/{}-later", course(world))
}

/// Keeps a comment of a page.
fn keep(browser: &Browser, page: &str, words: &str, scope: &str) -> Seen {
    let shown = Html::parse_document(&browser.get(page).text());
    let (blocks, links) = (
        Selector::parse(".govuk-inset-text").unwrap(),
        Selector::parse("a[href*='keep?comment']").unwrap(),
    );
    let way = shown
        .select(&blocks)
        .find(|block| block.text().collect::<String>().contains(words))
        .and_then(|block| block.select(&links).next())
        .and_then(|link| link.attr("href"))
        .unwrap_or_else(|| panic!("{words} cannot be kept"))
        .to_owned();
    let fields = [("scope", scope), ("reason", "Says it well")];
    browser.send(&way, &format!("{page}/keep"), &fields)
}

fn quotes(browser: &Browser) -> Vec<String> {
    let rows = browser.get("/quotes").table("Quotes");
    rows.into_iter().map(|row| row[0].clone()).collect()
}

/// Keeps the three as far as they may go, and no further; their pages.
fn kept(browser: &Browser, page: &str) -> [String; 3] {
    for (words, scope) in [(INSIDE, "published"), (SILENT, "partnership")] {
        let refused = keep(browser, page, words, scope);
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{words} {scope}"
        );
        assert!(refused.text().contains("did not agree that it goes so far"));
    }
    [(OPEN, "published"), (INSIDE, "partnership"), (SILENT, "readers")].map(|(words, scope)| {
        let seen = keep(browser, page, words, scope);
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        seen.to.split('?').next().unwrap().to_owned()
    })
}

/// Proves SH11: what came by a link is quoted no further than was agreed; a quote for readers alone is read where the link is in sight, and
/// by no trainer; its area is told because five answered.
#[test]
fn what_came_by_a_link_is_quoted_as_far_as_was_agreed() {
    let world = World::demonstration();
    let page = link(&world, 41, 6, true);
    let browser = world.browser("evaluator", None);
    let row = &browser.get("/comments?of=link").rows_with("A stall")[0];
    assert_eq!(row[1..], ["6", "6", "0"]);
    let seen = browser.get(&page);
    assert_eq!(texts(&seen).len(), 6, "{}", seen.text());
    assert!(!seen.text().contains("Raise a fault"), "no venue is known");
    let pages = kept(&browser, &page);
    let silent = browser.get(&pages[2]);
    assert!(
        silent.text().contains("Open to anybody, 2026, East"),
        "{}",
        silent.text()
    );
    assert_eq!(browser.get("/comments?of=link").rows_with("A stall")[0][3], "3");
    let looks = world
        .db
        .read_now(|tx| Ok(tx.one(&LINK_EVENTS, &[], |row| row.get::<i64>(0))?));
    assert!(looks.unwrap().unwrap() > 0, "who reads them stands in the trail");
    let east = world.browser("coordinator", Some("East"));
    assert_eq!(east.get(&page).status, StatusCode::OK);
    assert!(quotes(&east).contains(&SILENT.to_owned()));
    let away = world.browser("coordinator", Some("Tri-borough"));
    let trainer = world.browser("trainer", Some("East"));
    let (everywhere, adviser) = (world.browser("trainer", None), world.browser("adviser", None));
    for browser in [&away, &trainer, &everywhere] {
        assert_eq!(browser.get(&page).status, StatusCode::NOT_FOUND);
        assert!(browser.get("/comments?of=link").rows_with("A stall").is_empty());
        assert_eq!(browser.get(&pages[2]).status, StatusCode::NOT_FOUND);
        let found = quotes(browser);
        assert!(found.contains(&OPEN.to_owned()) && found.contains(&INSIDE.to_owned()));
        assert!(!found.contains(&SILENT.to_owned()), "{found:?}");
    }
    assert_eq!(adviser.get(&page).status, StatusCode::FORBIDDEN);
    let act = [("reason", "No"), ("decision", "withdraw")];
    assert_eq!(
        away.send(&pages[0], &pages[0], &act).status,
        StatusCode::NOT_FOUND,
        "who reads it changes nothing of it"
    );
    assert_eq!(
        east.send(&pages[0], &pages[0], &act).status,
        StatusCode::SEE_OTHER
    );
}

/// Proves SH11: what few wrote by a link is opened for nobody; a link of no area is everybody's who reads comments, and says no area; who looks at
/// passages that show somebody has the link in sight.
#[test]
fn a_link_is_read_where_it_belongs() {
    let world = World::demonstration();
    let (few, nowhere) = (link(&world, 42, 4, true), link(&world, 43, 5, false));
    let east = world.browser("coordinator", Some("East"));
    let away = world.browser("coordinator", Some("Tri-borough"));
    let closed = east.get(&few);
    assert!(texts(&closed).is_empty() && closed.text().contains("not opened for anybody"));
    assert_eq!(texts(&away.get(&nowhere)).len(), 5);
    let quote = keep(&away, &nowhere, OPEN, "published").to;
    assert!(away.get(&quote).text().contains("Open to anybody, 2026<"));
    let (waits, of) = (
        Id(uuid::Uuid::from_u128(99)),
        Id::parse(few.rsplit('/').next().unwrap()).unwrap(),
    );
    raw(&world.db, move |tx| Ok(tx.run(&WAITS, values![waits, of])?));
    let path = format!("/coding/blanked/{waits}");
    assert_eq!(east.get(&path).status, StatusCode::OK);
    assert_eq!(away.get(&path).status, StatusCode::NOT_FOUND);
}

/// Proves SH11: what was said months later is quoted as far as was agreed, apart from what was said at the end, and read by who has the session
/// in sight.
#[test]
fn what_was_said_later_is_quoted_as_far_as_was_agreed() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let before = texts(&browser.get(&format!("/comments/{}", course(&world)))).len();
    let page = later(&world, 5);
    let name = "Difficult conversations (invented)";
    assert_eq!(
        browser.get("/comments?of=later").rows_with(name)[0][1..],
        ["5", "5", "0"]
    );
    assert_eq!(texts(&browser.get(&page)).len(), 5);
    let after = texts(&browser.get(&format!("/comments/{}", course(&world)))).len();
    assert_eq!(after, before, "the two do not mix");
    let pages = kept(&browser, &page);
    let silent = browser.get(&pages[2]).text();
    assert!(
        silent.contains("Working with perpetrators, 2026, East, months later"),
        "{silent}"
    );
    assert_eq!(browser.get("/comments?of=later").rows_with(name)[0][3], "3");
    let away = world.browser("coordinator", Some("Tri-borough"));
    let trainer = world.browser("trainer", Some("East"));
    for browser in [&away, &trainer] {
        assert_eq!(browser.get(&page).status, StatusCode::NOT_FOUND);
        assert!(!quotes(browser).contains(&SILENT.to_owned()));
    }
    let first = first_session(&world);
    raw(&world.db, move |tx| {
        tx.run(&FORGET, values![first])?;
        Ok(tx.changed(&TRAINS, values![first])?)
    });
    assert_eq!(texts(&trainer.get(&page)).len(), 5, "of her own session");
    assert!(quotes(&trainer).contains(&SILENT.to_owned()));
}
