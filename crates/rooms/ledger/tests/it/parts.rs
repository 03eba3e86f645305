//! Parts of the ledger: by owner, by age, and as a file.

use crate::world::World;
use http::StatusCode;

/// A part is narrowed to one person and to an age; its file holds the same lines, and who took it is in the trail.
#[test]
fn a_part_is_narrowed_and_taken_out() {
    let world = World::new();
    let tara = world.named("trainer", None, "Tara Trainer");
    let umar = world.named("trainer", None, "Umar Trainer");
    // The clock stands on 2 March.
    for (on, trainer) in [("2026-02-20", tara), ("2026-02-23", tara), ("2026-02-24", umar)] {
        let session = world.session(world.east, on, "held", true);
        world.trains(session, trainer);
    }
    let (browser, me) = world.browser_of("coordinator", None, "Cora Coordinator");
    let own = world.session(world.west, "2026-02-25", "held", true);
    world.trains(own, me);
    world.settle();
    for (query, count) in [
        (String::new(), 4),
        (format!("owner={tara}"), 2),
        ("older=7".to_owned(), 2),
        ("older=8".to_owned(), 1),
        ("older=0".to_owned(), 4),
        ("whose=mine".to_owned(), 1),
        (format!("owner={umar}&older=7"), 0),
    ] {
        let page = browser.get(&format!("/ledger?{query}"));
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(page.text.matches("<th scope=\"row\"").count(), count, "{query}");
        let file = browser.copy(&format!("/ledger/export?format=csv&{query}")).text;
        assert_eq!(
            file.lines().count(),
            count + 3,
            "{query}: rows, an empty line, the mark: {file}"
        );
    }
    assert_eq!(world.events("exported"), 7);
    let file = browser.copy("/ledger/export?format=csv&order=oldest").text;
    let first = file.lines().nth(1).unwrap();
    for words in [
        "Responding well",
        "Feedback",
        "East",
        "Tara Trainer",
        "2026-02-20",
        "10",
        "Outstanding",
    ] {
        assert!(first.contains(words), "{words}: {first}");
    }
    let book = browser.copy("/ledger/export?format=xlsx");
    assert!(book.status == StatusCode::OK && book.text.starts_with("PK"));
    for query in ["owner=7", "older=soon", "older=-1"] {
        for path in ["/ledger", "/ledger/export"] {
            let seen = browser.get(&format!("{path}?{query}"));
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {query}");
        }
    }
}
