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
