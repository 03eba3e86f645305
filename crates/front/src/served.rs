//! What is served: answers kept whole, before anything is looked up, and behind them the routes.

use crate::cache::{Kept, Whole};
use crate::{App, guard};
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::{Either, Ready, ready};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use std::convert::Infallible;
use std::task::{Context, Poll};
use tower::Service;

/// All of a deployment's pages.
#[derive(Clone)]
pub struct Served {
    pub(crate) app: App,
    pub(crate) routes: Router,
}

impl Served {
    /// What all requests share.
    pub const fn app(&self) -> &App {
        &self.app
    }
}

impl Service<Request> for Served {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, <Router as Service<Request>>::Future>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match kept(&self.app, &request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.routes.call(request)),
        }
    }
}

/// The answer that was given to the same address before, while it holds. It depends on nothing else that a request says.
fn kept(app: &App, request: &Request) -> Option<Response> {
    let begun = std::time::Instant::now();
    if request.method() != Method::GET || !is_alone(request.uri()) || app.0.db.halted() {
        return None;
    }
    let (version, now) = (app.0.db.version(), app.0.clock.now());
    let whole = app.0.cache.answers.get(request.uri().path(), version, now)?.page;
    // Refused with a page of its own.
    guard::plain_shape(request.headers()).ok()?;
    let mut response = Response::new(Body::from(whole.page));
    *response.headers_mut() = whole.headers;
    app.0
        .counters
        .count(whole.route.as_str(), StatusCode::OK, begun.elapsed());
    Some(response)
}

/// Keeps the answer to an address that is written in one way only: of others there could be any number.
pub(crate) fn keep(
    app: &App,
    (method, address): (&Method, &Uri),
    route: Option<MatchedPath>,
    page: Kept<Bytes>,
    response: &Response,
) {
    let Some(route) = route.filter(|_| *method == Method::GET && is_alone(address)) else {
        return;
    };
    let mut headers = response.headers().clone();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(page.page.len()));
    let whole = Kept {
        version: page.version,
        made_at: page.made_at,
        page: Whole {
            headers,
            page: page.page,
            route,
        },
    };
    app.0.cache.answers.put(address.path().to_owned(), whole);
}

fn is_alone(address: &Uri) -> bool {
    address.query().is_none() && !address.path().contains('%')
}
