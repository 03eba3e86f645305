//! How a unit of work that stopped becomes an answer. The page itself is made at the edge, so that every failure looks alike.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::{Fault, Problems, Refusal, Stop};
use std::sync::Arc;

/// What a handler returns.
pub type Answer = Result<Response, Failure>;

/// A stop on its way to the edge.
#[derive(Debug)]
pub struct Failure(pub(crate) Stop);

impl Failure {
    /// What stopped the work.
    pub const fn stop(&self) -> &Stop {
        &self.0
    }
}

/// The stop, carried in the answer's extensions to the edge.
#[derive(Clone)]
pub(crate) struct Stopped(pub(crate) Arc<Stop>);

/// A handler did not answer in time: carried to the edge as well.
#[derive(Clone)]
pub(crate) struct TookTooLong;

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self(stop)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self(fault.into())
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self(problems.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Stopped(Arc::new(self.0)));
        response
    }
}

/// What somebody is told who tried too often.
pub fn wait(seconds: i64) -> String {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    format!("Wait {seconds} {unit} and try again.")
}

/// The status of a stop.
pub(crate) const fn status(stop: &Stop) -> StatusCode {
    match stop {
        Stop::Problems(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Stop::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Stop::Refusal(refusal) => match refusal {
            Refusal::SignIn => StatusCode::SEE_OTHER,
            Refusal::Unknown => StatusCode::NOT_FOUND,
            Refusal::NotAllowed(_) => StatusCode::FORBIDDEN,
            Refusal::Changed { .. } => StatusCode::CONFLICT,
            Refusal::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Closed(_) => StatusCode::GONE,
            Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
        },
    }
}
