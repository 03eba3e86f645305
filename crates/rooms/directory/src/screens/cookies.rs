//! The small cookies of signing in: the step between password and code, the known browser, and where to go afterwards.

use access::Action;
use front::{Desk, LocalPath};
use http::HeaderValue;

/// Password given, code owed.
pub(crate) const STEP: &str = "step";
/// A browser that has signed in before.
pub(crate) const DEVICE: &str = "device";
/// Seconds a browser stays known: a year.
const KNOWN: i64 = 365 * 86_400;
/// Where to go after signing in.
pub(crate) const NEXT: &str = "next";

fn name(secure: bool, name: &str) -> String {
    if secure {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// A cookie's value.
pub(crate) fn get<A: Action>(desk: &Desk<A>, which: &str) -> Option<String> {
    desk.cookie(&name(desk.secure(), which))
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

/// Sets a cookie for so many seconds; 0 takes it away.
pub(crate) fn set<A: Action>(desk: &Desk<A>, which: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if desk.secure() { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}",
        name(desk.secure(), which)
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Makes the browser known by its device token.
pub(crate) fn set_device<A: Action>(desk: &Desk<A>, token: &str) -> HeaderValue {
    set(desk, DEVICE, token, KNOWN)
}

/// Remembers where to go, written so that it fits into a cookie.
pub(crate) fn set_next<A: Action>(desk: &Desk<A>, next: Option<&LocalPath>) -> HeaderValue {
    let plain = next.map_or("", LocalPath::as_str);
    let written: String = form_urlencoded::byte_serialize(plain.as_bytes()).collect();
    set(desk, NEXT, &written, if plain.is_empty() { 0 } else { 3600 })
}

/// Where to go; Today when nothing fit was remembered.
pub(crate) fn next<A: Action>(desk: &Desk<A>) -> LocalPath {
    let written = get(desk, NEXT).unwrap_or_default();
    let plain: String = form_urlencoded::parse(format!("n={written}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    LocalPath::after_sign_in(&plain).unwrap_or_else(|| LocalPath::of("/today"))
}
