//! Real sockets: slow clients, odd requests, a clean end.

use crate::house::{House, SLOW};
use access::Role;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A server on a free port, and what ends it.
async fn served(
    house: &House,
) -> (
    SocketAddr,
    tokio::sync::oneshot::Sender<()>,
    tokio::task::JoinHandle<()>,
) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let service = house.service.clone();
    #[expect(clippy::disallowed_methods, reason = "the test's own server")]
    let server = tokio::spawn(front::serve(listener, service, async move {
        let _ = stopped.await;
    }));
    (address, stop, server)
}

pub(crate) fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    // A server that refuses may close before it has read all: what it answered is read either way.
    let _ = stream.write_all(request.as_bytes());
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Proves SE10: ambiguous lengths and hosts, oversized heads and oversized forms are refused, and what was in them is not done. Each
/// form carries the right token: it is not the token that refuses it.
#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_are_refused() {
    let house = House::new();
    let (_, token) = house.person(1, Role::Coordinator);
    let (address, _stop, _server) = served(&house).await;
    let before = house.events();
    let head = |more: &str| {
        format!(
            "POST /form HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nCookie: trellis={token}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{more}Connection: close\r\n\r\n"
        )
    };
    let mut bodies = Vec::new();
    for _ in 0..8 {
        bodies.push(format!("{}&word=x", house.hidden(&token).await));
    }
    let length = bodies[0].len();
    let chunked = |body: &str| format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let good = head(&format!("Content-Length: {length}\r\n")) + &bodies[0];
    let large = format!("{}{}", bodies[6], "y".repeat(1024 * 1024));
    let odd = [
        (
            "two lengths",
            head(&format!(
                "Content-Length: {length}\r\nContent-Length: {}\r\n",
                length - 1
            )) + &bodies[1],
        ),
        (
            "a length below nothing",
            head("Content-Length: -1\r\n") + &bodies[2],
        ),
        (
            "a length and chunks",
            head(&format!(
                "Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"
            )) + &chunked(&bodies[3]),
        ),
        (
            "chunks and a length",
            head(&format!(
                "Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"
            )) + &chunked(&bodies[4]),
        ),
        (
            "two hosts",
            head(&format!("Host: y\r\nContent-Length: {length}\r\n")) + &bodies[5],
        ),
        (
            "a megabyte in chunks",
            head("Transfer-Encoding: chunked\r\n") + &chunked(&large),
        ),
        (
            "a head of 17 KB",
            format!(
                "GET /cached HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\nConnection: close\r\n\r\n",
                "y".repeat(17 * 1024)
            ),
        ),
        ("another protocol", "GET /cached HTTP/9.9\r\n\r\n".to_owned()),
        ("no request", "\u{0}\u{1}\u{2}\r\n\r\n".to_owned()),
    ];
    tokio::task::spawn_blocking(move || {
        let taken = ask(address, &good);
        assert!(taken.starts_with("HTTP/1.1 303"), "{taken}");
        for (what, request) in odd {
            let answer = ask(address, &request);
            assert!(
                answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
                "{what}: {answer:.80}"
            );
        }
        // RFC 9112, 2.2 lets a bare line feed end a line. What comes behind a request that closes is nobody's.
        let bare = "GET /cached HTTP/1.1\nHost: x\nConnection: close\n\nGET /panic HTTP/1.1\nHost: x\n\n";
        let answer = ask(address, bare);
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{answer}");
    })
    .await
    .unwrap();
    assert_eq!(house.events(), before + 1, "only the good form was taken");
}

/// Proves SR14: four hundred half-sent requests are closed, and meanwhile others are served as fast as ever.
#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_hold_nobody_up() {
    let house = House::new();
    let (address, _stop, _server) = served(&house).await;
    tokio::task::spawn_blocking(move || {
        let slow: Vec<TcpStream> = (0..400)
            .map(|_| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(b"GET /cached HTTP/1.1\r\nHost: x\r\n").unwrap();
                stream
            })
            .collect();
        let mut took: Vec<Duration> = (0..11)
            .map(|_| {
                let begun = Instant::now();
                let answer = ask(
                    address,
                    "GET /cached HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                );
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                begun.elapsed()
            })
            .collect();
        took.sort();
        assert!(took[5] < Duration::from_millis(100), "{took:?}");
        for mut stream in slow {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let mut rest = Vec::new();
            // Closed by the server: the read ends instead of timing out.
            assert!(stream.read_to_end(&mut rest).is_ok());
        }
    })
    .await
    .unwrap();
}

/// Proves SR16: told to stop, the server ends in time and takes no new connections.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_clean() {
    let house = House::new();
    let (address, stop, server) = served(&house).await;
    let idle = TcpStream::connect(address).unwrap();
    let begun = Instant::now();
    stop.send(()).unwrap();
    server.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    drop(idle);
    assert!(TcpStream::connect(address).is_err());
}

/// Proves SR16: a request that is under way when the server is told to stop is answered whole.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_at_the_end_is_finished() {
    let house = House::new();
    let (address, stop, server) = served(&house).await;
    let asking = tokio::task::spawn_blocking(move || ask(address, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    tokio::time::sleep(SLOW / 4).await;
    stop.send(()).unwrap();
    let begun = Instant::now();
    server.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let answer = asking.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("slow but whole"), "{answer}");
}
