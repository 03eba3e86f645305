//! The whole house in one process, with the demonstration in it and somebody of each kind signed in.

use access::{Scope, Viewer, actions::SystemJob};
use audit::Done;
use axum::Router;
use axum::body::Body;
use front::{App, Entry, Served, Settings};
use http::{HeaderMap, Method, Request, StatusCode, header};
use kernel::{Clock, Entropy, FixedClock, Id, Instant, SeededEntropy};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::testing::Database;
use store::{Row, Stmt, Tx, Value, values};
use tower::ServiceExt;

mod asked;
mod comments;
mod growing;
mod mentoring;
mod pairs;
mod pathways;
mod people;
mod records;
mod registers;
mod states;

pub(super) use people::PEOPLE;
pub(super) use states::HALF_IN;

/// Where the service says it lives.
pub(super) const BASE: &str = "https://trellis.example";

store::statements! {
    AREA_NAMED = "select id from area where name = ?1";
}

/// An answer.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
}

impl Seen {
    /// A page, and not a file to be kept.
    pub(super) fn is_page(&self) -> bool {
        let kind = self.headers.get(header::CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    }
}

/// The house.
pub(super) struct World {
    pub(super) db: Database,
    pub(super) entries: Vec<Entry>,
    service: Served,
    operations: Router,
    asked: AtomicU32,
    cookies: BTreeMap<&'static str, String>,
    accounts: BTreeMap<&'static str, identity::AccountId>,
    /// What stands in a path where the router has a name in braces, by path.
    places: BTreeMap<&'static str, String>,
    /// Pages with forms that the paths of the routes do not show, with who gets them.
    pub(super) more: Vec<(&'static str, String)>,
    /// The account that was made last: the one that is looked at.
    account: Id,
    pub(super) entropy: Arc<SeededEntropy>,
    pub(super) clock: FixedClock,
}

impl World {
    pub(super) fn new() -> Self {
        let clock = FixedClock::at(Instant::on(kernel::Day::new(2026, 3, 2).unwrap(), "10:00").unwrap());
        let entropy = Arc::new(SeededEntropy::new(11));
        let db = demo::testing::database(clock.now(), true);
        let settings = Settings {
            public_url: BASE.to_owned(),
            ..Settings::default()
        };
        let shared: Arc<dyn Clock> = Arc::new(FixedClock::at(clock.now()));
        let app = App::new(db.db.clone(), shared, entropy.clone(), settings);
        let mut world = Self {
            entries: crate::service::routes().entries(),
            asked: AtomicU32::new(1),
            operations: front::operations_router(app.clone()),
            service: crate::service::routes().service(app),
            cookies: BTreeMap::new(),
            accounts: BTreeMap::new(),
            places: BTreeMap::new(),
            more: Vec::new(),
            account: Id::fresh(&clock, &*entropy),
            db,
            entropy,
            clock,
        };
        for who in PEOPLE {
            world.sign_in(who);
        }
        world.find_records();
        world.make_states();
        world
    }

    /// Writes past the house, to put a record into a state.
    pub(super) fn write(&self, work: impl Fn(&mut Tx<'_>) -> Result<(), kernel::Stop> + Send + 'static) {
        self.db
            .db
            .write_now(move |tx| {
                work(tx)?;
                Ok(Done::upkeep(
                    &Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?,
                    (),
                ))
            })
            .unwrap();
    }

    pub(super) fn one<T>(
        &self,
        statement: &'static Stmt,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, kernel::Fault>,
    ) -> T {
        self.db
            .db
            .read_now(|tx| Ok(tx.one(statement, values, map)?))
            .unwrap()
            .unwrap_or_else(|| panic!("{} finds nothing", statement.name))
    }

    pub(super) fn area(&self, name: &str) -> Id {
        self.one(&AREA_NAMED, values![name], |row| row.get(0))
    }

    /// Asks as somebody.
    pub(super) async fn ask(&self, who: &str, method: Method, path: &str, body: &str) -> Seen {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, "trellis.example")
            .header(header::ACCEPT_ENCODING, "gzip, deflate, br");
        if let Some(cookie) = self.cookies.get(who) {
            request = request.header(header::COOKIE, cookie);
        }
        if method == Method::POST {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin");
        }
        // Everybody comes from somewhere else: how often one source may try has tests of its own.
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let address = Ipv4Addr::from(0x0a00_0000 | (number & 0xff_ffff));
        request = request.extension(SocketAddr::from((address, 443)));
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// Sends a request as it is.
    pub(super) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Seen {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }

    /// Hidden fields that make a form of this person acceptable, each time for a new sending.
    pub(super) async fn hidden(&self, who: &str) -> String {
        let page = if Self::signed_in(who) {
            "/account"
        } else {
            "/sign-in"
        };
        let seen = self.ask(who, Method::GET, page, "").await;
        let value = |name: &str| {
            let tag = seen
                .text
                .split("<input")
                .find(|tag| tag.contains(&format!("name=\"{name}\"")));
            let tag = tag.unwrap_or_else(|| panic!("{page} of {who} has no {name}: {}", seen.status));
            tag.split_once("value=\"")
                .unwrap()
                .1
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        let (token, mut id) = (value("form-token"), value("form-id"));
        if page == "/account" {
            id = self.entropy.token();
        }
        format!("form-token={token}&form-id={id}")
    }

    /// What the operations page counts.
    pub(super) async fn metrics(&self) -> String {
        let request = Request::builder().uri("/metrics").body(Body::empty()).unwrap();
        let response = self.operations.clone().oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What stands in each table.
    pub(super) fn contents(&self) -> BTreeMap<String, String> {
        super::rows::contents(&self.db.db)
    }

    /// Where a redirect leads.
    pub(super) fn location(seen: &Seen) -> &str {
        seen.headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
