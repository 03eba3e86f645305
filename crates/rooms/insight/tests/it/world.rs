//! Both programmes, an evaluator, a coordinator for all areas and one for a single area, and a browser without a network.

use access::actions::SystemJob;
use access::{Scope, Viewer};
use axum::body::Body;
use front::Served;
use http::{Request, StatusCode, header};
use kernel::{Clock, FixedClock, Id, Instant, SeededEntropy, Stop};
use scraper::{Html, Selector};
use std::sync::Arc;
use store::testing::Database;
use store::{Tx, values};
use tower::ServiceExt;

store::statements! {
    FORGET_SUMS = "delete from answer_sum";
    ORGANISATION = "select id from organisation order by name limit 1";
    VERSION = "insert into instrument_version (id, key, version, title, definition, hash, published_at) values (?1, ?2, ?7, ?3, ?4, ?5, ?6)";
    PILOT = "select id from programme where slug = 'harmful-practices-pilot'";
    PROGRAMME = "select id from programme where slug = 'safe-and-together'";
    AREA = "select id from area where name = ?1";
    NEW_ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', false)";
    WORKER = "insert into worker (id, organisation_id, left_at) values (?1, ?2, null)";
    ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', 0)";
    ACCOUNT_AREA = "insert into account_area (account_id, area_id) values (?1, ?2)";
    TOKEN = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, ?4, ?4, ?5, ?4, 'test')";
}

pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) clock: FixedClock,
    pub(crate) entropy: Arc<SeededEntropy>,
}

/// Writes past the rooms, and has all answers added up anew: those who add them up may know nothing of it.
pub(crate) fn raw<T: Send + 'static>(
    db: &Database,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
) -> T {
    let value = beside(db, move |tx| {
        let value = work(tx)?;
        tx.run(&FORGET_SUMS, &[])?;
        Ok(value)
    });
    let chance: Arc<dyn kernel::Entropy> = Arc::new(kernel::SystemEntropy);
    responses::add_up_missing(db, &system(), &chance).unwrap();
    value
}

/// Writes past the rooms; the sums stay as they are.
pub(crate) fn beside<T: Send + 'static>(
    db: &Database,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
) -> T {
    db.write_now(move |tx| {
        let scope = Scope::<SystemJob>::of(&system())?;
        Ok(audit::Done::upkeep(&scope, work(tx)?))
    })
    .unwrap()
}

fn system() -> Viewer {
    Viewer::system(ticket::Ticket::of("test"))
}

/// When every world begins.
fn morning() -> Instant {
    Instant::on(kernel::Day::new(2026, 3, 2).unwrap(), "09:00").unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(demo::testing::database(morning(), false))
    }

    /// The whole demonstration, with the accounts and the programme that is invented.
    pub(crate) fn demonstration() -> Self {
        Self::of(demo::testing::database(morning(), true))
    }

    /// Before anything was done: one organisation.
    pub(crate) fn empty() -> Self {
        Self::of(store::testing::database())
    }

    fn of(db: Database) -> Self {
        Self {
            db,
            clock: FixedClock::at(morning()),
            entropy: Arc::new(SeededEntropy::new(11)),
        }
    }

    /// Somebody answers the questionnaires before and after, with the same points to everything.
    pub(crate) fn before_and_after(&self, number: i64, before: i64, after: i64) {
        self.answers_once(number, "before", before);
        self.answers_once(number, "after", after);
    }

    /// Somebody answers one of the two.
    pub(crate) fn answers_once(&self, number: i64, key: &'static str, point: i64) {
        use instrument::{Answer, Value as Given};
        use learning::model::Purpose;
        let purpose = if key == "before" {
            Purpose::Pre
        } else {
            Purpose::Post
        };
        let answer = |question: &str, value: Given| Answer {
            question: question.to_owned(),
            value,
        };
        let mut answers = vec![
            answer("code-parent", Given::Text(format!("Person {number}"))),
            answer("code-day", Given::Number(7)),
            answer("code-phone", Given::Text("42".to_owned())),
        ];
        answers.extend(
            ["knowledge", "confidence", "anxious"].map(|question| answer(question, Given::Number(point))),
        );
        let (now, entropy) = (self.clock.now(), Arc::clone(&self.entropy));
        self.db
            .write_now(move |tx| {
                let version = responses::version_by_key(tx, key, None)?.unwrap();
                let programme = tx.one(&PROGRAMME, &[], |row| row.get::<Id>(0))?;
                let response = responses::loading::NewResponse {
                    session: None,
                    programme,
                    purpose,
                    day: kernel::Day::new(2022, 3, 1).unwrap(),
                    answers: answers.clone(),
                };
                let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                responses::loading::load(tx, &scope, &version, &[response], now, entropy.as_ref())
            })
            .unwrap();
    }

    /// Somebody gives feedback on the pilot today, years after its end.
    pub(crate) fn feedback_today(&self) {
        let (now, entropy) = (self.clock.now(), Arc::clone(&self.entropy));
        self.db
            .write_now(move |tx| {
                let version = responses::version_by_key(tx, "end-of-session", None)?.unwrap();
                let response = responses::loading::NewResponse {
                    session: None,
                    programme: tx.one(&PILOT, &[], |row| row.get::<Id>(0))?,
                    purpose: learning::model::Purpose::Feedback,
                    day: now.day(),
                    answers: ["knowledge-after", "expectations"]
                        .map(|question| instrument::Answer {
                            question: question.to_owned(),
                            value: instrument::Value::Number(3),
                        })
                        .into(),
                };
                let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                responses::loading::load(tx, &scope, &version, &[response], now, entropy.as_ref())
            })
            .unwrap();
    }

    /// Publishes the questionnaire again with its agreement scale turned round.
    pub(crate) fn another_version(&self, key: &'static str) {
        let first = self
            .db
            .read_now(|tx| Ok(responses::version_by_key(tx, key, None)?))
            .unwrap()
            .unwrap();
        let text = first.published.canonical();
        let number = first.published.definition().version;
        let (old, new) = (format!("version = {number}"), format!("version = {}", number + 1));
        self.publish(
            &text
                .replacen(&old, &new, 1)
                .replacen("first-is-best", "last-is-best", 1),
        );
    }

    /// Publishes a second version from its text.
    pub(crate) fn publish(&self, text: &str) {
        let (now, entropy, text) = (self.clock.now(), Arc::clone(&self.entropy), text.to_owned());
        raw(&self.db, move |tx| {
            let version =
                instrument::Published::publish(instrument::Definition::parse(&text).unwrap()).unwrap();
            let id = Id::fresh(&FixedClock::at(now), entropy.as_ref());
            tx.run(
                &VERSION,
                values![
                    id,
                    version.definition().key.as_str(),
                    version.definition().title.as_str(),
                    version.canonical(),
                    version.hash(),
                    now,
                    i64::from(version.definition().version)
                ],
            )?;
            Ok(())
        });
    }

    /// A signed-in browser of a new account; without an area it works in all.
    pub(crate) fn browser(&self, role: &'static str, area: Option<&'static str>) -> Browser {
        let entropy = Arc::clone(&self.entropy);
        let id = || Id::fresh(&self.clock, entropy.as_ref());
        let (account, worker, session) = (id(), id(), id());
        let token = kernel::Entropy::token(entropy.as_ref()) + &kernel::Entropy::token(entropy.as_ref());
        let (hash, now) = (identity::token::hash(&token), self.clock.now());
        let nonce = Arc::clone(&entropy);
        raw(&self.db, move |tx| {
            let known = tx.one(&ORGANISATION, &[], |row| row.get::<Id>(0))?;
            if known.is_none() {
                tx.run(&NEW_ORGANISATION, values![worker, "Council"])?;
            }
            let organisation = known.unwrap_or(worker);
            tx.run(&WORKER, values![worker, organisation])?;
            let seal = |tx: &Tx<'_>, column: &'static str, text: &str| {
                tx.keys()
                    .seal("account", column, account, text.as_bytes(), nonce.as_ref())
            };
            let (email, name) = (
                seal(tx, "email_sealed", "a@b.example"),
                seal(tx, "name_sealed", "Sam Test"),
            );
            let blind = tx.keys().blind("email", &account.to_string());
            tx.run(
                &ACCOUNT,
                values![account, worker, blind, email, name, role, area.is_none()],
            )?;
            if let Some(area) = area {
                let area = tx.one(&AREA, values![area], |row| row.get::<Id>(0))?.unwrap();
                tx.run(&ACCOUNT_AREA, values![account, area])?;
            }
            tx.run(
                &TOKEN,
                values![session, account, hash.clone(), now, now.plus_seconds(86_400)],
            )?;
            Ok(())
        });
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(now));
        let settings = front::Settings {
            public_url: "https://trellis.example".to_owned(),
            ..front::Settings::default()
        };
        let app = front::App::new((*self.db).clone(), clock, self.entropy.clone(), settings);
        Browser {
            service: insight::routes().service(app),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            cookie: format!("__Host-trellis={token}"),
        }
    }
}

pub(crate) struct Browser {
    service: Served,
    runtime: tokio::runtime::Runtime,
    cookie: String,
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) bytes: Vec<u8>,
    /// Where it leads.
    pub(crate) to: String,
}

impl Seen {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The page without what differs from one request to the next: the hidden fields of its forms.
    pub(crate) fn shown(&self) -> String {
        self.text()
            .split("<input type=\"hidden\"")
            .enumerate()
            .map(|(place, part)| {
                if place == 0 {
                    part
                } else {
                    part.split_once('>').map_or("", |(_, rest)| rest)
                }
            })
            .collect()
    }

    /// The rows of the page's tables that have a cell with exactly these words.
    pub(crate) fn rows_with(&self, words: &str) -> Vec<Vec<String>> {
        let rows = self.rows();
        rows.into_iter()
            .filter(|row| row.iter().any(|cell| cell == words))
            .collect()
    }

    /// The cells of the row of the page's tables whose first cells are these.
    pub(crate) fn row(&self, heads: &[&str]) -> Vec<String> {
        self.rows()
            .into_iter()
            .find(|row| row.iter().zip(heads).filter(|(cell, head)| cell == *head).count() == heads.len())
            .unwrap_or_default()
    }

    /// The rows of the table with this caption; none where there is no such table.
    pub(crate) fn table(&self, caption: &str) -> Vec<Vec<String>> {
        let page = Html::parse_document(&self.text());
        let (tables, captions) = (
            Selector::parse("table").unwrap(),
            Selector::parse("caption").unwrap(),
        );
        let table = page.select(&tables).find(|table| {
            let words = table.select(&captions).next();
            words.is_some_and(|words| words.text().collect::<String>().trim() == caption)
        });
        table.map_or_else(Vec::new, rows_of)
    }

    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        rows_of(Html::parse_document(&self.text()).root_element())
    }
}

fn rows_of(within: scraper::ElementRef<'_>) -> Vec<Vec<String>> {
    let (rows, cells) = (
        Selector::parse("tbody tr").unwrap(),
        Selector::parse("th, td").unwrap(),
    );
    within
        .select(&rows)
        .map(|row| {
            row.select(&cells)
                .map(|cell| cell.text().collect::<String>().trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

impl Browser {
    fn call(&self, request: http::request::Builder, body: String) -> Seen {
        let request = request
            .header(header::COOKIE, &self.cookie)
            .body(Body::from(body))
            .unwrap();
        self.runtime.block_on(async {
            let response = self.service.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let to = response.headers().get(header::LOCATION);
            let to = to.map_or_else(String::new, |to| to.to_str().unwrap().to_owned());
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .to_vec();
            Seen { status, bytes, to }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Seen {
        self.call(Request::get(path), String::new())
    }

    /// Sends fields as they are.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> Seen {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::ORIGIN, "https://trellis.example");
        self.call(request, body.join("&"))
    }

    /// Fills in the form of a page that is sent to an address.
    pub(crate) fn send(&self, page: &str, action: &str, set: &[(&str, &str)]) -> Seen {
        let shown = Html::parse_document(&self.get(page).text());
        let css = format!("form[method=post][action=\"{action}\"] input[type=hidden]");
        let inputs = Selector::parse(&css).unwrap();
        let mut fields: Vec<(String, String)> = shown.select(&inputs).map(named).collect();
        fields.extend(
            set.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        self.post(action, &fields)
    }

    /// Fills in the export form of a page and sends it.
    pub(crate) fn export(&self, page: &str, set: &[(&str, &str)]) -> Seen {
        let shown = Html::parse_document(&self.get(page).text());
        let form = shown
            .select(&Selector::parse("form[method=post][action$=export]").unwrap())
            .next()
            .unwrap();
        let inputs = Selector::parse("input[type=hidden]").unwrap();
        let mut fields: Vec<(String, String)> = form.select(&inputs).map(named).collect();
        let usual = [("recipient", "City council"), ("reason", "Report to the board")];
        for (name, value) in usual.iter().chain(set) {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(form.attr("action").unwrap(), &fields)
    }
}

/// The name and value of a field.
fn named(input: scraper::ElementRef<'_>) -> (String, String) {
    let attribute = |name: &str| input.attr(name).unwrap_or("").to_owned();
    (attribute("name"), attribute("value"))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
