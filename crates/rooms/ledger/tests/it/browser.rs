//! A browser that is signed in.

use axum::body::Body;
use front::Served;
use http::{Request, StatusCode, header};
use scraper::{Html, Selector};
use tower::ServiceExt;

pub(crate) struct Browser {
    pub(crate) service: Served,
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) cookie: String,
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) to: String,
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
                .unwrap();
            Seen {
                status,
                text: String::from_utf8_lossy(&bytes).into_owned(),
                to,
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Seen {
        self.call(Request::get(path), String::new())
    }

    /// Sends a form as its page carries it, with more fields.
    pub(crate) fn send(&self, page: &str, set: &[(&str, &str)]) -> Seen {
        self.send_to(page, page, set)
    }

    /// Takes a copy of what a page offers as a file: says why and for whom.
    pub(crate) fn copy(&self, path: &str) -> Seen {
        let format = if path.contains("format=xlsx") {
            "xlsx"
        } else {
            "csv"
        };
        self.send(
            path,
            &[
                ("recipient", "The board"),
                ("reason", "Its meeting in May"),
                ("until-day", "30"),
                ("until-month", "3"),
                ("until-year", "2026"),
                ("format", format),
            ],
        )
    }

    /// Sends the form of one page to the address of another.
    pub(crate) fn send_to(&self, page: &str, address: &str, set: &[(&str, &str)]) -> Seen {
        let shown = Html::parse_document(&self.get(page).text);
        let hidden = Selector::parse("main form[method=post] input[type=hidden]").unwrap();
        let mut body: Vec<String> = shown
            .select(&hidden)
            .map(|input| {
                format!(
                    "{}={}",
                    input.attr("name").unwrap(),
                    input.attr("value").unwrap_or("")
                )
            })
            .collect();
        body.extend(
            set.iter()
                .map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))),
        );
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::ORIGIN, "https://trellis.example");
        self.call(request, body.join("&"))
    }
}
