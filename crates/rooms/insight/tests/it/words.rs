//! Answers of a few words: counted, joined, left out, drawn; and faults of venues that are raised from comments.

use crate::coding::send;
use crate::comments::{course, first_session, load, load_to, thirty_more};
use crate::world::{Browser, Seen, World};
use http::StatusCode;
use kernel::Id;
use learning::model::Purpose;
use scraper::{Html, Selector};

store::statements! {
    RAISED = "select f.venue, f.heard, f.session_id, s.course_id from venue_fault f join session s on s.id = f.session_id";
    HOLD_BACK = "insert into blanking (id, response_id, question_key, occurrence, state, version, asked_at)
        select a.response_id, a.response_id, a.question_key, a.occurrence, 'asked', 1, 0 from answer a where a.question_key = 'three-words' and a.text_sealed is not null";
    BLANK_IT = "update blanking set state = 'blanked', passages_sealed = ?2 where id = ?1";
    HELD_BACK = "select id from blanking where state = 'asked' order by id";
    AREA = "select id from area where name = ?1";
    ELSEWHERE = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
        select ?1, ?5, s.course_id, ?2, '', '', 10, 0, ?4, ?4, 'held', s.listed, 0 from session s where s.id = ?3";
    OWNER = "select id from account where role = 'coordinator' order by id limit 1";
    FEW_THERE = "delete from answer where response_id in (select r.id from response r where r.purpose = 'feedback' and r.session_id = ?1 and r.id not in \
        (select o.id from response o where o.purpose = 'feedback' and o.session_id = ?1 order by o.id desc limit 4))";
    FEW_FORMS = "delete from response where purpose = 'feedback' and session_id = ?1 and id not in (select a.response_id from answer a)";
    QUOTE_STEPS = "delete from kept_quote_step where quote_id in (select q.id from kept_quote q join response r on r.id = q.response_id where r.session_id = ?1)";
    KEPT_QUOTES = "delete from kept_quote where response_id in (select id from response where session_id = ?1)";
    CONTACTS = "delete from left_contact where response_id in (select id from response where session_id = ?1)";
    ITEMS = "delete from coding_item where response_id in (select id from response where session_id = ?1)";
    CODINGS = "delete from coding where item_id in (select i.id from coding_item i join response r on r.id = i.response_id where r.session_id = ?1)";
    CODES = "delete from code where item_id in (select i.id from coding_item i join response r on r.id = i.response_id where r.session_id = ?1)";
    SESSIONS = "select s.id from session s join course c on c.id = s.course_id where c.title = 'Difficult conversations (invented)' order by s.first_day";
}

const PAGE: &str = "/evidence/words?programme=example-partnership";
const TABLE: &str = "Words: Which three words say how you feel about this work now?";

fn row(browser: &Browser, profile: &str, word: &str) -> Vec<String> {
    let rows = browser.get(&format!("{PAGE}&profile={profile}")).table(TABLE);
    rows.iter()
        .find(|row| row[0] == word)
        .cloned()
        .unwrap_or_default()
}

fn n(cell: &str) -> u64 {
    let n = cell.split("n=").nth(1).unwrap_or_else(|| panic!("{cell}"));
    n.split('/').next().unwrap().parse().unwrap()
}

/// Words before and after stand side by side in a table and in a drawing that says each number; capital letters do not matter.
#[test]
fn words_are_counted_before_and_after_and_drawn() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let seen = browser.get(&format!("{PAGE}&profile=internal"));
    let nervous = row(&browser, "internal", "nervous");
    assert!(n(&nervous[1]) > 20 && nervous[1].contains("/44)"), "{nervous:?}");
    assert_eq!(nervous[2], "[c]", "nobody says so afterwards");
    let page = Html::parse_document(&seen.text());
    let words = Selector::parse("figure.trellis-cloud li").unwrap();
    let drawn: Vec<String> = page
        .select(&words)
        .map(|word| word.text().collect::<String>())
        .collect();
    assert!(
        drawn.contains(&format!("nervous {}", n(&nervous[1]))),
        "{drawn:?}"
    );
    let figures = Selector::parse("figure.trellis-cloud").unwrap();
    assert_eq!(page.select(&figures).count(), 2);
    let hidden: Vec<&String> = drawn.iter().filter(|word| word.starts_with("[c]")).collect();
    assert!(hidden.is_empty());
    let file = browser.export(
        &format!("{PAGE}&profile=public"),
        &[("format", "csv"), ("profile-of-export", "public")],
    );
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.text().contains("nervous"));
}

/// People who were asked and gave no words are counted beside those who gave some, and people who were not asked with neither.
#[test]
fn who_gave_no_words_is_counted() {
    let world = World::demonstration();
    let none = instrument::Value::None(instrument::NonAnswer::PreferNotToSay);
    load(
        &world,
        ("before", Purpose::Pre),
        vec![("three-words", none); 3],
        78,
    );
    let not_asked = instrument::Value::None(instrument::NonAnswer::NotAsked);
    load(
        &world,
        ("before", Purpose::Pre),
        vec![("three-words", not_asked); 4],
        79,
    );
    let seen = world
        .browser("evaluator", None)
        .get(&format!("{PAGE}&profile=internal"));
    for words in [
        "44 people answered before, and 3 who were asked did not.",
        "42 people answered after, and 0 who were asked did not.",
    ] {
        assert!(seen.text().contains(words), "{words}: {}", seen.text());
    }
}

/// A word at which somebody has to look first is not counted, and whoever gave it is still one who answered.
#[test]
fn a_word_that_is_held_back_is_not_counted() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    assert!(!row(&browser, "internal", "nervous").is_empty());
    crate::world::raw(&world.db, |tx| Ok(tx.run(&HOLD_BACK, &[])?));
    assert!(row(&browser, "internal", "nervous").is_empty());
    let seen = browser.get(&format!("{PAGE}&profile=internal"));
    assert!(
        seen.text().contains("44 people answered before"),
        "{}",
        seen.text()
    );
    assert!(seen.table(TABLE).is_empty(), "{:?}", seen.table(TABLE));
    let list = browser.get("/coding/words").text();
    assert!(!list.contains(">somebody<") && !list.contains(">held<"), "{list}");
    // What is blanked is no word either.
    crate::world::raw(&world.db, |tx| {
        let keys = tx.keys().clone();
        for id in tx.all(&HELD_BACK, &[], |row| row.get::<Id>(0))? {
            let entropy = kernel::SeededEntropy::new(7);
            let passages = keys.seal("blanking", "passages_sealed", id, b"nervous\nNervous", &entropy);
            tx.run(&BLANK_IT, store::values![id, passages])?;
        }
        Ok(())
    });
    let words = browser.get(&format!("{PAGE}&profile=internal")).table(TABLE);
    assert!(!words.is_empty());
    assert!(
        words.iter().all(|row| row[0] != "blanked" && row[0] != "nervous"),
        "{words:?}"
    );
    assert!(!browser.get("/coding/words").text().contains(">blanked<"));
}

/// Proves SH11: no two looks show by their difference the words of fewer than five people, whichever filters they are narrowed by: what three wrote
/// in a session of their own is in neither.
#[test]
fn two_looks_show_no_words_of_a_few() {
    let world = World::demonstration();
    let (away, other, first) = (
        Id(uuid::Uuid::from_u128(91)),
        Id(uuid::Uuid::from_u128(92)),
        first_session(&world),
    );
    let day = kernel::Clock::now(&world.clock).day();
    let area = |name: &'static str| {
        let found = world
            .db
            .read_now(move |tx| Ok(tx.one(&AREA, store::values![name], |row| row.get::<Id>(0))?));
        found.unwrap().unwrap()
    };
    let (east, tri) = (area("East"), area("Tri-borough"));
    crate::world::raw(&world.db, move |tx| {
        tx.run(&ELSEWHERE, store::values![away, tri, first, day, "S-AWAY"])?;
        Ok(tx.run(&ELSEWHERE, store::values![other, tri, first, day, "S-OTHER"])?)
    });
    let browser = world.browser("evaluator", None);
    let people = |more: &str| {
        let rows = browser.get(&format!("{PAGE}{more}")).table(TABLE);
        let found = rows.iter().find(|row| row[0] == "nervous").cloned();
        found.map_or(0, |row| n(&row[1]))
    };
    let whole = people("");
    let parts = [
        format!("&to={}", day.plus(-1).iso()),
        format!("&from={0}&to={0}", day.iso()),
        format!("&area={east}"),
        format!("&area={tri}"),
    ];
    let before = parts.clone().map(|part| people(&part));
    let answers = |many| vec![("three-words", instrument::Value::Text("nervous".to_owned())); many];
    load_to(&world, away, ("before", Purpose::Pre), answers(3), 91);
    assert_eq!(people(""), whole, "three are few");
    assert_eq!(parts.clone().map(|part| people(&part)), before);
    let seen = browser.get(&format!("{PAGE}{}", parts[3])).text();
    assert!(seen.contains("not opened for anybody"), "{seen}");
    let seen = browser.get(PAGE).text();
    assert!(seen.contains("Left out before: 3 answers of sessions"), "{seen}");
    load_to(&world, other, ("before", Purpose::Pre), answers(2), 92);
    assert_eq!(people(""), whole + 5, "of both sessions they are five");
    assert_eq!(
        parts.clone().map(|part| people(&part)),
        before,
        "no part has them"
    );
    load_to(&world, away, ("before", Purpose::Pre), answers(2), 93);
    assert_eq!(people(""), whole + 5, "the two of the other session are few");
    for part in [&parts[1], &parts[3]] {
        assert_eq!(people(part), 5, "{part}");
    }
}

/// The same wording in a version that did not ask for a few words: its answers are counted with the others.
#[test]
fn words_of_a_version_that_asks_for_more_are_counted_too() {
    let world = World::demonstration();
    let form = |version: u32, question: &str| {
        format!(
            "key = \"elsewhere\"\nversion = {version}\ntitle = \"Elsewhere\"\n\n[[section]]\ntitle = \"Words\"\n\n[[section.question]]\nkey = \"own\"\nwording = \"three-words-1\"\n{question}\ntext = \"Which three words say how you feel about this work now?\"\n"
        )
    };
    let publish = |text: String, seed: u64| {
        let published =
            instrument::Published::publish(instrument::Definition::parse(&text).unwrap()).unwrap();
        let system = access::Viewer::system(ticket::Ticket::of("test"));
        let entropy = kernel::SeededEntropy::new(seed);
        responses::loading::publish(&world.db, &system, &published, &world.clock, &entropy).unwrap();
    };
    publish(form(1, "kind = \"long-text\""), 78);
    let words = instrument::Value::Text("Nervous, exhausted".to_owned());
    load(
        &world,
        ("elsewhere", Purpose::Pre),
        vec![("own", words.clone()); 6],
        80,
    );
    publish(form(2, "kind = \"text\"\nchecks = [{ words = 3 }]"), 79);
    load(&world, ("elsewhere", Purpose::Pre), vec![("own", words); 7], 81);
    let browser = world.browser("evaluator", None);
    assert_eq!(n(&row(&browser, "internal", "exhausted")[1]), 13);
    let seen = browser.get(&format!("{PAGE}&profile=internal"));
    assert!(
        seen.text().contains("57 people answered before"),
        "{}",
        seen.text()
    );
}

fn say(browser: &Browser, set: &[(&str, &str)]) -> Seen {
    send(
        browser,
        "/coding/words?wording=three-words-1",
        "form.trellis-narrow",
        set,
    )
}

/// Spellings are joined and words left out by people, and each of it is undone.
#[test]
fn spellings_are_joined_and_that_is_undone() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let count = |word: &str| n(&row(&browser, "internal", word)[1]);
    let (nervous, misspelt) = (count("nervous"), count("nervus"));
    let joined = say(
        &browser,
        &[("what", "join"), ("word", " Nervus"), ("becomes", "nervous")],
    );
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert!(row(&browser, "internal", "nervus").is_empty());
    let both = count("nervous");
    assert!(
        both > nervous && both <= nervous + misspelt,
        "each person once: {both}"
    );
    let circle = say(
        &browser,
        &[("what", "join"), ("word", "nervous"), ("becomes", "nervus")],
    );
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
    let twice = say(
        &browser,
        &[("what", "leave"), ("word", "nervus"), ("becomes", "")],
    );
    assert_eq!(
        twice.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "something is said of it"
    );
    say(&browser, &[("what", "leave"), ("word", "tired"), ("becomes", "")]);
    assert!(row(&browser, "internal", "tired").is_empty());
    while browser.get("/coding/words").text().contains("name=\"rule\"") {
        let undone = send(
            &browser,
            "/coding/words?wording=three-words-1",
            "form[method=post][action='/coding/words']:not(.trellis-narrow)",
            &[("what", "undo")],
        );
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    }
    assert_eq!((count("nervous"), count("nervus")), (nervous, misspelt));
    assert!(!row(&browser, "internal", "tired").is_empty());
    let list = browser.get("/coding/words").text();
    assert!(
        list.contains("44") || list.contains("people in your sight answered"),
        "{list}"
    );
    let elsewhere = world.browser("coordinator", Some("Tri-borough"));
    assert!(
        elsewhere
            .get("/coding/words")
            .text()
            .contains("their words are not opened")
    );
}

fn raise(browser: &Browser, page: &str, set: &[(&str, &str)]) -> Seen {
    send(browser, page, "form.trellis-narrow", set)
}

/// A fault that is raised from a comment names the venue of its session, never who wrote it, and is not raised where few answered.
#[test]
fn a_fault_is_raised_from_a_comment_and_its_writer_stays_unknown() {
    let world = World::demonstration();
    thirty_more(&world);
    let path = format!("/comments/{}", course(&world));
    let browser = world.browser("coordinator", None);
    let list = Html::parse_document(&browser.get(&path).text());
    let links = Selector::parse(".govuk-inset-text a[href*='/fault?comment=']").unwrap();
    let link = list
        .select(&links)
        .next()
        .unwrap()
        .attr("href")
        .unwrap()
        .to_owned();
    let owner = world
        .db
        .read_now(|tx| Ok(tx.one(&OWNER, &[], |row| row.get::<Id>(0))?))
        .unwrap()
        .unwrap()
        .to_string();
    let day = [("due-day", "9"), ("due-month", "3"), ("due-year", "2026")];
    let bare = raise(
        &browser,
        &link,
        &[
            &[("kind", ""), ("words", ""), ("owner", owner.as_str())],
            &day[..],
        ]
        .concat(),
    );
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.text());
    assert!(bare.text().contains("Enter what is wrong"));
    let sent = raise(
        &browser,
        &link,
        &[
            &[
                ("kind", "venue"),
                ("words", "It is cold"),
                ("owner", owner.as_str()),
            ],
            &day[..],
        ]
        .concat(),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let raised = world
        .db
        .read_now(|tx| {
            Ok(tx.all(&RAISED, &[], |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<bool>(1)?,
                    row.get::<Option<Id>>(2)?,
                ))
            })?)
        })
        .unwrap();
    assert_eq!(raised.len(), 1);
    assert_eq!(
        (raised[0].0.as_str(), raised[0].1),
        ("Community hub, Canal Walk", true)
    );
    assert_eq!(
        world.browser("evaluator", None).get(&link).status,
        StatusCode::FORBIDDEN
    );
    // The second session has few forms now: its comments are read with the others', and raise nothing.
    let second = world
        .db
        .read_now(|tx| Ok(tx.all(&SESSIONS, &[], |row| row.get::<Id>(0))?))
        .unwrap()[1];
    crate::world::raw(&world.db, move |tx| {
        for statement in [
            &QUOTE_STEPS,
            &KEPT_QUOTES,
            &CONTACTS,
            &CODES,
            &CODINGS,
            &ITEMS,
            &FEW_THERE,
            &FEW_FORMS,
        ] {
            tx.run(statement, store::values![second])?;
        }
        Ok(())
    });
    let mut refused = 0;
    for page in 1..=3 {
        let list = Html::parse_document(&browser.get(&format!("{path}?page={page}")).text());
        for found in list.select(&links) {
            let seen = browser.get(found.attr("href").unwrap());
            refused += u32::from(seen.status == StatusCode::GONE);
        }
    }
    assert!(refused > 0, "some comments are of the second session");
}
