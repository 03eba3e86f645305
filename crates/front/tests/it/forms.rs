//! What the desk promises of a form: it counts once, comes from our own page, and has its own fields only.

use crate::house::House;
use access::Role;
use axum::body::Body;
use http::{Request, StatusCode, header};

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
