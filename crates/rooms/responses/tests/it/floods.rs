//! Ten thousand feedback forms of one source.

use crate::browser::Browser;
use crate::world::World;
use http::StatusCode;
use store::Engine;

/// Proves SH10: of ten thousand forms of one source, which holds more links than it may use, two hundred are kept.
#[test]
fn of_ten_thousand_forms_of_one_source_two_hundred_are_kept() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let links: Vec<String> = (0..220).map(|_| format!("/feedback/{}", world.link())).collect();
    // The limit knows no engine: PostgreSQL is asked less often.
    let posts = match world.db.engine() {
        Engine::Sqlite => 10_000,
        Engine::Postgres => 1_000,
    };
    // The first as people would; nobody reads the page again for each of ten thousand.
    let form = browser.get(&links[219]).form(&[("expectations", "5")]);
    let (mut kept, mut refused) = (0, 0);
    for number in 0..posts {
        let path = &links[number % links.len()];
        let status = if number < links.len() {
            browser.fill(path, &[("expectations", "5")]).status
        } else {
            browser.post(path, &form).status
        };
        kept += i64::from(status == StatusCode::SEE_OTHER);
        refused += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!((kept, refused, world.responses()), (200, posts - 200, 200));
}
