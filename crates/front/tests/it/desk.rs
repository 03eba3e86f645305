//! What the desk promises a handler and its person.

use crate::house::House;
use access::Role;
use axum::body::Body;
use http::{Request, StatusCode, header};
use kernel::Clock;

/// Proves SR7: the same form twice gives the same answer and one record, also through a second server on the same data.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_counts_once() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&word=hello", house.hidden(&token).await);
    let before = house.events();
    let first = house.post("/form", Some(&token), body.clone()).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    for _ in 0..5 {
        let again = house.post("/form", Some(&token), body.clone()).await;
        assert_eq!(
            (again.status, again.location()),
            (StatusCode::SEE_OTHER, first.location())
        );
    }
    assert_eq!(house.events(), before + 1);
    let other = format!("{}&word=hello", house.hidden(&token).await);
    assert_ne!(
        house.post("/form", Some(&token), other).await.location(),
        first.location(),
        "a new form is a new record"
    );
}

/// What the house remembers of a form that was sent says neither where its answer led nor at what time of day.
#[tokio::test(flavor = "multi_thread")]
async fn a_sent_form_is_remembered_without_its_link() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&word=hello", house.hidden(&token).await);
    let first = house.post("/form", Some(&token), body).await;
    let (sealed, day) = house
        .database
        .read_now(|tx| {
            Ok(tx.one(&REMEMBERED, &[], |row| {
                Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?))
            })?)
        })
        .unwrap()
        .unwrap();
    assert!(first.location().starts_with("/saved/"));
    assert!(!String::from_utf8_lossy(&sealed).contains("saved"));
    assert_eq!(day.len(), 10, "{day}");
}

static REMEMBERED: store::Stmt = store::Stmt {
    name: "REMEMBERED",
    sql: "select location_sealed, day from submission",
    optional: &[],
};

/// Proves SE3: without a token, with a wrong one, with another session's, with one that any stranger is given, or from another site, nothing is done.
#[tokio::test(flavor = "multi_thread")]
async fn forms_come_from_our_own_pages() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let (_, other) = house.person(2, Role::Coordinator);
    let (mine, theirs) = (house.hidden(&token).await, house.hidden(&other).await);
    let of_anybody = house.public_hidden().await;
    let before = house.events();
    for body in [
        "word=x".to_owned(),
        format!("{theirs}&word=x"),
        format!("{of_anybody}&word=x"),
        mine.replace("form-token=", "form-token=0") + "&word=x",
    ] {
        assert_eq!(
            house.post("/form", Some(&token), body.clone()).await.status,
            StatusCode::BAD_REQUEST,
            "{body}"
        );
    }
    let form = "application/x-www-form-urlencoded";
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let request = Request::post("/form")
            .header(name, value)
            .header(header::HOST, "127.0.0.1:8700")
            .header(header::CONTENT_TYPE, form);
        let got = house
            .ask(request, Some(&token), Body::from(format!("{mine}&word=x")))
            .await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{name}: {value}");
    }
    assert_eq!(house.events(), before);
    assert_eq!(
        house
            .post("/form", Some(&token), format!("{mine}&word=x"))
            .await
            .status,
        StatusCode::SEE_OTHER
    );
}

/// Proves SA11, SE10: fields that do not belong, fields sent twice, other content types and other methods are refused.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_forms_own_fields_are_taken() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let before = house.events();
    for more in ["&word=a&word=b", "&word=a&role=administrator"] {
        let body = format!("{}{more}", house.hidden(&token).await);
        assert_eq!(
            house.post("/form", Some(&token), body).await.status,
            StatusCode::BAD_REQUEST,
            "{more}"
        );
    }
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
    ] {
        let request = Request::post("/form")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind);
        let body = format!("{}&word=a", house.hidden(&token).await);
        assert_eq!(
            house.ask(request, Some(&token), Body::from(body)).await.status,
            StatusCode::BAD_REQUEST,
            "{kind}"
        );
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let got = house
            .ask(
                Request::builder().method(method).uri("/form"),
                Some(&token),
                Body::empty(),
            )
            .await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{method}");
    }
    let large = format!("{}&word={}", house.hidden(&token).await, "x".repeat(1024 * 1024));
    assert_eq!(
        house.post("/form", Some(&token), large).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(house.events(), before);
}

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

/// Proves SD5: a page that times out hands in what was typed before it leaves, while its session lives and also just after; a password
/// is not among it, and it leads to no other site.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_times_out_hands_in_what_was_typed() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    for (word, later) in [("alive", 0), ("over", 901)] {
        let body = format!(
            "{}&word={word}&new-password=secret&kept-path=%2Fform",
            house.hidden(&token).await
        );
        house.clock.advance(later);
        let got = house.post("/kept", Some(&token), body).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        house.clock.advance(-later);
        let kept = house.get("/kept", Some(&token)).await.text;
        assert!(kept.contains(word) && kept.contains("action=\"/form\""), "{kept}");
        assert!(!kept.contains("secret") && !kept.contains("kept-path"), "{kept}");
    }
    let body = format!(
        "{}&word=x&kept-path=%2F%2Fevil.example",
        house.hidden(&token).await
    );
    let refused = house.post("/kept", Some(&token), body).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

/// What was typed is let go after 30 days, and at once when its owner leaves.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_is_let_go() {
    let house = House::new();
    let keep = async |token: &str, word: &str| {
        let body = format!("{}&word={word}", house.hidden(token).await);
        house.clock.advance(901);
        assert_eq!(
            house.post("/form", Some(token), body).await.status,
            StatusCode::SEE_OTHER
        );
        house.clock.advance(-901);
    };
    let kept = || {
        house
            .database
            .read_now(|tx| Ok(tx.one(&KEPT, &[], |row| row.get::<i64>(0))?))
            .unwrap()
            .unwrap()
    };
    let (account, token) = house.person(1, Role::Coordinator);
    let (_, other) = house.person(2, Role::Coordinator);
    keep(&token, "precious").await;
    keep(&other, "other").await;
    assert_eq!(kept(), 2);
    house.as_system(move |tx, system| front::forget_drafts_of(tx, &system.leave_to(), account));
    assert_eq!(kept(), 1, "the leaver's");
    let now = house.clock.now();
    house.as_system(move |tx, system| front::forget_drafts(tx, system, now.plus_seconds(29 * 86_400)));
    assert_eq!(kept(), 1);
    house.as_system(move |tx, system| front::forget_drafts(tx, system, now.plus_seconds(31 * 86_400)));
    assert_eq!(kept(), 0);
}

static KEPT: store::Stmt = store::Stmt {
    name: "KEPT",
    sql: "select count(*) from draft",
    optional: &[],
};

/// Proves SD5: what was typed when the session had timed out comes back to its owner after signing in, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_timed_out_form_is_kept_for_its_owner() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let body = format!("{}&word=precious", house.hidden(&token).await);
    house.clock.advance(1300);
    let refused = house.post("/form", Some(&token), body).await;
    assert_eq!(
        (refused.status, refused.location()),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Fkept")
    );
    let (_, stranger) = house.person(2, Role::Coordinator);
    assert!(
        !house
            .get("/kept", Some(&stranger))
            .await
            .text
            .contains("precious")
    );
    assert_eq!(house.get("/kept", None).await.status, StatusCode::SEE_OTHER);
    // The owner signs in again: a fresh session of the same account.
    house.clock.advance(-1300);
    let kept = house.get("/kept", Some(&token)).await;
    assert!(kept.text.contains("precious"));
    let sent = format!("{}&word=precious", house.hidden(&token).await);
    assert_eq!(
        house.post("/form", Some(&token), sent).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        !house.get("/kept", Some(&token)).await.text.contains("precious"),
        "sent: gone"
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
