//! The whole house in one process, with the demonstration in it and somebody of each kind signed in.

use access::{Role, Scope, Viewer, actions::SystemJob};
use audit::Done;
use axum::Router;
use axum::body::Body;
use front::{App, Entry, Settings};
use http::{HeaderMap, Method, Request, StatusCode, header};
use identity::accounts::Invitation;
use kernel::{Clock, Entropy, FixedClock, Id, Instant, Personal, SeededEntropy};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::testing::Database;
use store::{Row, Stmt, Tx, Value, values};
use tower::ServiceExt;

/// Where the service says it lives.
pub(super) const BASE: &str = "https://trellis.example";

/// Everybody who may ask. The area of the record asked for is East; those "elsewhere" work in Tri-borough.
pub(super) const PEOPLE: [&str; 11] = [
    "stranger",
    "administrator",
    "coordinator",
    "coordinator elsewhere",
    "trainer",
    "trainer elsewhere",
    "adviser",
    "practitioner",
    "evaluator",
    "no second factor",
    "left",
];

store::statements! {
    ORGANISATION = "select id from organisation order by name limit 1";
    AREA_NAMED = "select id from area where name = ?1";
    SESSION_TODAY = "select s.reference, c.reference, s.id, d.id from session s join course c on c.id = s.course_id join session_day d on d.session_id = s.id where s.area_id = ?1 and s.first_day = ?2";
    BOOKING_HELD = "select b.reference, s.reference, b.id from booking b join session s on s.id = b.session_id where s.area_id = ?1 order by b.id limit 1";
    OWED_HERE = "select o.id from owed o join session s on s.id = o.session_id where s.area_id = ?1 and o.received_at is null and o.waived_at is null order by o.id limit 1";
    INSTRUMENT = "select key from instrument_version order by key limit 1";
    NO_FACTOR = "update session_token set factor_at = null where token_hash = ?1";
    LEFT = "update account set state = 'left' where id = ?1";
}

/// An answer.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
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
    service: Router,
    operations: Router,
    asked: AtomicU32,
    cookies: BTreeMap<&'static str, String>,
    accounts: BTreeMap<&'static str, identity::AccountId>,
    /// What stands in a path where the router has a name in braces, by path.
    places: BTreeMap<&'static str, String>,
    /// The account that was made last: the one that is looked at.
    account: Id,
    pub(super) entropy: Arc<SeededEntropy>,
    pub(super) clock: FixedClock,
}

impl World {
    pub(super) fn new() -> Self {
        let db = store::testing::database();
        let clock = FixedClock::at(Instant::on(kernel::Day::new(2026, 3, 2).unwrap(), "10:00").unwrap());
        let entropy = Arc::new(SeededEntropy::new(11));
        demo::load(&db.db, &clock, true).unwrap();
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
            account: Id::fresh(&clock, &*entropy),
            db,
            entropy,
            clock,
        };
        for who in PEOPLE {
            world.sign_in(who);
        }
        world.find_records();
        world
    }

    fn write(&self, work: impl Fn(&mut Tx<'_>) -> Result<(), kernel::Stop> + Send + 'static) {
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

    fn area(&self, name: &str) -> Id {
        self.one(&AREA_NAMED, values![name], |row| row.get(0))
    }

    fn sign_in(&mut self, who: &'static str) {
        let (role, area) = match who {
            "stranger" => return,
            "coordinator elsewhere" => (Role::Coordinator, Some("Tri-borough")),
            "trainer elsewhere" => (Role::Trainer, Some("Tri-borough")),
            "coordinator" | "no second factor" | "left" => (Role::Coordinator, None),
            word => (Role::parse(word).unwrap(), None),
        };
        let now = self.clock.now();
        let account = if who == "trainer" {
            // The demonstration's trainer is the one whose sessions these are.
            let known = self
                .db
                .db
                .read_now(|tx| identity::accounts::list(tx, &identity::accounts::Filter::default()))
                .unwrap();
            known.into_iter().find(|account| account.role == role).unwrap().id
        } else {
            let organisation: Id = self.one(&ORGANISATION, &[], |row| row.get(0));
            let mut invitation = Invitation::new(&self.clock, &*self.entropy, organisation, role);
            invitation.name = Personal::new(format!("Someone {who}"));
            invitation.email = Personal::new(format!("{}@house.example", who.replace(' ', "-")));
            invitation.all_areas = area.is_none();
            invitation.areas = area.map(|name| self.area(name)).into_iter().collect();
            let (id, entropy) = (invitation.id, Arc::clone(&self.entropy));
            let secret = identity::factor::Secret::from_bytes(vec![7; 20]);
            self.write(move |tx| {
                let id = identity::accounts::invite(tx, &invitation, &*entropy, now)?;
                identity::accounts::make_ready(tx, id, "$not-a-hash", &secret, &*entropy, now)?;
                Ok(())
            });
            id
        };
        self.account = account.0;
        self.accounts.insert(who, account);
        self.open_session(who, account);
    }

    fn open_session(&mut self, who: &'static str, account: identity::AccountId) {
        let now = self.clock.now();
        let token = identity::token::fresh(&*self.entropy);
        self.cookies
            .insert(who, format!("__Host-trellis={}", token.reveal()));
        let session = Id::fresh(&self.clock, &*self.entropy);
        self.write(move |tx| {
            identity::sessions::open(tx, account, session, &token, "Firefox", now)?;
            let hash = identity::token::hash(token.reveal());
            match who {
                "no second factor" => drop(tx.changed(&NO_FACTOR, values![hash])?),
                "left" => drop(tx.changed(&LEFT, values![account.0])?),
                _ => {}
            }
            Ok(())
        });
    }

    fn find_records(&mut self) {
        let (east, today) = (self.area("East"), self.clock.today());
        let (session, course, _, day) = self.one(&SESSION_TODAY, values![east, today], |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<Id>(2)?,
                row.get::<Id>(3)?,
            ))
        });
        let coming: String = self.one(&SESSION_TODAY, values![east, today.plus(9)], |row| row.get(0));
        let (booking, held, booking_id) = self.one(&BOOKING_HELD, values![east], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?))
        });
        let keys = self.db.db.keys();
        let day = learning::model::SessionDayId(day);
        let account = self.account;
        let places = [
            (
                "/sessions/{reference}/bookings/{booking}",
                format!("/sessions/{held}/bookings/{booking}"),
            ),
            ("/sessions/{reference}", format!("/sessions/{session}")),
            ("/sessions/{reference}/book", format!("/sessions/{coming}/book")),
            (
                "/sessions/{reference}/bookings/new",
                format!("/sessions/{coming}/bookings/new"),
            ),
            ("/courses/{reference}", format!("/courses/{course}")),
            (
                "/door/{code}",
                format!(
                    "/door/{}",
                    learning::door::code::ticket(keys, day, self.clock.now())
                ),
            ),
            ("/feedback/{code}", {
                format!(
                    "/feedback/{}",
                    learning::door::code::feedback(keys, day, self.clock.now(), "someone")
                )
            }),
            ("/thank-you/{code}", {
                format!(
                    "/thank-you/{}",
                    learning::door::code::feedback(keys, day, self.clock.now(), "someone")
                )
            }),
            ("/booking/{token}", {
                let token = learning::places::link::token(keys, learning::model::BookingId(booking_id), 0);
                format!("/booking/{token}")
            }),
            (
                "/set-password/{token}",
                format!("/set-password/{}", self.entropy.token()),
            ),
            ("/accounts/{id}", format!("/accounts/{account}")),
            ("/areas/{id}", format!("/areas/{east}")),
            ("/programmes/{id}", {
                let all = self
                    .db
                    .db
                    .read_now(|tx| Ok(directory::programmes::list(tx)?))
                    .unwrap();
                format!("/programmes/{}", all.first().unwrap().id)
            }),
            ("/organisations/{id}", {
                let organisation: Id = self.one(&ORGANISATION, &[], |row| row.get(0));
                format!("/organisations/{organisation}")
            }),
            ("/ledger/{id}", {
                let owed: Id = self.one(&OWED_HERE, values![east], |row| row.get(0));
                format!("/ledger/{owed}")
            }),
            ("/evidence/{subject}", "/evidence/delivery".to_owned()),
            ("/instruments/{key}/{version}", {
                let key: String = self.one(&INSTRUMENT, &[], |row| row.get(0));
                format!("/instruments/{key}/1")
            }),
        ];
        self.places = places.into_iter().collect();
    }

    /// A path of the router with records of the house in it.
    pub(super) fn path(&self, pattern: &str) -> String {
        let mut found: Vec<(&str, &String)> = self
            .places
            .iter()
            .filter(|(known, _)| pattern.starts_with(**known))
            .map(|(known, path)| (*known, path))
            .collect();
        found.sort_by_key(|(known, _)| known.len());
        let path = found.last().map_or_else(
            || pattern.to_owned(),
            |(known, path)| format!("{path}{}", pattern.strip_prefix(known).unwrap()),
        );
        let path = path.replace("{purpose}", "feedback");
        assert!(
            !path.contains('{'),
            "no record for {pattern}: add one to world.rs"
        );
        path
    }

    /// Asks as somebody.
    pub(super) async fn ask(&self, who: &str, method: Method, path: &str, body: &str) -> Seen {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, "trellis.example");
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

    /// Somebody's cookie.
    pub(super) fn cookie(&self, who: &str) -> Option<&str> {
        self.cookies.get(who).map(String::as_str)
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Seen {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Hidden fields that make a form of this person acceptable, each time for a new sending.
    pub(super) async fn hidden(&self, who: &str) -> String {
        let page = if ["stranger", "left"].contains(&who) {
            "/sign-in"
        } else {
            "/account"
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

    /// Signs somebody in again whose session was ended by what was sent.
    pub(super) async fn keep_signed_in(&mut self, who: &'static str) {
        if ["stranger", "left"].contains(&who) {
            return;
        }
        let seen = self.ask(who, Method::GET, "/account", "").await;
        if seen.status != StatusCode::OK
            && let Some(account) = self.accounts.get(who).copied()
        {
            self.open_session(who, account);
        }
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

    /// How many rows each table has; the trail, sessions and attempts to sign in left out.
    pub(super) fn rows(&self) -> Vec<(String, i64)> {
        super::rows::CATALOGUE
            .iter()
            .map(|statement| {
                (
                    statement.sql.to_owned(),
                    self.one(statement, &[], |row| row.get(0)),
                )
            })
            .collect()
    }

    /// Where a redirect leads.
    pub(super) fn location(seen: &Seen) -> &str {
        seen.headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
