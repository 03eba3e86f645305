//! What the page people land on says of the house itself.

use super::world::World;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use http::Method;
use kernel::{Clock, Id, Instant};
use ticket::Ticket;

async fn shown(world: &World, who: &str) -> String {
    let seen = world.ask(who, Method::GET, "/today", "").await;
    assert!(seen.status.is_success(), "{who}");
    seen.text
}

/// What meets today comes first, with its door and its register for who runs them; a list that is cut leads to all of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_meets_today_comes_first_and_leads_to_its_door() {
    let world = World::new();
    for who in ["trainer", "coordinator"] {
        let page = shown(&world, who).await;
        let first = page
            .find("Sessions of today")
            .unwrap_or_else(|| panic!("{who}: {page}"));
        for later in ["Next sessions", "Registers that are owed", "Waiting lists"] {
            assert!(page.find(later).is_none_or(|at| at > first), "{who}: {later}");
        }
        let list = page[first..].split("</table>").next().unwrap();
        for place in ["/door\"", "/register\""] {
            assert!(list.contains(place), "{who}: {place} in {list}");
        }
    }
    let coordinator = shown(&world, "coordinator").await;
    let whole = "/today?all=registers";
    assert!(
        coordinator.contains(" are shown.") && coordinator.contains(whole),
        "{coordinator}"
    );
    let seen = world.ask("coordinator", Method::GET, whole, "").await;
    assert!(!seen.text.contains(whole), "{}", seen.text);
    let page = shown(&world, "administrator").await;
    let list = page.split("Sessions of today").nth(1).unwrap();
    assert!(
        !list.contains("Door<span") && !list.contains("/register\""),
        "{list}"
    );
}

fn keep(world: &World, at: Instant) {
    let id = Id::fresh(&world.clock, &*world.entropy);
    world
        .db
        .db
        .write_now(move |tx| {
            let system = Scope::<SystemJob>::of(&Viewer::system(Ticket::of("test")))?;
            audit::keep_backup(tx, &system, id, at, 1)?;
            Ok(Done::upkeep(&system, ()))
        })
        .unwrap();
}

/// Proves SR12: administrators, and nobody else, see on the page they land on how old the newest verified backup is, how far back
/// those that are kept go, and that there is none or an old one.
#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_how_old_the_newest_backup_is() {
    let world = World::new();
    assert!(
        shown(&world, "administrator")
            .await
            .contains("No backup of this database")
    );
    let hours = |hours: i64| Instant::from_millis(world.clock.now().millis() - hours * 3_600_000);
    keep(&world, hours(30));
    let old = shown(&world, "administrator").await;
    assert!(
        old.contains("more than a day old") && old.contains(&hours(30).text()),
        "{old}"
    );
    assert!(!old.contains("oldest"), "there is one: {old}");
    keep(&world, hours(3));
    keep(&world, hours(50));
    // Older ones are deleted by the server.
    keep(&world, hours(15 * 24));
    let fresh = shown(&world, "administrator").await;
    assert!(
        fresh.contains(&format!("was taken on {}", hours(3).text())),
        "{fresh}"
    );
    assert!(
        fresh.contains(&format!(
            "the oldest of the last two weeks on {}",
            hours(50).text()
        )),
        "{fresh}"
    );
    assert!(!fresh.contains("more than a day old"));
    for who in ["coordinator", "evaluator"] {
        assert!(!shown(&world, who).await.contains("verified backup"), "{who}");
    }
}
