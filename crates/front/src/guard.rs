//! Before a handler runs: which session the browser holds, and whether a form may be taken at all.

use crate::failure::{Failure, TookTooLong};
use crate::frame::Frame;
use crate::upload::{self, Uploads};
use crate::{App, Form, csrf, drafts};
use axum::Extension;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use kernel::Refusal;

/// A browser's session: its token and the hash that the database knows.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) token: String,
    pub(crate) hash: Vec<u8>,
}

/// A form, at most.
const BODY: usize = 1024 * 1024;

/// Reads the session cookie; takes a form whole, checks where it comes from, and keeps it when its session had timed out.
pub(crate) async fn guard(app: &App, uploads: &Uploads, mut request: Request, next: Next) -> Response {
    let cookies = request
        .headers()
        .get(header::COOKIE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let session = cookie(&cookies, cookie_name(app))
        .filter(|token| identity::token::is_shaped(token))
        .map(|token| Session {
            hash: identity::token::hash(token),
            token: token.to_owned(),
        });
    if let Some(session) = &session {
        request.extensions_mut().insert(session.clone());
    }
    if let Err(refusal) = plain_shape(request.headers()) {
        return Failure::from(refusal).into_response();
    }
    let method = request.method().clone();
    if method == Method::GET || method == Method::HEAD {
        return in_time(app, next.run(request)).await;
    }
    if method != Method::POST {
        return Failure::from(Refusal::Malformed("Only GET and POST are understood here.")).into_response();
    }
    let path = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let takes_file = takes_file(&parts, uploads);
    let most = if takes_file { upload::LARGEST } else { BODY };
    let whole = tokio::time::timeout(
        app.0.settings.patience.arrives,
        Limited::new(body, most).collect(),
    )
    .await;
    let Ok(Ok(whole)) = whole else {
        return Failure::from(Refusal::Malformed(
            "The form is too large, or it did not arrive whole.",
        ))
        .into_response();
    };
    let bytes = whole.to_bytes();
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let form = match upload::boundary(&kind) {
        Some(boundary) if takes_file => Form::with_files(&bytes, boundary),
        _ if is_plain(&kind) && bytes.len() <= BODY => Some(Form::parse(&bytes)),
        _ => None,
    };
    let Some(form) = form else {
        return Failure::from(Refusal::Malformed("Only forms are taken here.")).into_response();
    };
    let token = Some(form.token()).filter(|token| !token.is_empty());
    let submission = Some(form.submission()).filter(|submission| !submission.is_empty());
    let proof = csrf::check(
        app,
        &parts.headers,
        session.as_ref().map(|session| session.token.as_str()),
        token,
        submission,
    );
    match proof {
        Ok(proof) => parts.extensions.insert(proof),
        Err(refusal) => return Failure::from(refusal).into_response(),
    };
    parts.extensions.insert(form.clone());
    let frame = parts.extensions.get::<Frame>().cloned().unwrap_or_default();
    let response = in_time(app, next.run(Request::from_parts(parts, Body::from(bytes)))).await;
    // Only the forms of those who are signed in: at the door nothing is kept.
    if frame.turned_away()
        && let Some(session) = session
    {
        drafts::keep(app, &session, &path, &form).await;
    }
    response
}

/// The route at hand says that its form may carry a file.
fn takes_file(parts: &http::request::Parts, uploads: &Uploads) -> bool {
    let path = parts.extensions.get::<MatchedPath>();
    path.is_some_and(|path| uploads.0.contains(path.as_str()))
}

/// The content type of a form without files.
fn is_plain(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|sort| {
        sort.trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

/// The handler's answer, or that it took too long. Its time begins when its form has arrived.
async fn in_time(app: &App, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(app.0.settings.patience.handler, answer).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Extension(TookTooLong)).into_response(),
    }
}

/// Refuses a request that two readers could read differently: whose it is, or how long (SE10). A browser says the length of a form.
pub(crate) fn plain_shape(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get_all(header::HOST).iter().count() > 1 {
        return Err(Refusal::Malformed("This request names its host twice."));
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Refusal::Malformed("A form is sent whole, with its length."));
    }
    Ok(())
}

/// A cookie's value.
pub(crate) fn cookie<'c>(cookies: &'c str, name: &str) -> Option<&'c str> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The browser sent a session, alive or not.
pub(crate) fn holds_session(app: &App, cookies: Option<&HeaderValue>) -> bool {
    cookies
        .and_then(|value| value.to_str().ok())
        .and_then(|cookies| cookie(cookies, cookie_name(app)))
        .is_some_and(identity::token::is_shaped)
}

/// The browser says that a register is kept on its device.
pub(crate) fn keeps_register(cookies: Option<&HeaderValue>) -> bool {
    cookies
        .and_then(|value| value.to_str().ok())
        .and_then(|cookies| cookie(cookies, KEPT))
        == Some("1")
}

/// Set by the page that keeps a register, for as long as it does.
pub(crate) const KEPT: &str = "kept";

fn cookie_name(app: &App) -> &'static str {
    if app.secure() { "__Host-trellis" } else { "trellis" }
}

pub(crate) fn session_cookie(app: &App, token: &str) -> HeaderValue {
    made(app, token, "")
}

pub(crate) fn no_session_cookie(app: &App) -> HeaderValue {
    made(app, "", "; Max-Age=0")
}

fn made(app: &App, token: &str, more: &str) -> HeaderValue {
    let secure = if app.secure() { "; Secure" } else { "" };
    let text = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
        cookie_name(app)
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
