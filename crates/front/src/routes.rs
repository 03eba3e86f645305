//! A room's routes, with the action each asks for: the access matrix is read from here (security.md SA3).

use crate::upload::Uploads;
use crate::{App, LocalPath, Served, assets, drafts, dress};
use access::{Action, Who};
use axum::Router;
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use axum::routing;
use http::{Method, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One line of the matrix.
#[derive(Clone, Debug)]
pub struct Entry {
    /// GET or POST.
    pub method: Method,
    /// The path as the router knows it.
    pub path: &'static str,
    /// The action's name.
    pub action: &'static str,
    /// Who may.
    pub who: Who,
}

/// The forms that have no page of their own, each with the number of parts of the address of the nearest page above it.
fn homes(entries: &[Entry]) -> BTreeMap<&'static str, usize> {
    let pages: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.method == Method::GET)
        .map(|entry| entry.path)
        .collect();
    let forms = entries.iter().filter(|entry| !pages.contains(entry.path));
    forms
        .map(|entry| {
            let above = entry.path.match_indices('/').map(|(at, _)| at).rev();
            let home = above
                .filter_map(|at| entry.path.get(..at))
                .find(|path| pages.contains(path))
                .unwrap_or_default();
            (entry.path, home.matches('/').count())
        })
        .collect()
}

/// Leads whoever opens the address of a form to the page that has the form: after signing in, or by a reload.
fn home(uri: &Uri, depth: usize) -> Response {
    let parts: Vec<&str> = uri.path().split('/').skip(1).take(depth).collect();
    LocalPath::of(format!("/{}", parts.join("/"))).into_response()
}

/// Routes of a room.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    entries: Vec<Entry>,
    uploads: BTreeSet<&'static str>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page: `.get::<actions::ReadCourses, _, _>("/courses", list)`.
    #[must_use]
    pub fn get<A: Action, H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add::<A>(Method::GET, path, routing::get(handler))
    }

    /// A form.
    #[must_use]
    pub fn post<A: Action, H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add::<A>(Method::POST, path, routing::post(handler))
    }

    /// A form that may carry a file.
    #[must_use]
    pub fn upload<A: Action, H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.uploads.insert(path);
        self.post::<A, H, T>(path, handler)
    }

    fn add<A: Action>(
        mut self,
        method: Method,
        path: &'static str,
        route: routing::MethodRouter<App>,
    ) -> Self {
        self.router = self.router.route(path, route);
        self.entries.push(Entry {
            method,
            path,
            action: A::NAME,
            who: A::WHO,
        });
        self
    }

    /// With another room's routes.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.entries.extend(other.entries);
        self.uploads.extend(other.uploads);
        self
    }

    /// The matrix, with the page that this crate adds for every room.
    pub fn entries(&self) -> Vec<Entry> {
        [self.entries.clone(), drafts::routes().entries].concat()
    }

    /// The service: answers kept whole, all routes, the embedded files, the guard and the edge around them.
    pub fn service(self, app: App) -> Served {
        let whole = self.and(drafts::routes());
        let homes = homes(&whole.entries);
        let uploads = Uploads(Arc::new(whole.uploads));
        let router = homes.into_iter().fold(whole.router, |router, (path, depth)| {
            router.route(
                path,
                routing::get(move |uri: Uri| async move { home(&uri, depth) }),
            )
        });
        let routes = router
            .route("/assets/{name}", routing::get(assets::serve))
            .route("/robots.txt", routing::get(assets::robots))
            .fallback(|| async { crate::Failure::from(kernel::Refusal::Unknown) })
            // One layer: each is made anew for each request.
            .layer(axum::middleware::from_fn_with_state(
                (app.clone(), uploads),
                dress::dress,
            ))
            .with_state(app.clone());
        Served { app, routes }
    }
}
