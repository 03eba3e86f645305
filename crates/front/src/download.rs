//! Files with something of people in them go out only to be saved (security.md SG2): never shown by the browser as part of the service.

use crate::headers::Sandboxed;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

/// A file to be saved. Its kind and name are the house's own: nothing of what somebody sent stands in a header.
pub(crate) struct Download {
    /// The kind.
    pub(crate) kind: &'static str,
    /// How it is to be called: letters, digits, hyphens and one full stop.
    pub(crate) name: &'static str,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Download({} bytes)", self.bytes.len())
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
        let name = if self.name.chars().all(plain) {
            self.name
        } else {
            "file"
        };
        let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
            .unwrap_or(HeaderValue::from_static("attachment"));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (header::CONTENT_DISPOSITION, saved),
        ];
        let mut response = (headers, self.bytes).into_response();
        response.extensions_mut().insert(Sandboxed);
        response
    }
}
