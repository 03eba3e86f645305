//! Real sockets: slow clients, odd requests, a clean end.

use crate::house::{House, SLOW};
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
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Proves SE10: ambiguous lengths and oversized heads are refused.
#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_are_refused() {
    let house = House::new();
    let (address, _stop, _server) = served(&house).await;
    tokio::task::spawn_blocking(move || {
        let good = ask(address, "GET /cached HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(good.starts_with("HTTP/1.1 200"), "{good}");
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        for request in [
            format!("POST /form HTTP/1.1\r\nHost: x\r\n{form}Content-Length: 3\r\nContent-Length: 4\r\nConnection: close\r\n\r\na=b"),
            format!("POST /form HTTP/1.1\r\nHost: x\r\n{form}Content-Length: -1\r\nConnection: close\r\n\r\n"),
            format!("GET /cached HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\nConnection: close\r\n\r\n", "y".repeat(40_000)),
            "GET /cached HTTP/9.9\r\n\r\n".to_owned(),
            "\u{0}\u{1}\u{2}\r\n\r\n".to_owned(),
        ] {
            let answer = ask(address, &request);
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{request:.80}: {answer:.80}");
        }
    })
    .await
    .unwrap();
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
