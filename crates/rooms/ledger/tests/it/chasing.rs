//! What is owed is asked for: by hand, and by plan.

use crate::browser::Browser;
use crate::world::World;
use http::StatusCode;
use kernel::{Clock, Id};
use ledger::reading::{Query, State, entries, entry};

fn all(world: &World) -> Vec<ledger::reading::Entry> {
    let query = Query {
        state: Some(State::Outstanding),
        oldest: true,
        ..Query::default()
    };
    world.see(|tx, scope| Ok(entries(tx, scope, &query)?)).rows
}

/// How often each thing was asked for, the oldest first.
fn times(world: &World) -> Vec<i64> {
    let rows = all(world);
    let times = |row: &ledger::reading::Entry| row.chased.as_ref().map_or(0, |chased| chased.times);
    rows.iter().map(times).collect()
}

/// Two sessions of one trainer, one of another, and a coordinator at work.
fn three_sessions() -> (World, Browser) {
    let world = World::new();
    let tara = world.named("trainer", None, "Tara Trainer");
    let umar = world.named("trainer", None, "Umar Trainer");
    for (on, trainer) in [("2026-02-10", tara), ("2026-02-11", tara), ("2026-02-12", umar)] {
        let session = world.session(world.east, on, "held", true);
        world.trains(session, trainer);
    }
    let browser = world.browser_of("coordinator", None, "Cora Coordinator").0;
    world.settle();
    (world, browser)
}

/// Proves SH1: all that match are asked for in one click, in one message to each person, which names nothing and leads to what is hers; and
/// none more within a day, which the page says.
#[test]
fn all_that_match_are_asked_for_once_within_a_day() {
    let (world, browser) = three_sessions();
    let sent = browser.send_to(
        "/ledger?kind=feedback",
        "/ledger/chase?kind=feedback",
        &[("which", "all")],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(sent.to, "/ledger?kind=feedback&done=asked.3.2.0.0.0");
    let shown = browser.get(&sent.to).text;
    assert!(
        shown.contains("3 things were asked for, in 2 messages, one to each person."),
        "{shown}"
    );
    assert!(
        shown.contains("once, last on 2 March 2026 by Cora Coordinator"),
        "{shown}"
    );
    let mails = world.mails();
    let mut to: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["tara.trainer@house.example", "umar.trainer@house.example"]);
    for (_, text) in &mails {
        assert!(
            text.contains("https://trellis.example/ledger?whose=mine"),
            "{text}"
        );
        for word in [
            "Responding",
            "Library",
            "East",
            "Tara",
            "Umar",
            "Cora",
            "register",
            "feedback",
        ] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    assert_eq!(times(&world), [1, 1, 1]);
    assert_eq!(world.events("asked for"), 3);

    world.clock.advance(86_399);
    let again = world.browser("coordinator", None);
    let sent = again.send_to("/ledger", "/ledger/chase", &[("which", "all")]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text);
    assert!(
        sent.text.contains("nobody is asked twice within a day"),
        "{}",
        sent.text
    );
    assert_eq!((world.mails().len(), times(&world)), (2, vec![1, 1, 1]));
    world.clock.advance(1);
    let again = world.browser("coordinator", None);
    let sent = again.send_to("/ledger", "/ledger/chase", &[("which", "all")]);
    assert_eq!(sent.to, "/ledger?done=asked.3.2.0.0.0", "{}", sent.text);
    assert_eq!((world.mails().len(), times(&world)), (4, vec![2, 2, 2]));
}

/// One line is asked for by its own button, some by their ticks; what cannot be asked for is told and left alone.
#[test]
fn one_or_some_are_asked_for_and_the_rest_is_left_alone() {
    let (world, browser) = three_sessions();
    let rows = all(&world);
    let id = |place: usize| rows[place].id.to_string();
    let (first, second, third) = (id(0), id(1), id(2));
    let sent = browser.send_to("/ledger", "/ledger/chase", &[("one", &first)]);
    assert_eq!(sent.to, "/ledger?done=asked.1.1.0.0.0", "{}", sent.text);
    assert_eq!(times(&world), [1, 0, 0]);
    // The other thing of the same person rests, too: the message leads to all that she owes.
    let ticks = [
        ("entry", second.as_str()),
        ("entry", third.as_str()),
        ("which", "chosen"),
    ];
    let sent = browser.send_to("/ledger", "/ledger/chase", &ticks);
    assert_eq!(sent.to, "/ledger?done=asked.1.1.1.0.0", "{}", sent.text);
    assert_eq!(times(&world), [1, 0, 1]);
    let nothing = browser.send_to("/ledger", "/ledger/chase", &[("which", "chosen")]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nothing.text.contains("Tick at least one line"),
        "{}",
        nothing.text
    );
    // Given to somebody else, it can be asked for at once, and it is known how often it was.
    let other = world.named("trainer", Some(world.east), "Vera Trainer");
    browser.send(
        &format!("/ledger/{first}/owner"),
        &[("owner", &other.to_string())],
    );
    let sent = browser.send_to("/ledger", "/ledger/chase", &[("one", &first)]);
    assert_eq!(sent.to, "/ledger?done=asked.1.1.0.0.0", "{}", sent.text);
    assert_eq!(times(&world), [2, 0, 1]);
    // Nobody writes to somebody who cannot sign in.
    world.clock.advance(86_400);
    world.set_state(other, "left");
    let later = world.browser("coordinator", None);
    let sent = later.send_to("/ledger", "/ledger/chase", &[("one", &first)]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.text.contains("say first who owes it"), "{}", sent.text);
    assert_eq!(world.mails().len(), 3);
}

/// Proves SA1: what is owed in an area out of sight is not asked for, one by one or with all that match.
#[test]
fn nothing_is_asked_for_out_of_sight() {
    let (world, browser) = three_sessions();
    let far = world.session(world.west, "2026-02-13", "held", true);
    let wanda = world.named("trainer", None, "Wanda West");
    world.trains(far, wanda);
    world.settle();
    let hidden = all(&world)[3].id.to_string();
    let east = world.browser("coordinator", Some(world.east));
    let sent = east.send_to("/ledger", "/ledger/chase", &[("one", &hidden)]);
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    let sent = east.send_to("/ledger", "/ledger/chase", &[("which", "all")]);
    assert_eq!(sent.to, "/ledger?done=asked.3.2.0.0.0", "{}", sent.text);
    assert_eq!(times(&world), [1, 1, 1, 0]);
    let sent = browser.send_to("/ledger", "/ledger/chase", &[("which", "all")]);
    assert_eq!(sent.to, "/ledger?done=asked.1.1.3.0.0", "{}", sent.text);
}

/// All that match are those of the part that was shown, on this page and the next ones, and not what has come.
#[test]
fn nothing_is_asked_for_for_another_part() {
    let (world, browser) = three_sessions();
    let umar = all(&world)[2].owner.as_ref().unwrap().0;
    for (part, done) in [
        (format!("owner={umar}"), "asked.1.1.0.0.0"),
        ("from=2026-02-10&to=2026-02-10".to_owned(), "asked.1.1.0.0.0"),
    ] {
        let page = format!("/ledger?{part}");
        let sent = browser.send_to(&page, &format!("/ledger/chase?{part}"), &[("which", "all")]);
        assert_eq!(sent.to, format!("{page}&done={done}"), "{}", sent.text);
    }
    assert_eq!(times(&world), [1, 0, 1]);
    let none = "kind=register";
    let sent = browser.send_to("/ledger", &format!("/ledger/chase?{none}"), &[("which", "all")]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = browser.send_to("/ledger", "/ledger/chase?area=nowhere", &[("which", "all")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert_eq!(world.mails().len(), 2);
}

/// By plan the house asks in the areas named, from the age named on, and again after so many days; what it did is in the trail.
#[test]
fn the_house_asks_by_plan() {
    let world = World::new();
    let tara = world.named("trainer", None, "Tara Trainer");
    let cora = world.named("coordinator", None, "Cora Coordinator");
    // The clock stands on 2 March: one is just old enough, one a day too young, one is in another area.
    for (area, on) in [
        (world.east, "2026-02-23"),
        (world.east, "2026-02-24"),
        (world.west, "2026-02-25"),
    ] {
        let session = world.session(area, on, "held", true);
        world.trains(session, tara);
    }
    world.settle();
    world.ask_by_plan();
    assert_eq!(times(&world), [0, 0, 0], "nothing is planned");
    world.set_plan(world.east, 7, 7, cora);
    world.ask_by_plan();
    assert_eq!((times(&world), world.mails().len()), (vec![1, 0, 0], 1));
    assert_eq!(
        world.actors("asked for"),
        [("system".to_owned(), "work as the system".to_owned())]
    );
    world.ask_by_plan();
    assert_eq!(times(&world), [1, 0, 0]);
    world.clock.advance(86_400);
    world.ask_by_plan();
    assert_eq!(times(&world), [1, 1, 0], "a day later the next is old enough");
    world.clock.advance(5 * 86_400);
    world.ask_by_plan();
    assert_eq!(times(&world), [1, 1, 0], "six days after the first time");
    // A little earlier in the day than the first time: days count.
    world.clock.advance(86_400 - 600);
    world.ask_by_plan();
    assert_eq!(times(&world), [2, 1, 0]);
    let first = all(&world)[0].id;
    let chased = world
        .see(|tx, scope| Ok(entry(tx, scope, first)?))
        .unwrap()
        .chased
        .unwrap();
    assert_eq!((chased.by, chased.at, chased.times), (None, world.clock.now(), 2));
}

/// A plan is set for areas of one's own, is off elsewhere and can be taken back; what makes no sense is said at its field.
#[test]
fn a_plan_is_set_by_area() {
    let world = World::new();
    let east = world.browser("coordinator", Some(world.east));
    let page = "/ledger/schedule";
    let shown = east.get(page).text;
    assert!(shown.contains(">East<") && !shown.contains(">West<"), "{shown}");
    let (east_id, west_id) = (world.east.to_string(), world.west.to_string());
    let send = |browser: &Browser, areas: &[&str], every: &str, older: &str| {
        let mut fields: Vec<(&str, &str)> = areas.iter().map(|area| ("area", *area)).collect();
        fields.extend([("every", every), ("older", older)]);
        browser.send(page, &fields)
    };
    for (areas, every, older, words) in [
        (
            vec![east_id.as_str()],
            "1",
            "7",
            "nobody is asked twice within a day",
        ),
        (vec![east_id.as_str()], "7", "0", "Enter days from 1 to 365"),
        (vec![], "7", "7", "Nothing would be different"),
        (vec![west_id.as_str()], "7", "7", "Choose areas from the list"),
    ] {
        let sent = send(&east, &areas, every, older);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(sent.text.contains(words), "{}", sent.text);
    }
    assert_eq!((world.plan(world.east), world.plan(world.west)), (None, None));
    assert_eq!(send(&east, &[&east_id], "7", "14").status, StatusCode::SEE_OTHER);
    assert_eq!(world.plan(world.east), Some((7, 14)));
    assert!(
        east.get(page)
            .text
            .contains("Every 7 days, once it is 14 days old")
    );
    let administrator = world.browser("administrator", None);
    assert_eq!(
        send(&administrator, &[&west_id], "10", "7").status,
        StatusCode::SEE_OTHER
    );
    let plans: Vec<Option<(i64, i64)>> = [world.east, world.west].map(|area: Id| world.plan(area)).to_vec();
    assert_eq!(plans, [None, Some((10, 7))]);
    for role in ["trainer", "evaluator", "adviser"] {
        assert_eq!(
            world.browser(role, None).get(page).status,
            StatusCode::FORBIDDEN,
            "{role}"
        );
    }
}
