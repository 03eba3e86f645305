//! Comments drawn and read by people: one at a time, by two who do not see each other, without who wrote them, when or where.

use crate::comments::{course, thirty_more};
use crate::world::{Browser, Seen, World};
use http::StatusCode;
use scraper::{Html, Selector};

store::statements! {
    TRAIL = "select change from audit_event where record_kind = 'comments to read' order by sequence";
}

/// The fields of the first form of a page that fits, with others.
pub(crate) fn send(browser: &Browser, page: &str, form: &str, set: &[(&str, &str)]) -> Seen {
    let fields = hidden(browser, page, form);
    sent_with(browser, page, fields, set)
}

/// What a form of a page holds unseen.
pub(crate) fn hidden(browser: &Browser, page: &str, form: &str) -> Vec<(String, String)> {
    let shown = Html::parse_document(&browser.get(page).text());
    let css = format!("{form} input[type=hidden]");
    let mut fields: Vec<(String, String)> = shown
        .select(&Selector::parse(&css).unwrap())
        .map(|input| {
            (
                input.attr("name").unwrap().to_owned(),
                input.attr("value").unwrap_or("").to_owned(),
            )
        })
        .collect();
    let mut known = std::collections::BTreeSet::new();
    fields.retain(|(name, _)| known.insert(name.clone()));
    fields
}

/// Sends a form that was opened before.
pub(crate) fn sent_with(
    browser: &Browser,
    page: &str,
    mut fields: Vec<(String, String)>,
    set: &[(&str, &str)],
) -> Seen {
    fields.extend(
        set.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    browser.post(page.split('?').next().unwrap(), &fields)
}

/// Draws all comments to the last question that nobody has drawn; the page of the round.
pub(crate) fn draw(browser: &Browser, more: &[(&str, &str)]) -> String {
    let mut set = vec![("question", "comments-1")];
    let usual = [("area", ""), ("course", ""), ("sample", ""), ("twice", "0")];
    set.extend(
        usual
            .iter()
            .filter(|(name, _)| !more.iter().any(|(own, _)| own == name)),
    );
    set.extend(more);
    for day in [
        "from-day",
        "from-month",
        "from-year",
        "to-day",
        "to-month",
        "to-year",
    ] {
        set.push((day, ""));
    }
    let sent = send(browser, "/coding/draw", "form[method=post].trellis-narrow", &set);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.to.split('?').next().unwrap().to_owned()
}

/// The comment that a reader is shown.
pub(crate) fn comment(browser: &Browser, round: &str) -> Option<String> {
    let page = Html::parse_document(&browser.get(&format!("{round}/read")).text());
    let words = Selector::parse(".govuk-inset-text > p").unwrap();
    page.select(&words).next().map(|found| found.text().collect())
}

/// Presses a button below the comment.
pub(crate) fn press(browser: &Browser, round: &str, what: &str, more: &[(&str, &str)]) -> Seen {
    let set: Vec<(&str, &str)> = [("what", what)].iter().chain(more).copied().collect();
    let form = if ["undo", "unskip"].contains(&what) {
        "form[method=post]:not([data-reading]):not([action])"
    } else {
        "form[data-reading]"
    };
    send(browser, &format!("{round}/read"), form, &set)
}

/// The ids of the themes that a reader is offered, by their names.
pub(crate) fn themes(browser: &Browser, round: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(&browser.get(&format!("{round}/read")).text());
    let (items, boxes, labels) = (
        Selector::parse("form[data-reading] .govuk-checkboxes__item").unwrap(),
        Selector::parse("input").unwrap(),
        Selector::parse("label").unwrap(),
    );
    page.select(&items)
        .map(|item| {
            let id = item.select(&boxes).next().unwrap().attr("value").unwrap();
            let label: String = item.select(&labels).next().unwrap().text().collect();
            (label.split_once(". ").unwrap().1.to_owned(), id.to_owned())
        })
        .collect()
}

pub(crate) fn theme(browser: &Browser, round: &str, name: &str) -> String {
    let all = themes(browser, round);
    let found = all.iter().find(|(own, _)| own == name);
    found.unwrap_or_else(|| panic!("{name} of {all:?}")).1.clone()
}

fn far(browser: &Browser, round: &str) -> String {
    let page = Html::parse_document(&browser.get(round).text());
    let rows = Selector::parse("dl div").unwrap();
    let words = page.select(&rows).map(|row| {
        let words: Vec<String> = row.text().map(|text| text.trim().to_owned()).collect();
        words.join(" ").trim().to_owned()
    });
    words.collect::<Vec<_>>().join("\n")
}

/// Comments are read one at a time: with themes, without any, left for later, with a theme that is added on the way, and taken back.
#[test]
fn comments_are_read_one_after_the_other() {
    let world = World::demonstration();
    thirty_more(&world);
    let browser = world.browser("evaluator", None);
    let round = draw(&browser, &[("sample", "12")]);
    assert!(
        far(&browser, &round).contains("12 of 36 by chance"),
        "{}",
        far(&browser, &round)
    );
    let first = comment(&browser, &round).unwrap();
    assert!(!first.is_empty());
    let empty = press(&browser, &round, "coded", &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains(&first) && empty.text().contains("Choose a theme"));
    // A theme that is missing is added as a draft, ticked already, and the comment stays.
    let room = theme(&browser, &round, "Room and equipment");
    let added = press(
        &browser,
        &round,
        "theme",
        &[("themes", &room), ("name", "Remarks"), ("belongs", "Numbers")],
    );
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let back = browser.get(&added.to).text();
    assert!(back.contains(&first) && back.contains("Remarks (draft)"));
    assert_eq!(
        back.matches(" checked").count(),
        2,
        "what was ticked stays ticked"
    );
    let remarks = theme(&browser, &round, "Remarks (draft)");
    let kept = press(
        &browser,
        &round,
        "coded",
        &[("themes", &remarks), ("themes", &room)],
    );
    assert_eq!(kept.to, format!("{round}/read"), "{}", kept.text());
    let second = comment(&browser, &round).unwrap();
    assert_ne!(second, first);
    press(&browser, &round, "skip", &[]);
    let third = comment(&browser, &round).unwrap();
    assert!(third != second && third != first);
    press(&browser, &round, "nothing", &[]);
    assert!(
        far(&browser, &round).contains("Read 2 of 12"),
        "{}",
        far(&browser, &round)
    );
    let undone = press(&browser, &round, "undo", &[]);
    assert!(
        browser.get(&undone.to).text().contains(&third),
        "the last one is read again"
    );
    while comment(&browser, &round).is_some() {
        press(&browser, &round, "nothing", &[]);
    }
    assert!(far(&browser, &round).contains("Read 11 of 12"));
    press(&browser, &round, "unskip", &[]);
    assert_eq!(comment(&browser, &round), Some(second));
    press(&browser, &round, "coded", &[("themes", &remarks)]);
    assert_eq!(comment(&browser, &round), None);
    assert!(far(&browser, &round).contains("Read 12 of 12"));
    let trail = world
        .db
        .read_now(|tx| Ok(tx.all(&TRAIL, &[], |row| row.get::<String>(0))?))
        .unwrap();
    let read = trail.iter().filter(|change| *change == "comment read").count();
    assert_eq!(read, 13, "one was taken back and read again");
    // A later drawing takes what nobody has drawn.
    let rest = draw(&browser, &[]);
    assert!(
        far(&browser, &rest).contains("All 24 comments"),
        "{}",
        far(&browser, &rest)
    );
}

/// Whoever reads second is somebody else, and is shown nothing of what the first one found.
#[test]
fn the_second_reader_is_another_and_blind_to_the_first() {
    let world = World::demonstration();
    thirty_more(&world);
    let (one, two) = (
        world.browser("evaluator", None),
        world.browser("coordinator", None),
    );
    let round = draw(&one, &[("sample", "6"), ("twice", "50")]);
    let room = theme(&one, &round, "Room and equipment");
    let blind = two.get(&format!("{round}/read")).shown();
    let mut read = Vec::new();
    while let Some(text) = comment(&one, &round) {
        press(&one, &round, "coded", &[("themes", &room)]);
        read.push(text);
        assert!(read.len() <= 6, "a comment comes again");
    }
    assert_eq!(read.len(), 6);
    let words = far(&one, &round);
    assert!(words.contains("Read by two people 0 of 3"), "{words}");
    let mut again = Vec::new();
    while let Some(text) = comment(&two, &round) {
        let page = two.get(&format!("{round}/read")).text();
        assert!(!page.contains(" checked"), "nothing is ticked for her");
        if again.is_empty() && blind.contains(&text) {
            let numbers = |page: &str| page.replace("0 of 6", "6 of 6");
            assert_eq!(numbers(&blind), two.get(&format!("{round}/read")).shown());
        }
        press(&two, &round, "nothing", &[]);
        again.push(text);
        assert!(again.len() <= 3, "a comment comes again");
    }
    assert_eq!(again.len(), 3);
    assert!(again.iter().all(|text| read.contains(text)));
    assert!(far(&one, &round).contains("Read by two people 3 of 3"));
    assert_eq!(comment(&one, &round), None, "not the same person twice");
}

/// Proves SH11: readers are shown the words of a comment, and nothing of who wrote it, when, or where.
#[test]
fn readers_see_words_and_nothing_else() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let course = course(&world);
    thirty_more(&world);
    let round = draw(&browser, &[]);
    let page = browser.get(&format!("{round}/read")).text();
    for word in [
        "Difficult conversations",
        &course,
        "Canal Walk",
        "East",
        "S-",
        "response",
        "2026",
    ] {
        let main = page.split("<main").nth(1).unwrap();
        assert!(!main.split("</main>").next().unwrap().contains(word), "{word}");
    }
}

/// Rounds are read in one's own areas; other roles read none.
#[test]
fn rounds_are_of_ones_own_areas() {
    let world = World::demonstration();
    thirty_more(&world);
    let east = world.browser("coordinator", Some("East"));
    let nowhere = send(
        &east,
        "/coding/draw",
        "form[method=post].trellis-narrow",
        &[("question", "comments-1"), ("twice", "0")],
    );
    assert_eq!(
        nowhere.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "all areas are not hers"
    );
    let page = Html::parse_document(&east.get("/coding/draw").text());
    let areas = Selector::parse("select#area option").unwrap();
    let areas: Vec<String> = page
        .select(&areas)
        .map(|option| option.attr("value").unwrap().to_owned())
        .collect();
    assert_eq!(areas.len(), 1);
    let round = draw(&east, &[("area", &areas[0])]);
    assert!(comment(&east, &round).is_some());
    let elsewhere = world.browser("coordinator", Some("Tri-borough"));
    for page in [round.clone(), format!("{round}/read")] {
        assert_eq!(elsewhere.get(&page).status, StatusCode::NOT_FOUND);
    }
    assert!(!elsewhere.get("/coding").text().contains(&round));
    assert!(
        world
            .browser("evaluator", None)
            .get("/coding")
            .text()
            .contains(&round)
    );
    for role in ["trainer", "administrator", "adviser", "practitioner"] {
        let seen = world.browser(role, None).get("/coding");
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{role}");
    }
}

/// Proves SF2: what is no theme of the question, and no button of the page, changes nothing.
#[test]
fn what_is_not_offered_is_refused() {
    let world = World::demonstration();
    thirty_more(&world);
    let browser = world.browser("evaluator", None);
    let round = draw(&browser, &[]);
    let shown = comment(&browser, &round);
    let other = kernel::Id(uuid::Uuid::from_u128(7)).to_string();
    for (what, themes) in [
        ("coded", other.as_str()),
        ("coded", "x"),
        ("nothing", other.as_str()),
        ("dance", ""),
    ] {
        let more: &[(&str, &str)] = &[("themes", themes)];
        let more = if themes.is_empty() { &[] } else { more };
        let sent = press(&browser, &round, what, more);
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{what} {themes}");
        assert_eq!(comment(&browser, &round), shown);
    }
}
