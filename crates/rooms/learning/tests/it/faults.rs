//! Faults of venues: raised, mended, left, and told to whoever plans there again.

use crate::pages::{Browser, Seen};
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::{ManageFaults, PlanCourses, SeeToday};
use http::StatusCode;
use kernel::{Id, Personal};
use learning::faults;
use learning::model::{FaultDraft, FaultId, FaultKind, FaultState};
use learning::plan::clashes::{Wanted, clashes};

fn draft(world: &World, kind: FaultKind, words: &str) -> FaultDraft {
    FaultDraft {
        area: world.east,
        session: None,
        venue: "Library".to_owned(),
        kind: Some(kind),
        words: Personal::new(words.to_owned()),
        heard: false,
        owner: Some(world.coordinator.id),
        due: Some(day(2026, 3, 16)),
    }
}

fn raise(world: &World, kind: FaultKind, words: &str) -> FaultId {
    let draft = draft(world, kind, words);
    world
        .act::<ManageFaults, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            faults::raise(tx, scope, moment, &draft)
        })
        .unwrap()
}

/// What planning a session at a venue is told.
fn told(world: &World, venue: &str) -> Vec<String> {
    let draft = world.session_draft(9, &[day(2026, 5, 4)]);
    let wanted = Wanted {
        days: draft.days,
        venue: venue.to_owned(),
        trainers: Vec::new(),
        except: Vec::new(),
    };
    let found = world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| clashes(tx, scope, &wanted))
        .unwrap();
    found.iter().map(learning::model::Clash::text).collect()
}

/// Whoever plans at a venue with open faults is told, however the venue is written, until they are mended or left.
#[test]
fn whoever_plans_at_the_venue_again_is_told() {
    let world = World::new();
    assert!(told(&world, "Library").is_empty());
    let sound = raise(&world, FaultKind::Technology, "The microphone fails");
    raise(&world, FaultKind::Venue, "Cold in the morning");
    assert_eq!(
        told(&world, " library "),
        ["The venue has 2 open faults: technology (1), venue (1)"]
    );
    assert!(told(&world, "Town hall").is_empty());
    world
        .act::<ManageFaults, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            faults::close(
                tx,
                scope,
                moment,
                (sound, 1),
                (FaultState::Mended, "A new one was bought"),
            )
        })
        .unwrap();
    assert_eq!(told(&world, "Library"), ["The venue has 1 open fault: venue (1)"]);
}

fn state(seen: &Seen) -> String {
    let page = seen.main();
    let after = page.split("State").nth(1).unwrap_or_default();
    after.trim().lines().next().unwrap_or_default().trim().to_owned()
}

/// From the page of a session a fault is raised, given to another, mended with what was done, and opened again; a form that somebody else was
/// faster with changes nothing.
#[test]
fn a_fault_is_raised_given_on_mended_and_opened_again() {
    let world = World::new();
    let session = world.session(9);
    let browser = coordinator(&world);
    let plan = format!("{}/plan", own(&world, session));
    let link = browser
        .get(&plan)
        .attributes("a[href^='/faults/new']", "href")
        .remove(0);
    let owner = world.coordinator.id.to_string();
    let bare = browser.fill(&link, "/faults/new", &[("kind", ""), ("words", "")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text().contains("Choose what is at fault") && bare.text().contains("Enter what is wrong"));
    let sent = browser.fill(
        &link,
        "/faults/new",
        &[("kind", "technology"), ("words", "No sound"), ("owner", &owner)],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = sent.location.split('?').next().unwrap().to_owned();
    let seen = browser.get(&page);
    assert!(seen.text().contains("No sound") && seen.text().contains("Library"));
    let today = world
        .see::<SeeToday, _>(&world.coordinator.viewer, |tx, scope| {
            Ok(faults::own(tx, scope, 5)?)
        })
        .unwrap();
    assert_eq!((today.rows.len(), today.count), (1, 1));
    let late = browser.get(&page).form_for(&page, "left", &[("why", "Too dear")]);
    let empty = browser.send(&page, "mended", &[("done", " ")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mended = browser.send(&page, "mended", &[("done", "New cable")]);
    assert_eq!(mended.status, StatusCode::SEE_OTHER, "{}", mended.text());
    assert!(browser.get(&page).text().contains("New cable"));
    assert_eq!(
        browser.post(&late.0, &late.1).status,
        StatusCode::GONE,
        "somebody was faster"
    );
    // What is closed is not closed once more, whatever a form says.
    let (to, fields) = browser.get(&page).form_for(&page, "open", &[]);
    let other =
        |(name, value): (String, String)| (name, if value == "open" { "left".to_owned() } else { value });
    let why = ("why".to_owned(), "Too dear".to_owned());
    let crafted: Vec<_> = fields.into_iter().map(other).chain([why]).collect();
    assert_eq!(browser.post(&to, &crafted).status, StatusCode::GONE);
    let again = browser.send(&page, "open", &[]);
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&page).text().contains("New cable"));
    assert!(state(&browser.get(&page)).contains("Open"));
    let done = browser.send(&page, "left", &[("why", "The house is sold")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&page).text().contains("Why it will not be mended"));
    let none = world
        .see::<SeeToday, _>(&world.coordinator.viewer, |tx, scope| {
            Ok(faults::own(tx, scope, 5)?)
        })
        .unwrap();
    assert!(none.rows.is_empty());
}

/// A fault is in the sight of its area and of whoever is to mend it; the list is filtered, paged and taken along.
#[test]
fn faults_are_listed_in_ones_own_sight() {
    let world = World::new();
    for number in 0..30 {
        raise(&world, FaultKind::Venue, &format!("Number {number}"));
    }
    let access = raise(&world, FaultKind::Access, "The lift is out of order");
    let browser = coordinator(&world);
    let first = browser.get("/faults");
    assert!(first.text().contains("31 faults"), "{}", first.text());
    let next = first.attributes("a[href*='after=']", "href").remove(0);
    assert_eq!(browser.get(&next).all("tbody tr").len(), 6);
    assert_eq!(browser.get("/faults?kind=access").all("tbody tr").len(), 1);
    assert_eq!(
        browser.get("/faults?venue=LIBR&whose=mine").all("tbody tr").len(),
        25
    );
    assert!(
        browser
            .get("/faults?state=mended")
            .text()
            .contains("No faults match")
    );
    let file = browser.copy("/faults/export?kind=access&format=csv").text();
    assert!(
        file.contains("The lift is out of order") && !file.contains("Number 3"),
        "{file}"
    );
    let west = Browser::of(&world, Some(&world.westerner));
    assert_eq!(
        west.get(&format!("/faults/{access}")).status,
        StatusCode::NOT_FOUND
    );
    assert!(west.get("/faults").text().contains("No faults match"));
    let everywhere: Id = world.coordinator.id;
    assert_ne!(everywhere, world.westerner.id);
}

/// A page of faults costs the same number of statements however many there are.
#[test]
fn a_page_of_faults_costs_the_same() {
    let world = World::new();
    let cost = || {
        world
            .see::<ManageFaults, _>(&world.coordinator.viewer, |tx, scope| {
                let before = tx.queries();
                faults::list(tx, scope, &faults::Query::default(), None)?;
                Ok(tx.queries() - before)
            })
            .unwrap()
    };
    let none = cost();
    for number in 0..40 {
        raise(&world, FaultKind::Venue, &format!("Number {number}"));
    }
    assert_eq!((none, cost()), (2, 2));
}
