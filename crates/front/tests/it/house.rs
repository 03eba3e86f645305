//! A small house for the tests: routes of its own, accounts with sessions, a clock that can be set.

use access::actions::{BrowsePublicly, OwnAccount, PlanCourses};
use access::{Guarded, Role, Scope, Viewer, actions::SystemJob};
use audit::{Change, Done};
use axum::body::Body;
use axum::extract::Path;
use axum::response::IntoResponse;
use front::{Answer, App, Desk, Form, LocalPath, Page, Patience, Routes, Served, Settings};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use identity::AccountId;
use kernel::{Clock, FixedClock, Id, Instant, Refusal, SeededEntropy, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::testing::{Database, database};
use store::{Recorded, Stmt, values};
use tower::ServiceExt;

pub(crate) struct Thing;
static GUARD: Stmt = Stmt {
    name: "THING",
    sql: "select version from account where id = ?3 and (?2 or id = ?1)",
    optional: &[],
};
impl Guarded for Thing {
    type Id = Id;
    const KIND: &'static str = "account";
    const GUARD: &'static Stmt = &GUARD;
}

static ORGANISATION: Stmt = Stmt {
    name: "ORG",
    sql: "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', ?3)",
    optional: &[],
};
static WORKER: Stmt = Stmt {
    name: "WORKER",
    sql: "insert into worker (id, organisation_id) values (?1, ?2)",
    optional: &[],
};
static ACCOUNT: Stmt = Stmt {
    name: "ACCOUNT",
    sql: "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at, totp_confirmed_at) values (?1, ?2, ?3, ?3, ?4, ?5, ?6, 'active', 0, 0)",
    optional: &[],
};

pub(crate) struct Raw;
impl Recorded for Raw {
    type Out = ();
    fn into_out(self) {}
}

#[derive(askama::Template)]
#[template(source = "<h1>{{ text }}</h1>{{ hidden }}", ext = "html")]
struct Shape {
    text: String,
    hidden: govuk::Html,
}

async fn show<A: access::Action>(desk: Desk<A>) -> Answer {
    Page::new(
        &desk,
        "Test",
        &Shape {
            text: "Form".to_owned(),
            hidden: desk.hidden(),
        },
    )?
    .answer()
}

async fn save(desk: Desk<PlanCourses>, form: Form) -> Answer {
    form.only(&["word"], &[])?;
    let (now, id) = (desk.now(), Id::fresh(desk.clock(), desk.entropy()));
    Ok(desk
        .submit(&form, move |tx, scope| {
            Done::recorded(
                tx,
                scope.pass_new::<Thing>(id),
                Change::new("saved"),
                now,
                LocalPath::of(format!("/saved/{id}")),
            )
        })
        .await?)
}

async fn one(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown).map_err(Stop::from)?;
    desk.read(move |tx, scope| scope.pass::<Thing>(tx, id).map(drop))
        .await?;
    Page::new(
        &desk,
        "Test",
        &Shape {
            text: "One".to_owned(),
            hidden: desk.hidden(),
        },
    )?
    .answer()
}

async fn look(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown).map_err(Stop::from)?;
    desk.view(move |_, _| Ok(front::Seen::one(Thing::KIND, id, ())))
        .await?;
    Page::new(
        &desk,
        "Test",
        &Shape {
            text: "Look".to_owned(),
            hidden: desk.hidden(),
        },
    )?
    .answer()
}

async fn search(desk: Desk<PlanCourses>, form: Form) -> Answer {
    form.only(&["word"], &[])?;
    desk.noted("searched", |_, _| Ok(front::Seen::one("list", Id::NIL, ())))
        .await?;
    Ok(LocalPath::of("/form").into_response())
}

async fn export(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown).map_err(Stop::from)?;
    desk.noted("exported", move |tx, scope| {
        drop(scope.pass::<Thing>(tx, id)?);
        Ok(front::Seen::one(Thing::KIND, id, ()))
    })
    .await?;
    Ok("a file".into_response())
}

async fn changed(_: Desk<PlanCourses>) -> Answer {
    let by = "Somebody else".to_owned();
    let when = Instant::from_millis(0);
    Err(Refusal::Changed { by, when }.into())
}

/// What became of the cached page.
#[derive(Default)]
struct Counts {
    asked: AtomicU64,
    made: AtomicU64,
}

async fn cached(desk: Desk<BrowsePublicly>, counts: Arc<Counts>) -> Answer {
    counts.asked.fetch_add(1, Ordering::SeqCst);
    desk.cached("list", || async {
        counts.made.fetch_add(1, Ordering::SeqCst);
        if desk.query("as") == "slow" {
            tokio::time::sleep(SLOW).await;
        }
        let page = Page::new(
            &desk,
            "Test",
            &Shape {
                text: "List".to_owned(),
                hidden: govuk::Html::default(),
            },
        )?;
        Ok(match desk.query("as").as_str() {
            "wrong" => page.findable().with_problems(),
            "fleeting" => page.findable().fleeting(),
            "hidden" => page,
            _ => page.findable(),
        })
    })
    .await
}

/// How long the slow page takes.
pub(crate) const SLOW: Duration = Duration::from_millis(400);

async fn slow(_: Desk<BrowsePublicly>) -> Answer {
    tokio::time::sleep(SLOW).await;
    Ok("slow but whole".into_response())
}

#[expect(clippy::panic, reason = "planted")]
async fn panics(_: Desk<BrowsePublicly>) -> Answer {
    panic!("planted")
}

/// The house's routes on a database, as one process serves them; each process has randomness of its own.
pub(crate) fn service(db: store::Db, clock: &Arc<FixedClock>, seed: u64) -> Served {
    counting(db, clock, seed, Patience::default(), &Arc::default())
}

/// What the requests of one process share.
pub(crate) fn app(db: store::Db, clock: &Arc<FixedClock>, seed: u64, patience: Patience) -> App {
    let settings = Settings {
        patience,
        ..Settings::default()
    };
    App::new(db, clock.clone(), Arc::new(SeededEntropy::new(seed)), settings)
}

/// [`service`] with other limits of time.
pub(crate) fn patient(db: store::Db, clock: &Arc<FixedClock>, seed: u64, patience: Patience) -> Served {
    counting(db, clock, seed, patience, &Arc::default())
}

/// The same, counting how often the cached page is asked for and made.
fn counting(
    db: store::Db,
    clock: &Arc<FixedClock>,
    seed: u64,
    patience: Patience,
    counts: &Arc<Counts>,
) -> Served {
    let counts = Arc::clone(counts);
    let app = app(db, clock, seed, patience);
    Routes::new()
        .get::<PlanCourses, _, _>("/form", show::<PlanCourses>)
        .get::<BrowsePublicly, _, _>("/public", show::<BrowsePublicly>)
        .post::<PlanCourses, _, _>("/form", save)
        .get::<PlanCourses, _, _>("/one/{id}", one)
        .get::<PlanCourses, _, _>("/look/{id}", look)
        .get::<PlanCourses, _, _>("/export/{id}", export)
        .get::<PlanCourses, _, _>("/changed", changed)
        .post::<PlanCourses, _, _>("/search", search)
        .get::<BrowsePublicly, _, _>("/cached", move |desk| cached(desk, counts.clone()))
        .get::<BrowsePublicly, _, _>("/panic", panics)
        .get::<BrowsePublicly, _, _>("/slow", slow)
        .get::<OwnAccount, _, _>("/own", |_: Desk<OwnAccount>| async {
            Ok::<_, front::Failure>(LocalPath::of("/kept"))
        })
        .and(crate::coming_back::routes())
        .and(crate::unsaved::routes())
        .service(app)
}

/// The house.
pub(crate) struct House {
    pub(crate) database: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) service: Served,
    counts: Arc<Counts>,
}

/// An answer.
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::on(database())
    }

    /// A house on a database of its own limits.
    pub(crate) fn on(database: Database) -> Self {
        let clock = Arc::new(FixedClock::at(Instant::from_millis(1_800_000_000_000)));
        let counts = Arc::default();
        let service = counting(database.db.clone(), &clock, 4, Patience::default(), &counts);
        Self {
            database,
            clock,
            service,
            counts,
        }
    }

    /// How many requests for a route are counted that ended well.
    pub(crate) async fn count(&self, route: &str) -> u64 {
        let operations = front::operations_router(self.service.app().clone());
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let told = Got::of(operations.oneshot(request).await.unwrap()).await.text;
        let line = format!("trellis_requests_total{{route=\"{route}\",status=\"200\"}} ");
        let rest = told.split(&line).nth(1).unwrap_or_default();
        rest.lines().next().map_or(0, |number| number.parse().unwrap())
    }

    /// How often the cached page was made.
    pub(crate) fn made(&self) -> u64 {
        self.counts.made.load(Ordering::SeqCst)
    }

    /// How often its handler was asked for it: an answer that is kept whole asks nobody.
    pub(crate) fn asked(&self) -> u64 {
        self.counts.asked.load(Ordering::SeqCst)
    }

    /// An account with a session; its id and the session's token.
    pub(crate) fn person(&self, number: u8, role: Role) -> (Id, String) {
        let entropy = SeededEntropy::new(u64::from(number) + 100);
        let ids: Vec<Id> = (0..4).map(|_| Id::fresh(&*self.clock, &entropy)).collect();
        let token = identity::token::fresh(&entropy);
        let (text, now) = (token.reveal().clone(), self.clock.now());
        let (organisation, worker, account, session) = (ids[0], ids[1], ids[2], ids[3]);
        self.database
            .write_now(move |tx: &mut store::Tx<'_>| {
                let name = tx
                    .keys()
                    .seal("account", "name_sealed", account, b"Robin Example", &entropy);
                tx.run(
                    &ORGANISATION,
                    values![organisation, format!("Example {number}"), false],
                )?;
                tx.run(&WORKER, values![worker, organisation])?;
                tx.run(
                    &ACCOUNT,
                    values![account, worker, vec![number], name, role.code(), false],
                )?;
                identity::sessions::open(
                    tx,
                    AccountId(account),
                    session,
                    &kernel::Personal::new(text.clone()),
                    "test",
                    now,
                )?;
                Ok(Raw)
            })
            .unwrap();
        (account, token.into_inner())
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Got {
        self.ask(Request::get(path), token, Body::empty()).await
    }

    /// Sends a form from our own page.
    pub(crate) async fn post(&self, path: &str, token: Option<&str>, body: String) -> Got {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, token, Body::from(body)).await
    }

    /// Asks for anything.
    pub(crate) async fn ask(
        &self,
        mut request: http::request::Builder,
        token: Option<&str>,
        body: Body,
    ) -> Got {
        if let Some(token) = token {
            request = request.header(header::COOKIE, format!("trellis={token}"));
        }
        let response = self
            .service
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        Got::of(response).await
    }

    /// The hidden fields of the form page as a body.
    pub(crate) async fn hidden(&self, token: &str) -> String {
        let page = self.get("/form", Some(token)).await.text;
        fields_of(&page)
    }

    /// The hidden fields that a page gives to anybody, as a body.
    pub(crate) async fn public_hidden(&self) -> String {
        let page = self.get("/public", None).await.text;
        fields_of(&page)
    }

    /// Events in the trail.
    pub(crate) fn events(&self) -> i64 {
        audit::verify(&self.database).unwrap().unwrap()
    }

    /// Something is written.
    pub(crate) fn write(&self) {
        self.as_system(|_, _| Ok(()));
    }

    /// Work of the system.
    pub(crate) fn as_system(
        &self,
        work: impl Fn(&mut store::Tx<'_>, &Scope<SystemJob>) -> Result<(), kernel::Fault> + Send + 'static,
    ) {
        self.database
            .write_now(move |tx: &mut store::Tx<'_>| {
                let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                work(tx, &system)?;
                Ok(Done::upkeep(&system, ()))
            })
            .unwrap();
    }
}

/// The two hidden fields of a page's form.
fn fields_of(page: &str) -> String {
    let fields = page.split("<h1>").nth(1).unwrap();
    fields
        .split("name=\"")
        .skip(1)
        .map(|rest| {
            let name = rest.split('"').next().unwrap();
            let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            format!("{name}={value}")
        })
        .take(2)
        .collect::<Vec<_>>()
        .join("&")
}

impl Got {
    /// A whole answer.
    pub(crate) async fn of(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }
}
