//! The edge: limits, panics, pages for what went wrong, headers, counting.

use crate::cache::Kept;
use crate::failure::{Stopped, TookTooLong, wait};
use crate::frame::Frame;
use crate::guard::{holds_session, keeps_register};
use crate::upload::Uploads;
use crate::{App, LocalPath, Page, guard, headers, served};
use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderValue, Method, StatusCode, Uri, header};
use kernel::{Refusal, Stop};
use std::panic::AssertUnwindSafe;

#[derive(Template)]
#[template(path = "failure.html")]
struct Sorry {
    title: &'static str,
    text: String,
    incident: String,
}

/// Runs everything else.
pub(crate) async fn dress(
    State((app, uploads)): State<(App, Uploads)>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = std::time::Instant::now();
    // Clones that only count references: nearly every request ends well and needs none of their text.
    let (method, address) = (request.method().clone(), request.uri().clone());
    let matched = request.extensions().get::<axum::extract::MatchedPath>().cloned();
    let route = matched.as_ref().map(axum::extract::MatchedPath::as_str);
    let cookies = request.headers().get(header::COOKIE).cloned();
    let frame = Frame::default();
    request.extensions_mut().insert(frame.clone());
    let edge = Edge {
        app: &app,
        frame: &frame,
        path: address.path(),
    };
    let mut response = match AssertUnwindSafe(guard::guard(&app, &uploads, request, next))
        .catch_unwind()
        .await
    {
        Ok(response) => response,
        Err(_) => incident(&edge, "a handler panicked", route),
    };
    if response.extensions_mut().remove::<TookTooLong>().is_some() {
        response = sorry(
            &edge,
            StatusCode::SERVICE_UNAVAILABLE,
            "Sorry, this takes too long",
            "Nothing was changed by this request, or it will show when you reload. Try again in a minute."
                .to_owned(),
            String::new(),
        );
    } else if let Some(Stopped(stop)) = response.extensions_mut().remove::<Stopped>() {
        response = explain(&edge, &stop, &method, &address, route);
        if matches!(*stop, Stop::Refusal(Refusal::SignIn)) && holds_session(&app, cookies.as_ref()) {
            // The session is over: the browser forgets what it kept of its pages (SD6).
            headers::forget(response.headers_mut(), keeps_register(cookies.as_ref()));
        }
    } else if response.status() == StatusCode::NOT_FOUND
        && !response.headers().contains_key(header::CONTENT_TYPE)
    {
        response = explain(&edge, &Stop::Refusal(Refusal::Unknown), &method, &address, route);
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = sorry(
            &edge,
            StatusCode::METHOD_NOT_ALLOWED,
            "That is not possible here",
            "Go back and use the page's own buttons.".to_owned(),
            String::new(),
        );
    }
    let starts_worker = response.extensions_mut().remove::<headers::StartsWorker>();
    let sandboxed = response.extensions_mut().remove::<headers::Sandboxed>();
    headers::add(response.headers_mut());
    if sandboxed.is_some() {
        headers::sandbox(response.headers_mut());
    }
    if starts_worker.is_some() {
        headers::allow_worker(response.headers_mut());
    }
    if let Some(page) = response.extensions_mut().remove::<Kept<Bytes>>() {
        served::keep(&app, (&method, &address), matched.clone(), page, &response);
    }
    app.0
        .counters
        .count(route.unwrap_or("none"), response.status(), begun.elapsed());
    response
}

/// Where a page for what went wrong is made, and for whom.
struct Edge<'r> {
    app: &'r App,
    frame: &'r Frame,
    path: &'r str,
}

fn explain(edge: &Edge<'_>, stop: &Stop, method: &Method, address: &Uri, route: Option<&str>) -> Response {
    let refusal = match stop {
        Stop::Fault(fault) => return incident(edge, &fault.to_string(), route),
        Stop::Problems(problems) => {
            let text = problems
                .0
                .iter()
                .map(|problem| problem.message.as_str())
                .collect::<Vec<_>>()
                .join(". ");
            return sorry(
                edge,
                StatusCode::UNPROCESSABLE_ENTITY,
                "There is a problem",
                text,
                String::new(),
            );
        }
        Stop::Refusal(refusal) => refusal,
    };
    let status = crate::failure::status(stop);
    let say = |title, text: &str| sorry(edge, status, title, text.to_owned(), String::new());
    match refusal {
        Refusal::SignIn => {
            let asked = address
                .path_and_query()
                .and_then(|target| LocalPath::after_sign_in(target.as_str()));
            let next = if *method == Method::GET {
                asked
            } else {
                // What was typed is kept, unless it was typed at the door.
                asked.map(|_| LocalPath::of("/kept"))
            };
            let target = next.map_or_else(
                || "/sign-in".to_owned(),
                |next| {
                    format!(
                        "/sign-in?next={}",
                        form_urlencoded::byte_serialize(next.as_str().as_bytes()).collect::<String>()
                    )
                },
            );
            // The value is our own path, encoded: it cannot leave the service.
            let mut response = StatusCode::SEE_OTHER.into_response();
            if let Ok(value) = HeaderValue::from_str(&target) {
                response.headers_mut().insert(header::LOCATION, value);
            }
            response
        }
        Refusal::Unknown => say(
            "Page not found",
            "Check the address. If somebody gave you a link, it may no longer hold.",
        ),
        Refusal::NotAllowed(_) => say(
            "You cannot do this",
            "Your role does not include this. Ask your coordinator or administrator if you think it should.",
        ),
        // Who and when stand in the record's history, and pages with a form show both texts.
        Refusal::Changed { .. } => say(
            "Somebody changed this first",
            "It was changed while you were typing. Go back: what you typed is still there. Open the page in a second window to see the change.",
        ),
        Refusal::TooMany(seconds) => {
            let mut response = sorry(edge, status, "Too many tries", wait(*seconds), String::new());
            if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
                response.headers_mut().insert(header::RETRY_AFTER, value);
            }
            response
        }
        Refusal::Closed(text) => say("This is closed", text),
        // SR4: what was sent last may have reached the disk, so the page must not say that nothing was changed.
        Refusal::Busy if edge.app.0.db.halted() => say(
            "Nothing can be saved at present",
            "The disk has a fault, so saving has stopped. You can go on reading. Keep a note of what you typed; once saving works again, look whether it is there before you send it a second time.",
        ),
        Refusal::Busy => {
            let mut response = say(
                "Sorry, we are very busy",
                "Nothing was changed. Go back: what you typed is still there. Try again in a minute.",
            );
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            response
        }
        Refusal::Malformed(text) => say("This form cannot be taken", text),
    }
}

/// Our own failure: logged once with a number, which is all the page says (SE9).
fn incident(edge: &Edge<'_>, what: &str, route: Option<&str>) -> Response {
    let number: String = edge
        .app
        .0
        .entropy
        .token()
        .chars()
        .take(8)
        .collect::<String>()
        .to_uppercase();
    tracing::error!(incident = %number, route = route.unwrap_or("none"), what, "a request failed");
    sorry(
        edge,
        StatusCode::INTERNAL_SERVER_ERROR,
        "Sorry, there is a problem with the service",
        "It is our fault, not yours. Try again; if it happens again, tell us this number.".to_owned(),
        number,
    )
}

fn sorry(
    edge: &Edge<'_>,
    status: StatusCode,
    title: &'static str,
    text: String,
    incident: String,
) -> Response {
    let template = Sorry {
        title,
        text,
        incident,
    };
    match Page::of_failure(edge.app, edge.frame, edge.path, title, &template) {
        Ok(page) => page.status(status).into_response(),
        Err(_) => status.into_response(),
    }
}
