//! A browser without a network: the room's own router, called in process, its forms filled in from their own pages.

use crate::world::{Account, BASE, World};
use axum::body::Body;
use front::Served;
use http::{Request, Response, StatusCode, header};
use learning::earlier::forms::Forms;
use scraper::{Html, Selector};
use std::sync::Arc;
use tower::ServiceExt;

/// A browser, signed in or not.
pub(crate) struct Browser {
    service: Served,
    runtime: tokio::runtime::Runtime,
    cookie: Option<String>,
}

/// An answer.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Browser {
    pub(crate) fn of(world: &World, account: Option<&Account>) -> Self {
        let now = kernel::Clock::now(&world.clock);
        Self::at(world, account, Arc::new(kernel::FixedClock::at(now)))
    }

    /// The same with a clock of its own.
    pub(crate) fn at(world: &World, account: Option<&Account>, clock: Arc<dyn kernel::Clock>) -> Self {
        Self::made(world, account, clock, false)
    }

    /// The same in a house with a virus scanner.
    pub(crate) fn scanned(world: &World, account: &Account) -> Self {
        let now = kernel::Clock::now(&world.clock);
        Self::made(world, Some(account), Arc::new(kernel::FixedClock::at(now)), true)
    }

    fn made(world: &World, account: Option<&Account>, clock: Arc<dyn kernel::Clock>, scans: bool) -> Self {
        let settings = front::Settings {
            public_url: BASE.to_owned(),
            scans,
            ..front::Settings::default()
        };
        let app = front::App::new((*world.db).clone(), clock, world.entropy.clone(), settings);
        Self {
            service: learning::routes(
                crate::press::PRESS,
                paper::table::HERE,
                paper::photograph::HERE,
                Forms::NONE,
            )
            .service(app),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            cookie: account.map(|account| format!("__Host-trellis={}", account.token)),
        }
    }

    fn call(&self, request: http::request::Builder, body: impl Into<Body>) -> Seen {
        let mut request = request;
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(body.into()).unwrap();
        self.runtime.block_on(async {
            let response: Response<Body> = self.service.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
            let location = parts
                .headers
                .get(header::LOCATION)
                .map(|value| value.to_str().unwrap().to_owned());
            Seen {
                status: parts.status,
                location: location.unwrap_or_default(),
                headers: parts.headers,
                bytes,
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Seen {
        self.call(Request::get(path), String::new())
    }

    /// Sends fields as they are.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> Seen {
        self.post_body(path, body_of(fields))
    }

    /// Sends the body of a form, whole or not.
    pub(crate) fn post_body(&self, path: &str, body: impl Into<Body>) -> Seen {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.call(request, body)
    }

    /// Sends the body of a form so many times at the same moment; how each was answered.
    pub(crate) fn post_together(&self, path: &str, body: &str, times: usize) -> Vec<StatusCode> {
        self.runtime.block_on(async {
            let mut all = tokio::task::JoinSet::new();
            for _ in 0..times {
                let request = Request::post(path)
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header("sec-fetch-site", "same-origin")
                    .body(Body::from(body.to_owned()))
                    .unwrap();
                let service = self.service.clone();
                all.spawn(async move { service.oneshot(request).await.unwrap().status() });
            }
            all.join_all().await
        })
    }

    /// Sends a form with a file, as a browser would.
    pub(crate) fn upload(&self, path: &str, fields: &[(String, String)], file: &[u8]) -> Seen {
        self.upload_as(path, fields, "file", "list.csv", "text/csv", file)
    }

    /// The same with a field, a name and a kind of its own.
    pub(crate) fn upload_as(
        &self,
        path: &str,
        fields: &[(String, String)],
        field: &str,
        name: &str,
        kind: &str,
        file: &[u8],
    ) -> Seen {
        let file_name = name;
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header("sec-fetch-site", "same-origin");
        self.call(request, body)
    }

    /// Opens a page, fills in the form whose action ends so, and sends it.
    pub(crate) fn fill(&self, page: &str, action: &str, values: &[(&str, &str)]) -> Seen {
        let (target, fields) = self.get(page).form(action, values);
        self.post(&target, &fields)
    }

    /// Takes a copy of what a page offers as a file: says why and for whom.
    pub(crate) fn copy(&self, path: &str) -> Seen {
        let page = self.get(path);
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.main());
        let (own, query) = path.split_once('?').unwrap_or((path, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|part| !part.starts_with("format="))
            .collect();
        let action = format!("{own}?{}", kept.join("&"));
        let why = [("recipient", "The board"), ("reason", "Its meeting in May")];
        let (target, fields) = page.form(action.trim_end_matches('?'), &why);
        self.post(&target, &fields)
    }

    /// Opens a page of several forms and sends the one that does `what`.
    pub(crate) fn send(&self, page: &str, what: &str, values: &[(&str, &str)]) -> Seen {
        let (target, fields) = self.get(page).form_for(page, what, values);
        self.post(&target, &fields)
    }
}

/// Fields as the body of a form.
pub(crate) fn body_of(fields: &[(String, String)]) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

impl Seen {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// Text of the elements a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html()
            .select(&selector)
            .map(|element| {
                element
                    .text()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    pub(crate) fn heading(&self) -> String {
        self.all("h1").concat()
    }

    pub(crate) fn title(&self) -> String {
        self.all("title").concat()
    }

    pub(crate) fn main(&self) -> String {
        self.all("main").concat()
    }

    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html()
            .select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The fields of the form whose action ends so, as a browser would send them, with values filled in. A value for a
    /// field that the form does not have is a mistake of the test.
    pub(crate) fn form(&self, action: &str, values: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        self.form_that(action, values, |_| true)
    }

    /// The same for one of several forms of an action: the one whose hidden field `what` says so.
    pub(crate) fn form_for(
        &self,
        action: &str,
        what: &str,
        values: &[(&str, &str)],
    ) -> (String, Vec<(String, String)>) {
        let hidden = Selector::parse("input[name=what]").unwrap();
        self.form_that(action, values, |form| {
            form.select(&hidden)
                .any(|field| field.attr("value") == Some(what))
        })
    }

    fn form_that(
        &self,
        action: &str,
        values: &[(&str, &str)],
        which: impl Fn(scraper::ElementRef<'_>) -> bool,
    ) -> (String, Vec<(String, String)>) {
        let html = self.html();
        let forms = Selector::parse("form[method=post]").unwrap();
        let form = html
            .select(&forms)
            .find(|form| form.attr("action").is_some_and(|found| found.ends_with(action)) && which(*form))
            .unwrap_or_else(|| panic!("no form {action} on a page that says: {}", self.main()));
        let inputs = Selector::parse("input, textarea, select").unwrap();
        let options = Selector::parse("option[selected]").unwrap();
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for element in form.select(&inputs) {
            let Some(name) = element.attr("name") else {
                continue;
            };
            names.push(name.to_owned());
            let kind = element.attr("type").unwrap_or_default();
            let chosen = !matches!(kind, "checkbox" | "radio") || element.attr("checked").is_some();
            let value = match element.value().name() {
                "textarea" => element
                    .text()
                    .collect::<String>()
                    .trim_start_matches('\n')
                    .to_owned(),
                "select" => element
                    .select(&options)
                    .next()
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                _ => element.attr("value").unwrap_or_default().to_owned(),
            };
            if chosen {
                fields.push((name.to_owned(), value));
            }
        }
        for (name, _) in values {
            assert!(
                names.iter().any(|known| known == name),
                "the form has no field {name}"
            );
        }
        fields.retain(|(name, _)| !values.iter().any(|(filled, _)| filled == name));
        fields.extend(
            values
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        (form.attr("action").unwrap().to_owned(), fields)
    }
}
