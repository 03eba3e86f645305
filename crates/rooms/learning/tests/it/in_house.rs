//! Sessions for the people of one organisation, who book by a link of their own.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use learning::model::SessionId;
use store::values;

store::statements! {
    INVITATION = "select invitation from session where id = ?1";
    LINKS = "select invitation from session where invitation is not null";
}

fn invitation(world: &World, session: SessionId) -> Option<String> {
    world
        .one(&INVITATION, values![session.0], |row| {
            row.get::<Option<String>>(0)
        })
        .unwrap()
}

/// A session that its form makes one for the people of an organisation.
fn in_house(world: &World) -> SessionId {
    let session = world.session(2);
    let fields = [("listed", "in-house"), ("in_house", "Homerton Hospital")];
    let path = format!("{}/edit", own(world, session));
    let saved = coordinator(world).fill(&path, "/edit", &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    session
}

/// Proves SH10: what is not on the public list is found by its link and by nothing else.
#[test]
fn who_has_the_link_books_and_nobody_else_finds_it() {
    let world = World::new();
    let session = in_house(&world);
    let reference = own(&world, session);
    let public = Browser::of(&world, None);
    assert_eq!(public.get("/sessions").all("tbody tr").len(), 0);
    for path in ["", "/book", "/booked"] {
        let seen = public.get(&format!("{reference}{path}"));
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
    }
    let token = invitation(&world, session).unwrap();
    assert_eq!(token.len(), 32, "128 random bits");
    let link = format!("/sessions/{token}");
    let staff = coordinator(&world).get(&format!("{reference}/plan"));
    assert!(staff.attributes("main a", "href").contains(&link));
    let page = public.get(&link);
    assert!(
        page.main()
            .contains("This session is for people of Homerton Hospital")
    );
    assert_eq!(page.headers.get("x-robots-tag").unwrap(), "noindex, nofollow");
    assert!(
        page.attributes("main a", "href")
            .contains(&format!("{link}/book"))
    );
    let area = world.east.to_string();
    let typed = [
        ("name", "Ann One"),
        ("email", "ann.one@homerton.example"),
        ("organisation", "Homerton Hospital"),
        ("background", "housing"),
        ("area", area.as_str()),
    ];
    let booked = public.fill(&format!("{link}/book"), "/book", &typed);
    assert_eq!(booked.location, format!("{link}/booked"));
    let thanks = public.get(&booked.location);
    assert!(thanks.attributes("main a", "href").contains(&link));
    assert_eq!(world.places(session).1, 1);
}

#[test]
fn an_organisation_is_named_and_a_link_dies_with_it() {
    let world = World::new();
    let session = in_house(&world);
    let (reference, browser) = (own(&world, session), coordinator(&world));
    let edit = format!("{reference}/edit");
    let missing = browser.fill(&edit, "/edit", &[("listed", "in-house"), ("in_house", " ")]);
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        missing
            .all("#in_house-error")
            .concat()
            .contains("Enter the organisation")
    );
    // Another change leaves the link as it is.
    let first = invitation(&world, session).unwrap();
    assert_eq!(
        browser.fill(&edit, "/edit", &[("venue", "Ward 4")]).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(invitation(&world, session).as_deref(), Some(first.as_str()));
    assert_eq!(
        browser.fill(&edit, "/edit", &[("listed", "no")]).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(invitation(&world, session), None);
    let public = Browser::of(&world, None);
    assert_eq!(
        public.get(&format!("/sessions/{first}")).status,
        StatusCode::NOT_FOUND
    );
    // Repeated, each session has a link of its own.
    assert_eq!(
        browser.fill(&edit, "/edit", &[("listed", "in-house")]).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let again = [("listed", "in-house"), ("in_house", "Homerton Hospital")];
    assert_eq!(browser.fill(&edit, "/edit", &again).status, StatusCode::SEE_OTHER);
    let draft = world.session_draft(2, &[day(2026, 3, 12)]);
    let course = world.course();
    let mut other = draft;
    other.in_house = Some(" Homerton Hospital ".to_owned());
    other.listed = false;
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &other)
        })
        .unwrap();
    let links = world.all(&LINKS, values![], |row| row.get::<String>(0));
    assert_eq!(links.len(), 2);
    assert_ne!(links[0], links[1]);
}

#[test]
fn another_organisation_has_another_link() {
    let world = World::new();
    let session = in_house(&world);
    let first = invitation(&world, session);
    let edit = format!("{}/edit", own(&world, session));
    let other = [("listed", "in-house"), ("in_house", "Riverside Hospital")];
    assert_eq!(
        coordinator(&world).fill(&edit, "/edit", &other).status,
        StatusCode::SEE_OTHER
    );
    assert_ne!(invitation(&world, session), first);
}
