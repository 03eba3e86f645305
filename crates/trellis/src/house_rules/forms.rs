//! Forms and pages of every route: what may change something, and what may not.

use super::rows::unchanged;
use super::world::{PEOPLE, World};
use http::{Method, Request, StatusCode, header};

/// Proves SE3: each form of the house without a token, with a wrong one, with somebody else's, and from another site is refused and
/// changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_is_taken_that_is_not_ours() {
    let world = World::new();
    let before = world.contents();
    let of_another = world.hidden("evaluator").await;
    let mut tried = 0;
    for entry in world.entries.iter().filter(|entry| entry.method == Method::POST) {
        let path = world.path(entry.path);
        for who in ["stranger", "administrator", "coordinator"] {
            let own = world.hidden(who).await;
            let wrong = own.replacen("form-token=", "form-token=0", 1);
            let cut = own.split('&').next().unwrap().to_owned();
            for (what, body) in [
                ("no token", ""),
                ("a wrong token", &wrong),
                ("half a token", &cut),
                ("another's token", &of_another),
            ] {
                let seen = world.ask(who, Method::POST, &path, body).await;
                assert_eq!(
                    seen.status,
                    StatusCode::BAD_REQUEST,
                    "{path} as {who} with {what}"
                );
                tried += 1;
            }
            for (name, from) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://elsewhere.example"),
            ] {
                let mut request = Request::builder()
                    .method(Method::POST)
                    .uri(&path)
                    .header(header::HOST, "trellis.example")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header(name, from);
                if let Some(cookie) = world.cookie(who) {
                    request = request.header(header::COOKIE, cookie);
                }
                let seen = world
                    .send(request.body(axum::body::Body::from(own.clone())).unwrap())
                    .await;
                assert_eq!(
                    seen.status,
                    StatusCode::BAD_REQUEST,
                    "{path} as {who} from {from}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 800, "{tried}");
    unchanged(&before, &world.contents(), "a refused form changed something");
}

/// Proves SE3: looking at every page, as everybody, changes no row of any table but the trail. (Looks themselves are in the trail.)
#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_no_record() {
    let world = World::new();
    let before = world.contents();
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        for who in PEOPLE {
            world.ask(who, Method::GET, &world.path(entry.path), "").await;
        }
    }
    unchanged(&before, &world.contents(), "a look changed something");
}
