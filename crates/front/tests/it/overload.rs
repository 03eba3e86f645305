//! More than can be served: who is refused hears so at once.

use crate::house::{Got, House, app, patient};
use crate::serving::ask;
use access::Role;
use axum::body::{Body, Bytes};
use front::Patience;
use http::{Request, StatusCode, header};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use store::testing::database_with;
use store::{Limits, Recorded, Tx};
use tower::ServiceExt;

struct Kept;

impl Recorded for Kept {
    type Out = ();
    fn into_out(self) {}
}

const SOON: Duration = Duration::from_millis(100);

/// It is told to come back later, in the middle case within the limit.
fn refused(answers: &mut [(Duration, Got)]) {
    for (_, got) in answers.iter() {
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{}", got.text);
        assert_eq!(got.headers.get(header::RETRY_AFTER).unwrap(), "5");
        assert!(got.text.contains("we are very busy"), "{}", got.text);
    }
    answers.sort_by_key(|(took, _)| *took);
    let (middle, _) = &answers[answers.len() / 2];
    assert!(*middle <= SOON, "{middle:?}");
}

/// Proves SR14: when the queue of forms is full, the next is refused at once and told when to come back, and is taken when there
/// is room again.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_at_once() {
    let house = House::on(database_with(Limits {
        queue: 1,
        ..Limits::default()
    }));
    let (_, token) = house.person(1, Role::Coordinator);
    let hidden = house.hidden(&token).await;
    let (begun, has_begun) = channel();
    let (release, released) = channel::<()>();
    let db = house.database.db.clone();
    let holding = tokio::task::spawn_blocking(move || {
        db.write_now(move |_: &mut Tx<'_>| {
            begun.send(()).unwrap();
            let _ = released.recv();
            Ok(Kept)
        })
    });
    has_begun.recv().unwrap();
    let db = house.database.db.clone();
    let waiting = tokio::task::spawn_blocking(move || db.write_now(|_: &mut Tx<'_>| Ok(Kept)));
    while house.database.waiting() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut answers = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let got = house
            .post("/form", Some(&token), format!("{hidden}&word=a"))
            .await;
        answers.push((begun.elapsed(), got));
    }
    refused(&mut answers);
    drop(release);
    holding.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
    let got = house
        .post("/form", Some(&token), format!("{hidden}&word=a"))
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
}

/// Proves SR14: when all readers are at work, the next request is refused within a tenth of a second.
#[tokio::test(flavor = "multi_thread")]
async fn busy_readers_refuse_soon() {
    let house = House::on(database_with(Limits {
        readers: 1,
        ..Limits::default()
    }));
    let (_, token) = house.person(1, Role::Coordinator);
    let (begun, has_begun) = channel();
    let (release, released) = channel::<()>();
    let db = house.database.db.clone();
    let holding = tokio::task::spawn_blocking(move || {
        db.read_now(|_| {
            begun.send(()).unwrap();
            let _ = released.recv();
            Ok(())
        })
    });
    has_begun.recv().unwrap();
    let mut answers = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let got = house.get("/form", Some(&token)).await;
        answers.push((begun.elapsed(), got));
    }
    refused(&mut answers);
    let health = front::operations_router(app(
        house.database.db.clone(),
        &house.clock,
        4,
        Patience::default(),
    ));
    let request = Request::get("/health").body(Body::empty()).unwrap();
    let status = health.oneshot(request).await.unwrap().status();
    assert_eq!(status, StatusCode::OK, "busy is not broken");
    drop(release);
    holding.await.unwrap().unwrap();
    assert_eq!(house.get("/form", Some(&token)).await.status, StatusCode::OK);
}

/// Proves SR14: whoever comes when all places for connections are taken hears so at once, and is served when one is free.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_too_many_is_told_so() {
    let house = House::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = house.service.clone();
    #[expect(clippy::disallowed_methods, reason = "the test's own server")]
    let server = tokio::spawn(front::serve_at_most(3, listener, service, std::future::pending()));
    tokio::task::spawn_blocking(move || {
        let request = "GET /cached HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let held: Vec<TcpStream> = (0..3).map(|_| TcpStream::connect(address).unwrap()).collect();
        let mut took: Vec<Duration> = (0..11)
            .map(|_| {
                let begun = Instant::now();
                let answer = ask(address, request);
                assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
                assert!(answer.contains("\r\nRetry-After: 5\r\n"), "{answer}");
                begun.elapsed()
            })
            .collect();
        took.sort();
        assert!(took[5] < SOON, "{took:?}");
        drop(held);
        let begun = Instant::now();
        while !ask(address, request).starts_with("HTTP/1.1 200") {
            assert!(begun.elapsed() < Duration::from_secs(5), "no place became free");
        }
    })
    .await
    .unwrap();
    server.abort();
}

/// Sends a form whose body arrives after so many milliseconds.
async fn late(house: &House, patience: Patience, token: &str, form: String, wait: u64) -> Got {
    let service = patient(house.database.db.clone(), &house.clock, 4, patience);
    let body = futures_util::stream::once(async move {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        Ok::<_, std::convert::Infallible>(Bytes::from(form))
    });
    let request = Request::post("/form")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, format!("trellis={token}"))
        .body(Body::from_stream(body))
        .unwrap();
    Got::of(service.oneshot(request).await.unwrap()).await
}

/// Proves SR14: a form may take longer to arrive than its handler may take; one that never arrives is refused; a handler that takes
/// too long is ended.
#[tokio::test(flavor = "multi_thread")]
async fn the_handlers_time_begins_when_the_form_is_there() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let form = format!("{}&word=a", house.hidden(&token).await);
    let patience = Patience {
        arrives: Duration::from_secs(3),
        handler: Duration::from_millis(250),
    };
    let got = late(&house, patience, &token, form.clone(), 500).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
    let short = Patience {
        arrives: Duration::from_millis(100),
        ..patience
    };
    let got = late(&house, short, &token, form, 500).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST, "{}", got.text);
    assert!(got.text.contains("did not arrive whole"), "{}", got.text);
    let service = patient(house.database.db.clone(), &house.clock, 4, patience);
    let request = Request::get("/slow").body(Body::empty()).unwrap();
    let got = Got::of(service.oneshot(request).await.unwrap()).await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{}", got.text);
    assert!(got.text.contains("this takes too long"), "{}", got.text);
}
