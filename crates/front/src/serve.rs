//! Serving connections: a limit for each thing that could wait for ever (security.md SR14, SE10), and a clean end (SR16).

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// Connections at once; more wait to be accepted.
const CONNECTIONS: usize = 1024;
/// Seconds for the head of a request.
const HEAD: u64 = 10;
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// Seconds to finish what is under way when told to stop.
const FINISH: u64 = 8;

/// Serves until `stop` ends, then finishes what is under way.
#[expect(
    clippy::disallowed_methods,
    reason = "each connection is a task of the server's"
)]
pub async fn serve(listener: TcpListener, service: Router, stop: impl Future<Output = ()>) {
    let (end, ended) = watch::channel(false);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            break;
        };
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
        let (service, mut ended) = (service.clone(), ended.clone());
        tokio::spawn(async move {
            let _place = place;
            let handler = hyper::service::service_fn(move |request: Request<Incoming>| {
                let mut request = request.map(axum::body::Body::new);
                request.extensions_mut().insert(address);
                service.clone().oneshot(request)
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(HEAD))
                .max_buf_size(HEAD_BYTES)
                .max_headers(64)
                .pipeline_flush(true)
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
    let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(Duration::from_secs(FINISH), places.acquire_many(all)).await;
}
