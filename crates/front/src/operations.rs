//! Health and counts, for a listener on loopback only. Routes as patterns, never addresses; no personal data (SK4).

use crate::App;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use kernel::Stop;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Counters(Mutex<BTreeMap<u16, Routes>>);

/// How often each route answered, and how long all that took.
type Routes = BTreeMap<String, (u64, Duration)>;

impl Counters {
    pub(crate) fn count(&self, route: &str, status: StatusCode, took: Duration) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let routes = known.entry(status.as_u16()).or_default();
        // Every request passes here: only a route's first one pays for its name.
        if let Some(entry) = routes.get_mut(route) {
            entry.0 += 1;
            entry.1 += took;
        } else {
            routes.insert(route.to_owned(), (1, took));
        }
    }
}

/// `/health` and `/metrics`.
pub fn operations_router(app: App) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn health(State(app): State<App>) -> Response {
    // Busy is not broken: whoever watches must not start again what only has much to do.
    let reads = !matches!(app.0.db.read(|_| Ok(())).await, Err(Stop::Fault(_)));
    match (reads, app.0.db.halted()) {
        (true, false) => (StatusCode::OK, "ok\n").into_response(),
        (true, true) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "reading only: writing has stopped, restart to check the database\n",
        )
            .into_response(),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

async fn metrics(State(app): State<App>) -> Response {
    let mut text = String::new();
    {
        let known = app.0.counters.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (status, route, (count, took)) in known.iter().flat_map(|(status, routes)| {
            routes
                .iter()
                .map(move |(route, counted)| (status, route, counted))
        }) {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "trellis_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"
            );
            let _ = writeln!(
                text,
                "trellis_request_seconds_sum{{route=\"{route}\",status=\"{status}\"}} {:.6}",
                took.as_secs_f64()
            );
        }
    }
    let db = &app.0.db;
    let _ = writeln!(
        text,
        "trellis_writes_waiting {}\ntrellis_commits_total {}\ntrellis_writing_halted {}\ntrellis_virus_scanner_set_up {}",
        db.waiting(),
        db.commits(),
        u8::from(db.halted()),
        u8::from(app.0.settings.scans)
    );
    text.into_response()
}
