//! Serving connections: a limit for each thing that could wait for ever (security.md SR14, SE10), and a clean end (SR16).

use crate::alarm::Alarm;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service;

/// Connections at once; more are told to come back later.
const CONNECTIONS: usize = 1024;
/// Connections that are being told so at once; more are closed without a word.
const TURNED_AWAY: usize = 256;
/// What they are told.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: 69\r\nConnection: close\r\n\r\nSorry, we are very busy. Nothing was changed. Try again in a minute.\n";
/// Seconds for the head of a request.
const HEAD: u64 = 10;
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// How long somebody who is turned away may take to hear it.
const FAREWELL: Duration = Duration::from_secs(2);
/// Seconds to finish what is under way when told to stop.
const FINISH: u64 = 8;

/// Serves until `stop` ends, then finishes what is under way.
pub async fn serve<S>(listener: TcpListener, service: S, stop: impl Future<Output = ()>)
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    serve_at_most(CONNECTIONS, listener, service, stop).await;
}

/// [`serve`] with another number of connections at once.
#[expect(
    clippy::disallowed_methods,
    reason = "each connection is a task of the server's"
)]
pub async fn serve_at_most<S>(
    connections: usize,
    listener: TcpListener,
    service: S,
    stop: impl Future<Output = ()>,
) where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    let (end, ended) = watch::channel(false);
    let places = Arc::new(Semaphore::new(connections));
    let turned_away = Arc::new(Semaphore::new(TURNED_AWAY));
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            if let Ok(place) = Arc::clone(&turned_away).try_acquire_owned() {
                tokio::spawn(async move {
                    let _place = place;
                    let _ = tokio::time::timeout(FAREWELL, turn_away(stream)).await;
                });
            }
            continue;
        };
        let (service, mut ended) = (service.clone(), ended.clone());
        tokio::spawn(async move {
            let _place = place;
            let handler = hyper::service::service_fn(move |request: Request<Incoming>| {
                let mut request = request.map(axum::body::Body::new);
                request.extensions_mut().insert(address);
                service.clone().call(request)
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(Alarm::new())
                .header_read_timeout(Duration::from_secs(HEAD))
                .max_buf_size(HEAD_BYTES)
                .max_headers(64)
                .serve_connection(TokioIo::new(stream), handler);
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                // A connection that breaks is the other side's affair.
                _ = connection.as_mut() => {}
                _ = ended.changed() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = tokio::time::timeout(Duration::from_secs(FINISH), connection).await;
                }
            }
        });
    }
    drop(listener);
    let _ = end.send(true);
    let all = u32::try_from(connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(Duration::from_secs(FINISH), places.acquire_many(all)).await;
}

/// Says that there is no place, and reads what is still on its way: a connection closed over unread bytes would take the answer
/// along.
async fn turn_away(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(BUSY).await?;
    stream.shutdown().await?;
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    /// What is told says its own length.
    #[test]
    fn the_answer_without_a_place_is_well_formed() {
        let text = std::str::from_utf8(super::BUSY).unwrap_or_default();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        assert!(
            head.contains(&format!("Content-Length: {}\r\n", body.len())),
            "{}",
            body.len()
        );
    }
}
