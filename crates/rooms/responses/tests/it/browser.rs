//! A browser without a network: the room's own router, called in process.

use crate::world::{Account, BASE, World};
use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use scraper::{Html, Selector};
use tower::ServiceExt;

/// A browser, signed in or not.
pub(crate) struct Browser {
    service: Router,
    runtime: tokio::runtime::Runtime,
    cookie: Option<String>,
}

/// An answer.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) text: String,
}

pub(crate) type Fields = Vec<(String, String)>;

impl Browser {
    pub(crate) fn of(world: &World, account: Option<&Account>) -> Self {
        let settings = front::Settings {
            public_url: BASE.to_owned(),
            ..front::Settings::default()
        };
        let app = front::App::new(
            (*world.db).clone(),
            world.clock.clone(),
            world.entropy.clone(),
            settings,
        );
        Self {
            service: responses::routes().service(app),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            cookie: account.map(|account| format!("__Host-trellis={}", account.token)),
        }
    }

    fn call(&self, mut request: http::request::Builder, body: String) -> Seen {
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.runtime.block_on(async {
            let (parts, body) = self.service.clone().oneshot(request).await.unwrap().into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Seen {
                status: parts.status,
                location: parts
                    .headers
                    .get(header::LOCATION)
                    .map(|value| value.to_str().unwrap().to_owned())
                    .unwrap_or_default(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Seen {
        self.call(Request::get(path), String::new())
    }

    /// Sends fields as they are.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> Seen {
        let encoded = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.call(request, body.join("&"))
    }

    /// Opens a page, fills in its form and sends it.
    pub(crate) fn fill(&self, path: &str, values: &[(&str, &str)]) -> Seen {
        let fields = self.get(path).form(values);
        self.post(path, &fields)
    }
}

impl Seen {
    /// Text of the elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text)
            .select(&selector)
            .map(|element| {
                let words = element.text().collect::<Vec<_>>().join(" ");
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    pub(crate) fn main(&self) -> String {
        self.all("main").concat()
    }

    /// An attribute of the elements that a selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.text)
            .select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The form's fields as a browser would send them, with values filled in.
    pub(crate) fn form(&self, values: &[(&str, &str)]) -> Fields {
        let html = Html::parse_document(&self.text);
        let inputs =
            Selector::parse("main form[method=post] input, main form[method=post] textarea").unwrap();
        let mut names: Vec<&str> = Vec::new();
        let mut fields: Fields = Vec::new();
        for input in html.select(&inputs) {
            let (Some(name), kind) = (input.attr("name"), input.attr("type").unwrap_or_default()) else {
                continue;
            };
            names.push(name);
            let typed = values.iter().any(|(known, _)| *known == name);
            let off = matches!(kind, "radio" | "checkbox") && input.attr("checked").is_none();
            if !typed && !off {
                fields.push((
                    name.to_owned(),
                    input.attr("value").unwrap_or_default().to_owned(),
                ));
            }
        }
        for (name, value) in values {
            assert!(names.contains(name), "no field {name} on: {}", self.main());
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields
    }
}
