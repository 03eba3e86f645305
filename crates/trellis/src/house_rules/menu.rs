//! Where a page stands in the menu.

use super::world::{PEOPLE, World};
use access::Who;
use http::{Method, StatusCode};

/// Every page that is for some roles stands under one place of the menu, so that nobody is lost; one's own account, and what one typed before the time was out, are under none.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_stands_under_a_place_of_the_menu() {
    let world = World::new();
    let (mut seen, mut lost) = (0, Vec::new());
    let staff = |entry: &&front::Entry| {
        let own = matches!(entry.path, "/account" | "/kept") || entry.path.starts_with("/account/");
        entry.method == Method::GET && matches!(entry.who, Who::Roles(_)) && !own
    };
    for entry in world.entries.iter().filter(staff) {
        let path = world.path(entry.path);
        for who in PEOPLE {
            let page = world.ask(who, Method::GET, &path, "").await;
            if page.status != StatusCode::OK || !page.text.contains("aria-label=\"Menu\"") {
                continue;
            }
            let places = page
                .text
                .matches("govuk-service-navigation__item--active")
                .count();
            if places != 1 {
                lost.push(format!("{} as {who}", entry.path));
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} pages");
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
