//! The audit trail as the administrator sees it.

use super::crawl::body;
use super::world::World;
use http::Method;
use scraper::{Html, Selector};

/// Texts, or an attribute, of everything on a page that fits.
fn all(page: &str, selector: &str, attribute: Option<&str>) -> Vec<String> {
    Html::parse_document(page)
        .select(&Selector::parse(selector).unwrap())
        .map(|found| match attribute {
            Some(name) => found.value().attr(name).unwrap_or_default().to_owned(),
            None => found.text().collect::<String>().trim().to_owned(),
        })
        .collect()
}

/// The trail is narrowed to one person, also on its later pages; it says who did what and when, and not what people gave as a reason:
/// that may speak of a learner. A search that was made sixty times stands in it sixty times (SB1).
#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_narrowed_to_one_person() {
    let world = World::new();
    for _ in 0..60 {
        let words = [("words".to_owned(), "someone".to_owned())];
        let sent = body(&world.hidden("administrator").await, &words);
        let seen = world
            .ask("administrator", Method::POST, "/accounts/search", &sent)
            .await;
        let shown = world
            .ask("administrator", Method::GET, World::location(&seen), "")
            .await;
        assert!(shown.status.is_success());
    }
    for who in ["coordinator", "trainer"] {
        let path = world.path("/sessions/{reference}/bookings");
        assert!(world.ask(who, Method::GET, &path, "").await.status.is_success());
    }
    let page = world.ask("administrator", Method::GET, "/audit", "").await.text;
    let names = all(&page, "select[name=account] option", None);
    let ids = all(&page, "select[name=account] option", Some("value"));
    let place = names
        .iter()
        .position(|name| name == "Someone administrator")
        .unwrap();
    let head = all(&page, "thead th", None);
    assert!(!head.contains(&"Reason".to_owned()), "{head:?}");

    let mut next = format!("/audit?action=&account={}", ids[place]);
    let (mut searches, mut pages) = (0, 0);
    loop {
        let page = world.ask("administrator", Method::GET, &next, "").await.text;
        pages += 1;
        let who = all(&page, "tbody tr td:nth-child(2)", None);
        assert!(
            who.iter().all(|name| name == "Someone administrator"),
            "{who:?} on {next}"
        );
        let chosen = all(&page, "select[name=account] option[selected]", None);
        assert_eq!(chosen, ["Someone administrator"]);
        let what = all(&page, "tbody tr td:nth-child(4)", None);
        searches += what.iter().filter(|what| *what == "searched").count();
        let links = all(&page, ".govuk-pagination__next a", Some("href"));
        let Some(link) = links.first() else { break };
        next.clone_from(link);
    }
    let records = all(&page, "tbody tr td:nth-child(5)", None);
    assert!(
        records.contains(&"accounts (the list)".to_owned())
            && records.iter().all(|record| !record.contains("00000000-0000")),
        "{records:?}"
    );
    assert!(pages > 1, "one page");
    assert_eq!(searches, 60);
}
