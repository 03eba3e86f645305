//! A house with its pages, and a browser with cookies that fills in forms.

use access::actions::SystemJob;
use access::{Role, Scope, Viewer};
use audit::Done;
use directory::model::{Organisation, OrganisationId};
use front::{App, Served, Settings};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use identity::AccountId;
use identity::accounts::{self, Invitation};
use identity::factor::Secret;
use identity::password::{self, Cost};
use kernel::{Clock, Entropy, FixedClock, Instant, Personal, SeededEntropy, Stop};
use post::address::Address;
use post::mailer::{Config, Mailer, Protection};
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;
use store::testing::Database;
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "lamp otter brick violet";

pub(crate) struct House {
    pub(crate) db: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) organisation: OrganisationId,
    pub(crate) service: Served,
}

pub(crate) struct Browser {
    service: Served,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) agent: &'static str,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl House {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(FixedClock::at(Instant::from_millis(1_780_000_000_000)));
        let entropy = Arc::new(SeededEntropy::new(5));
        let db = store::testing::database();
        let settings = Settings {
            public_url: "http://127.0.0.1:8700".to_owned(),
            ..Settings::default()
        };
        let app = App::new(
            db.db.clone(),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::clone(&entropy) as Arc<dyn Entropy>,
            settings,
        );
        let house = Self {
            organisation: OrganisationId::fresh(clock.as_ref(), entropy.as_ref()),
            service: directory::routes().service(app),
            db,
            clock,
            entropy,
        };
        let organisation = Organisation {
            id: house.organisation,
            name: "Homerton Hospital".to_owned(),
            sector: "health".to_owned(),
            by_and_for: false,
            version: 1,
        };
        house
            .write(move |tx| {
                let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                directory::organisations::add(tx, &system.leave_to(), &organisation)
            })
            .unwrap();
        house
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let value = work(tx)?;
            Ok(Done::upkeep(&scope, value))
        })
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            service: self.service.clone(),
            cookies: BTreeMap::new(),
            agent: "Mozilla/5.0 (Windows) Firefox/130",
        }
    }

    /// An account that is ready to be used.
    pub(crate) fn person(&self, email: &str, role: Role) -> (AccountId, Secret) {
        let mut invitation = Invitation::new(
            self.clock.as_ref(),
            self.entropy.as_ref(),
            self.organisation.0,
            role,
        );
        invitation.name = Personal::new(format!("Person {}", email.split('@').next().unwrap()));
        invitation.email = Personal::new(email.to_owned());
        invitation.all_areas = true;
        let cheap = Cost {
            memory: 64,
            passes: 1,
            lanes: 1,
        };
        let hash = password::hash(PASSWORD, cheap, self.entropy.as_ref()).unwrap();
        let secret = Secret::fresh(self.entropy.as_ref());
        let (kept, entropy, now) = (secret.clone(), Arc::clone(&self.entropy), self.clock.now());
        let id = self
            .write(move |tx| {
                let id = accounts::invite(tx, &invitation, entropy.as_ref(), now)?;
                accounts::make_ready(tx, id, &hash, &kept, entropy.as_ref(), now)?;
                Ok(id)
            })
            .unwrap();
        (id, secret)
    }

    /// A browser in which this person is signed in.
    pub(crate) async fn signed_in(&self, email: &str, secret: &Secret) -> Browser {
        let mut browser = self.browser();
        browser
            .fill("/sign-in", &[("email", email), ("password", PASSWORD)])
            .await;
        let code = secret.code_at(self.clock.now());
        let page = browser.fill("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.location, "/today", "{}", page.text);
        self.clock.advance(60);
        browser
    }

    /// The link in the one message that waits for this address.
    pub(crate) fn link_for(&self, address: &str) -> Option<String> {
        use std::io::{BufRead, BufReader, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let caught = Arc::new(std::sync::Mutex::new(Vec::<(String, String)>::new()));
        let kept = Arc::clone(&caught);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut out = stream.try_clone().unwrap();
                let mut lines = BufReader::new(stream).lines();
                let _ = out.write_all(b"220 sink\r\n");
                let (mut to, mut text, mut data) = (String::new(), String::new(), false);
                while let Some(Ok(line)) = lines.next() {
                    if data {
                        data = line != ".";
                        text.push_str(&line);
                        text.push('\n');
                        if !data {
                            kept.lock().unwrap().push((to.clone(), text.clone()));
                            let _ = out.write_all(b"250 ok\r\n");
                        }
                        continue;
                    }
                    if line.starts_with("RCPT") {
                        to.clone_from(&line);
                    }
                    data = line == "DATA";
                    let _ = out.write_all(if data { b"354 go\r\n" } else { b"250 ok\r\n" });
                }
            }
        });
        let mailer = Mailer::new(&Config {
            host: "127.0.0.1".to_owned(),
            port,
            protection: Protection::None,
            login: None,
            from: Address::parse("post@t.example").unwrap(),
        })
        .unwrap();
        post::runner::Runner::new(
            self.db.db.clone(),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::clone(&self.entropy) as Arc<dyn Entropy>,
            Some(mailer),
            directory::works("http://127.0.0.1:8700"),
        )
        .round()
        .unwrap();
        let caught = caught.lock().unwrap();
        let (_, text) = caught.iter().rev().find(|(to, _)| to.contains(address))?;
        let plain = text.replace("=\n", "");
        let at = plain.find("/set-password/")?;
        Some(plain[at..].split_whitespace().next()?.to_owned())
    }
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.request("GET", path).body(axum::body::Body::empty()).unwrap();
        self.send(request).await
    }

    /// Opens the page that has the form, fills it in and sends it to where the form says.
    pub(crate) async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.fill_on(path, path, fields).await
    }

    /// The same with the form that goes to `action` on the page `path`.
    pub(crate) async fn fill_on(&mut self, path: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} {}", page.text);
        let hidden = page.hidden(action);
        self.post(action, &hidden, fields).await
    }

    pub(crate) async fn post(
        &mut self,
        path: &str,
        hidden: &[(String, String)],
        fields: &[(&str, &str)],
    ) -> Page {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in hidden {
            body.append_pair(name, value);
        }
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(axum::body::Body::from(body.finish()))
            .unwrap();
        self.send(request).await
    }

    fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8700")
            .header(header::USER_AGENT, self.agent)
            .header(header::COOKIE, cookies.join("; "))
    }

    async fn send(&mut self, request: Request<axum::body::Body>) -> Page {
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status,
            location: parts
                .headers
                .get(header::LOCATION)
                .map_or(String::new(), |value| value.to_str().unwrap().to_owned()),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}

impl Page {
    /// The hidden fields of the form that goes to `action`.
    pub(crate) fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let html = Html::parse_document(&self.text);
        let wanted = Selector::parse("form").unwrap();
        let fields = Selector::parse("input[type=hidden]").unwrap();
        let form = html
            .select(&wanted)
            .find(|form| form.value().attr("action") == Some(action))
            .unwrap_or_else(|| panic!("no form to {action} on {}", self.text));
        form.select(&fields)
            .map(|field| {
                let get = |name| field.value().attr(name).unwrap_or_default().to_owned();
                (get("name"), get("value"))
            })
            .collect()
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        Html::parse_document(&self.text)
            .select(&Selector::parse(selector).unwrap())
            .map(|found| found.text().collect::<String>().trim().to_owned())
            .collect()
    }
}

/// The bytes of a key in base 32.
pub(crate) fn unbase32(text: &str) -> Vec<u8> {
    use std::fmt::Write;
    let mut bits = String::new();
    for c in text.bytes() {
        let place = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
            .iter()
            .position(|known| *known == c)
            .unwrap();
        write!(bits, "{place:05b}").unwrap();
    }
    bits.as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}
