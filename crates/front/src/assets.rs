//! The embedded files.

use crate::failure::{Answer, Failure};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use kernel::Refusal;

/// One file. Its address carries a mark of its content, so browsers may keep it.
pub(crate) async fn serve(Path(name): Path<String>) -> Answer {
    let asset = govuk::asset(&name).ok_or_else(|| Failure::from(Refusal::Unknown))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    Ok((headers, asset.bytes).into_response())
}

/// Robots may read the public list and nothing else.
pub(crate) async fn robots() -> Response {
    (
        [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))],
        "User-agent: *\nAllow: /sessions\nDisallow: /\n",
    )
        .into_response()
}
