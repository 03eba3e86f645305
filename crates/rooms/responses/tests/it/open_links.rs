//! Questionnaires that are open to anybody by a link.

use crate::browser::{Browser, Seen};
use crate::world::World;
use http::StatusCode;
use kernel::Id;
use store::values;

store::statements! {
    TOKEN = "select token from answer_link where id = ?1";
    OF_LINK = "select count(*) from response where answer_link_id is not null and session_id is null and programme_id is null and source = 'online'";
    ASKED = "select coalesce(a.option_key, a.non_answer) from answer a where a.question_key = ?1 order by 1";
}

/// Makes a link; its page and its address.
fn made(world: &World, staff: &Browser, more: &[(&str, &str)]) -> (String, String) {
    let mut values = vec![
        ("name", "Stall at the fair"),
        ("closes-day", "31"),
        ("closes-month", "3"),
        ("closes-year", "2026"),
    ];
    values.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    values.extend(more);
    let made = staff.fill("/instruments/end-of-session/1/open", &values);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.main());
    let page = made.location.split('?').next().unwrap().to_owned();
    let id = Id::parse(page.rsplit('/').next().unwrap()).unwrap();
    let tokens: Vec<String> = world.all(&TOKEN, values![id], |row| row.get(0));
    assert_eq!(tokens[0].len(), 32, "128 bits");
    (page, format!("/answer/{}", tokens[0]))
}

fn answer(browser: &Browser, path: &str, values: &[(&str, &str)]) -> Seen {
    let page = browser.get(path);
    if page.status != StatusCode::OK {
        return page;
    }
    browser.post(path, &page.form(values))
}

/// Proves SH10: a link takes answers without a session while it is open, no more than its cap and its day's share, and stops at once.
#[test]
fn a_link_takes_answers_until_it_is_closed_or_full() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let (page, path) = made(&world, &staff, &[("cap", "3"), ("daily", "2"), ("target", "3")]);
    assert_eq!(
        anybody.get("/answer/00000000000000000000000000000000").status,
        StatusCode::NOT_FOUND
    );
    let said = [("expectations", "2")];
    for _ in 0..2 {
        let sent = answer(&anybody, &path, &said);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        assert!(anybody.get(&sent.location).main().contains("Thank you"));
    }
    let (opened, nothing) = (anybody.get(&path), answer(&anybody, &path, &[]));
    assert_eq!(
        nothing.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing was answered"
    );
    assert_eq!(
        answer(&anybody, &path, &said).status,
        StatusCode::GONE,
        "two on one day"
    );
    let change = |cap: &'static str, daily: &'static str| {
        let changed = staff.fill(&format!("{page}/change"), &[("cap", cap), ("daily", daily)]);
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.main());
    };
    change("3", "9");
    assert_eq!(
        anybody.post(&path, &opened.form(&said)).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(anybody.get(&path).status, StatusCode::GONE, "three are enough");
    assert_eq!(world.all(&OF_LINK, values![], |row| row.get::<i64>(0)), [3]);
    change("10", "9");
    let opened = anybody.get(&path);
    assert_eq!(opened.status, StatusCode::OK);
    let close = staff.get(&page).form_in("form[action$=close]", &[]);
    let close: Vec<_> = close
        .into_iter()
        .chain([("what".to_owned(), "close".to_owned())])
        .collect();
    assert_eq!(
        staff.post(&format!("{page}/close"), &close).status,
        StatusCode::SEE_OTHER
    );
    let late = anybody.post(&path, &opened.form(&said));
    assert_eq!(
        late.status,
        StatusCode::GONE,
        "a form that was open when it was closed"
    );
    assert_eq!(world.responses(), 3);
    let open = staff.get(&page).form_in("form[action$=close]", &[]);
    let open: Vec<_> = open
        .into_iter()
        .chain([("what".to_owned(), "open".to_owned())])
        .collect();
    assert_eq!(
        staff.post(&format!("{page}/close"), &open).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(answer(&anybody, &path, &said).status, StatusCode::SEE_OTHER);
    world.clock.advance(40 * 24 * 3600);
    assert_eq!(
        anybody.get(&path).status,
        StatusCode::GONE,
        "its last day is over"
    );
}

/// Proves SH10: a machine that fills in everything is thanked and leaves nothing; a field of another form is refused.
#[test]
fn machines_leave_nothing_at_a_link() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let (_, path) = made(&world, &staff, &[]);
    let form = anybody
        .get(&path)
        .form(&[("expectations", "2"), ("website", "https://spam.example")]);
    assert_eq!(anybody.post(&path, &form).status, StatusCode::SEE_OTHER);
    assert_eq!(world.responses(), 0);
    for (name, value) in [("surprise", "1"), ("put.asked", "perhaps")] {
        let mut form = anybody.get(&path).form(&[("expectations", "2")]);
        form.retain(|(known, _)| known != name);
        form.push((name.to_owned(), value.to_owned()));
        assert_eq!(
            anybody.post(&path, &form).status,
            StatusCode::BAD_REQUEST,
            "{name}"
        );
    }
}

/// Questions that say who somebody is are put to so many people and no more; the others are kept as not asked, never as nothing.
#[test]
fn identifying_questions_are_put_while_they_are_needed() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    for (name, value) in [("quota", "49"), ("share", "5")] {
        let values = [
            ("name", "x"),
            ("closes-day", "31"),
            ("closes-month", "3"),
            ("closes-year", "2026"),
            ("sparing", "background"),
            (name, value),
        ];
        let refused = staff.fill("/instruments/end-of-session/1/open", &values);
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "so few could not be shown"
        );
    }
    let (page, path) = made(
        &world,
        &staff,
        &[("sparing", "background"), ("quota", "50"), ("cap", "90")],
    );
    let waiting = anybody.get(&path);
    for _ in 0..50 {
        let sent = answer(
            &anybody,
            &path,
            &[("expectations", "2"), ("background", "health-other")],
        );
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    }
    let after = anybody.get(&path);
    assert!(
        after.all("input[name=background]").is_empty(),
        "no more are needed"
    );
    assert_eq!(
        anybody.post(&path, &after.form(&[("expectations", "1")])).status,
        StatusCode::SEE_OTHER
    );
    let late = waiting.form(&[("expectations", "1"), ("background", "health-other")]);
    assert_eq!(
        anybody.post(&path, &late).status,
        StatusCode::SEE_OTHER,
        "open since before the fiftieth"
    );
    let asked: Vec<String> = world.all(&ASKED, values!["background"], |row| row.get(0));
    let not = asked.iter().filter(|word| *word == "not-asked").count();
    assert_eq!((asked.len(), not), (52, 2));
    let figures = staff.get(&page).main();
    assert!(
        figures.contains("Answered by 50 of 50 who were asked"),
        "{figures}"
    );
    assert!(figures.contains("Answered by 52 of 52 who were asked"));
}

/// Proves SH11: figures of a link are shown from five answers on, and counts of fewer than five are hidden.
#[test]
fn figures_of_a_link_hide_the_few() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let (page, path) = made(&world, &staff, &[]);
    for number in 0..9 {
        if number == 4 {
            assert!(staff.get(&page).all("main table").is_empty(), "four are too few");
        }
        answer(
            &anybody,
            &path,
            &[("expectations", if number < 8 { "1" } else { "5" })],
        );
    }
    let rows = staff.get(&page).all("main table tbody tr");
    let disagree = rows
        .iter()
        .find(|row| row.starts_with("Strongly disagree"))
        .unwrap();
    assert!(
        !disagree.split(' ').any(|word| word == "1"),
        "one person is not shown: {disagree}"
    );
    let poster = staff.get(&format!("{page}/poster"));
    assert_eq!(poster.attributes(".trellis-poster svg", "role"), ["img"]);
    assert!(poster.main().contains(&path));
    let list = staff.get("/instruments/links?show=open");
    assert_eq!(list.all("tbody tr").len(), 1);
    let other = Browser::of(&world, Some(&world.practitioner));
    assert_eq!(other.get("/instruments/links").status, StatusCode::FORBIDDEN);
}

/// The list of links is one statement however many there are, and counts the answers of each in it.
#[test]
fn the_list_of_links_takes_one_statement() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let viewer = world.coordinator.viewer.clone();
    let today = kernel::Clock::now(&*world.clock).day();
    let listed = || {
        world
            .db
            .read_now(|tx| {
                let scope = access::Scope::<access::actions::OpenQuestionnaires>::of(&viewer)?;
                let before = tx.queries();
                let query = responses::lists::LinkQuery::default();
                let found = responses::lists::links(tx, &scope, &query, today)?;
                let answers: Vec<i64> = found.rows.iter().map(|link| link.answers).collect();
                Ok((tx.queries() - before, answers))
            })
            .unwrap()
    };
    assert_eq!(listed(), (1, vec![]));
    for name in ["One", "Two", "Three"] {
        let (_, path) = made(&world, &staff, &[("name", name)]);
        assert_eq!(
            answer(&anybody, &path, &[("expectations", "2")]).status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(listed(), (1, vec![1, 1, 1]));
    let rows = staff.get("/instruments/links").all("tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
}
