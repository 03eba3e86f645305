//! What the desk promises whoever asks: sight, headers, and a proper answer also when something goes wrong.

use crate::house::House;
use access::Role;
use axum::body::Body;
use http::{Request, StatusCode};

/// Proves SE10: an address that has a value twice is refused, also for a public page.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_names_each_value_once() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    for (path, token, status) in [
        ("/form?a=1&b=1", Some(&token), StatusCode::OK),
        ("/form?a=1&a=2", Some(&token), StatusCode::BAD_REQUEST),
        ("/form?a=1&%61=1", Some(&token), StatusCode::BAD_REQUEST),
        ("/cached?a&a", None, StatusCode::BAD_REQUEST),
    ] {
        let got = house.get(path, token.map(String::as_str)).await;
        assert_eq!(got.status, status, "{path}");
    }
}

/// A page for what went wrong keeps the menu and the way out of whoever is signed in, and offers her no way to leave the page unseen.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_keeps_ones_menu() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let (other, _) = house.person(2, Role::Coordinator);
    for (path, status) in [
        (format!("/one/{other}"), StatusCode::NOT_FOUND),
        ("/changed".to_owned(), StatusCode::CONFLICT),
    ] {
        let got = house.get(&path, Some(&token)).await;
        assert_eq!(got.status, status);
        assert!(
            got.text.contains("Robin Example") && got.text.contains("href=\"/courses\""),
            "{}",
            got.text
        );
        assert!(!got.text.contains("Exit this page"), "{path}");
        let stranger = house.get("/nowhere", None).await;
        assert!(stranger.text.contains("Exit this page"));
        assert!(!stranger.text.contains("Robin Example"));
    }
    // Its button signs out.
    let page = house.get(&format!("/one/{other}"), Some(&token)).await.text;
    assert!(page.contains("action=\"/sign-out\"") && page.contains("name=\"form-token\""));
}

/// Proves SD6: with the way to signing in of a session that is over, the browser is told to forget what it kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_session_clears_the_browser() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let cleared = |got: &crate::house::Got| got.headers.get("clear-site-data").cloned();
    assert_eq!(cleared(&house.get("/form", Some(&token)).await), None);
    house.clock.advance(901);
    let dead = house.get("/form", Some(&token)).await;
    assert_eq!(dead.location(), "/sign-in?next=%2Fform");
    assert_eq!(cleared(&dead).unwrap(), "\"cache\", \"storage\"");
    assert_eq!(
        cleared(&house.get("/form", None).await),
        None,
        "a stranger has nothing to forget"
    );
}

/// Proves SA2: a hidden record and none at all answer with the same bytes, and the hidden one leaves a line in the trail.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_and_missing_are_alike() {
    let house = House::new();
    let (own, token) = house.person(1, Role::Coordinator);
    let (other, _) = house.person(2, Role::Coordinator);
    assert_eq!(
        house.get(&format!("/one/{own}"), Some(&token)).await.status,
        StatusCode::OK
    );
    let before = house.events();
    let hidden = house.get(&format!("/one/{other}"), Some(&token)).await;
    assert_eq!(house.events(), before + 1);
    let missing = house
        .get("/one/00000000-0000-7000-8000-000000000009", Some(&token))
        .await;
    assert_eq!(
        (hidden.status, &hidden.text),
        (StatusCode::NOT_FOUND, &missing.text)
    );
    assert_eq!(hidden.headers, missing.headers);
}

/// Proves SE9: a thousand panics are a thousand pages with a number, and then service goes on.
#[tokio::test(flavor = "multi_thread")]
async fn panics_are_answers() {
    std::panic::set_hook(Box::new(|_| {}));
    let house = House::new();
    for _ in 0..1000 {
        let got = house.get("/panic", None).await;
        assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(got.text.contains("Incident number") && !got.text.contains("planted"));
    }
    let _ = std::panic::take_hook();
    assert_eq!(house.get("/cached", None).await.status, StatusCode::OK);
    // What is shared is not poisoned: storage, sessions, looks and forms still work.
    let (own, token) = house.person(1, Role::Coordinator);
    let looked = house.get(&format!("/look/{own}"), Some(&token)).await;
    assert_eq!(looked.status, StatusCode::OK);
    let body = format!("{}&word=hello", house.hidden(&token).await);
    let sent = house.post("/form", Some(&token), body).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

/// Proves SE1, SE2, SE5, SH6, SH9: every kind of answer carries the headers; only public pages may be kept or found; no
/// public page sets a cookie.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    for (path, signed_in) in [
        ("/cached", false),
        ("/form", true),
        ("/form", false),
        ("/nowhere", false),
        ("/panic", false),
        ("/assets/start.js", false),
        ("/assets/nothing", false),
        ("/robots.txt", false),
    ] {
        let got = house.get(path, signed_in.then_some(token.as_str())).await;
        let header = |name: &str| {
            got.headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
                .to_owned()
        };
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(name), value, "{path}");
        }
        assert!(header("strict-transport-security").contains("31536000"), "{path}");
        assert_eq!(header("set-cookie"), "", "{path}");
        if !path.starts_with("/assets/start") {
            assert_eq!(header("cache-control"), "no-store", "{path}");
        }
        assert_eq!(header("x-robots-tag") == "all", path == "/cached", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cached_page_is_right_after_every_change() {
    let house = House::new();
    let before = house.made();
    for _ in 0..10 {
        assert_eq!(house.get("/cached", None).await.status, StatusCode::OK);
    }
    assert_eq!(house.made(), before + 1);
    // A write without an event of its own still counts as a change of the data.
    house.write();
    house.get("/cached", None).await;
    assert_eq!(house.made(), before + 2);
}

/// After a change one request makes the page for all that wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_cached_page_is_made_once_for_all_who_wait() {
    let house = House::new();
    let before = house.made();
    let asked = (0..5).map(|_| house.get("/cached?as=slow", None));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert_eq!(house.made(), before + 1);
    house.write();
    house.get("/cached?as=slow", None).await;
    assert_eq!(house.made(), before + 2);
}

/// The second answer to an address is the first, headers and all, without anybody being asked, and is counted as it was; a request that two
/// readers could read differently is refused all the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_kept_whole() {
    let house = House::new();
    let first = house.get("/cached", None).await;
    for path in ["/cached", "/cached?other"] {
        let again = house.get(path, None).await;
        assert_eq!((again.status, again.text), (first.status, first.text.clone()));
        assert_eq!(again.headers, first.headers, "{path}");
    }
    assert_eq!(house.asked(), 2, "once for each address");
    let counted = house.count("/cached").await;
    assert_eq!(counted, 3);
    let two = Request::get("/cached").header("host", "a").header("host", "b");
    let refused = house.ask(two, None, Body::empty()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

/// Proves SH10: what robots are not to find is not answered out of what is kept, which says that they may.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_robots_are_not_to_find_is_not_kept() {
    let house = House::new();
    for _ in 0..2 {
        let answer = house.get("/cached?as=hidden", None).await;
        assert_eq!(answer.headers["x-robots-tag"], "noindex, nofollow");
    }
}

/// A page with problems, and one whose address may be one of very many, take nobody's place in what is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_problems_is_not_kept() {
    let house = House::new();
    let before = house.made();
    for (path, status) in [
        ("/cached?as=wrong", StatusCode::UNPROCESSABLE_ENTITY),
        ("/cached?as=fleeting", StatusCode::OK),
    ] {
        assert_eq!(house.get(path, None).await.status, status, "{path}");
    }
    for _ in 0..2 {
        assert_eq!(house.get("/cached", None).await.status, StatusCode::OK);
    }
    assert_eq!(house.made(), before + 3);
}
