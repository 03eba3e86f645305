//! Each thing is owed by one person, who sees it; others do not.

use crate::world::World;
use access::actions::ReadLedger;
use http::StatusCode;
use ledger::Kind;
use ledger::reading::{Query, State, entries, entry};

fn outstanding() -> Query {
    Query {
        state: Some(State::Outstanding),
        ..Query::default()
    }
}

/// The names of those who owe what is outstanding, with its kind.
fn owners(world: &World) -> Vec<(Kind, Option<String>)> {
    let page = world.see(|tx, scope| Ok(entries(tx, scope, &outstanding())?));
    let named = |row: &ledger::reading::Entry| (row.kind, row.owner.clone().map(|(_, name)| name));
    page.rows.iter().map(named).collect()
}

/// Where a session has no trainer, whoever planned it owes what it owes: the trail knows who that was.
#[test]
fn who_planned_a_session_owes_what_no_trainer_does() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "held", true);
    world.named("coordinator", Some(world.east), "Edda East");
    let planner = world.viewer("coordinator", None, "Petra Planner");
    world.planned_by(session, &planner);
    world.settle();
    assert_eq!(
        owners(&world),
        [(Kind::Feedback, Some("Petra Planner".to_owned()))]
    );
}

/// Who left owes nothing any more: the next one does, and the trail says that the house gave it to her. What she owed that came stays hers.
#[test]
fn what_somebody_owed_who_left_is_given_to_the_next() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "held", false);
    let first = world.named("trainer", None, "Tara Trainer");
    let second = world.named("trainer", None, "Umar Trainer");
    world.named("coordinator", Some(world.east), "Edda East");
    world.trains(session, first);
    world.trains(session, second);
    world.settle();
    let name = |name: &str| Some(name.to_owned());
    let both = |owner: Option<String>| vec![(Kind::Feedback, owner.clone()), (Kind::Register, owner)];
    let mut found = owners(&world);
    found.sort_by_key(|(kind, _)| std::cmp::Reverse(*kind));
    assert_eq!(found, both(name("Tara Trainer")));
    world.save_register(session);
    world.settle();
    world.set_state(first, "left");
    world.settle();
    assert_eq!(owners(&world), [(Kind::Feedback, name("Umar Trainer"))]);
    assert_eq!(
        world.actors("given to another"),
        [("system".to_owned(), "work as the system".to_owned())]
    );
    let came = Query {
        state: Some(State::Received),
        ..Query::default()
    };
    let came = world.see(|tx, scope| Ok(entries(tx, scope, &came)?));
    assert_eq!(
        came.rows[0].owner.clone().map(|(_, name)| name),
        name("Tara Trainer")
    );
    world.set_state(second, "suspended");
    world.settle();
    assert_eq!(owners(&world), [(Kind::Feedback, name("Edda East"))]);
}

/// Proves SA1: a trainer sees what she owes and what the sessions owe that she trains, and nothing that others of her area owe, in the list,
/// its file and its count. Who owes something of an area in which she does not work any more does not see it.
#[test]
fn a_trainer_sees_what_is_hers() {
    let world = World::new();
    let own = world.session(world.east, "2026-02-10", "held", true);
    world.session(world.east, "2026-02-11", "held", true);
    let other = world.named("trainer", Some(world.east), "Umar Trainer");
    let (browser, tara) = world.browser_of("trainer", Some(world.east), "Tara Trainer");
    let (west, wanda) = world.browser_of("trainer", Some(world.west), "Wanda West");
    world.trains(own, other);
    world.trains(own, tara);
    world.named("coordinator", Some(world.east), "Edda East");
    world.settle();
    let list = browser.get("/ledger");
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text.contains("1 thing is outstanding."), "{}", list.text);
    assert!(list.text.contains("Umar Trainer") && !list.text.contains("Edda East"));
    assert!(!list.text.contains("/ledger/chase") && !list.text.contains("name=\"owner\""));
    let file = browser.copy("/ledger/export?format=csv").text;
    assert_eq!(file.lines().count(), 4, "{file}");
    assert!(west.get("/ledger").text.contains("Nothing is outstanding."));
    let edda = world.see(|tx, scope| Ok(entries(tx, scope, &outstanding())?));
    let hers = edda
        .rows
        .iter()
        .find(|row| row.owner.as_ref().unwrap().1 == "Edda East");
    let path = format!("/ledger/{}", hers.unwrap().id);
    assert_eq!(browser.get(&path).status, StatusCode::NOT_FOUND);
    let shared = edda
        .rows
        .iter()
        .find(|row| row.owner.as_ref().unwrap().1 == "Umar Trainer");
    let path = format!("/ledger/{}", shared.unwrap().id);
    assert_eq!(browser.get(&path).status, StatusCode::OK);
    assert_eq!(west.get(&path).status, StatusCode::NOT_FOUND);
    world.owes(shared.unwrap().id, wanda);
    assert_eq!(west.get(&path).status, StatusCode::NOT_FOUND);
}

/// A coordinator gives a thing to somebody who can open its session, and to nobody else; who owed it before stays in its history.
#[test]
fn a_thing_is_given_to_somebody_else_and_its_history_says_so() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "held", true);
    let tara = world.named("trainer", None, "Tara Trainer");
    let wanda = world.named("trainer", Some(world.west), "Wanda West");
    let umar = world.named("trainer", Some(world.east), "Umar Trainer");
    world.trains(session, tara);
    let browser = world.browser("coordinator", None);
    world.settle();
    let owed = world
        .see(|tx, scope| Ok(entries(tx, scope, &outstanding())?))
        .rows[0]
        .id;
    let page = format!("/ledger/{owed}/owner");
    let shown = browser.get(&page).text;
    assert!(
        shown.contains("Umar Trainer") && !shown.contains("Wanda West"),
        "{shown}"
    );
    for (to, words) in [
        (wanda.to_string(), "Choose somebody from the list"),
        (String::new(), "Choose somebody from the list"),
        (tara.to_string(), "choose another"),
    ] {
        let sent = browser.send(&page, &[("owner", &to)]);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
        assert!(sent.text.contains(words), "{}", sent.text);
    }
    let sent = browser.send(&page, &[("owner", &umar.to_string())]);
    assert_eq!(
        (sent.status, sent.to.as_str()),
        (StatusCode::SEE_OTHER, "/ledger?done=given")
    );
    assert_eq!(
        world.actors("given to another"),
        [("account".to_owned(), "say who owes".to_owned())]
    );
    let shown = browser.get(&format!("/ledger/{owed}")).text;
    let table = shown.rsplit_once("Who owed it").unwrap().1;
    let places: Vec<usize> = ["Umar Trainer", "Sam Test", "Tara Trainer", "The system"]
        .iter()
        .map(|name| table.find(name).unwrap_or_else(|| panic!("{name}: {table}")))
        .collect();
    assert!(places.is_sorted(), "{table}");
    assert!(table.contains("given to another"), "{table}");
    world.save_feedback(session);
    assert_eq!(browser.get(&page).status, StatusCode::GONE, "it has come");
}

/// What the viewer owes is counted and listed for Today, the oldest first, at a cost that is the same however much it is.
#[test]
fn ones_own_is_listed_oldest_first() {
    let world = World::new();
    let (viewer, _) = world.account("trainer", None);
    let me = viewer.account_id().unwrap();
    for on in ["2026-02-12", "2026-02-10", "2026-02-11"] {
        let session = world.session(world.east, on, "held", false);
        world.trains(session, me);
    }
    world.session(world.east, "2026-02-09", "held", false);
    world.settle();
    let (rows, count) = world.scoped::<ReadLedger, _>(&viewer, |tx, scope| {
        let before = tx.queries();
        let own = ledger::own(tx, scope, 3)?;
        // The list, how many there are, and the event since which nothing changed.
        assert_eq!(tx.queries() - before, 3);
        Ok(own)
    });
    let days: Vec<String> = rows.iter().map(|row| row.since.iso()).collect();
    assert_eq!(days, ["2026-02-10", "2026-02-10", "2026-02-11"]);
    assert_eq!(count, 6);
    let none = world.scoped::<ReadLedger, _>(&world.account("coordinator", None).0, |tx, scope| {
        Ok(ledger::own(tx, scope, 3)?.1)
    });
    assert_eq!(none, 0, "what is in sight is not one's own");
}

/// What was waived and came after all has come, as the tables of the evidence say.
#[test]
fn what_was_waived_and_came_has_come() {
    let world = World::new();
    let session = world.session(world.east, "2026-02-10", "held", false);
    let browser = world.browser("coordinator", None);
    world.settle();
    let register = Query {
        kind: Some(Kind::Register),
        ..outstanding()
    };
    let owed = world.see(|tx, scope| Ok(entries(tx, scope, &register)?)).rows[0].id;
    browser.send(&format!("/ledger/{owed}/waive"), &[("reason", "Lost")]);
    let state = || world.see(|tx, scope| Ok(entry(tx, scope, owed)?)).unwrap().state;
    assert_eq!(state(), State::Waived);
    world.save_register(session);
    world.settle();
    assert_eq!(state(), State::Received);
    assert!(
        browser
            .get("/ledger?state=waived")
            .text
            .contains("Nothing is waived.")
    );
    assert!(
        browser
            .get("/ledger?state=received")
            .text
            .contains("1 thing has come.")
    );
}

/// What people say months later is owed from the day on which they were asked, by one person like everything else, and came with the first
/// answer; that of a session whose people were not asked is not.
#[test]
fn a_follow_up_is_owed_from_its_day_and_comes_with_an_answer() {
    let world = World::new();
    let session = world.session(world.east, "2025-11-20", "held", true);
    world.session(world.east, "2025-11-21", "held", true);
    world.save_feedback(session);
    world.named("coordinator", Some(world.east), "Edda East");
    world.asked(session, 2, "2026-02-25");
    world.asked(session, 1, "2026-02-20");
    world.settle();
    let found = |state| {
        let query = Query {
            state: Some(state),
            kind: Some(Kind::FollowUp),
            ..Query::default()
        };
        let page = world.see(|tx, scope| Ok(entries(tx, scope, &query)?));
        let told = |row: &ledger::reading::Entry| (row.since.iso(), row.owner.clone().map(|(_, name)| name));
        page.rows.iter().map(told).collect::<Vec<_>>()
    };
    let owed = [("2026-02-20".to_owned(), Some("Edda East".to_owned()))];
    assert_eq!(found(State::Outstanding), owed);
    world.settle();
    assert_eq!(
        found(State::Outstanding),
        owed,
        "owed once, however often people are asked"
    );
    world.save_answer(session, "follow-up");
    assert_eq!(found(State::Outstanding), [], "before the next round of settling");
    world.settle();
    assert_eq!(found(State::Received), owed);
}

/// What a manager said that her organisation would do is owed from the day after its day, by the organisation; it is asked for by the link
/// to it and not by the coordinator's list; it comes when it is done, is owed again when it is opened again, and is no more when withdrawn.
#[test]
fn a_commitment_is_owed_by_its_organisation_from_its_day() {
    let world = World::new();
    let session = world.session(world.east, "2026-04-20", "planned", false);
    let trainer = world.named("trainer", Some(world.east), "Tara Trainer");
    world.trains(session, trainer);
    let (browser, _) = world.browser_of("coordinator", Some(world.east), "Edda East");
    let late = world.commits(session, "2026-02-28");
    world.commits(session, "2026-03-02");
    world.settle();
    let found = |state| {
        let query = Query {
            state: Some(state),
            kind: Some(Kind::Commitment),
            ..Query::default()
        };
        world.see(|tx, scope| Ok(entries(tx, scope, &query)?)).rows
    };
    let owed = found(State::Outstanding);
    assert_eq!(owed.len(), 1, "the other day is today");
    assert_eq!(owed[0].since.iso(), "2026-02-28");
    assert_eq!(owed[0].organisation.as_deref(), Some("Canal Housing"));
    assert_eq!(
        owed[0].owner.clone().map(|(_, name)| name).as_deref(),
        Some("Edda East"),
        "not the trainer"
    );
    world.settle();
    assert_eq!(found(State::Outstanding).len(), 1, "once");
    let elsewhere = world.browser_of("coordinator", Some(world.west), "Wes West").0;
    assert!(
        browser
            .get("/ledger?kind=commitment")
            .text
            .contains("Canal Housing")
    );
    assert!(
        !elsewhere
            .get("/ledger?kind=commitment")
            .text
            .contains("Canal Housing")
    );

    let seen = browser.get(&format!("/ledger/{}", owed[0].id));
    assert!(
        seen.text.contains("The referral form") && seen.text.contains("Canal Housing"),
        "{}",
        seen.text
    );
    let asks = || {
        browser.send_to(
            "/ledger?kind=commitment",
            "/ledger/chase?kind=commitment",
            &[("which", "all")],
        )
    };
    assert_eq!(asks().to, "/ledger?kind=commitment&done=asked.1.1.0.0.0");
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0, "boss@canal.example");
    assert!(mails[0].1.contains("/commitment/"), "{}", mails[0].1);
    let again = asks();
    assert!(
        again.text.contains("nobody is asked twice within a day"),
        "{}",
        again.text
    );
    assert_eq!(world.mails().len(), 1);

    world.set_commitment(late, "done");
    assert_eq!(
        found(State::Outstanding).len(),
        0,
        "before the next round of settling"
    );
    world.settle();
    assert_eq!(found(State::Received).len(), 1);
    world.set_commitment(late, "open");
    world.settle();
    assert_eq!(found(State::Outstanding).len(), 1);
    world.set_commitment(late, "withdrawn");
    world.settle();
    let query = Query {
        kind: Some(Kind::Commitment),
        ..Query::default()
    };
    assert_eq!(
        world.see(|tx, scope| Ok(entries(tx, scope, &query)?)).rows.len(),
        0,
        "nothing is owed of it"
    );
}
