//! What any axum server could do at best on this machine.

use anyhow::Result;
use axum::Router;
use axum::routing::get;
use std::net::SocketAddr;

/// Serves one line of text until the process ends.
pub(crate) fn serve(address: SocketAddr) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let service = Router::new().route("/", get(|| async { "Hello" }));
        axum::serve(listener, service).await?;
        Ok(())
    })
}
