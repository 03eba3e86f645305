//! Forms are sent from our own pages or not at all (security.md SE3): the browser says where from, and the form carries a
//! token that only our page could hold.

use crate::App;
use govuk::Html;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, header};
use kernel::{Day, Refusal, hex};
use sha2::Sha256;

/// What a form proved that was taken: that a page of this session held it, or any page of ours on that day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Proof {
    Session,
    Public,
}

/// What the sender of an old form is told.
pub(crate) const OUT_OF_DATE: &str = "This form is out of date: its page is old, or you have signed out or in since. Go back: what you typed is still there. Copy it, reload the page and send it again.";

/// Names of the hidden fields.
pub(crate) const TOKEN: &str = "form-token";
pub(crate) const SUBMISSION: &str = "form-id";

/// The hidden fields of a form. A signed-in form's token belongs to its session; a public one's to its own id and the day.
pub(crate) fn fields(app: &App, session: Option<&str>) -> Html {
    let submission = app.0.entropy.token();
    let token = match session {
        Some(session) => signed(app, "session", session, ""),
        None => signed(app, "public", &submission, &app.0.clock.today().iso()),
    };
    Html::hidden(TOKEN, &token).and(&Html::hidden(SUBMISSION, &submission))
}

/// The hidden fields of the sign-out form on a page for what went wrong: the same on each, so that such pages are alike to the byte
/// (SA2). Signing out twice is signing out.
pub(crate) fn fields_of_failure(app: &App, session: &str) -> Html {
    Html::hidden(TOKEN, &signed(app, "session", session, ""))
        .and(&Html::hidden(SUBMISSION, &signed(app, "failure", session, "")))
}

/// Checks where a form comes from and that it holds a token of ours.
pub(crate) fn check(
    app: &App,
    headers: &HeaderMap,
    session: Option<&str>,
    token: Option<&str>,
    submission: Option<&str>,
) -> Result<Proof, Refusal> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    // Our own referrer policy makes browsers send `Origin: null` with our forms, so where the browser names the site, that
    // decides; the origin decides for browsers that do not.
    let elsewhere = match text(http::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => !["same-origin", "none"].contains(&site),
        None => text(header::ORIGIN).is_some_and(|origin| {
            let host = text(header::HOST).unwrap_or_default();
            let own = app.0.settings.public_url.trim_end_matches('/');
            origin != own && origin.split_once("://").map(|(_, rest)| rest) != Some(host)
        }),
    };
    if elsewhere {
        return Err(Refusal::Malformed("This form came from another site."));
    }
    let (Some(token), Some(submission)) = (token, submission) else {
        return Err(Refusal::Malformed(
            "This form is not complete. Go back, reload the page and send it again.",
        ));
    };
    if session.is_some_and(|session| same(&signed(app, "session", session, ""), token)) {
        return Ok(Proof::Session);
    }
    let today = app.0.clock.today();
    if [today, today.plus(-1)]
        .into_iter()
        .any(|day: Day| same(&signed(app, "public", submission, &day.iso()), token))
    {
        Ok(Proof::Public)
    } else {
        Err(Refusal::Malformed(OUT_OF_DATE))
    }
}

fn signed(app: &App, kind: &str, what: &str, day: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&app.0.db.keys().derive("form token")) else {
        return String::new();
    };
    for part in [kind, what, day] {
        mac.update(&u64::try_from(part.len()).unwrap_or(0).to_be_bytes());
        mac.update(part.as_bytes());
    }
    hex::encode(&mac.finalize().into_bytes())
}

/// Compares without telling by time where two texts differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}
