//! The pages of pathways, for staff.

use crate::alike::book;
use crate::pages::Browser;
use crate::pathways::{add, fetch, pathway, put_on};
use crate::world::World;
use http::StatusCode;

const WORK: &str = "ann.one@work.example";

/// From a new pathway over its steps to somebody who has done one of them.
#[test]
fn a_coordinator_makes_a_pathway_and_leads_somebody_along_it() {
    let world = World::new();
    let session = world.session(9);
    let browser = Browser::of(&world, Some(&world.coordinator));
    assert!(
        browser
            .get("/pathways")
            .main()
            .contains("There is no pathway here")
    );
    let silent = browser.fill("/pathways/new", "/pathways/new", &[("months", "soon")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        silent.all(".govuk-error-summary__list li").len(),
        3,
        "{}",
        silent.main()
    );
    assert_eq!(
        silent.attributes("#months", "value"),
        ["soon"],
        "what was typed stays"
    );
    let made = browser.fill(
        "/pathways/new",
        "/pathways/new",
        &[("title", "Champion"), ("audience", "housing officers")],
    );
    let own = made.location.split('?').next().unwrap().to_owned();
    let page = browser.get(&own);
    assert!(page.main().contains("one after another") && page.main().contains("It has no steps yet"));
    let steps = format!("{own}/steps/new");
    let empty = browser.send(&steps, "save", &[("title", "Beginning")]);
    assert_eq!(
        empty.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a step has courses"
    );
    assert!(
        empty
            .all("#courses-error")
            .concat()
            .contains("Choose the courses")
    );
    let saved = browser.send(&steps, "save", &[("title", "Co-led"), ("kind", "sign-off")]);
    assert!(
        browser
            .get(&saved.location)
            .main()
            .contains("Signed off by a coordinator")
    );
    let ann = book(&world, session, WORK, "Housing");
    let people = format!("{own}/people");
    let unknown = browser.fill(&people, "/people", &[("references", "B-2345678")]);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let put = browser.fill(&people, "/people", &[("references", &ann.reference)]);
    let list = browser.get(&put.location);
    assert_eq!(list.all("tbody tr").len(), 1);
    assert!(
        list.main().contains("0 of 1") && !list.title().contains("Ann"),
        "{}",
        list.main()
    );
    let one = list.attributes("tbody a", "href").concat();
    let step = fetch_step(&world, &own);
    let nothing = browser.send(&one, "sign", &[("sign_reason", "seen")]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed = browser.send(&one, "sign", &[("step", &step), ("sign_reason", "seen at work")]);
    assert!(
        browser
            .get(&signed.location)
            .main()
            .contains("Done on 2 March 2026")
    );
    assert!(
        browser
            .get(&own)
            .main()
            .contains("1 of 1 people have finished it")
    );
    assert!(
        browser
            .get(&format!("{people}?show=finished"))
            .main()
            .contains("Ann One")
    );
    assert_eq!(browser.get(&people).all("tbody a").len(), 0);
    let file = browser
        .copy(&format!("{people}/export?show=finished&format=csv"))
        .text();
    assert!(file.contains("Ann One") && file.contains("2026-03-02"), "{file}");
    assert!(
        browser
            .get(&format!("{one}/history"))
            .main()
            .contains("seen at work")
    );
    let stays = browser.send(&format!("{own}/steps/{step}"), "remove", &[]);
    assert_eq!(stays.status, StatusCode::GONE, "{}", stays.main());
    let back = browser.send(
        &one,
        "unsign",
        &[("signed", &step), ("unsign_reason", "the wrong person")],
    );
    assert!(browser.get(&back.location).main().contains("To do"));
    assert!(
        browser
            .get(&own)
            .main()
            .contains("Most of the others, 1, wait for “Co-led”")
    );
    let off = browser.send(&one, "off", &[("off_reason", "she asked")]);
    assert!(
        browser
            .get(&off.location)
            .main()
            .contains("She left this pathway")
    );
    assert_eq!(
        Browser::of(&world, Some(&world.trainer)).get(&people).status,
        StatusCode::FORBIDDEN
    );
}

fn fetch_step(world: &World, own: &str) -> String {
    let way = fetch(world, own.rsplit('/').next().unwrap());
    let steps = world
        .see::<access::actions::PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
            learning::pathways::plan::steps(tx, scope, &way)
        })
        .unwrap();
    steps[0].id.to_string()
}

/// Two people who change one pathway: the second is told, and nothing of the first is lost.
#[test]
fn a_pathway_is_not_changed_over_somebody_else() {
    let world = World::new();
    let way = pathway(&world, |_| {});
    let browser = Browser::of(&world, Some(&world.coordinator));
    let edit = format!("/pathways/{}/edit", way.reference);
    let stale = browser.get(&edit).form("/edit", &[("title", "Second")]);
    let first = browser.fill(&edit, "/edit", &[("title", "First")]);
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.post(&stale.0, &stale.1).status, StatusCode::CONFLICT);
    assert_eq!(fetch(&world, &way.reference).draft.title, "First");
}

/// A step that nobody had signed off is removed, and whoever waited for it waits for another.
#[test]
fn a_step_is_removed() {
    let world = World::new();
    let session = world.session(9);
    let way = pathway(&world, |_| {});
    let step = add(&world, &way, 1, "Co-led", &[]);
    let ann = book(&world, session, WORK, "Housing");
    put_on(&world, &way, &ann.reference).unwrap();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = format!("/pathways/{}/steps/{step}", way.reference);
    let removed = browser.send(&page, "remove", &[]);
    let shown = browser.get(&removed.location);
    assert!(shown.main().contains("It has no steps yet"), "{}", shown.main());
    assert_eq!(browser.get(&page).status, StatusCode::NOT_FOUND);
}
