//! Quotes: kept no further than whoever wrote the words agreed, and let out no further than that.

use crate::comments::{course, first_session};
use crate::world::{Browser, Seen, World, beside, raw};
use http::StatusCode;
use kernel::Id;
use scraper::{Html, Selector};
use store::values;

store::statements! {
    SAID = "update answer set option_key = ?1 where question_key = 'may-quote'";
    ASKED = "insert into blanking (id, response_id, question_key, occurrence, state, version, asked_at)
        select ?1, q.response_id, q.question_key, q.occurrence, 'asked', 1, ?2 from kept_quote q where q.scope = 'published' order by q.id limit 1";
    EVENTS = "select change from audit_event where record_kind = ?1 order by sequence";
    PROGRAMME = "select id from programme where slug = 'example-partnership'";
    OTHER = "select id from programme where slug = 'safe-and-together'";
    THEME = "select t.id from theme t where t.name = 'Time and pace'";
    EAST = "select id from area where name = 'East'";
    OTHER_AREA = "select id from area where name = 'Tri-borough'";
    MOVED_SESSION = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at)
        select ?1, 'S-MOVED', s.course_id, ?2, '', '', 10, 0, s.first_day, s.last_day, 'held', s.listed, 0 from session s where s.id = ?3";
    SESSION_OF = "update response set session_id = ?1 where id in (select k.response_id from kept_quote k where k.id = ?2)";
    PROGRAMME_OF = "update response set programme_id = ?1 where id in (select k.response_id from kept_quote k where k.id = ?2)";
    FEW_LEFT = "update answer_sum set responses = case when id = (select t.id from answer_sum t join response r on r.session_id = t.session_id
        join kept_quote k on k.response_id = r.id where k.id = ?1 and t.purpose = 'feedback' order by t.id limit 1) then 4 else 0 end where purpose = 'feedback'";
    STEPS_GONE = "delete from kept_quote_step";
    QUOTES_GONE = "delete from kept_quote";
    MORE = "insert into kept_quote (id, response_id, question_key, occurrence, scope, programme_id, course_kind, year, area_id, state, version, kept_at)
        select ?1, a.response_id, a.question_key, a.occurrence, 'readers', r.programme_id, null, null, null, 'kept', 1, 0
        from answer a join response r on r.id = a.response_id where a.text_sealed is not null and r.session_id is not null
        and not exists (select 1 from kept_quote k where k.response_id = a.response_id and k.question_key = a.question_key) order by a.response_id limit 1";
}

/// Whoever wrote these agreed to: nothing, the partnership, published reports.
const UNASKED: &str = "The second day was better than the first.";
const INSIDE: &str = "The room was cold in the morning.";
const OPEN: &str = "Longer breaks, please: there was no time to talk to the others.";
/// Quotes of the demonstration.
const KEPT_INSIDE: &str = "A clear way to keep the person causing harm in view.";
const KEPT_OPEN: [&str; 2] = [
    "More time to try the conversation out in pairs.",
    "I missed an example with an older woman who is harmed by her son.",
];

/// The page on which a comment is kept.
fn way(browser: &Browser, world: &World, comment: &str) -> String {
    let page = Html::parse_document(&browser.get(&format!("/comments/{}", course(world))).text());
    let (blocks, links) = (
        Selector::parse(".govuk-inset-text").unwrap(),
        Selector::parse("a[href*='keep?comment']").unwrap(),
    );
    page.select(&blocks)
        .find(|block| block.text().collect::<String>().contains(comment))
        .and_then(|block| block.select(&links).next())
        .and_then(|link| link.attr("href"))
        .unwrap_or_else(|| panic!("{comment} cannot be kept"))
        .to_owned()
}

/// Keeps a comment.
fn keep(browser: &Browser, world: &World, comment: &str, scope: &str, reason: &str) -> Seen {
    let page = way(browser, world, comment);
    let action = page.split('?').next().unwrap().to_owned();
    browser.send(&page, &action, &[("scope", scope), ("reason", reason)])
}

fn listed(browser: &Browser, query: &str) -> Vec<String> {
    let rows = browser.get(&format!("/quotes{query}")).table("Quotes");
    rows.into_iter().map(|row| row[0].clone()).collect()
}

/// The page of a quote of the list.
fn page_of(browser: &Browser, words: &str) -> String {
    let page = Html::parse_document(&browser.get("/quotes?state=all").text());
    let (rows, links) = (
        Selector::parse("tbody tr").unwrap(),
        Selector::parse("a[href^='/quotes/']").unwrap(),
    );
    page.select(&rows)
        .find(|row| row.text().collect::<String>().contains(words))
        .and_then(|row| row.select(&links).next())
        .and_then(|link| link.attr("href"))
        .unwrap_or_else(|| panic!("{words} is not kept"))
        .to_owned()
}

fn out(browser: &Browser, place: &str) -> Seen {
    let page = format!("/quotes/export?where={place}");
    let shown = Html::parse_document(&browser.get(&page).text());
    let inputs = Selector::parse("form[method=post][action*='/quotes/export'] input").unwrap();
    let part = |input: scraper::ElementRef<'_>, name: &str| input.attr(name).unwrap_or("").to_owned();
    let mut fields: Vec<(String, String)> = shown
        .select(&inputs)
        .filter(|input| input.attr("type") != Some("radio"))
        .map(|input| (part(input, "name"), part(input, "value")))
        .filter(|(name, _)| name != "recipient" && name != "reason")
        .collect();
    for (name, value) in [("recipient", "City council"), ("reason", "Report to the board")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    browser.post(&page, &fields)
}

/// Proves SH11: a quote goes no further than whoever wrote the words agreed; nobody who was not asked, or did not answer, is quoted beyond those
/// who read comments.
#[test]
fn a_quote_goes_no_further_than_was_agreed() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    for (comment, refused, allowed) in [
        (UNASKED, &["published", "partnership"][..], "readers"),
        (INSIDE, &["published"], "partnership"),
        (OPEN, &[], "published"),
    ] {
        for scope in refused {
            let seen = keep(&browser, &world, comment, scope, "Says it well");
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{comment} {scope}");
            assert!(
                seen.text().contains("did not agree that it goes so far"),
                "{}",
                seen.text()
            );
        }
        let bare = keep(&browser, &world, comment, allowed, " ");
        assert!(bare.text().contains("Enter the reason"), "{}", bare.text());
        let kept = keep(&browser, &world, comment, allowed, "Says it well");
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert!(browser.get(&kept.to).text().contains("Says it well"));
    }
    let page = page_of(&browser, INSIDE);
    let further = [
        ("scope", "published"),
        ("reason", "More of it"),
        ("decision", "scope"),
    ];
    let seen = browser.send(&page, &page, &further);
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", seen.text());
    assert_eq!(listed(&browser, "").len(), 6);
    // Were the answer another one, the quote would be gone with it.
    raw(&world.db, |tx| Ok(tx.run(&SAID, values!["no"])?));
    assert_eq!(listed(&browser, ""), [UNASKED]);
    assert_eq!(browser.get(&page).status, StatusCode::NOT_FOUND);
}

/// A file holds what may go where somebody says, and nothing that was withdrawn or waits for a look; it leaves as a copy, and each quote says in which it left.
#[test]
fn quotes_leave_only_where_they_may() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let public = out(&browser, "published");
    assert_eq!(public.status, StatusCode::OK, "{}", public.text());
    let inside = out(&browser, "partnership");
    for words in KEPT_OPEN {
        assert!(
            public.text().contains(words) && inside.text().contains(words),
            "{words}"
        );
    }
    assert!(inside.text().contains(KEPT_INSIDE) && !public.text().contains(KEPT_INSIDE));
    for other in [UNASKED, INSIDE, OPEN] {
        assert!(!inside.text().contains(other), "{other}");
    }
    // What goes inside the partnership alone does not leave for a report because the list was narrowed to it.
    let narrowed = browser.get("/quotes/export?scope=partnership&where=published");
    assert!(narrowed.text().contains("None of these quotes may go there"));
    let text = inside.text();
    let mark = text.split_once("Copy ").unwrap().1.split(',').next().unwrap();
    let page = page_of(&browser, KEPT_OPEN[1]);
    let act = |decision: &str| browser.send(&page, &page, &[("reason", "A mistake"), ("decision", decision)]);
    assert_eq!(act("withdraw").status, StatusCode::SEE_OTHER);
    assert!(!out(&browser, "published").text().contains(KEPT_OPEN[1]));
    assert_eq!(listed(&browser, "?state=withdrawn"), [KEPT_OPEN[1]]);
    // Somebody has to ask for it back: its page says in which files it left.
    let files = browser.get(&page).table("Files in which it left");
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|row| row[1] == "City council"), "{files:?}");
    assert!(files.iter().any(|row| row[3] == mark), "{files:?}");
    let other = browser.get(&page_of(&browser, KEPT_INSIDE));
    assert_eq!(
        other.table("Files in which it left").len(),
        1,
        "in that for the partnership"
    );
    assert_eq!(act("withdraw").status, StatusCode::GONE, "it is withdrawn");
    assert_eq!(act("back").status, StatusCode::SEE_OTHER);
    assert!(out(&browser, "published").text().contains(KEPT_OPEN[1]));
    let history: Vec<String> = browser
        .get(&page)
        .table("What was done with it")
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    assert_eq!(history, ["Kept again", "Withdrawn", "Kept"]);
    let events = world
        .db
        .read_now(|tx| Ok(tx.all(&EVENTS, values!["quote"], |row| row.get::<String>(0))?))
        .unwrap();
    for change in ["withdrew a quote", "kept a quote again"] {
        assert!(events.iter().any(|known| known == change), "{events:?}");
    }
    let (id, now) = (Id(uuid::Uuid::from_u128(77)), kernel::Clock::now(&world.clock));
    raw(&world.db, move |tx| Ok(tx.run(&ASKED, values![id, now])?));
    let left = out(&browser, "published").text();
    let still = KEPT_OPEN.iter().filter(|words| left.contains(**words));
    assert_eq!(still.count(), 1, "somebody has to look at the other first");
}

/// Who reads comments somewhere else reads quotes that go so far, and changes none; quotes for readers alone stay with those who read the
/// comments.
#[test]
fn quotes_are_read_as_far_as_they_go() {
    let world = World::demonstration();
    let (east, away) = (
        world.browser("coordinator", Some("East")),
        world.browser("coordinator", Some("Tri-borough")),
    );
    assert_eq!(
        keep(&east, &world, UNASKED, "readers", "To talk about").status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(listed(&east, "").len(), 4);
    let trainer = world.browser("trainer", Some("East"));
    for browser in [&away, &trainer] {
        let found = listed(browser, "");
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(!found.contains(&UNASKED.to_owned()));
    }
    assert_eq!(away.get(&page_of(&east, UNASKED)).status, StatusCode::NOT_FOUND);
    let kept = page_of(&east, KEPT_INSIDE);
    assert_eq!(away.get(&kept).status, StatusCode::OK);
    let sent = away.send(&kept, &kept, &[("reason", "No"), ("decision", "withdraw")]);
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.browser("adviser", None).get("/quotes").status,
        StatusCode::FORBIDDEN
    );
}

/// Proves SH11: a quote says the area and the year it is from only where five people or more answered about such a course there.
#[test]
fn where_a_quote_is_from_fits_five_people() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let kept = keep(&browser, &world, OPEN, "readers", "Says it well").to;
    assert!(
        browser
            .get(&kept)
            .text()
            .contains("Working with perpetrators, 2026, East")
    );
    // The same words from somebody who alone answered in another area.
    let quote = Id::parse(kept.split(['/', '?']).nth(2).unwrap()).unwrap();
    let (session, moved) = (first_session(&world), Id(uuid::Uuid::from_u128(78)));
    raw(&world.db, move |tx| {
        let area = tx.one(&OTHER_AREA, &[], |row| row.get::<Id>(0))?;
        tx.run(&MOVED_SESSION, values![moved, area, session])?;
        Ok(tx.run(&SESSION_OF, values![moved, quote])?)
    });
    // What is kept says what it said; a comment of hers that is kept now says no area.
    let other = keep(&browser, &world, INSIDE, "readers", "Says it well").to;
    assert!(browser.get(&other).text().contains("2026, East"));
    raw(&world.db, move |tx| {
        tx.run(&STEPS_GONE, &[])?;
        Ok(tx.run(&QUOTES_GONE, &[])?)
    });
    let page = way(&browser, &world, OPEN);
    let seen = browser.get(&page).text();
    assert!(
        seen.contains("Working with perpetrators, 2026") && !seen.contains("2026, "),
        "{seen}"
    );
}

/// Proves SH11: forms can be taken back with the file that they came in. Where no five are left a quote says no more where it is from, in the list, on
/// its page and in what leaves.
#[test]
fn where_a_quote_is_from_is_counted_again() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let page = page_of(&browser, KEPT_OPEN[0]);
    let from = "Working with perpetrators, 2026";
    assert!(browser.get(&page).text().contains(from));
    assert!(out(&browser, "published").text().contains(from));
    let quote = Id::parse(page.rsplit('/').next().unwrap()).unwrap();
    beside(&world.db, move |tx| Ok(tx.run(&FEW_LEFT, values![quote])?));
    for seen in [
        browser.get(&page),
        browser.get("/quotes"),
        out(&browser, "published"),
    ] {
        assert!(!seen.text().contains(from), "{}", seen.text());
        assert!(seen.text().contains(KEPT_OPEN[0]));
    }
}

/// Proves SA1: in which files a quote left is told as far as the copies are in sight; of others only how many there are, and an administrator finds
/// them by the number of the quote.
#[test]
fn copies_out_of_sight_are_only_counted() {
    let world = World::demonstration();
    let evaluator = world.browser("evaluator", None);
    assert_eq!(out(&evaluator, "published").status, StatusCode::OK);
    let page = page_of(&evaluator, KEPT_OPEN[0]);
    assert_eq!(evaluator.get(&page).table("Files in which it left").len(), 1);
    let away = world.browser("coordinator", Some("Tri-borough")).get(&page);
    assert_eq!(away.status, StatusCode::OK);
    assert!(away.table("Files in which it left").is_empty());
    assert!(!away.text().contains("City council"), "{}", away.text());
    let number = page.rsplit('/').next().unwrap();
    let words = "It left in 1 file that is not shown here";
    assert!(
        away.text().contains(words) && away.text().contains(number),
        "{}",
        away.text()
    );
}

/// Whoever sees none of the files in which a withdrawn quote left is told all the same that there are some; more files are those beside others that
/// are shown.
#[test]
fn a_withdrawn_quote_says_that_files_hold_it() {
    let world = World::demonstration();
    let (evaluator, away, east) = (
        world.browser("evaluator", None),
        world.browser("coordinator", Some("Tri-borough")),
        world.browser("coordinator", Some("East")),
    );
    for browser in [&evaluator, &away] {
        assert_eq!(out(browser, "published").status, StatusCode::OK);
    }
    let page = page_of(&evaluator, KEPT_OPEN[0]);
    let held = "there are files that hold it";
    for (browser, words) in [
        (&evaluator, "It left in 1 more file that is not shown here"),
        (&east, "It left in 2 files that are not shown here"),
    ] {
        let seen = browser.get(&page).text();
        assert!(seen.contains(words) && !seen.contains(held), "{seen}");
    }
    let act = [("reason", "A mistake"), ("decision", "withdraw")];
    assert_eq!(evaluator.send(&page, &page, &act).status, StatusCode::SEE_OTHER);
    for browser in [&evaluator, &east] {
        let seen = browser.get(&page).text();
        assert!(seen.contains(held), "{seen}");
    }
}

/// Proves SH11: the programme stands beside what a quote says of where it is from, so both together fit five people: the same course, year and area
/// in another programme are nobody's but hers.
#[test]
fn where_a_quote_is_from_fits_five_people_of_its_programme() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let kept = keep(&browser, &world, OPEN, "readers", "Says it well").to;
    let quote = Id::parse(kept.split(['/', '?']).nth(2).unwrap()).unwrap();
    let (session, moved) = (first_session(&world), Id(uuid::Uuid::from_u128(79)));
    raw(&world.db, move |tx| {
        let (area, other) = (
            tx.one(&EAST, &[], |row| row.get::<Id>(0))?,
            tx.one(&OTHER, &[], |row| row.get::<Id>(0))?,
        );
        tx.run(&MOVED_SESSION, values![moved, area, session])?;
        tx.run(&SESSION_OF, values![moved, quote])?;
        tx.run(&PROGRAMME_OF, values![other, quote])?;
        tx.run(&STEPS_GONE, &[])?;
        Ok(tx.run(&QUOTES_GONE, &[])?)
    });
    let seen = |comment| browser.get(&way(&browser, &world, comment)).text();
    assert!(seen(INSIDE).contains("Working with perpetrators, 2026, East"));
    let alone = seen(OPEN);
    assert!(
        !alone.contains("perpetrators, 2026") && !alone.contains("2026, East"),
        "{alone}"
    );
}

/// The list is narrowed by how far quotes go, programme and theme, and comes in pages that hold each of them once.
#[test]
fn quotes_are_narrowed_and_come_in_pages() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let id = |statement: &'static store::Stmt| {
        let found = world
            .db
            .read_now(|tx| Ok(tx.one(statement, &[], |row| row.get::<Id>(0))?));
        found.unwrap().unwrap()
    };
    assert_eq!(listed(&browser, "?scope=partnership"), [KEPT_INSIDE]);
    assert_eq!(
        listed(&browser, &format!("?programme={}", id(&PROGRAMME))).len(),
        3
    );
    assert!(listed(&browser, &format!("?programme={}", id(&OTHER))).is_empty());
    assert_eq!(
        listed(&browser, &format!("?theme={}", id(&THEME))),
        [KEPT_OPEN[0]]
    );
    crate::comments::thirty_more(&world);
    raw(&world.db, |tx| {
        for number in 0..45_u128 {
            let id = Id(uuid::Uuid::from_u128(number + 1));
            tx.run(&MORE, values![id])?;
        }
        Ok(())
    });
    let first = browser.get("/quotes");
    assert_eq!(first.table("Quotes").len(), 48, "one page");
    crate::comments::thirty_more_by(&world, 78);
    raw(&world.db, |tx| {
        for number in 0..20_u128 {
            tx.run(&MORE, values![Id(uuid::Uuid::from_u128(number + 100))])?;
        }
        Ok(())
    });
    let first = browser.get("/quotes?scope=readers");
    assert_eq!(first.table("Quotes").len(), 50);
    let text = first.text().replace("&amp;", "&");
    let next = text
        .split("href=\"")
        .find(|part| part.contains("before="))
        .unwrap();
    let next = next.split('"').next().unwrap();
    assert!(next.contains("scope=readers"), "{next}");
    assert_eq!(browser.get(next).table("Quotes").len(), 15);
}

/// Where no quote of the list may go so far nothing leaves, and none is shown on the way.
#[test]
fn what_may_not_go_there_does_not_leave() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let refused = browser.get("/quotes/export?where=published&scope=partnership");
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("None of these quotes may go there"));
    // The list with its filters says so, and offers what can go.
    assert_eq!(refused.table("Quotes").len(), 1, "{}", refused.text());
    assert!(refused.text().contains("may go inside the partnership"));
    assert!(!refused.text().contains("may go into published reports"));
    for narrow in ["?state=withdrawn", "?scope=readers"] {
        let list = browser.get(&format!("/quotes{narrow}")).text();
        assert!(!list.contains("/quotes/export"), "{narrow}");
        assert!(list.contains("Copies that left"), "{narrow}");
    }
    let nowhere = browser.get("/quotes/export?where=everywhere").status;
    assert_eq!(nowhere, StatusCode::BAD_REQUEST);
}
