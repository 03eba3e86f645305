//! Themes and what was found: merging, splitting, counting; and passages that are blanked.

use crate::coding::{comment, draw, hidden, press, send, sent_with, theme, themes};
use crate::comments::{course, thirty_more};
use crate::world::{Browser, World};
use http::StatusCode;

const TABLE: &str = "/evidence/themes?programme=example-partnership";
const ASKED: &str = "Themes: Is there anything else that you want to tell us?";

/// The cells of a theme's row.
fn row(browser: &Browser, profile: &str, name: &str) -> Vec<String> {
    let seen = browser.get(&format!("{TABLE}&profile={profile}"));
    let rows = seen.table(ASKED);
    let found = rows.iter().find(|row| row[0] == name).cloned();
    found.unwrap_or_else(|| panic!("{name}: {rows:?}"))
}

fn theme_page(browser: &Browser, name: &str) -> String {
    let list = browser.get("/coding").text();
    let frame = link(&list, "/coding/frames/");
    let page = browser.get(&frame).text();
    let before = page.split(&format!(">{name}</a>")).next().unwrap();
    let at = before.rfind("/coding/themes/").unwrap();
    before[at..].split('"').next().unwrap().to_owned()
}

fn link(page: &str, start: &str) -> String {
    let at = page.find(start).unwrap_or_else(|| panic!("{start} in {page}"));
    page[at..].split('"').next().unwrap().to_owned()
}

fn change(browser: &Browser, name: &str, set: &[(&str, &str)]) {
    let page = theme_page(browser, name);
    let sent = send(browser, &page, "form[method=post]:not([action])", set);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
}

/// The demonstration's comments as two people read them, in numbers that the records give.
#[test]
fn a_theme_is_counted_once_for_each_comment_that_mentions_it() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let room = row(&browser, "internal", "Room and equipment");
    // Two of twelve comments read; two more were drawn.
    assert_eq!(room[3..5], ["12".to_owned(), "2".to_owned()], "{room:?}");
    assert!(room[1].contains("/12)") && room[5].contains(" to "), "{room:?}");
    let page = browser.get(&format!("{TABLE}&profile=internal")).text();
    assert!(
        page.contains("12 of 14 drawn comments were read, by 1 coordinator and 1 evaluator."),
        "{page}"
    );
    assert_eq!(room[6], "kappa 1.00 (1.00 to 1.00)");
    assert!(row(&browser, "internal", "Practice and exercises")[6].starts_with("kappa 0."));
    let public = row(&browser, "public", "Room and equipment");
    assert_eq!(public[1], "[c]", "a small count leaves nobody");
    assert_eq!(public.last().unwrap(), "[c]", "nor does what it is made of");
    let partner = browser.get(&format!("{TABLE}&profile=partner")).text();
    assert!(!partner.contains("drawn comments were read, by"));
    let file = browser.export(
        &format!("{TABLE}&profile=public"),
        &[("format", "csv"), ("profile-of-export", "public")],
    );
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.text().contains("Room and equipment"));
}

/// What was found under two themes that are merged counts once for each comment, and twice again when that is undone. The history has every step.
#[test]
fn merging_counts_each_comment_once_and_can_be_undone() {
    let world = World::demonstration();
    thirty_more(&world);
    let browser = world.browser("evaluator", None);
    let round = draw(&browser, &[]);
    let (room, time) = (
        theme(&browser, &round, "Room and equipment"),
        theme(&browser, &round, "Time and pace"),
    );
    press(&browser, &round, "coded", &[("themes", &room), ("themes", &time)]);
    let counted = |name: &str| {
        let cell = row(&browser, "internal", name)[1].clone();
        let n = cell
            .split("n=")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        n.parse::<u64>().unwrap()
    };
    let (rooms, times) = (counted("Room and equipment"), counted("Time and pace"));
    change(&browser, "Time and pace", &[("what", "merge"), ("into", &room)]);
    assert_eq!(
        counted("Room and equipment"),
        rooms + times - 1,
        "once for the comment with both"
    );
    assert!(
        !themes(&browser, &round)
            .iter()
            .any(|(name, _)| name == "Time and pace")
    );
    change(&browser, "Time and pace", &[("what", "back")]);
    assert_eq!(
        (counted("Room and equipment"), counted("Time and pace")),
        (rooms, times)
    );
    let frame = link(&browser.get("/coding").text(), "/coding/frames/");
    let page = browser.get(&frame).text();
    for words in [
        "Merged Time and pace into Room and equipment",
        "Took Time and pace back into use",
        "Added Time and pace",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

/// Comments with a theme that is split come back to whoever read them, and count as not read until then.
#[test]
fn a_split_theme_is_read_again() {
    let world = World::demonstration();
    thirty_more(&world);
    let browser = world.browser("evaluator", None);
    let round = draw(&browser, &[]);
    let shown = comment(&browser, &round).unwrap();
    let time = theme(&browser, &round, "Time and pace");
    press(&browser, &round, "coded", &[("themes", &time)]);
    let before = row(&browser, "internal", "Room and equipment");
    change(
        &browser,
        "Time and pace",
        &[("what", "split"), ("names", "Breaks\nOrder of the day")],
    );
    let after = row(&browser, "internal", "Room and equipment");
    let number = |cells: &[String], at: usize| cells[at].parse::<u64>().unwrap();
    assert!(number(&after, 3) < number(&before, 3), "{before:?} {after:?}");
    assert_eq!(
        number(&after, 3) + number(&after, 4),
        number(&before, 3) + number(&before, 4)
    );
    assert_eq!(comment(&browser, &round), Some(shown.clone()), "it comes back");
    let breaks = theme(&browser, &round, "Breaks");
    press(&browser, &round, "coded", &[("themes", &breaks)]);
    assert_ne!(comment(&browser, &round), Some(shown));
    assert!(row(&browser, "internal", "Breaks")[1].contains("n=1/"));
    let bad = send(
        &browser,
        &theme_page(&browser, "Breaks"),
        "form[method=post]:not([action])",
        &[("what", "split"), ("names", "One\none")],
    );
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Words that somebody changed meanwhile are not written over.
#[test]
fn a_theme_is_not_worded_over_somebody_elses_words() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let page = theme_page(&browser, "Time and pace");
    let set = |name| {
        [
            ("what", "word"),
            ("name", name),
            ("belongs", "Hours"),
            ("belongs-not", ""),
            ("example", ""),
        ]
    };
    let late = browser.get(&page).text();
    assert_eq!(
        send(&browser, &page, "form.trellis-narrow", &set("Time")).status,
        StatusCode::SEE_OTHER
    );
    let version = late.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap();
    let mut fields = set("Pace").to_vec();
    fields.push(("version", version));
    let sent = send(
        &browser,
        &page,
        "form:not(.trellis-narrow):not([action])",
        &fields,
    );
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text());
    assert!(sent.text().contains("Somebody has changed this theme"));
    assert!(browser.get(&page).text().contains("value=\"Time\""));
}

/// What shows who somebody is is read by nobody once somebody said so, then blanked for every reader with a reason,
/// and the blanking can be undone.
#[test]
fn what_shows_who_somebody_is_is_blanked_for_every_reader() {
    let world = World::demonstration();
    thirty_more(&world);
    let browser = world.browser("coordinator", None);
    let round = draw(&browser, &[]);
    let text = comment(&browser, &round).unwrap();
    let number = text.trim_start_matches("Remark ").to_owned();
    let held = press(&browser, &round, "identifies", &[]);
    assert_eq!(held.status, StatusCode::SEE_OTHER);
    let path = format!("/comments/{}", course(&world));
    let read = || -> String {
        (1..=3)
            .map(|page| browser.get(&format!("{path}?page={page}")).text())
            .collect()
    };
    assert!(!read().contains(&text) && read().contains("held back"));
    let other = world.browser("evaluator", None);
    for reader in [&browser, &other] {
        assert_ne!(comment(reader, &round), Some(text.clone()));
    }
    let list = browser.get("/coding/blanked").text();
    let page = link(&list, "/coding/blanked/");
    let blank = |passages: &str, reason: &str| {
        let set = [("decision", "blank"), ("passages", passages), ("reason", reason)];
        send(&browser, &page, "form.trellis-narrow", &set)
    };
    assert_eq!(
        blank(&number, "").status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason"
    );
    assert_eq!(
        blank("not there", "Names").status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(blank(&number, "Names somebody").status, StatusCode::SEE_OTHER);
    assert!(read().contains("Remark [blanked]") && !read().contains(&text));
    assert_eq!(comment(&other, &round), Some("Remark [blanked]".to_owned()));
    let undo = [("decision", "undo"), ("reason", "It was a number")];
    assert_eq!(
        send(&browser, &page, "form.trellis-narrow", &undo).status,
        StatusCode::SEE_OTHER
    );
    assert!(read().contains(&text));
    let elsewhere = world.browser("coordinator", Some("Tri-borough"));
    assert_eq!(elsewhere.get(&page).status, StatusCode::NOT_FOUND);
    assert!(!elsewhere.get("/coding/blanked?state=all").text().contains(&page));
}

/// What two readers found differently stands side by side, is settled apart from what each found, and then counts; agreement stays that of the readers.
#[test]
fn differences_are_settled_beside_what_each_found() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let round = link(&browser.get("/coding").text(), "/coding/rounds/");
    let agreement = browser.get(&format!("{round}/agreement")).text();
    assert!(
        agreement.contains("12 of 14 comments") && agreement.contains("Cohen&#39;s kappa"),
        "{agreement}"
    );
    let page = format!("{round}/differences");
    let seen = browser.get(&page);
    let open = seen.text().matches("class=\"trellis-difference\"").count();
    assert!(open > 0, "{}", seen.text());
    let ids: Vec<String> = seen
        .text()
        .split(" id=\"themes-")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert!(open > 1 && ids.len() > open, "{open} differences: {ids:?}");
    assert_eq!(ids.len(), distinct.len(), "each box has its own words: {ids:?}");
    let first = seen.rows();
    let differs = first.iter().find(|row| row[1] != row[2]).unwrap()[0].clone();
    let before = row(&browser, "internal", &differs);
    let themes: Vec<String> = seen
        .text()
        .split("name=\"themes\" value=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect();
    let at = first.iter().position(|row| row[0] == differs).unwrap();
    let by_first = first[at][1] == "found";
    let (yes, none) = (
        [("what", "settle"), ("themes", themes[at].as_str())],
        [("what", "settle")],
    );
    let set: &[(&str, &str)] = if by_first { &none } else { &yes };
    let (opened, other) = (
        hidden(&browser, &page, ".trellis-difference form"),
        if by_first { &yes[..] } else { &none[..] },
    );
    let sent = send(&browser, &page, ".trellis-difference form", set);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let after = row(&browser, "internal", &differs);
    assert_ne!(before[1], after[1], "what is settled counts");
    let late = sent_with(&browser, &page, opened, other);
    assert_eq!(
        late.status,
        StatusCode::CONFLICT,
        "a page of before undoes nothing: {}",
        late.text()
    );
    let words = late.text();
    assert!(
        words.contains("Sam Test settled this comment first, on "),
        "who and when: {words}"
    );
    let kept = late.rows();
    assert!(
        kept.len() < first.len() && kept.iter().any(|row| row[0] == differs),
        "this comment alone: {kept:?}"
    );
    let ticked = words.matches(" checked").count();
    assert_eq!(ticked, usize::from(by_first), "what was chosen is kept: {words}");
    assert_eq!(row(&browser, "internal", &differs)[1], after[1]);
    assert_eq!(before[6], after[6], "agreement is that of the readers");
    let left = browser
        .get(&page)
        .text()
        .matches("class=\"trellis-difference\"")
        .count();
    assert_eq!(left, open - 1);
    let settled = format!("{page}?state=settled");
    let kept = browser.get(&settled).rows();
    let kept = kept.iter().find(|row| row[0] == differs).unwrap();
    assert_ne!(kept[1], kept[2], "what each found is kept: {kept:?}");
    let again = send(
        &browser,
        &settled,
        ".trellis-difference form",
        &[("what", "reopen")],
    );
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
    assert_eq!(row(&browser, "internal", &differs)[1], before[1]);
    assert_eq!(
        world.browser("coordinator", Some("East")).get(&page).status,
        StatusCode::NOT_FOUND
    );
}
