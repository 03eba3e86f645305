//! What the pages of the house cost.

use super::world::{PEOPLE, World};
use http::{Method, StatusCode};

/// Statements that a page may read at most, its session, token and menu among them.
const MOST: u64 = 30;
/// One page makes every published table of two programmes again.
const PUBLISHED: (&str, u64) = ("/evidence/published", 60);

/// No page asks the database for each of its rows: in a house with dozens of rows in its lists each page, for everybody, reads a few
/// statements.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_asks_for_each_of_its_rows() {
    let world = World::new();
    let (mut dear, mut seen) = (Vec::new(), 0);
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        for who in PEOPLE {
            let before = world.db.db.statements_read();
            let page = world.ask(who, Method::GET, &path, "").await;
            let cost = world.db.db.statements_read() - before;
            if page.status == StatusCode::OK {
                seen += 1;
                let most = if entry.path == PUBLISHED.0 {
                    PUBLISHED.1
                } else {
                    MOST
                };
                if cost > most {
                    dear.push(format!("{} as {who}: {cost}", entry.path));
                }
            }
        }
    }
    assert!(seen > 200, "{seen} pages");
    assert!(dear.is_empty(), "{}", dear.join("\n"));
}
