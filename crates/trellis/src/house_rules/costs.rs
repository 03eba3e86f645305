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

/// Rows with which a page may be full.
const FULL: usize = 20;

/// What each list costs, how long its page is, and how many rows it has.
async fn priced(world: &World, lists: &[Vec<(&'static str, String)>]) -> Vec<(u64, usize, usize)> {
    let mut all = Vec::new();
    for (who, path) in lists.iter().flatten() {
        all.push(world.price(who, path).await);
    }
    all
}

/// A list asks the database for as much whether it has a few rows or ten times as many.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_costs_the_same_with_ten_times_the_rows() {
    let world = World::new();
    world.grow(3);
    let lists = world.lists();
    // What a page reads once, whoever asks first, is read.
    priced(&world, &lists).await;
    let few = priced(&world, &lists).await;
    world.grow(27);
    let many = priced(&world, &lists).await;
    let [longer, _] = &lists;
    let mut wrong = Vec::new();
    let prices = few.into_iter().zip(many);
    for (place, ((who, path), prices)) in lists.iter().flatten().zip(prices).enumerate() {
        let ((cost, length, rows), (after, length_after, _)) = prices;
        if after > cost {
            wrong.push(format!(
                "{path} as {who}: {cost} statements, and {after} with more rows"
            ));
        }
        if place < longer.len() && length_after < length + 500 && rows < FULL {
            wrong.push(format!("{path} as {who}: as long as before, {length}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
