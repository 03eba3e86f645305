//! Where a page stands in the menu.

use super::world::{PEOPLE, World};
use http::{Method, StatusCode};

/// Every page that carries the menu stands under one of its places, so that nobody is lost; one's own account is under none.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_under_a_place_of_the_menu() {
    let world = World::new();
    let mut seen = 0;
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        for who in PEOPLE {
            let page = world.ask(who, Method::GET, &path, "").await;
            if page.status != StatusCode::OK
                || !page.text.contains("aria-label=\"Menu\"")
                || path.starts_with("/account")
            {
                continue;
            }
            let places = page
                .text
                .matches("govuk-service-navigation__item--active")
                .count();
            assert_eq!(places, 1, "{} as {who}", entry.path);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} pages");
}
