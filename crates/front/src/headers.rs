//! The headers of every answer (security.md SE1, SE2, SE5, SH6).

use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::sync::LazyLock;

const ALWAYS: [(&str, &str); 9] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; \
         manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    ("strict-transport-security", "max-age=31536000"),
    ("x-frame-options", "DENY"),
    ("x-permitted-cross-domain-policies", "none"),
];

/// The same, parsed once: every answer carries them.
static PARSED: LazyLock<[(HeaderName, HeaderValue); 9]> = LazyLock::new(|| {
    ALWAYS.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
});

/// A page that may start the one worker of the house, and nothing else that others may not.
#[derive(Clone)]
pub(crate) struct StartsWorker;

/// The policy of such a page: one maker of script addresses, which knows one address.
pub(crate) fn allow_worker(headers: &mut HeaderMap) {
    if let Some((name, policy)) = ALWAYS.first() {
        let policy = policy.replace("trusted-types 'none'", "trusted-types trellis-worker");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(HeaderName::from_static(name), policy);
        }
    }
}

/// A file that came from people: whatever it holds, it runs nothing, shows nothing and loads nothing here (SG2).
#[derive(Clone)]
pub(crate) struct Sandboxed;

/// The policy of such a file.
pub(crate) fn sandbox(headers: &mut HeaderMap) {
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
        ),
    );
}

/// What the browser is told to forget where a session is over. Not the cookies: the known browser's own guesses are kept in one (SD3). A
/// register that somebody asked to be kept on her device survives the end of an idle session, locked (decision 16).
pub fn forgets(keeps_register: bool) -> HeaderValue {
    HeaderValue::from_static(if keeps_register {
        "\"cache\""
    } else {
        "\"cache\", \"storage\""
    })
}

/// Tells the browser to forget what it kept of signed-in pages.
pub(crate) fn forget(headers: &mut HeaderMap, keeps_register: bool) {
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        forgets(keeps_register),
    );
}

/// Adds what is missing. Only a page that asks for it may be kept by browsers or found by robots.
pub(crate) fn add(headers: &mut HeaderMap) {
    headers.reserve(PARSED.len() + 4);
    for (name, value) in PARSED.iter() {
        headers.insert(name.clone(), value.clone());
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(HeaderName::from_static("x-robots-tag"))
        .or_insert(HeaderValue::from_static("noindex, nofollow"));
}
